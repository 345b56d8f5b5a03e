"""Slopes by inputs on both engines, against automatic differentiation in float64."""

import numpy as np
import pytest
from reference import slopes_in_float64
from stacks import make_step, random_parameters, random_step
from ties import without_ties

from network4.engines import Examples, Wanted, as_slopes, choose_engine
from network4.engines.jax import JaxEngine
from network4.engines.native import NativeEngine
from network4.errors import ArgumentError, EngineError, ShapeError
from network4.layers import (
    AveragePool,
    BatchNorm,
    Conv,
    ConvPool,
    FullyConnected,
    MaxPool,
    Parallel,
    Residual,
    Softmax,
)
from network4.network import Network
from network4.objectives import Classification, Reconstruction

pytestmark = pytest.mark.skipif(
    NativeEngine().unsupported(Network([Softmax(10)])) is not None,
    reason="the native engine was not built",
)
OF_COST = Wanted("inputs")
LABELS = np.array([0, 3, -1, 1, 2, 0], np.int32)
ARRAYS = {"squared_error", "binary_cross_entropy"}
OF_ONE_OUTPUT = [
    ("log_likelihood", "sigmoid"),
    ("cross_entropy", "sigmoid"),
    ("binary_cross_entropy", "sigmoid"),
    *(
        (cost, output)
        for cost in ("quadratic", "squared_error")
        for output in ("linear", "sigmoid", "tanh")
    ),
]
OF_SEVERAL = [
    *OF_ONE_OUTPUT,
    ("log_likelihood", "softmax"),
    ("cross_entropy", "softmax"),
    *(
        (cost, output)
        for cost in ("quadratic", "squared_error")
        for output in ("relu", "softmax")
    ),
]


def errors(network, parameters, examples, wanted, seed=None):
    """Return the largest errors of native and of JAX, and a rounding of the largest."""
    given = network, parameters, examples, wanted, seed
    expected = slopes_in_float64(*given)
    found = (engine.slopes(*given) for engine in (NativeEngine(), JaxEngine()))
    native, jax = (np.abs(each - expected).max() for each in found)
    return native, jax, 2**-24 * np.abs(expected).max()


def assert_as_exact_as_jax(*given):
    """Errors scatter: it may be ten times JAX's."""
    native, jax, rounding = errors(*given)
    assert rounding > 0
    assert native <= 10 * max(jax, rounding)


def last_layer(output, units):
    if output == "softmax":
        return Softmax(units)
    return FullyConnected(units, activation=output)


def case_of(generator, network):
    """Return parameters, and six images as bytes."""
    images = generator.integers(1, 256, (6, *network.input_shape), dtype=np.uint8)
    return random_parameters(network, generator), images


@pytest.mark.parametrize(
    ("cost", "output", "units"),
    [*((*kind, 1) for kind in OF_ONE_OUTPUT), *((*kind, 4) for kind in OF_SEVERAL)],
)
def test_slopes_of_every_cost_through_every_output(generator, cost, output, units):
    layers = [FullyConnected(7, activation="tanh"), last_layer(output, units)]
    network = Network(layers, (2, 4, 3), cost)
    parameters, images = case_of(generator, network)
    targets = np.minimum(LABELS, max(units, 2) - 1)
    if cost in ARRAYS:
        targets = generator.uniform(0, 1, (6, units)).astype(np.float32)
    assert_as_exact_as_jax(network, parameters, Examples(images, targets), OF_COST)


@pytest.mark.parametrize("cost", ["log_likelihood", "cross_entropy", "quadratic"])
def test_smoothed_labels(generator, cost):
    layers = [FullyConnected(7, activation="tanh"), Softmax(4)]
    network = Network(layers, (12,), Classification(cost, label_smoothing=0.25))
    parameters, images = case_of(generator, network)
    assert_as_exact_as_jax(network, parameters, Examples(images, LABELS), OF_COST)


@pytest.mark.parametrize("cost", ["squared_error", "binary_cross_entropy"])
def test_targets_of_a_reconstruction_stay_as_they_are(generator, cost):
    layers = [FullyConnected(7, activation="tanh"), FullyConnected(24)]
    network = Network(layers, (2, 4, 3), Reconstruction(cost))
    parameters, images = case_of(generator, network)
    numbers = images.astype(np.float32) / np.float32(255)
    for given in (images, numbers):
        assert_as_exact_as_jax(network, parameters, Examples(given), OF_COST)


@pytest.mark.parametrize("at", ["outputs", "z"])
@pytest.mark.parametrize("output", ["linear", "sigmoid", "tanh", "relu", "softmax"])
def test_slopes_given_at_the_end(generator, output, at):
    layers = [FullyConnected(7, activation="tanh"), last_layer(output, 4)]
    network = Network(layers, (2, 4, 3), "quadratic")
    parameters, images = case_of(generator, network)
    slopes = generator.standard_normal((6, 4)).astype(np.float32)
    given = network, parameters, Examples(images, slopes), Wanted("inputs", at=at)
    assert_as_exact_as_jax(*given)


BLOCKS = {
    "blocks": [
        Conv(4, 3, padding=1, activation="tanh"),
        Residual([BatchNorm(activation="tanh"), Conv(4, 3, padding=1, groups=2)]),
        Parallel([AveragePool(2), Conv(2, 2, stride=2, activation="tanh")]),
    ],
    "vectors": [FullyConnected(9, biases=False), BatchNorm(activation="tanh")],
    "values": [BatchNorm(), FullyConnected(9)],
}
SHAPES = {"values": (30,)}


@pytest.mark.parametrize("seed", [None, 3])
@pytest.mark.parametrize("name", BLOCKS)
def test_slopes_through_blocks_and_normalisations(generator, name, seed):
    """With a seed means are taken over the images, so that each has a part in all."""
    network = Network([*BLOCKS[name], Softmax(4)], SHAPES.get(name, (3, 8, 6)))
    parameters, images = case_of(generator, network)
    examples = Examples(images, LABELS)
    assert_as_exact_as_jax(network, parameters, examples, OF_COST, seed)


@pytest.mark.parametrize("seed", range(2010, 2018))
def test_slopes_through_random_networks_that_predict(seed):
    step = random_step(seed, batch_sizes=(1, 10), smooth=True)
    examples = Examples(step.images, step.labels)
    assert_as_exact_as_jax(step.network, step.parameters, examples, OF_COST)


def test_slopes_through_winners_and_relus(generator):
    layers = [
        ConvPool(5, field=3, activation="relu"),
        MaxPool(2, stride=1),
        FullyConnected(20, activation="relu"),
        Softmax(4),
    ]
    step = make_step(Network(layers, (2, 11, 10)), generator, 10)
    step = without_ties(step, step.parameters)
    examples = Examples(step.images, step.labels)
    assert_as_exact_as_jax(step.network, step.parameters, examples, OF_COST)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (Wanted("parameters"), "it finds slopes by inputs only; use engine='jax'"),
        (Wanted("parameters", at="z"), "it finds slopes by inputs only"),
        (Wanted("inputs", unit=("layer1", 0)), "it finds no slopes of inner units"),
    ],
)
def test_what_the_native_engine_cannot_find_is_left_to_jax(wanted, words):
    network = Network([Softmax(10)])
    assert choose_engine("auto", network, wanted=wanted).name == "jax"
    with pytest.raises(
        EngineError, match=f"cannot find these slopes.*: native: {words}"
    ):
        choose_engine("native", network, wanted=wanted)
    assert choose_engine("auto", network, wanted=OF_COST).name == "native"


def test_only_an_engine_that_shows_layers_is_asked_for_them():
    engine = NativeEngine()
    assert not engine.shows_layers
    network = Network([Softmax(10)])
    examples = Examples(np.zeros((1, 1, 28, 28), np.uint8))
    with pytest.raises(EngineError, match=r"another engine, received 'layer1'; use"):
        engine.activations(network, network.initial_parameters(0), examples, "layer1")


@pytest.mark.parametrize(
    ("slopes", "error", "words"),
    [
        ([[1, np.nan]], ArgumentError, "finite, received some that are NaN"),
        ([[1, -np.inf]], ArgumentError, "finite"),
        ([[1, 1e39]], ArgumentError, "finite, .* infinite in float32"),
        ([[1, 1j]], ArgumentError, "real numbers, received complex128"),
        ("a", ArgumentError, "an array, received 'a'"),
        (None, ArgumentError, "an array, received None"),
        ([[1], [1, 2]], ArgumentError, r"an array, received \[\[1\], \[1, 2\]\]"),
        ([1, 2], ShapeError, r"\(1, 2\), one for each output, received \(2,\)"),
    ],
)
def test_slopes_that_are_none_are_refused(slopes, error, words):
    with pytest.raises(error, match=f"pull_back: slopes must be {words}"):
        as_slopes("pull_back", slopes, (1, 2))


def test_slopes_are_taken_in_any_real_numbers():
    for given in ([[1, 0]], [[True, False]], np.array([[1, 0]], np.float16)):
        found = as_slopes("pull_back", given, (1, None))
        assert found.dtype == np.float32
        np.testing.assert_array_equal(found, [[1, 0]])
