import json
import re
import struct
from pathlib import Path

import numpy as np
import pytest
from layered import arrays_of
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

from network4.errors import ArgumentError, ModelFileError
from network4.layers import Conv, Softmax, map_tree, named
from network4.model import Model, load_model
from network4.network import Network

FILES = Path(__file__).parent / "files"  # of format 1, written by network4 0.1.0
NETWORK = Network([Conv(2, 3, activation="relu"), Softmax(3)], input_shape=(1, 5, 5))
MODEL = Model(NETWORK, NETWORK.initial_parameters(1), {"classes": ("a", "b", "c")})
# A sum of 64 products of about 1 in float32, each addition off by 2^-24 of the sum.
ROUNDING = 64 * 64 * 2.0**-24


def test_a_file_holds_the_description_in_its_header_and_arrays_by_layer(tmp_path):
    path = tmp_path / "model.safetensors"
    MODEL.save(path)
    with safe_open(path, framework="numpy") as file:
        header = json.loads(file.metadata()["network4"])
        names = set(file.keys())
    assert header["format_version"] == 2
    assert header["network"] == json.loads(json.dumps(NETWORK.to_dict()))
    assert names == {f"layer{n}.{p}" for n in (1, 2) for p in ("weights", "biases")}
    loaded = load_model(path)
    assert loaded.network == NETWORK
    assert loaded.details == {"classes": ["a", "b", "c"]}
    both = (arrays_of(model.parameters) for model in (MODEL, loaded))
    for mine, theirs in zip(*both, strict=True):
        np.testing.assert_array_equal(mine, theirs)


def softmax(z):
    exponentials = np.exp(z)
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def convolved(x, numbers):
    windows = np.lib.stride_tricks.sliding_window_view(x, (3, 3), axis=(2, 3))
    z = np.einsum("nchwij,mcij->nmhw", windows, numbers["layer1.weights"])
    return z + numbers["layer1.biases"].reshape(-1, 1, 1)


def dense(a, numbers, layer):
    weights, biases = numbers[f"{layer}.weights"], numbers[f"{layer}.biases"]
    return a.reshape(len(a), -1) @ weights + biases


def fully_connected_by_hand(x, numbers):
    a = 1 / (1 + np.exp(-dense(x, numbers, "layer1")))
    return softmax(dense(a, numbers, "layer2"))


def conv_pool_by_hand(x, numbers):
    z = convolved(x, numbers)
    a = np.maximum(z.reshape(len(x), 2, 3, 2, 3, 2).max(axis=(3, 5)), 0)
    return softmax(dense(a, numbers, "layer2"))


def batch_norm_by_hand(x, numbers):
    scales, offsets, means, variances = (
        numbers[f"layer2.{name}"].reshape(-1, 1, 1)
        for name in ("scales", "offsets", "means", "variances")
    )
    normal = (convolved(x, numbers) - means) / np.sqrt(variances + 1e-5)
    a = np.tanh(scales * normal + offsets)
    a = np.maximum(dense(0.5 * 0.75 * a, numbers, "layer4"), 0)
    return softmax(dense(0.5 * a, numbers, "layer5"))


@pytest.mark.parametrize(
    ("name", "by_hand"),
    [
        ("fully_connected", fully_connected_by_hand),
        ("conv_pool", conv_pool_by_hand),
        ("batch_norm", batch_norm_by_hand),
    ],
)
def test_files_of_format_1_are_read_for_ever(generator, name, by_hand):
    path = FILES / f"{name}.safetensors"
    with safe_open(path, framework="numpy") as file:
        assert json.loads(file.metadata()["network4"])["format_version"] == 1
    images = generator.integers(0, 256, (5, 1, 8, 8), dtype=np.uint8)
    numbers = {n: array.astype(np.float64) for n, array in load_file(path).items()}
    outputs = load_model(path).outputs(images)
    np.testing.assert_allclose(outputs, by_hand(images / 255, numbers), atol=ROUNDING)
    assert np.ptp(outputs, axis=0).max() > 100 * ROUNDING  # the images tell apart


def test_details_of_format_1_are_read_for_ever():
    model = load_model(FILES / "fully_connected.safetensors")
    assert model.class_names == ("a", "b", "c")
    assert model.details["test_accuracy"] == 0.25


def test_a_file_of_format_1_is_saved_as_one_of_today(tmp_path):
    old = load_model(FILES / "batch_norm.safetensors")
    old.save(tmp_path / "new.safetensors")
    new = load_model(tmp_path / "new.safetensors")
    assert new.network == old.network
    assert new.to_bytes() == old.to_bytes()


def saved(tmp_path, **changes):
    """A model file of format 1 with its header or its tensors changed."""
    header = {"format_version": 1, "network": NETWORK.to_dict(), "details": {}}
    tensors = dict(named(MODEL.parameters))
    tensors.update(changes.pop("tensors", {}))
    header.update(changes)
    path = tmp_path / "changed.safetensors"
    kept = {name: array for name, array in tensors.items() if array is not None}
    save_file(kept, path, {"network4": json.dumps(header)})
    return path


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"format_version": 3}, r"version 3, .* reads 1 and 2; update network4\.$"),
        ({"format_version": 2}, "does not match its digest"),
        ({"digest": "0" * 64}, "does not match its digest"),
        ({"network": {}}, "must have input_shape, cost and layers"),
        ({"network": None}, "is no network4 model"),
        ({"tensors": {"layer1.weights": None}}, "it has no tensor layer1.weights"),
        ({"tensors": {"layer9.weights": np.zeros(3, "f")}}, "tensors of no layer"),
        (
            {"tensors": {"layer2.biases": np.zeros(4, "f")}},
            r"layer2\.biases \(3,\), received \(4,\)",
        ),
        ({"tensors": {"layer2.biases": np.zeros(3)}}, "not all float32 or float16"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(tmp_path, changes, words):
    with pytest.raises(ModelFileError, match=words):
        load_model(saved(tmp_path, **changes))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"relu", b"tanh"),
        (b'\\"a\\"', b'\\"x\\"'),
        (b'format_version\\": 2', b'format_version\\": 1'),
        (np.float32(0.5).tobytes(), np.float32(0.25).tobytes()),
    ],
    ids=["description", "details", "version", "number"],
)
def test_what_was_changed_after_it_was_saved_is_refused(tmp_path, before, after):
    halves = map_tree(lambda array: np.full_like(array, 0.5), MODEL.parameters)
    content = Model(NETWORK, halves, MODEL.details).to_bytes()
    path = tmp_path / "model.safetensors"
    path.write_bytes(content)
    assert load_model(path).network == NETWORK
    path.write_bytes(content.replace(before, after, 1))
    with pytest.raises(
        ModelFileError, match=r"not match its digest; save it or copy it again\.$"
    ):
        load_model(path)


def test_no_byte_can_change_unseen(tmp_path):
    content = MODEL.to_bytes()
    path = tmp_path / "model.safetensors"
    for position in range(len(content)):
        changed = bytearray(content)
        changed[position] ^= 1
        path.write_bytes(changed)
        with pytest.raises(ModelFileError):
            load_model(path)


def test_float16_halves_the_numbers(tmp_path):
    path = tmp_path / "half.safetensors"
    MODEL.save(path, dtype="float16")
    for name, array in load_file(path).items():
        assert array.dtype == np.float16
        rounded = dict(named(MODEL.parameters))[name].astype(np.float16)
        np.testing.assert_array_equal(array, rounded)
        loaded = dict(named(load_model(path).parameters))[name]
        assert loaded.dtype == np.float32
        np.testing.assert_array_equal(loaded, rounded.astype(np.float32))
    spared = len(MODEL.to_bytes()) - len(MODEL.to_bytes(dtype="float16"))
    assert abs(spared - 2 * NETWORK.num_parameters) < 16  # the header's own length


def with_biases(*biases):
    numbers = map_tree(np.zeros_like, MODEL.parameters)
    numbers["layer2"]["biases"] = np.array(biases, "f")
    return Model(NETWORK, numbers)


def test_float16_refuses_what_would_become_infinite(tmp_path):
    # 65,504 is the largest; from 65,520 on, half a step further, all are rounded up.
    path = tmp_path / "half.safetensors"
    with_biases(65519.0, -65504.0, 0.0).save(path, dtype="float16")
    loaded = load_model(path).parameters["layer2"]["biases"]
    np.testing.assert_array_equal(loaded, [65504, -65504, 0])
    for bad in (65520.0, -1e9):
        model = with_biases(0.0, bad, 0.0)
        words = re.escape(f"layer2.biases has {bad:g}, and 'float16' ends at 65504")
        with pytest.raises(ArgumentError, match=words):
            model.to_bytes(dtype="float16")
        assert model.to_bytes(dtype="float32")


def test_other_types_are_refused():
    with pytest.raises(
        ArgumentError, match="dtype must be one of 'float32', 'float16'"
    ):
        MODEL.to_bytes(dtype="float64")


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04 not a model", struct.pack("<Q", 2**62) + b"{}", b"\x80\x04."],
    ids=["empty", "zip", "huge header", "pickle"],
)
def test_other_files_are_refused_in_a_sentence(tmp_path, content):
    path = tmp_path / "odd.safetensors"
    path.write_bytes(content)
    with pytest.raises(ModelFileError, match=r"odd.safetensors is no network4 model"):
        load_model(path)


def test_a_truncated_model_is_refused(tmp_path):
    path = tmp_path / "model.safetensors"
    MODEL.save(path)
    path.write_bytes(path.read_bytes()[:-8])
    with pytest.raises(ModelFileError, match="is no network4 model"):
        load_model(path)


def test_someone_elses_safetensors_are_refused(tmp_path):
    save_file({"x": np.zeros(3)}, tmp_path / "other.safetensors")
    with pytest.raises(ModelFileError, match="lacks or misstates 'network4'"):
        load_model(tmp_path / "other.safetensors")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ModelFileError, match=r"none\.safetensors does not exist"):
        load_model(tmp_path / "none.safetensors")


@pytest.mark.parametrize("path", [5, 2.5, ["model.safetensors"]])
def test_what_is_no_path_is_refused(path):
    with pytest.raises(ArgumentError, match="load_model: path must be a path, receiv"):
        load_model(path)
