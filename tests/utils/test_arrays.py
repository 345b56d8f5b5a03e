import numpy as np
import pytest

from network4.errors import ArgumentError
from network4.utils.arrays import as_array, as_numbers


def test_whatever_is_an_array_becomes_one():
    assert as_array("f", "x", [[1, 2], [3, 4]]).shape == (2, 2)
    given = np.arange(3)
    assert as_array("f", "x", given) is given


def test_ragged_lists_are_refused():
    with pytest.raises(ArgumentError, match=r"x must be an array, received \[\[1, 2"):
        as_array("f", "x", [[1, 2], [3]])


@pytest.mark.parametrize("value", [[[1, 2], [3]], "a", None, {"a": 1}, [object()]])
def test_numbers_refuse_what_holds_none(value):
    with pytest.raises(ArgumentError, match="ink must be an array"):
        as_numbers("normalize", "ink", value)
