import json
import tracemalloc

import numpy as np
import pytest

from network4.errors import DataError
from network4.utils.json_arrays import array_from_json, array_to_json


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float16", "float32"])
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 1, 4)])
def test_an_array_comes_back_through_json(generator, dtype, shape):
    array = np.asarray(generator.integers(0, 200, shape)).astype(dtype)
    again = array_from_json(json.loads(json.dumps(array_to_json(array))))
    assert again.dtype == array.dtype
    assert again.shape == shape
    np.testing.assert_array_equal(again, array)


def test_other_types_are_refused():
    with pytest.raises(TypeError, match="dtype must be in"):
        array_to_json(np.array(["text"]))


@pytest.mark.parametrize(
    "changes",
    [
        {"dtype": "object"},
        {"shape": [3]},
        {"zlib_base64": "AAAA"},
        {"zlib_base64": 5},
        {"zlib_base64": "not base 64"},
    ],
)
def test_damage_is_refused(changes):
    packed = array_to_json(np.arange(4, dtype=np.uint8))
    with pytest.raises(DataError, match="damaged"):
        array_from_json({**packed, **changes})
    with pytest.raises(DataError, match="damaged"):
        array_from_json(None)


def test_what_unpacks_to_more_than_its_shape_is_refused_before_it_is_unpacked():
    packed = array_to_json(np.zeros(2**26, np.uint8))
    assert len(packed["zlib_base64"]) < 2**17
    packed["shape"] = [2, 3]
    tracemalloc.start()
    with pytest.raises(DataError, match="damaged"):
        array_from_json(packed)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak_bytes < 2**20
