"""Convolutions and pooling of others beside ONNX Runtime, or refused by name."""

import itertools

import numpy as np
import pytest
from onnx_graphs import assert_alike, chain, model_of, onnx

from network4.errors import ModelFileError
from network4.export import read_onnx
from network4.layers import AveragePool, Conv, ConvPool, L2Pool, MaxPool

SHAPE = (2, 9, 8)


def save(directory, generator, kind, settings, *more, field=(3, 2), groups=1):
    constants = {}
    if kind == "Conv":
        constants["w"] = generator.normal(size=(4, 2 // groups, *field))
        constants["b"] = generator.normal(size=4)
    nodes = chain((kind, ",".join(constants), settings), *more)
    onnx.save(model_of(nodes, SHAPE, constants), directory / "a.onnx")
    return generator.random((3, *SHAPE), np.float32)


PADS = [
    {"pads": [1, 2, 1, 2]},
    {"pads": [0, 1, 2, 0]},
    {"pads": [2, 0, 0, 0]},
    {"auto_pad": "VALID"},
    {"auto_pad": "NOTSET", "pads": [1, 1, 0, 0]},
    {"auto_pad": "SAME_UPPER"},
    {"auto_pad": "SAME_LOWER"},
]


@pytest.mark.parametrize("field", [(3, 3), (4, 1), (2, 5)], ids=str)
@pytest.mark.parametrize("pads", PADS, ids=str)
def test_a_convolution_is_padded_as_the_file_says(generator, tmp_path, pads, field):
    """Also more on one side: the field grows by zeros, and sees the same."""
    for strides in ([1, 1], [2, 3]):
        images = save(
            tmp_path, generator, "Conv", {**pads, "strides": strides}, field=field
        )
        model = assert_alike(tmp_path / "a.onnx", images)
        assert [type(layer) for layer in model.network.layers] == [Conv]


def test_groups(generator, tmp_path):
    settings = {"group": 2, "kernel_shape": [3, 2], "dilations": [1, 1]}
    images = save(tmp_path, generator, "Conv", settings, groups=2)
    assert assert_alike(tmp_path / "a.onnx", images).network.layers[0].groups == 2


POOLS = {"MaxPool": MaxPool, "AveragePool": AveragePool, "LpPool": L2Pool}
WINDOWS = [
    {"kernel_shape": [2, 3]},
    {"kernel_shape": [2, 2], "strides": [2, 2]},
    {"kernel_shape": [3, 3], "strides": [2, 1], "pads": [1, 1, 1, 1]},
    {"kernel_shape": [3, 2], "strides": [2, 2], "ceil_mode": 1},
    {"kernel_shape": [3, 3], "auto_pad": "SAME_UPPER"},
    {"kernel_shape": [3, 3], "auto_pad": "SAME_LOWER", "strides": [2, 1]},
    {"kernel_shape": [2, 2], "auto_pad": "VALID", "strides": [2, 2]},
]


@pytest.mark.parametrize("windows", WINDOWS, ids=str)
@pytest.mark.parametrize("kind", POOLS)
def test_pooling(generator, tmp_path, kind, windows):
    images = save(tmp_path, generator, kind, windows)
    model = assert_alike(tmp_path / "a.onnx", images)
    assert [type(layer) for layer in model.network.layers] == [POOLS[kind]]


@pytest.mark.parametrize("kind", ["GlobalAveragePool", "GlobalMaxPool"])
def test_pooling_of_whole_maps(generator, tmp_path, kind):
    images = save(tmp_path, generator, kind, {})
    model = assert_alike(tmp_path / "a.onnx", images)
    assert model.network.output_shape == (2, 1, 1)


def test_averages_that_count_padding_need_some_to_differ(generator, tmp_path):
    """PyTorch says count_include_pad=1 by default, most often without any padding."""
    settings = {"kernel_shape": [2, 2], "count_include_pad": 1}
    images = save(tmp_path, generator, "AveragePool", settings)
    assert_alike(tmp_path / "a.onnx", images)


@pytest.mark.parametrize(
    ("kernel", "stride", "pad"), [*itertools.product((2, 3, 4), (2, 3), (0, 1))]
)
def test_a_last_window_that_sticks_out(generator, tmp_path, kernel, stride, pad):
    """Where it holds no value ONNX Runtime and ONNX differ, and it is refused."""
    settings = {"kernel_shape": [kernel] * 2, "strides": [stride] * 2}
    settings |= {"pads": [pad] * 4, "ceil_mode": 1}
    images = save(tmp_path, generator, "MaxPool", settings)
    room = [side + 2 * pad - kernel for side in SHAPE[1:]]
    begins = [-(-each // stride) * stride for each in room]
    if any(b >= side + pad for b, side in zip(begins, SHAPE[1:], strict=True)):
        with pytest.raises(ModelFileError, match="a window with no value"):
            read_onnx(tmp_path / "a.onnx")
    else:
        assert_alike(tmp_path / "a.onnx", images)


def test_a_pool_behind_a_convolution_is_one_layer_with_it(generator, tmp_path):
    windows = {"kernel_shape": [2, 2], "strides": [2, 2]}
    more = ("MaxPool", "", windows), ("Tanh", "", {})
    images = save(tmp_path, generator, "Conv", {"pads": [1, 1, 1, 1]}, *more)
    model = assert_alike(tmp_path / "a.onnx", images)
    assert [type(layer) for layer in model.network.layers] == [ConvPool]


REFUSED = [
    ("Conv", {"dilations": [2, 1]}, r"its Conv has dilations=\[2, 1\]"),
    ("Conv", {"group": 2}, r"weights \(4, 2, 3, 2\) in 2 groups"),
    ("Conv", {"kernel_shape": [2, 2]}, r"kernel_shape=\[2, 2\]"),
    ("Conv", {"strides": [0, 1]}, r"strides=\[0, 1\]"),
    ("Conv", {"strides": [1]}, r"strides=\[1\]"),
    ("Conv", {"pads": [1, 1]}, r"pads=\[1, 1\]"),
    ("Conv", {"pads": [0, 0, -1, 0]}, r"pads=\[0, 0, -1, 0\]"),
    ("Conv", {"pads": [0, 0, 2**40, 0]}, "too uneven"),
    ("Conv", {"auto_pad": "SAME"}, "auto_pad=SAME"),
    ("Conv", {"auto_pad": "VALID", "pads": [1] * 4}, "auto_pad=VALID"),
    ("Conv", {"extra": 1}, "Unrecognized attribute: extra"),
    ("MaxPool", {"kernel_shape": [2, 2], "dilations": [2, 2]}, "dilations"),
    ("MaxPool", {"kernel_shape": [2, 2], "storage_order": 1}, "storage_order=1"),
    ("MaxPool", {"kernel_shape": [2, 2], "auto_pad": "SAME_UPPER"}, "SAME_UPPER"),
    ("MaxPool", {"kernel_shape": [2], "strides": [1]}, r"kernel_shape=\[2\]"),
    ("MaxPool", {"kernel_shape": [3, 3], "pads": [0, 0, 1, 1]}, "more on one side"),
    ("LpPool", {"kernel_shape": [2, 2], "p": 1}, "its LpPool has p=1"),
    (
        "AveragePool",
        {"kernel_shape": [3, 3], "pads": [1] * 4, "count_include_pad": 1},
        "count_include_pad=1",
    ),
    (
        "MaxPool",
        {"kernel_shape": [3, 3], "auto_pad": "SAME_UPPER", "ceil_mode": 1},
        "both auto_pad and ceil_mode",
    ),
]


@pytest.mark.parametrize(("kind", "settings", "words"), REFUSED)
def test_what_no_layer_does_is_refused_by_name(
    generator, tmp_path, kind, settings, words
):
    save(tmp_path, generator, kind, settings)
    with pytest.raises(ModelFileError, match=words):
        read_onnx(tmp_path / "a.onnx")
