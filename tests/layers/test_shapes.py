import pytest

from network4.errors import ArgumentError, ShapeError
from network4.layers import (
    BatchNorm,
    Conv,
    ConvPool,
    Dropout,
    FullyConnected,
    L2Pool,
    MaxPool,
    Parallel,
    Residual,
    Softmax,
)


@pytest.mark.parametrize(
    ("layer", "input_shape", "expected"),
    [
        (Conv(6, 5), (1, 28, 28), (6, 24, 24)),
        (Conv(6, 4), (1, 28, 27), (6, 25, 24)),
        (Conv(6, (3, 5)), (1, 28, 28), (6, 26, 24)),
        (Conv(6, 5, stride=2), (1, 28, 28), (6, 12, 12)),
        (Conv(6, 5, stride=(1, 3)), (1, 28, 28), (6, 24, 8)),
        (Conv(6, 5, padding=2), (3, 28, 28), (6, 28, 28)),
        (Conv(6, 5, padding=(0, 1)), (3, 28, 28), (6, 24, 26)),
        (Conv(6, 1, groups=3), (3, 9, 9), (6, 9, 9)),
        (ConvPool(20, 5), (1, 28, 28), (20, 12, 12)),
        (ConvPool(20, 4), (1, 28, 28), (20, 12, 12)),
        (ConvPool(20, 5, pool=(2, 3)), (1, 28, 28), (20, 12, 8)),
        (MaxPool(2), (5, 7, 8), (5, 3, 4)),
        (MaxPool(3, stride=2), (5, 13, 13), (5, 6, 6)),
        (MaxPool((2, 3), stride=1), (5, 4, 4), (5, 3, 2)),
        (L2Pool(2), (5, 8, 8), (5, 4, 4)),
        (Dropout(0.5), (5, 8, 8), (5, 8, 8)),
        (BatchNorm(), (5, 8, 9), (5, 8, 9)),
        (BatchNorm(), (30,), (30,)),
        (FullyConnected(30), (5, 8, 8), (30,)),
        (Softmax(10), (30,), (10,)),
    ],
)
def test_output_shape(layer, input_shape, expected):
    assert layer.output_shape(input_shape) == expected


@pytest.mark.parametrize(
    ("layer", "input_shape", "words"),
    [
        (Conv(6, 5), (1, 4, 28), "Conv expects an image of at least 5 x 5 .* 4 x 28"),
        (Conv(6, 5), (100,), "Conv expects an image of shape .* received 100 values"),
        (
            Conv(6, 5, groups=2),
            (3, 9, 9),
            "number of input channels divisible by 2, .* 3",
        ),
        (Conv(5, 5, groups=2), (2, 9, 9), "number of maps divisible by 2, received 5"),
        (ConvPool(6, 5), (1, 5, 5), "ConvPool expects maps of at least 2 x 2 .* 1 x 1"),
        (MaxPool(3), (4, 2, 9), "MaxPool expects maps of at least 3 x 3 .* 2 x 9"),
        (L2Pool(3), (10,), "L2Pool expects an image of shape .* received 10 values"),
    ],
)
def test_an_impossible_input_is_refused_with_expected_and_received(
    layer, input_shape, words
):
    with pytest.raises(ShapeError, match=words):
        layer.output_shape(input_shape)


@pytest.mark.parametrize(
    ("body", "input_shape", "advice"),
    [
        (Conv(6, 3, stride=2, padding=1), (3, 8, 8), r"shortcut=Conv\(6, 1, stride=2,"),
        (FullyConnected(7), (3, 8, 8), r"shortcut=FullyConnected\(7, activation="),
        (FullyConnected(7), (5,), r"shortcut=FullyConnected\(7, activation="),
        (
            Conv(3, 1, padding=2),
            (3, 8, 8),
            "no projection fits: give the body paddings",
        ),
        (Conv(3, 3), (3, 9, 8), "no projection fits: give the body paddings that keep"),
    ],
)
def test_a_residual_that_does_not_fit_says_what_would(body, input_shape, advice):
    with pytest.raises(ShapeError, match=f"must give the same shape, .*; .*{advice}"):
        Residual(body).output_shape(input_shape)


@pytest.mark.parametrize(
    ("body", "input_shape", "shortcut"),
    [
        (
            Conv(6, 3, stride=2, padding=1),
            (3, 8, 8),
            Conv(6, 1, stride=2, activation="linear"),
        ),
        (FullyConnected(7), (3, 8, 8), FullyConnected(7, activation="linear")),
    ],
)
def test_the_shortcut_that_is_advised_fits(body, input_shape, shortcut):
    block = Residual(body, shortcut=shortcut)
    assert block.output_shape(input_shape) == body.output_shape(input_shape)


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda: Conv(0, 5), "Conv: maps must be a whole number of at least 1, .* 0"),
        (lambda: Conv(6, 0), "Conv: field must be a whole number of at least 1"),
        (lambda: Conv(6, 2.5), r"Conv: field must be .* received 2\.5"),
        (lambda: Conv(6, 5, stride=0), "Conv: stride must be"),
        (lambda: Conv(6, 5, padding=-1), "Conv: padding must be .* at least 0"),
        (lambda: Conv(6, 5, groups=0), "Conv: groups must be"),
        (lambda: ConvPool(6, 5, pool=0), "ConvPool: pool must be"),
        (lambda: MaxPool(0), "MaxPool: size must be"),
        (lambda: MaxPool(2, stride=0), "MaxPool: stride must be"),
        (lambda: Parallel(5), "Parallel: branches must be a list .*, received 5; put"),
        (lambda: Parallel(Softmax(3)), "Parallel: branches must be a list of layers"),
        (lambda: Dropout(1), "Dropout: probability .* below 1, received 1"),
        (lambda: Dropout(-0.1), "Dropout: probability must be"),
        (lambda: BatchNorm(decay=1), "BatchNorm: decay must be .* below 1"),
        (lambda: BatchNorm(epsilon=0), "BatchNorm: epsilon must be .* above 0"),
        (lambda: BatchNorm(activation="gelu"), "BatchNorm: activation must be one of"),
        (lambda: FullyConnected(None), "FullyConnected: units must be .* None"),
        (lambda: FullyConnected(3, dropout=1.5), "FullyConnected: dropout must be"),
        (lambda: FullyConnected(3, activation="relo"), "Did you mean 'relu'"),
        (lambda: Softmax("10"), "Softmax: units must be .* '10'"),
    ],
)
def test_bad_arguments_are_refused_by_name(build, words):
    with pytest.raises(ArgumentError, match=words):
        build()


def test_pairs_of_equal_sides_are_the_same_layer():
    assert Conv(6, (5, 5), stride=[2, 2]) == Conv(6, 5, stride=2)
