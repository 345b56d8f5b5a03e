"""Descriptions as nobody would write them: one sentence, at once, or a network."""

import dataclasses
import itertools
import json
import time

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import network4 as n4
from network4.errors import ArgumentError, Network4Error, ShapeError
from network4.layers import Layer
from network4.layers.nesting import DEEPEST, MOST_LAYERS
from network4.layers.registry import LAYER_TYPES
from network4.layers.sizes import MOST_NUMBERS
from network4.utils.checks import LARGEST_SIZE

SECONDS = 2
SOFT, FULL = n4.Softmax(10), n4.FullyConnected(3)
BLOCKS = (n4.Sequence, n4.Residual, n4.Parallel)
WHOLE = [-(2**63), -1, 0, 2**15, 2**24, 2**24 + 1, 2**31 - 1, 2**31, 2**63, 10**400]
REAL = [1 - 1e-16, 1 - 1e-9, 1e-50, 5e-324, 1e39, float("nan"), float("inf"), -1.5]
WORDS = ["relu", "auto", "same", "", "x" * 5000, "a\nb\x1b[31m", "Softmax"]
ODD = st.one_of(
    st.sampled_from([*WHOLE, *REAL, *WORDS]),
    st.none() | st.booleans() | st.floats() | st.text(max_size=9),
    st.sampled_from([3j, b"", print, object, {}, [], [[]], {1: 2}, {"type": []}]),
)


def mostly(right):
    """Return what is right, and one time in thirty something odd."""
    return st.sampled_from([right] * 29 + [ODD]).flatmap(lambda strategy: strategy)


SIDES = st.sampled_from([1, 1, 1, 2, 2, 3, 3, 5, 10, 2**15, LARGEST_SIZE])
PAIRS = SIDES | st.lists(SIDES, min_size=2, max_size=2)
# Right more often than not, so that what comes after the first check is reached.
RIGHT = {
    "activation": st.sampled_from(["relu", "linear"]),
    "initializer": st.sampled_from(["auto", "zeros"]),
    "join": st.sampled_from(["add", "concatenate"]),
    **dict.fromkeys(("maps", "groups", "units"), SIDES),
    **{name: st.booleans() for name in ("biases", "ceil_mode")},
    **{name: st.just(0.5) for name in ("decay", "epsilon", "probability", "dropout")},
}
HOW = settings(
    max_examples=300,
    deadline=None,  # the tests measure it themselves
    suppress_health_check=list(HealthCheck),
)


@st.composite
def descriptions(draw, depth=0):
    """Return the description of a layer, most of it right."""
    kinds = LAYER_TYPES if depth < 2 else [k for k in LAYER_TYPES if k not in BLOCKS]
    kind = draw(st.sampled_from(kinds))
    inner = st.lists(descriptions(depth=depth + 1), max_size=3) if depth < 2 else ODD
    found = {"type": kind.__name__}
    for field in dataclasses.fields(kind):
        if field.default is dataclasses.MISSING or draw(st.booleans()):
            is_inner = field.name in ("layers", "body", "shortcut", "branches")
            right = inner if is_inner else RIGHT.get(field.name, PAIRS)
            found[field.name] = draw(mostly(right))
    if draw(st.sampled_from([True] + [False] * 29)):
        found[draw(st.sampled_from(["type", "units", "more"]))] = draw(ODD)
    return found


SHAPES = st.sampled_from([[1, 28, 28], [3], [6, 5], [None, 5], [1, 1, LARGEST_SIZE]])
NETWORKS = st.fixed_dictionaries(
    {
        "input_shape": mostly(SHAPES),
        "cost": mostly(st.sampled_from(["auto", {"type": "SquaredError"}])),
        "layers": mostly(
            st.lists(descriptions(), min_size=1, max_size=3).map(
                lambda layers: [*layers, {"type": "FullyConnected", "units": 10}]
            )
        ),
    },
    optional={"inputs": mostly(st.sampled_from(["numbers", 7]))},
)


def outcome(make):
    """Return what a call makes, or None where network4 refuses it as it should."""
    began = time.perf_counter()
    try:
        return make()
    except Network4Error as error:
        message = str(error)
        assert len(message) <= 300
        assert message.isprintable()
        return None
    finally:
        assert time.perf_counter() - began < SECONDS


def layer_of(description):
    """Return the layer that a description says, its lists as they are."""
    if isinstance(description, list):
        return [layer_of(each) for each in description]
    if not isinstance(description, dict) or not isinstance(
        description.get("type"), str
    ):
        return description
    kinds = {kind.__name__: kind for kind in LAYER_TYPES}
    if description["type"] not in kinds:
        return description
    arguments = {name: layer_of(v) for name, v in description.items() if name != "type"}
    names = {field.name for field in dataclasses.fields(kinds[description["type"]])}
    return kinds[description["type"]](**{n: arguments[n] for n in names & {*arguments}})


@HOW
@given(description=mostly(NETWORKS))
def test_a_description_from_a_file_is_a_network_or_one_sentence(description):
    network = outcome(lambda: n4.Network.from_dict(description))
    if network is not None:
        again = n4.Network.from_dict(json.loads(json.dumps(network.to_dict())))
        assert again == network
        assert network.sizes.outputs <= MOST_NUMBERS * MOST_LAYERS


@HOW
@given(
    description=descriptions(), shape=SHAPES | st.lists(SIDES, min_size=1, max_size=5)
)
def test_a_layer_gives_a_shape_or_one_sentence(description, shape):
    layer = outcome(lambda: layer_of(description))
    if isinstance(layer, Layer):
        outcome(lambda: layer.output_shape(tuple(shape)))
        outcome(lambda: n4.Network([layer, SOFT], shape).sizes)


def nested(block, depth):
    layer = n4.Dropout(0.5)
    for _ in range(depth):
        layer = block(layer)
    return layer


def described(depth):
    layer = {"type": "Dropout", "probability": 0.5}
    for _ in range(depth):
        layer = {"type": "Sequence", "layers": [layer]}
    return {"input_shape": [3], "cost": "auto", "layers": [layer]}


@pytest.mark.parametrize(
    "make",
    [
        lambda: nested(n4.Residual, 3000),
        lambda: nested(lambda inner: n4.Sequence([inner]), 3000),
        lambda: nested(lambda inner: n4.Parallel([inner]), 3000),
        lambda: nested(lambda inner: n4.Sequence([inner, inner]), 20),
        lambda: n4.Network(itertools.repeat(FULL)),
        lambda: n4.Parallel(itertools.repeat(FULL)),
        lambda: n4.Network.from_dict(described(DEEPEST)),
    ],
)
def test_layers_without_an_end_are_refused(make):
    with pytest.raises(ArgumentError, match="layers must be at most 5,000, and 32"):
        outcome_or_raise(make)


def outcome_or_raise(make):
    began = time.perf_counter()
    try:
        make()
    finally:
        assert time.perf_counter() - began < SECONDS


def endless():
    found = []
    found.append(found)
    return found


@pytest.mark.parametrize("layers", [described(3000)["layers"], endless()])
def test_a_description_without_an_end_is_refused(layers):
    description = {"input_shape": [3], "cost": "auto", "layers": layers}
    with pytest.raises(ArgumentError, match="at most 100 levels deep"):
        n4.Network.from_dict(description)


def test_as_many_layers_as_there_may_be_make_a_network():
    inner = nested(n4.Residual, DEEPEST - 2)
    assert n4.Network([inner, SOFT], (3,)).output_shape == (10,)
    hash(inner), repr(inner)
    many = n4.Network([n4.Dropout(0.5)] * (MOST_LAYERS - 2) + [SOFT], (3,))
    assert len(many.layers) == MOST_LAYERS - 1


@pytest.mark.parametrize(
    "layers",
    [
        [n4.FullyConnected(10**6), n4.FullyConnected(10**6), SOFT],
        [n4.Conv(2**24, 2**6), SOFT],
    ],
)
def test_more_parameters_than_can_be_counted_are_refused(layers):
    with pytest.raises(ShapeError, match=r"at most 2,147,483,647 parameters in all"):
        n4.Network(layers, (1, 64, 64))


@pytest.mark.parametrize(
    "layer",
    [
        n4.Conv(1, 1, padding=LARGEST_SIZE, stride=LARGEST_SIZE),
        n4.MaxPool(LARGEST_SIZE, padding=LARGEST_SIZE // 2),
        n4.Conv(1, 1, padding=2**15),
        n4.PaddedShortcut(LARGEST_SIZE, stride=1),
        n4.Parallel([n4.PaddedShortcut(2**21, stride=1)] * 2),
    ],
)
def test_more_numbers_than_can_be_counted_are_refused(layer):
    with pytest.raises(ShapeError, match=r"at most 2,147,483,647 (numbers|parameters)"):
        n4.Network([layer, n4.MaxPool(1, stride=3), SOFT])


def test_the_largest_arrays_are_those_that_32_bits_count():
    side = 46340  # the largest whose square is below 2**31
    found = n4.Network([n4.MaxPool(side), SOFT], (1, side, side))
    assert found.sizes.padded == side**2
    with pytest.raises(ShapeError, match="at most 2,147,483,647 numbers"):
        n4.Network([n4.MaxPool(side), SOFT], (1, side + 1, side + 1))


@pytest.mark.parametrize(
    "make",
    [
        lambda size: n4.FullyConnected(size),
        lambda size: n4.Softmax(size),
        lambda size: n4.Conv(size, 1),
        lambda size: n4.Conv(1, (1, size)),
        lambda size: n4.Conv(1, 1, stride=(size, 1)),
        lambda size: n4.Conv(1, 1, padding=size),
        lambda size: n4.Conv(1, 1, groups=size),
        lambda size: n4.ConvPool(1, 1, pool=size),
        lambda size: n4.MaxPool(size),
        lambda size: n4.L2Pool(2, stride=size),
        lambda size: n4.PaddedShortcut(size),
        lambda size: n4.PaddedShortcut(1, stride=size),
        lambda size: n4.Network([SOFT], (1, 1, size)),
    ],
)
@pytest.mark.parametrize("size", [LARGEST_SIZE + 1, 2**31, 2**63, 10**400])
def test_each_size_of_a_description_ends_somewhere(make, size):
    with pytest.raises(ArgumentError, match=r"in \d\.\.16777216, received"):
        make(size)


@pytest.mark.parametrize(
    "make",
    [
        lambda: n4.Dropout(1 - 1e-16),
        lambda: n4.FullyConnected(3, dropout=1 - 1e-9),
        lambda: n4.BatchNorm(decay=1 - 1e-9),
        lambda: n4.BatchNorm(epsilon=1e-50),
        lambda: n4.BatchNorm(epsilon=1e39),
    ],
)
def test_what_float32_cannot_hold_is_refused(make):
    with pytest.raises(ArgumentError, match="in float32, received"):
        make()


@pytest.mark.parametrize(
    "given", [np.array(5), np.float32(0.5), np.zeros((), "i4,f4"), object()]
)
def test_what_cannot_be_gone_through_is_refused(given):
    with pytest.raises(ArgumentError, match=r"input_shape must be .* received"):
        n4.Network([SOFT], given)
    with pytest.raises(ArgumentError, match="branches must be a list of layers"):
        n4.Parallel(given)


@pytest.mark.parametrize(
    "given", [np.zeros(3, "i4,f4"), np.array(["same", "same"]), np.array("same")]
)
def test_an_array_is_no_padding(given):
    with pytest.raises(ArgumentError, match="padding must be"):
        n4.Conv(1, 3, padding=given)
