"""Model files that ask for too much, or hold what no network can have."""

import json
import os
import struct
import time

import numpy as np
import pytest
from peaks import peak_bytes
from safetensors import safe_open
from safetensors.numpy import save

from network4.errors import ArgumentError, ModelFileError
from network4.layers import Conv, FullyConnected, Softmax, map_tree
from network4.model import Model, load_model
from network4.model.tensor_file import LARGEST_HEADER
from network4.network import Network

NETWORK = Network([FullyConnected(3), Softmax(2)], (2, 3, 3))
MODEL = Model(NETWORK, NETWORK.initial_parameters(seed=0))


def changed(path, change):
    """Write the model with another description, without the digest it had."""
    MODEL.save(path)
    with safe_open(path, framework="numpy") as file:
        header = json.loads(file.metadata()["network4"])
        tensors = {name: file.get_tensor(name) for name in file.keys()}
    header["format_version"] = 1
    del header["digest"]
    change(header, tensors)
    path.write_bytes(save(tensors, {"network4": json.dumps(header)}))
    return path


def refused(path):
    """Return why a file is refused, at once and within little memory."""
    began, before = time.process_time(), peak_bytes(anew=True)
    with pytest.raises(ModelFileError) as error:
        load_model(path)
    assert time.process_time() - began < 1
    assert peak_bytes() - before < 300 * 2**20
    message = str(error.value)
    assert len(message) <= 300
    return message


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_a_weight_that_is_not_finite_is_refused_by_its_path(tmp_path, number, dtype):
    def spoil(header, tensors):
        weights = tensors["layer2.weights"].astype(dtype)
        weights[1, 0] = number
        tensors["layer2.weights"] = weights

    assert "layer2.weights" in refused(changed(tmp_path / "bad", spoil))


def test_a_model_by_hand_is_refused_where_a_weight_is_not_finite():
    parameters = map_tree(np.copy, MODEL.parameters)
    parameters["layer1"]["biases"][2] = np.nan
    with pytest.raises(ArgumentError, match=r"received nan in layer1\.biases"):
        Model(NETWORK, parameters)
    # What float32 cannot hold becomes infinite there.
    large = map_tree(lambda array: array.astype(np.float64) + 1e39, MODEL.parameters)
    with pytest.raises(ArgumentError, match="must be finite"):
        Model(NETWORK, large)


def test_a_file_without_a_digest_is_read(tmp_path):
    again = load_model(changed(tmp_path / "old", lambda header, tensors: None))
    np.testing.assert_array_equal(
        again.parameters["layer1"]["weights"], MODEL.parameters["layer1"]["weights"]
    )


LARGE = 2**31 - 1


def with_fields(layers, **fields):
    described = [layer.to_dict() | fields for layer in layers]

    def change(header, tensors):
        header["network"]["layers"][:0] = described
        header["network"]["input_shape"] = [1, 28, 28]

    return change


@pytest.mark.parametrize(
    "change",
    [
        with_fields([Conv(1, 1)], padding=LARGE, stride=LARGE),
        with_fields([Conv(1, 1)], padding=2**23),
        with_fields([FullyConnected(3)] * 2, units=10**6),
        with_fields([Conv(1, 1)], stride=2.5),
        with_fields([Conv(1, 1)], maps=[1], field={"type": "Softmax"}),
        lambda header, tensors: header.update(network=[1, 2]),
        lambda header, tensors: header["network"].update(layers={"a": 1}),
        lambda header, tensors: header["network"].update(input_shape="abc"),
        lambda header, tensors: header["network"].update(cost=["auto"]),
        lambda header, tensors: header.update(details=3),
        lambda header, tensors: header.update(details=[[1]]),
        lambda header, tensors: header.update(format_version=[1]),
    ],
)
def test_a_description_that_asks_for_too_much_is_refused(tmp_path, change):
    assert "load_model: " in refused(changed(tmp_path / "bad", change))


def deep(levels):
    layer = {"type": "Dropout", "probability": 0.5}
    for _ in range(levels):
        layer = {"type": "Sequence", "layers": [layer]}
    return layer


@pytest.mark.parametrize("levels", [33, 60, 400])
def test_layers_deep_within_layers_are_refused(tmp_path, levels):
    def change(header, tensors):
        header["network"]["layers"].insert(0, deep(levels))

    assert "load_model: " in refused(changed(tmp_path / "bad", change))


def raw(path, header, length=None):
    path.write_bytes(
        struct.pack("<Q", len(header) if length is None else length) + header
    )
    return path


def test_headers_that_claim_more_than_there_is_are_refused(tmp_path):
    claims = {"a": {"dtype": "F32", "shape": [2**40], "data_offsets": [0, 2**42]}}
    bad = tmp_path / "bad"
    assert "load_model" in refused(raw(bad, json.dumps(claims).encode()))
    assert "its header must have at most" in refused(raw(bad, b"{}", 2**40))
    assert "its header must have at most" in refused(
        raw(bad, b" " * (LARGEST_HEADER + 1))
    )
    assert "load_model" in refused(raw(bad, b"[" * 1_000_000))
    nested = json.dumps({"__metadata__": {"network4": "[" * 1_000_000}})
    assert "load_model" in refused(raw(bad, nested.encode()))


def test_a_file_larger_than_memory_is_refused(tmp_path):
    path = raw(tmp_path / "bad", b"{}")
    with path.open("r+b") as file:
        file.truncate(2**40)
    assert "do not fit into memory" in refused(path)


def test_a_named_pipe_and_a_device_are_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert "a named pipe" in refused(tmp_path / "pipe")
    assert "a device" in refused("/dev/zero")
