"""`fit` on regressions, autoencoders, detectors, and objectives of one's own."""

from dataclasses import dataclass

import numpy as np
import pytest
from other_data import REGRESSION, divided, run

import network4 as n4
from network4.errors import ArgumentError, ShapeError

ENGINES = ["native", "jax"]


@pytest.fixture
def numbers(generator):
    """A plane with a bend, in numbers of any range."""
    x = generator.normal(size=(500, 3)).astype(np.float32)
    return divided(n4.Split(x, x @ [1, 2, -1] + x[:, 0] ** 2))


AUTOENCODER = n4.Network(
    [n4.FullyConnected(8), n4.FullyConnected(64)], (1, 8, 8), cost="reconstruction"
)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_regression_learns(numbers, engine):
    found = run(REGRESSION, numbers, epochs=20, engine=engine)
    spread = numbers.test.labels.var()
    assert found.test_score < 0.1 * spread
    assert found.validation_score == min(e.validation_score for e in found.history)
    outputs = found.model.outputs(numbers.test.images)
    errors = outputs[:, 0] - numbers.test.labels
    assert found.test_score == pytest.approx(np.mean(errors**2), rel=1e-6)
    assert found.model.score(numbers.test) == found.test_score


@pytest.mark.parametrize("cost", ["squared_error", "binary_cross_entropy"])
@pytest.mark.parametrize("engine", ENGINES)
def test_an_autoencoder_learns_whatever_the_labels(stripes, engine, cost):
    layers, shape = AUTOENCODER.layers, AUTOENCODER.input_shape
    network = n4.Network(layers, shape, n4.Reconstruction(cost))
    found = run(network, stripes, learning_rate=0.5, engine=engine)
    pixels = stripes.test.images.reshape(-1, 64) / 255
    assert found.test_score < pixels.var()
    errors = found.model.outputs(stripes.test.images) - pixels
    assert found.test_score == pytest.approx(np.mean(errors**2), rel=1e-5)
    assert found.history[-1].training_cost < found.history[0].training_cost


@pytest.mark.parametrize("engine", ENGINES)
def test_one_output_detects_a_class(stripes, engine):
    layers = [n4.FullyConnected(8, activation="relu"), n4.FullyConnected(1)]
    network, how = n4.Network(layers, (1, 8, 8)), {"epochs": 20, "learning_rate": 0.2}
    found = run(network, stripes, **how, engine=engine)
    assert found.test_accuracy > 0.9
    images = stripes.test.images
    probabilities = found.model.predict_proba(images)
    assert probabilities.shape == (len(images), 2)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-6)
    answers = found.model.predict(images)
    np.testing.assert_array_equal(answers, probabilities.argmax(axis=1))
    share = (answers == stripes.test.labels).mean()
    assert found.test_accuracy == pytest.approx(share)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_probability_an_output(stripes, engine):
    """Two an image: of its class, and of the other one half as sure."""

    def targets(split):
        y = np.stack([split.labels, (1 - split.labels) / 2], axis=1)
        return n4.Split(split.images, y.astype(np.float32))

    splits = (stripes.train, stripes.validation, stripes.test)
    data = n4.Dataset(*map(targets, splits))
    network = n4.Network([n4.FullyConnected(2)], (1, 8, 8), "binary_cross_entropy")
    found = run(network, data, learning_rate=0.2, epochs=6, engine=engine)
    assert found.test_score < 0.05


@pytest.mark.parametrize("engine", ENGINES)
def test_what_stopped_goes_on_to_the_bit(numbers, engine, tmp_path):
    path = tmp_path / "run.checkpoint"
    whole = run(REGRESSION, numbers, epochs=4, engine=engine)
    run(REGRESSION, numbers, epochs=4, engine=engine, checkpoint=path, max_seconds=1e-9)
    resumed = run(REGRESSION, numbers, epochs=4, engine=engine, checkpoint=path)
    assert [e.validation_score for e in resumed.history] == [
        e.validation_score for e in whole.history
    ]
    assert resumed.best_epoch == whole.best_epoch


def test_patience_counts_epochs_that_are_not_lower(numbers):
    """At a rate of next to nothing the error falls a little in each epoch."""
    falling = run(REGRESSION, numbers, epochs=4, learning_rate=1e-4, patience=1)
    assert (falling.stopped, falling.best_epoch) == ("finished", 3)


def test_records_and_curves_have_the_score_by_its_name(numbers, tmp_path):
    from network4.plots.curves import draw_curves

    found = run(REGRESSION, numbers)
    record = found.record()
    assert record["test_mean_squared_error"] == found.test_score
    errors = [epoch["validation_mean_squared_error"] for epoch in record["epochs"]]
    assert errors[found.best_epoch] == record["validation_mean_squared_error"]
    assert "validation_accuracy" not in record
    draw_curves(tmp_path / "curves.png", record)
    assert (tmp_path / "curves.png").stat().st_size > 10_000


def test_accuracy_is_asked_of_classifiers(numbers):
    found = run(REGRESSION, numbers)
    with pytest.raises(ArgumentError, match="ask for validation_score"):
        _ = found.validation_accuracy
    for call in (found.model.predict, found.model.predict_proba):
        with pytest.raises(
            ArgumentError, match=r"must tell classes apart.*outputs\(\)"
        ):
            call(numbers.test.images)
    with pytest.raises(ArgumentError, match="accuracy: the network must tell"):
        found.model.accuracy(numbers.test)


@pytest.mark.parametrize("engine", ENGINES)
def test_weights_count_examples_as_if_they_came_more_often(generator, engine):
    """Weights 0 and 2 in a mini-batch of four are two examples, each twice."""
    x = generator.normal(size=(4, 3)).astype(np.float32)
    y = generator.normal(size=4)
    some = n4.Split(x, y, weights=np.array([2, 0, 2, 0]))
    twice = n4.Split(x[[0, 0, 2, 2]], y[[0, 0, 2, 2]])
    how = {"batch_size": 4, "engine": engine, "seed": 1, "keep": "last"}
    weighted, repeated = (
        run(REGRESSION, n4.Dataset(split, twice), **how) for split in (some, twice)
    )
    for ours, theirs in zip(weighted.history, repeated.history, strict=True):
        # The same sums in another order.
        assert ours.training_cost == pytest.approx(theirs.training_cost, rel=1e-5)
        score = pytest.approx(theirs.validation_score, rel=1e-5)
        assert ours.validation_score == score


def test_whole_numbers_are_targets_of_a_regression_too(generator):
    x = generator.normal(size=(500, 3)).astype(np.float32)
    y = np.rint(20 * x.sum(axis=1)).astype(int)
    data = divided(n4.Split(x, y))
    layers = [n4.FullyConnected(1, activation="linear")]
    network = n4.Network(layers, (3,), "squared_error", inputs="numbers")
    found = run(network, data, epochs=40, learning_rate=0.01)
    # What rounding leaves: numbers are 1/12 from the nearest whole one, squared.
    assert found.test_score < 1
    assert found.model.details == {}


def test_numbers_of_any_range_must_be_finite(numbers):
    model = n4.Model(REGRESSION, REGRESSION.initial_parameters(0))
    for wrong in ([[1, 2, np.nan]], [[1, 2, 1e39]], [["a", "b", "c"]]):
        with pytest.raises(ShapeError, match="expects finite numbers"):
            model.outputs(np.array(wrong))
    pixels = n4.Network(REGRESSION.layers, (3,), cost="squared_error")
    with pytest.raises(ShapeError, match=r"say Network.*inputs='numbers'"):
        run(pixels, numbers)


@dataclass(frozen=True)
class Outwards(n4.SquaredError):
    """Slopes that push outputs up, whatever the targets, at a cost that is reported."""

    def slopes(self, ops, output, z, targets, mask=None):
        return -ops.where(z == z, 1.0, 0.0)


def test_an_objective_may_give_slopes_instead_of_a_cost(numbers):
    """One linear layer: each step adds rate times the mean input to its weights."""
    network = n4.Network(
        [n4.FullyConnected(1, activation="linear")], (3,), Outwards(), "numbers"
    )
    count = len(numbers.train)
    found = run(network, numbers, epochs=1, batch_size=count, engine="jax", keep="last")
    before = network.initial_parameters(0)["layer1"]
    after = found.model.parameters["layer1"]
    mean = numbers.train.images.mean(axis=0)[:, None]
    np.testing.assert_allclose(
        after["weights"], before["weights"] + 0.05 * mean, atol=1e-6
    )
    np.testing.assert_allclose(after["biases"], before["biases"] + 0.05, atol=1e-6)
    outputs = numbers.train.images @ before["weights"] + before["biases"]
    cost = np.mean((outputs[:, 0] - numbers.train.labels) ** 2) / 2
    assert found.history[0].training_cost == pytest.approx(cost, rel=1e-5)
    with pytest.raises(n4.Network4Error, match="native: it has no Outwards"):
        run(network, numbers, engine="native")
