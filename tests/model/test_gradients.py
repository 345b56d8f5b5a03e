"""Slopes against differences, by hand, and against a step of training."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from layered import as_layers

import network4 as n4
from network4.errors import EngineError
from network4.layers import Layer, map_tree, named, replaced
from network4.layers.numpy_operations import NumpyOperations

LABELS = np.array([0, 2, 1, 2])


@pytest.fixture
def served(model, engine):
    """The model, served by each engine in turn."""
    return replace(model, engine=engine)


def cost_of(model, images):
    return model.network.objective.mean_cost(model.outputs(images), LABELS)


def check_differences(found, images, mean_cost):
    """Hold slopes against float32 differences over 2^-6, exact to some 1e-4."""
    assert found.shape == images.shape
    step = 2.0**-6
    for place in [(0, 0, 1, 2), (1, 0, 4, 4), (3, 0, 5, 6)]:
        above, below = images.copy(), images.copy()
        above[place] += step
        below[place] -= step
        # The mean over four images moves by a quarter of the one that moves.
        slope = 4 * (mean_cost(above) - mean_cost(below)) / (2 * step)
        assert found[place] == pytest.approx(slope, abs=2e-4)


def test_by_inputs_it_is_each_images_own_slope(served, images):
    found = n4.gradient(served, images, LABELS)
    check_differences(found, images, lambda moved: cost_of(served, moved))


def test_in_training_it_is_that_of_the_first_step(served, images):
    """With the masks that training by that seed draws, and means over the images."""
    network = served.network

    def mean_cost(moved, seed=7):
        how = {"batch_size": 4, "initial": served, "engine": served.engine}
        z = n4.Stepper(network, seed=seed, **how).forward(moved)
        costs = network.objective.costs(NumpyOperations(), "softmax", z, LABELS)
        return costs.astype(np.float64).mean()

    assert mean_cost(images, seed=8) != pytest.approx(mean_cost(images), rel=1e-3)
    found = n4.gradient(served, images, LABELS, training=True, seed=7)
    check_differences(found, images, mean_cost)


def test_targets_of_an_autoencoder_stay_as_they_are(engine, generator, images):
    layers = [n4.FullyConnected(9, activation="tanh"), n4.FullyConnected(42)]
    network = n4.Network(layers, (1, 6, 7), "reconstruction")
    model = n4.Model(network, network.initial_parameters(0), engine=engine)

    def mean_cost(moved):
        errors = np.float64(model.outputs(moved)) - images.reshape(4, -1)
        return (errors**2).sum() / 2 / 4

    check_differences(n4.gradient(model, images), images, mean_cost)


def test_slopes_of_bytes_are_by_values_up_to_1(served, generator):
    given = generator.integers(0, 256, (4, 6, 7), dtype=np.uint8)
    found = n4.gradient(served, given, LABELS)
    of_shares = n4.gradient(served, given / np.float32(255), LABELS)
    # Bytes are divided by 255, or multiplied by its inverse: some roundings apart.
    largest = np.abs(of_shares).max()
    np.testing.assert_allclose(found, of_shares, atol=64 * 2**-24 * largest)


def test_many_images_have_the_slopes_that_few_have(served, generator):
    images = generator.uniform(0, 1, (600, 1, 6, 7)).astype(np.float32)
    labels = generator.integers(0, 3, 600)
    slopes = generator.standard_normal((600, 3))
    few = slice(250, 520)
    for find, ends in ((n4.gradient, labels), (n4.pull_back, slopes)):
        found = find(served, images, ends)
        assert found.shape == images.shape
        expected = find(served, images[few], ends[few])
        np.testing.assert_allclose(found[few], expected, atol=1e-6)
        assert find(served, images[:0], ends[:0]).shape == (0, 1, 6, 7)


def test_by_parameters_it_is_the_slope_of_the_mean(model, images):
    found = dict(named(n4.gradient(model, images, LABELS, by="parameters")))
    arrays = dict(named(model.parameters))
    assert {path: a.shape for path, a in found.items()} == {
        path: a.shape for path, a in arrays.items()
    }
    step = 2.0**-6
    for path in ("layer1.weights", "layer2.body.layer1.biases", "layer4.weights"):
        place = tuple(0 for _ in arrays[path].shape)
        costs = []
        for sign in (1, -1):
            moved = arrays[path].copy()
            moved[place] += sign * step
            parameters = replaced(model.parameters, {path: moved})
            costs.append(cost_of(n4.Model(model.network, parameters), images))
        slope = (costs[0] - costs[1]) / (2 * step)
        assert found[path][place] == pytest.approx(slope, abs=2e-4)


def test_in_training_it_is_what_a_step_takes_off(stripes):
    """Batch normalisation by the mini-batch; the step of fit at rate 1."""
    layers = [n4.FullyConnected(4), n4.BatchNorm(), n4.Softmax(2)]
    network = n4.Network(layers, (1, 8, 8))
    model = n4.Model(network, network.initial_parameters(0))
    settings = {"epochs": 1, "learning_rate": 1.0, "batch_size": 60, "order": "fixed"}
    run = n4.fit(network, stripes, initial=model, engine="jax", **settings)
    images, labels = stripes.train.images, stripes.train.labels
    slopes = n4.gradient(model, images, labels, by="parameters", training=True)
    for spec, before, after, slope in zip(
        *map(as_layers, (network.parameters, model.parameters)),
        *map(as_layers, (run.model.parameters, slopes)),
        strict=True,
    ):
        for name in spec:
            if spec[name].learns:
                moved = before[name] - after[name]
                np.testing.assert_allclose(moved, slope[name], atol=1e-6)


def test_of_a_unit_inside(model, images):
    """Its activation is what `activations` gives, in the same order."""
    found = n4.gradient(model, images, of=("layer2.body.layer1", 17))
    step, place = 2.0**-6, (2, 0, 3, 3)
    seen = []
    for sign in (1, -1):
        moved = images.copy()
        moved[place] += sign * step
        inside = n4.activations(model, moved, "layer2.body.layer1")
        seen.append(inside[2].reshape(-1)[17])
    assert found[place] == pytest.approx((seen[0] - seen[1]) / (2 * step), abs=2e-4)


def test_slopes_are_pulled_back(served, images):
    """The cost's own slopes at the outputs give the cost's gradient."""
    outputs = served.outputs(images)
    targets = np.eye(3)[LABELS]
    at_outputs = -targets / outputs  # of -ln a_c
    expected = n4.gradient(served, images, LABELS)
    found = n4.pull_back(served, images, at_outputs)
    np.testing.assert_allclose(found, expected, atol=1e-6)
    found = n4.pull_back(served, images, outputs - targets, at="z")
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_slopes_are_pulled_back_to_parameters(model, images):
    slopes = model.outputs(images) - np.eye(3)[LABELS]
    of_mean = n4.pull_back(model, images, slopes, at="z", by="parameters")
    expected = n4.gradient(model, images, LABELS, by="parameters")
    map_tree(
        lambda a, b: np.testing.assert_allclose(a, b, atol=1e-6), of_mean, expected
    )


def test_another_cost_may_be_asked_for(served, images):
    """C = sum of (a - y)^2 / 2, so that dC/da = a - y."""
    found = n4.gradient(served, images, LABELS, of="quadratic")
    slopes = served.outputs(images) - np.eye(3)[LABELS]
    np.testing.assert_allclose(found, n4.pull_back(served, images, slopes), atol=1e-6)


def test_an_engine_that_cannot_find_slopes_says_so(served, images):
    """What it cannot find the same model finds with "auto"."""
    asked = [{"by": "parameters"}, {"of": ("layer1", 3)}]
    if served.engine == "native":
        for each in asked:
            with pytest.raises(
                EngineError, match=r"native: it finds (no )?slopes .*'jax'"
            ):
                n4.gradient(served, images, LABELS, **each)
        with pytest.raises(EngineError, match="native: it finds slopes by inputs"):
            n4.pull_back(served, images, np.zeros((4, 3)), by="parameters")
    automatic = replace(served, engine="auto")
    for each in asked:
        found = n4.gradient(automatic, images, LABELS, **each)
        expected = n4.gradient(replace(served, engine="jax"), images, LABELS, **each)
        map_tree(np.testing.assert_array_equal, {"x": found}, {"x": expected})


def test_activations_of_the_last_layer_are_the_outputs(model, images):
    last = n4.activations(model, images, "layer4")
    np.testing.assert_allclose(last, model.outputs(images), atol=1e-6)
    assert n4.activations(model, images, "layer1").shape == (4, 3, 4, 5)


@dataclass(frozen=True)
class Addition(Layer):
    """Adds the mean square of what it reads, and a second output, to the cost."""

    def output_shape(self, input_shape):
        return input_shape

    def weighted_input(self, ops, numbers, a, step):
        if step.training:
            assert step.targets.shape == a.shape[:1]
            step.penalize(3 * ops.mean(a * a, (0, 1)))
            step.add_output(2 * a, 0.5)
        return a


def test_in_training_it_has_what_layers_add_to_the_cost(generator):
    """Against the step of a run at rate 1, and by the inputs against differences."""
    layers = [n4.FullyConnected(3, activation="tanh"), Addition(), n4.Softmax(3)]
    network = n4.Network(layers, (5,), inputs="numbers")
    model = n4.Model(network, network.initial_parameters(2))
    images = generator.normal(size=(4, 5)).astype(np.float32)
    split = n4.Split(images, LABELS)
    how = {"epochs": 1, "learning_rate": 1.0, "batch_size": 4, "keep": "last"}

    def run_from(start):
        data = n4.Dataset(split, split)
        return n4.fit(network, data, initial=start, **how, progress=False)

    found = n4.gradient(model, images, LABELS, by="parameters", training=True)
    after = dict(named(run_from(model).model.parameters))
    before = dict(named(model.parameters))
    for path, slope in named(found):
        # Sums of a few float32 numbers near 1, in another order.
        np.testing.assert_allclose(slope, before[path] - after[path], atol=1e-6)

    step, at = 2.0**-6, (1, 3)
    costs = []
    for move in (step, -step):
        moved = images.copy()
        moved[at] += move
        split = n4.Split(moved, LABELS)
        costs.append(run_from(model).history[0].training_cost)
    slope = 4 * (costs[0] - costs[1]) / (2 * step)
    by_inputs = n4.gradient(model, images, LABELS, training=True)
    # A difference is off by step^2/6 = 4e-5 times a third derivative of some tens.
    assert by_inputs[at] == pytest.approx(slope, abs=1e-3)
