"""Tensors: those that lie outside come from beside the file, all are as they claim."""

import hashlib
import os
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from onnx_graphs import chain, model_of, onnx

from network4.errors import ModelFileError
from network4.export import read_onnx

W = np.random.default_rng(3).normal(size=(6, 3)).astype(np.float32)
RAW = W.tobytes()


def with_tensor(**changes):
    """A model whose weights are what is said of them."""
    model = model_of(chain(("MatMul", "w", {})), (6,), {"w": W})
    (held,) = model.graph.initializer
    for name, value in changes.items():
        if name == "external":
            held.ClearField("raw_data")
            held.data_location = held.EXTERNAL
            for key, each in value.items():
                held.external_data.add(key=key, value=each)
        elif isinstance(value, list):
            del getattr(held, name)[:]
            getattr(held, name).extend(value)
        elif value is None:
            held.ClearField(name)
        else:
            setattr(held, name, value)
    return model


def write(directory, **changes):
    path = directory / "a.onnx"
    path.write_bytes(with_tensor(**changes).SerializeToString())
    return path


def weights(path):
    return read_onnx(path, outputs="numbers").parameters["layer1"]["weights"]


def test_a_tensor_beside_the_file_is_read(tmp_path, monkeypatch):
    """Wherever one is; nothing is read from there."""
    elsewhere = tmp_path / "elsewhere"
    (tmp_path / "inner").mkdir()
    elsewhere.mkdir()
    (elsewhere / "w.bin").write_bytes(bytes(len(RAW)))
    monkeypatch.chdir(elsewhere)
    digest = hashlib.sha1(b"four" + RAW).hexdigest()
    for location in ("w.bin", "inner/w.bin"):
        (tmp_path / location).write_bytes(b"four" + RAW)
        said = {"location": location, "offset": "4", "checksum": digest}
        for length in ({}, {"length": str(len(RAW))}):
            path = write(tmp_path, external=said | length)
            np.testing.assert_array_equal(weights(path), W)
    (tmp_path / "w.bin").unlink()
    with pytest.raises(ModelFileError, match=r"'w\.bin' is none"):
        read_onnx(write(tmp_path, external={"location": "w.bin"}))


LENGTH = str(len(RAW))
AWAY = {
    "above": {"location": "../w.bin"},
    "above, and back": {"location": "../models/w.bin"},
    "above within": {"location": "inner/../../w.bin"},
    "absolute": {"location": "/etc/passwd"},
    "of Windows": {"location": "..\\w.bin"},
    "on a drive": {"location": "c:\\w.bin"},
    "a link that leads out": {"location": "link.bin"},
    "a directory that leads out": {"location": "out/w.bin"},
    "a directory": {"location": "inner"},
    "a pipe": {"location": "pipe"},
    "a device": {"location": "zero"},
    "null": {"location": "w\0.bin"},
    "nothing": {"location": ""},
    "no location": {"offset": "0"},
    "unknown key": {"location": "w.bin", "basepath": "/etc"},
    "negative offset": {"location": "w.bin", "offset": "-4"},
    "offset behind the end": {"location": "w.bin", "offset": "4"},
    "an offset of any length": {"location": "w.bin", "offset": "9" * 5000},
    "another length": {"location": "w.bin", "length": "4"},
    "another digest": {"location": "w.bin", "checksum": "0" * 40},
}


@pytest.mark.parametrize("said", AWAY.values(), ids=AWAY)
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_nothing_else_is_read(tmp_path, said):
    models = tmp_path / "models"
    (models / "inner").mkdir(parents=True)
    for path in (tmp_path / "w.bin", models / "w.bin"):
        path.write_bytes(RAW)
    (models / "link.bin").symlink_to(tmp_path / "w.bin")
    (models / "out").symlink_to(tmp_path)
    (models / "zero").symlink_to("/dev/zero")
    os.mkfifo(models / "pipe")
    with pytest.raises(ModelFileError, match=r"its tensor 'w'"):
        read_onnx(write(models, external=said))


def test_a_link_within_the_directory_is_followed(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "w.bin").write_bytes(RAW)
    (tmp_path / "w.bin").symlink_to(tmp_path / "data" / "w.bin")
    np.testing.assert_array_equal(
        weights(write(tmp_path, external={"location": "w.bin"})), W
    )


def test_a_path_without_a_directory_is_of_this_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "w.bin").write_bytes(RAW)
    write(tmp_path, external={"location": "w.bin"})
    np.testing.assert_array_equal(weights(Path("a.onnx")), W)


FLOAT16, DOUBLE, BFLOAT16, STRING, UINT4 = 10, 11, 16, 8, 21
OTHERWISE = {
    "too short": {"raw_data": RAW[:-1]},
    "too long": {"raw_data": RAW + b"0"},
    "none": {"raw_data": None},
    "terabytes": {"dims": [2**40, 3]},
    "beyond 64 bits": {"dims": [2**62, 2**62]},
    "negative": {"dims": [-6, -3]},
    "empty": {"dims": [0, 3], "raw_data": None},
    "numbers of two kinds": {"float_data": [1.0] * 18},
    "in the wrong field": {"raw_data": None, "int32_data": [1] * 18},
    "of no type": {"data_type": 0},
    "of an unknown type": {"data_type": 99},
    "text": {"data_type": STRING},
    "four bits": {"data_type": UINT4},
    "half as long": {"data_type": FLOAT16},
    "whole numbers": {"data_type": 6},
    "NaN": {"raw_data": np.full((6, 3), np.nan, np.float32).tobytes()},
    "infinite": {"raw_data": np.full((6, 3), -np.inf, np.float32).tobytes()},
    "outside by size": {"dims": [2**40], "external": {"location": "w.bin"}},
}


@pytest.mark.parametrize("changes", OTHERWISE.values(), ids=OTHERWISE)
def test_a_tensor_that_is_not_what_it_claims_is_refused(tmp_path, changes):
    (tmp_path / "w.bin").write_bytes(RAW)
    path = write(tmp_path, **changes)
    tracemalloc.start()
    try:
        with pytest.raises(ModelFileError, match=r"its tensor 'w'|its MatMul"):
            read_onnx(path)
        assert tracemalloc.get_traced_memory()[1] < 10**7
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("kind", [FLOAT16, BFLOAT16, DOUBLE])
def test_numbers_of_other_types_are_cast_exactly(tmp_path, kind):
    numbers = np.arange(18).reshape(6, 3) / 8  # which all of these hold
    dtype = onnx.helper.tensor_dtype_to_np_dtype(kind)
    cast = onnx.helper.make_node("Cast", ["w"], ["v"], to=1)
    nodes = [cast, *chain(("MatMul", "v", {}))]
    model = model_of(nodes, (6,), {"w": W})
    held = model.graph.initializer[0]
    held.data_type, held.raw_data = kind, numbers.astype(dtype).tobytes()
    onnx.save(model, tmp_path / "a.onnx")
    np.testing.assert_array_equal(weights(tmp_path / "a.onnx"), numbers)


def test_what_is_never_used_is_never_read(tmp_path):
    model = with_tensor()
    lost = model.graph.initializer.add(name="lost", data_type=1, dims=[2**40])
    lost.data_location = lost.EXTERNAL
    lost.external_data.add(key="location", value="/etc/passwd")
    (tmp_path / "a.onnx").write_bytes(model.SerializeToString())
    np.testing.assert_array_equal(weights(tmp_path / "a.onnx"), W)


def test_all_tensors_outside_together_are_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr("network4.export.from_onnx.tensors.MOST_BYTES", 100)
    monkeypatch.setattr(
        "network4.export.from_onnx.tensors.Tensors.__init__.__defaults__", (100,)
    )
    (tmp_path / "w.bin").write_bytes(RAW[:72])
    model = model_of(chain(("MatMul", "w", {}), ("MatMul", "v", {})), (6,), {})
    for name, dims in (("w", [6, 3]), ("v", [3, 6])):
        held = model.graph.initializer.add(name=name, data_type=1, dims=dims)
        held.data_location = held.EXTERNAL
        held.external_data.add(key="location", value="w.bin")
    (tmp_path / "a.onnx").write_bytes(model.SerializeToString())
    with pytest.raises(ModelFileError, match="its external tensors have more than 100"):
        read_onnx(tmp_path / "a.onnx")
