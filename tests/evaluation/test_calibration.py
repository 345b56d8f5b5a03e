import numpy as np
import pytest

from network4.datasets import Split
from network4.errors import ArgumentError, ShapeError
from network4.evaluation.calibration import (
    best_temperature,
    calibrate,
    expected_calibration_error,
    refuse_below,
    reliability,
)
from network4.layers import FullyConnected, Sequence, Softmax
from network4.model import Model
from network4.network import Network


def softmax(z):
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def labels_drawn_from(probabilities, generator):
    levels = generator.random((len(probabilities), 1))
    return (probabilities.cumsum(axis=1) < levels).sum(axis=1)


def test_calibration_error_worked_by_hand():
    """Two bins: 0.7 and 0.9, one of two right; 0.3 right (of three classes)."""
    rows = np.array([[0.7, 0.2, 0.1], [0.05, 0.9, 0.05], [0.4, 0.3, 0.3]])
    error = expected_calibration_error(rows, np.array([0, 2, 0]), num_bins=2)
    assert error == pytest.approx((2 / 3) * abs(0.5 - 0.8) + (1 / 3) * abs(1 - 0.4))


def test_honest_probabilities_have_little_error(generator):
    """Of 20,000 images the share right in a bin errs by 0.5/sqrt(its images)."""
    honest = softmax(2 * generator.standard_normal((20_000, 5)))
    labels = labels_drawn_from(honest, generator)
    boast = softmax(3 * np.log(honest))
    assert expected_calibration_error(honest, labels) < 15 * 0.5 / np.sqrt(20_000)
    assert expected_calibration_error(boast, labels) > 0.1


@pytest.mark.parametrize("temperature", [0.4, 1.0, 3.0])
def test_the_temperature_that_was_put_in_is_found(generator, temperature):
    z = 3 * generator.standard_normal((20_000, 5))
    labels = labels_drawn_from(softmax(z / temperature), generator)
    assert best_temperature(z, labels) == pytest.approx(temperature, rel=0.05)


def test_a_calibrated_model_answers_the_same_and_less_boastfully(generator):
    network = Network(
        [FullyConnected(9), Softmax(4, dropout=0.2, initializer="he")], (1, 3, 3)
    )
    model = Model(network, network.initial_parameters(1), {"classes": tuple("abcd")})
    images = generator.integers(0, 256, (500, 3, 3), dtype=np.uint8)
    labels = labels_drawn_from(softmax(np.full((500, 4), 1.0)), generator)
    split = Split(images, labels.astype(np.uint8))
    after = calibrate(model, split)
    np.testing.assert_array_equal(after.predict(images), model.predict(images))
    z = np.log(model.outputs(images)) / after.details["temperature"]
    np.testing.assert_allclose(after.outputs(images), softmax(z), atol=1e-5)
    assert tuple(after.details["classes"]) == tuple("abcd")
    assert after.details["temperature"] > 1  # labels are chance
    assert expected_calibration_error(
        after.outputs(images), labels
    ) < expected_calibration_error(model.outputs(images), labels)


def test_a_softmax_within_a_block_is_found(generator):
    layers = [FullyConnected(9), Softmax(4, initializer="he")]
    networks = Network(layers, (9,)), Network([Sequence(layers)], (9,))
    first = networks[0].initial_parameters(1)
    models = Model(networks[0], first), Model(networks[1], {"layer1": first})
    split = Split(generator.random((90, 9), np.float32), np.arange(90) % 4)
    plain, within = (calibrate(model, split) for model in models)
    assert plain.details["temperature"] != 1
    outputs = (model.outputs(split.images) for model in (plain, within))
    np.testing.assert_allclose(*outputs, rtol=1e-6)


def test_only_softmax_outputs_have_a_temperature():
    network = Network([FullyConnected(2)], (1, 3, 3))
    model = Model(network, network.initial_parameters(1))
    split = Split(np.zeros((1, 3, 3), np.uint8), np.zeros(1, np.uint8))
    with pytest.raises(ArgumentError, match="must end with a Softmax"):
        calibrate(model, split)


@pytest.mark.parametrize(
    ("threshold", "refused", "errors_kept"),
    [(0.6, 0.0, 0.5), (0.7, 0.25, 0.25), (0.9, 0.75, 0.0), (0.95, 1.0, 0.0)],
)
def test_rejection_worked_by_hand(threshold, refused, errors_kept):
    rows = np.array([[0.6, 0.4], [0.9, 0.1], [0.3, 0.7], [0.7, 0.3]])
    found = refuse_below(rows, np.array([1, 0, 0, 0]), threshold)
    assert (found.threshold, found.refused) == (threshold, refused)
    assert found.errors_kept == errors_kept


def test_a_threshold_is_counted_image_by_image(generator):
    rows = softmax(2 * generator.standard_normal((300, 5)))
    labels = labels_drawn_from(rows, generator)
    for threshold in (0.0, 0.5, *rows.max(axis=1)[:20]):
        found = refuse_below(rows, labels, threshold)
        kept = rows.max(axis=1) >= threshold
        wrong = rows.argmax(axis=1) != labels
        assert found.errors_kept == np.mean(kept & wrong)
        assert found.refused == np.mean(~kept)
    with pytest.raises(ArgumentError, match="threshold must be a finite number"):
        refuse_below(rows, labels, -0.1)


def test_labels_that_do_not_fit_are_refused():
    with pytest.raises(ShapeError, match=r"received \(3, 2\) and \(2,\)"):
        refuse_below(np.full((3, 2), 0.5), np.zeros(2, int), 0.5)
    with pytest.raises(ShapeError, match="expected_calibration_error"):
        expected_calibration_error(np.zeros((0, 2)), np.zeros(0, int))


def test_one_output_is_not_a_probability_of_each_class():
    with pytest.raises(ShapeError, match="2 or more classes"):
        refuse_below(np.full((3, 1), 0.5), np.zeros(3, int), 0.5)


def test_calibration_is_of_classifiers():
    network = Network([Softmax(2)], (2,), "squared_error")
    model = Model(network, network.initial_parameters(1))
    split = Split(np.zeros((1, 2), np.float32), np.zeros((1, 2)))
    with pytest.raises(ArgumentError, match=r"calibrate: .*trained for SquaredError"):
        calibrate(model, split)


def test_what_is_no_probability_is_refused():
    labels = np.zeros(1, int)
    for row in ([50.0, 1.0], [np.nan, 1.0], [-0.1, 1.0]):
        with pytest.raises(ArgumentError, match=r"must be in 0\.\.1"):
            refuse_below(np.array([row]), labels, 0.5)


def test_calibration_needs_images_of_the_models_classes():
    network = Network([Softmax(2)], (1, 3, 3))
    model = Model(network, network.initial_parameters(1))
    images = np.zeros((1, 3, 3), np.uint8)
    for split in (
        Split(images[:0], np.zeros(0, np.uint8)),
        Split(images, np.full(1, 2, np.uint8)),
    ):
        with pytest.raises(ArgumentError, match=r"calibrate: (validation|labels) must"):
            calibrate(model, split)


@pytest.mark.parametrize("num_bins", [2**24 + 1, 2**31, 2**63, 10**400])
def test_more_bins_than_memory_are_refused(num_bins):
    rows, labels = np.array([[0.75, 0.25]]), np.array([0])
    assert expected_calibration_error(rows, labels, 2**24) == 0.25
    with pytest.raises(ArgumentError, match=r"num_bins must be .* in 1\.\.16777216"):
        expected_calibration_error(rows, labels, num_bins)


def test_bins_worked_by_hand():
    """0.7 wrong and 0.9 right are in the upper of two bins, 0.4 right in the lower."""
    rows = np.array([[0.7, 0.2, 0.1], [0.05, 0.9, 0.05], [0.4, 0.3, 0.3]])
    found = reliability(rows, np.array([1, 1, 0]), num_bins=2)
    assert found.counts.tolist() == [1, 2]
    np.testing.assert_allclose(found.sure, [0.4, 0.8])
    np.testing.assert_allclose(found.right, [1, 0.5])
    assert found.error == pytest.approx(abs(1 - 0.4) / 3 + 2 * abs(0.5 - 0.8) / 3)
    for name in ("expected_calibration_error", "reliability"):
        function = {f.__name__: f for f in (expected_calibration_error, reliability)}
        with pytest.raises(ArgumentError, match=f"^{name}: num_bins must"):
            function[name](rows, np.array([1, 1, 0]), num_bins=0)
        with pytest.raises(ShapeError, match=f"^{name}: probabilities must"):
            function[name](rows, np.array([1, 1]))
