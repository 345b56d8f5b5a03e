import hashlib
import struct

import numpy as np

from network4.model.tensor_file import encode_tensors, is_as_written, read_tensors

HEADER = {"b": (1, 2.5), "a": np.int64(3)}
TENSORS = {
    "layer2.x": np.array([[1.0, 2.0]], np.float32),
    "layer1.x": np.array([0.5], np.float16),
}


def written(tmp_path):
    (tmp_path / "file").write_bytes(encode_tensors(HEADER, TENSORS))
    return read_tensors(tmp_path / "file")


def test_header_and_arrays_come_back(tmp_path):
    header, tensors = written(tmp_path)
    del header["digest"]
    assert header == {"b": [1, 2.5], "a": 3}
    assert tensors.keys() == TENSORS.keys()
    for name, array in TENSORS.items():
        assert tensors[name].dtype == array.dtype
        np.testing.assert_array_equal(tensors[name], array)


def test_the_digest_is_what_the_documentation_says(tmp_path):
    """JSON without spaces, keys in order; then the bytes of arrays in order of name."""
    layout = '[["layer1.x","float16",[1]],["layer2.x","float32",[1,2]]]'
    text = '[{"a":3,"b":[1,2.5]},' + layout + "]"
    numbers = struct.pack("<e", 0.5) + struct.pack("<2f", 1.0, 2.0)
    expected = hashlib.sha256(text.encode() + numbers).hexdigest()
    header, tensors = written(tmp_path)
    assert header["digest"] == expected
    assert is_as_written(header, tensors)


def test_all_that_a_digest_is_of_matters(tmp_path):
    header, tensors = written(tmp_path)
    x = tensors["layer2.x"]
    for other in (x + 1, x.T, x.astype(np.float16), x.view(np.int32)):
        assert not is_as_written(header, {**tensors, "layer2.x": other})
    assert not is_as_written(header, {"layer1.x": tensors["layer1.x"], "layer3.x": x})
    for change in ({"a": 4}, {"c": 0}, {"digest": None}):
        assert not is_as_written({**header, **change}, tensors)
    assert is_as_written(header, dict(reversed(tensors.items())))
