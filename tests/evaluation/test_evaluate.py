"""What `evaluate` says of a model, counted a second way."""

import itertools

import numpy as np
import pytest

import network4 as n4
from network4.augment import ONE_PIXEL_SHIFTS
from network4.errors import ArgumentError, DataError, EngineError, ShapeError
from network4.evaluation.calibration import expected_calibration_error
from network4.evaluation.confusions import Confusions


def counted(labels, predictions, size):
    return [
        [
            sum(
                t == row and p == column
                for t, p in zip(labels, predictions, strict=True)
            )
            for column in range(size)
        ]
        for row in range(size)
    ]


def test_a_classifier_has_accuracy_confusions_errors_and_calibration(model, stripes):
    test = stripes.test
    found = n4.evaluate(model, stripes)
    answers = model.predict(test.images)
    matrix = counted(test.labels, answers, 2)
    assert found.accuracy == found.score == model.accuracy(test)
    assert found.confusion_matrix.tolist() == matrix
    assert found.wrong_indices.tolist() == [
        n for n in range(len(test)) if answers[n] != test.labels[n]
    ]
    errors = [1 - row[n] / sum(row) for n, row in enumerate(matrix)]
    np.testing.assert_allclose(found.error_by_class, errors)
    probabilities = model.predict_proba(test.images)
    expected = expected_calibration_error(probabilities, test.labels)
    assert found.calibration_error == expected
    assert found.class_names == ("lying", "standing")


def test_the_same_images_give_the_same_however_they_are_brought(run, model, stripes):
    test = stripes.test
    pixels = (test.images / 255)[:, None]
    labels = test.labels.astype(np.int64)
    ways = [
        (run, stripes),
        (model, test),
        (model, test.images, labels),
        (model, test.images, list(labels)),
        (model, (pixels, labels)),
        (n4.Ensemble([model, model]), stripes),
    ]
    first, *others = [n4.evaluate(*way) for way in ways]
    for other in others:
        assert other.confusion_matrix.tolist() == first.confusion_matrix.tolist()
        # float64 pixels and means of probabilities are rounded to float32 once more.
        assert other.calibration_error == pytest.approx(
            first.calibration_error, abs=2**-22
        )


def test_a_part_of_a_data_set_can_be_named(model, stripes):
    for part in ("train", "validation", "test"):
        found = n4.evaluate(model, stripes, part=part)
        assert found.num_examples == len(getattr(stripes, part))
    assert repr(found).endswith("on 30 test images of stripes)")


def test_outputs_are_averaged_over_shifts(model, stripes):
    test = stripes.test
    found = n4.evaluate(model, test, shifts=ONE_PIXEL_SHIFTS)
    answers = model.predict(test.images, shifts=ONE_PIXEL_SHIFTS)
    assert found.predictions.tolist() == answers.tolist()


def test_shifts_that_are_none_are_refused(model, stripes):
    with pytest.raises(ArgumentError, match=r"^evaluate: shifts must"):
        n4.evaluate(model, stripes, shifts=[1, 2])
    with pytest.raises(ArgumentError, match=r"^plot_errors: shifts must"):
        n4.plot_errors(model, stripes, shifts=3)


def test_classes_of_a_data_set_go_by_their_names(model, stripes):
    turned = n4.Split(stripes.test.images, 1 - stripes.test.labels)
    other = n4.Dataset(turned, turned, turned, class_names=("standing", "lying"))
    found = n4.evaluate(model, other)
    assert found.accuracy == n4.evaluate(model, stripes).accuracy
    unknown = n4.Dataset(turned, turned, turned, class_names=("a", "lying"))
    with pytest.raises(
        DataError, match=r"evaluate: .* \(lying, standing\), received a"
    ):
        n4.evaluate(model, unknown)


def test_images_of_no_class_do_not_count(model, stripes):
    """They may be in a training part, and a label of -1 is no position from behind."""
    labels = stripes.train.labels.copy()
    labels[:20] = -1
    some = n4.Split(stripes.train.images, labels)
    data = n4.Dataset(some, some.part(labels >= 0), class_names=("lying", "standing"))
    found = n4.evaluate(model, data, part="train")
    kept = n4.evaluate(model, stripes.train.part(slice(20, None)))
    assert found.num_examples == 40
    assert found.confusion_matrix.tolist() == kept.confusion_matrix.tolist()
    assert found.calibration_error == kept.calibration_error


def test_other_objectives_give_their_score(stripes):
    network = n4.Network([n4.FullyConnected(64)], (1, 8, 8), cost="reconstruction")
    model = n4.Model(network, network.initial_parameters(0))
    found = n4.evaluate(model, stripes.test.images)
    pixels = stripes.test.images.reshape(30, 64) / 255
    error = ((model.outputs(stripes.test.images) - pixels) ** 2).mean()
    assert found.score == pytest.approx(error, rel=1e-6)
    assert str(found) == f"mean squared error {found.score:.4g} on 30 examples"
    assert repr(found) == f"Evaluation({found})"
    assert found.calibration_error is None
    for name in ("accuracy", "confusion_matrix", "error_by_class", "wrong_indices"):
        with pytest.raises(ArgumentError, match=f"Evaluation: {name} must be asked"):
            getattr(found, name)
    with pytest.raises(ArgumentError, match="Evaluation: plot must be asked of a cl"):
        found.plot()


def test_steps_of_sequences_are_counted_one_by_one(generator):
    """A network that names a class at each step; padding and -1 count for nothing."""
    network = n4.Network([n4.BatchNorm()], (None, 3), "quadratic", inputs="numbers")
    model = n4.Model(network, network.initial_parameters(0))
    values = generator.standard_normal((4, 5, 3)).astype(np.float32)
    labels = generator.integers(0, 3, (4, 5)).astype(np.int32)
    labels[0, 0] = -1
    lengths = np.array([5, 2, 5, 3])
    found = n4.evaluate(model, n4.Split(values, labels, lengths))
    outputs = model.outputs(values, lengths=lengths)
    pairs = [
        (labels[n, t], outputs[n, t].argmax())
        for n, t in itertools.product(range(4), range(5))
        if t < lengths[n] and labels[n, t] >= 0
    ]
    assert found.num_examples == len(pairs) == 14
    assert found.confusion_matrix.tolist() == counted(*zip(*pairs, strict=True), 3)
    assert found.accuracy == np.mean([t == p for t, p in pairs])
    assert len(found.wrong_indices) == sum(t != p for t, p in pairs)
    assert found.wrong_indices.shape[1] == 2


@pytest.mark.parametrize(("units", "activation"), [(1, "sigmoid"), (2, "tanh")])
def test_calibration_is_of_what_the_model_calls_probabilities(
    stripes, units, activation
):
    layers = [n4.FullyConnected(units, activation=activation)]
    network = n4.Network(layers, (1, 8, 8), cost="quadratic")
    model = n4.Model(network, network.initial_parameters(0))
    found = n4.evaluate(model, stripes)
    assert found.confusion_matrix.sum() == 30
    if activation == "tanh":
        assert found.calibration_error is None
    else:
        said = model.predict_proba(stripes.test.images)
        expected = expected_calibration_error(said, stripes.test.labels)
        assert found.calibration_error == expected


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        (
            lambda d: ("model", d),
            ArgumentError,
            "model must be a Model, an Ensemble or",
        ),
        (lambda d: (None, d), ArgumentError, "model must be a Model, an Ensemble or"),
        (lambda d: ("m", "mnist"), ArgumentError, "must be a Dataset, a Split, or im"),
        (lambda d: ("m", None), ArgumentError, "must be a Dataset, a Split, or images"),
        (lambda d: ("m", d.test.images), ShapeError, "labels must be whole .* none"),
        (
            lambda d: ("m", d.test.images, [1]),
            ShapeError,
            "labels must be one an image",
        ),
        (lambda d: ("m", d, [1]), ArgumentError, "labels must be left out where data"),
        (lambda d: ("m", d.test.part(slice(0))), DataError, "hold one example or more"),
        (lambda d: ("m", [], []), ShapeError, "expects images of shape"),
        (lambda d: ("m", d.without_test()), DataError, "must have test images"),
        (
            lambda d: ("m", d.test.images, [2] * 30),
            ArgumentError,
            "labels must be in 0",
        ),
    ],
)
def test_what_cannot_be_judged_is_refused_in_a_sentence(
    model, stripes, given, error, words
):
    who, *rest = given(stripes)
    with pytest.raises(error, match=words) as refused:
        n4.evaluate(model if who == "m" else who, *rest)
    assert len(str(refused.value)) <= 300


def test_a_part_is_named_rightly_and_only_of_a_data_set(model, stripes):
    with pytest.raises(ArgumentError, match=r"part must be one of .* Did you mean 'te"):
        n4.evaluate(model, stripes, part="tset")
    with pytest.raises(ArgumentError, match="part must be left out unless"):
        n4.evaluate(model, stripes.test, part="test")


def test_a_class_without_images_has_no_error():
    found = Confusions(np.array([0, 0, 2]), np.array([0, 1, 2]), "abcd")
    np.testing.assert_array_equal(found.error_by_class(), [0.5, np.nan, 0, np.nan])
    assert found.as_text().splitlines()[-1].split() == ["d", "0", "0", "0", "0"]


def test_a_matrix_that_no_memory_holds_is_refused(monkeypatch):
    monkeypatch.setattr("network4.utils.memory.available_bytes", lambda: 2**30)
    zero = np.zeros(1, int)
    with pytest.raises(EngineError, match="confusion_matrix: 65,536 x 65,536 counts"):
        Confusions(zero, zero, range(2**16)).matrix()


@pytest.mark.parametrize("kind", [np.float32, np.float64, np.uint8, bool])
def test_labels_of_every_kind_are_the_same_classes(model, stripes, kind):
    test = stripes.test
    wanted = counted(test.labels, model.predict(test.images), 2)
    rows = np.eye(2)[test.labels]
    for labels in (test.labels, test.labels[:, None], rows):
        found = n4.evaluate(model, test.images, labels.astype(kind))
        assert found.confusion_matrix.tolist() == wanted


def test_rows_that_are_no_probabilities_are_refused(model, stripes):
    rows = np.eye(2)[stripes.test.labels]
    rows[3] = 0.7
    with pytest.raises(ArgumentError, match="whose sum is 1"):
        n4.evaluate(model, stripes.test.images, rows)
