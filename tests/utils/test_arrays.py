import numpy as np
import pytest

from network4.errors import ArgumentError
from network4.utils.arrays import as_array, as_numbers, converted


def test_whatever_is_an_array_becomes_one():
    assert as_array("f", "x", [[1, 2], [3, 4]]).shape == (2, 2)
    given = np.arange(3)
    assert as_array("f", "x", given) is given


def test_ragged_lists_are_refused():
    with pytest.raises(ArgumentError, match=r"x must be an array, received \[\[1, 2"):
        as_array("f", "x", [[1, 2], [3]])


class Tensor:
    """What gives its array when it is asked."""

    def __init__(self, array):
        self.array = array

    def __array__(self, dtype=None, copy=None):
        if self.array is None:
            raise RuntimeError("it needs a gradient;\nuse detach()")
        return self.array


def test_what_gives_its_array_is_one():
    given = np.arange(3)
    np.testing.assert_array_equal(as_array("f", "x", Tensor(given)), given)
    with pytest.raises(ArgumentError, match=r"Tensor .it needs a gradient; use detach"):
        as_array("f", "x", Tensor(None))


def test_masked_values_are_refused():
    values = np.ma.masked_greater(np.arange(5), 2)
    with pytest.raises(ArgumentError, match="no masked values, received 2; fill"):
        as_array("f", "x", values)
    np.testing.assert_array_equal(as_array("f", "x", values.filled(0)), [0, 1, 2, 0, 0])
    nothing = np.ma.masked_greater(np.arange(5), 9)
    assert type(as_array("f", "x", nothing)) is np.ndarray


@pytest.mark.parametrize("value", [None, {}, "a", b"a", object(), iter([])])
def test_what_is_no_array_is_refused(value):
    with pytest.raises(ArgumentError, match="f: x must be an array, received"):
        as_array("f", "x", value)


@pytest.mark.parametrize("value", [[[1, 2], [3]], "a", None, {"a": 1}, [object()]])
def test_numbers_refuse_what_holds_none(value):
    with pytest.raises(ArgumentError, match="ink must be an array"):
        as_numbers("normalize", "ink", value)


class Raising:
    def __float__(self):
        raise RuntimeError("no number")


def test_objects_become_numbers_or_nothing():
    found = converted(np.array([1, 2.5, True], object), np.float64)
    assert found.dtype == np.float64 and found.tolist() == [1.0, 2.5, 1.0]
    for wrong in (10**400, Raising(), "a", 1j):
        assert converted(np.array([1, wrong], object), np.float64) is None
