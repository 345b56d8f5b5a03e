"""Division, indices and methods as they were."""

from collections import OrderedDict
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from old_programs import run_old

from network4.book.python2.operators import (
    attribute,
    divide,
    divide_in_place,
    items,
)

INTEGERS = [7, -7, np.int64(9), np.uint8(9), np.array([5, -7]), np.array([[4], [9]])]
OTHERS = [7.0, np.float32(3), np.array([5.0, 7.0]), Fraction(7, 2), 1j]


@pytest.mark.parametrize("left", INTEGERS, ids=repr)
def test_integers_are_divided_to_the_floor(left):
    quotient = divide(left, 2)
    assert np.array_equal(quotient, np.floor(np.asarray(left) / 2))
    assert np.asarray(quotient).dtype.kind in "iu"
    assert np.array_equal(divide(left, np.array([2])), quotient + np.zeros(1, int))


@pytest.mark.parametrize("left", OTHERS, ids=repr)
def test_others_are_divided_as_today(left):
    assert np.array_equal(divide(left, 2), left / 2)


def test_lists_are_integers_beside_an_array():
    assert divide([5, 7], np.array(2)).tolist() == [2, 3]
    assert divide([5.0, 7], np.array(2)).tolist() == [2.5, 3.5]
    with pytest.raises(TypeError):
        divide([5], 2)
    assert divide(Decimal(7), 2) == Decimal("3.5")


def test_in_place_the_array_itself_is_changed():
    whole = np.array([5, 7])
    assert divide_in_place(whole, 2) is whole
    assert whole.tolist() == [2, 3]
    real = np.array([5.0])
    assert divide_in_place(real, 2) is real
    assert real.tolist() == [2.5]


def test_floats_index_arrays():
    array = np.arange(12).reshape(3, 4)
    assert items(array)[1.0, np.float64(2.9)] == 6
    assert items(array)[1.0:, np.float32(0)].tolist() == [4, 8]
    assert items(array)[np.array([0.0, 2.0])][:, 0].tolist() == [0, 8]
    items(array)[0.0] += 1
    assert array[0].tolist() == [1, 2, 3, 4]
    assert items(array)[array > 10].tolist() == [11]
    assert attribute(array, "reshape")(4.0, 3).shape == (4, 3)
    assert attribute(array, "reshape")((4, 3.0), order="F")[1, 0] == array[1, 0]
    with pytest.raises(IndexError, match="out of bounds"):
        items(array)[3.0]


def test_floats_index_nothing_else():
    with pytest.raises(TypeError):
        items([1, 2])[1.0]
    assert items({0.5: "a"})[0.5] == "a"


def test_methods_of_ones_own_are_kept():
    class Own:
        items = 3

        def has_key(self, key):
            return "own"

    assert attribute(Own(), "items") == 3
    assert attribute(Own(), "has_key")(1) == "own"
    with pytest.raises(AttributeError, match="iteritems"):
        attribute(3, "iteritems")


def test_mappings_give_lists():
    ordered = OrderedDict(b=1, a=2)
    assert attribute(ordered, "keys")() == ["b", "a"]
    assert attribute(ordered, "viewkeys")() == ordered.keys()


@pytest.mark.skipif(hasattr(np.ndarray, "tostring"), reason="needs NumPy 2.3")
def test_the_bytes_of_an_array_are_text():
    expected = "\0" * 8 + "\1" + "\0" * 7 + "\2" + "\0" * 7
    assert attribute(np.arange(3), "tostring")() == expected


def test_a_message_is_the_only_argument():
    assert attribute(ValueError("a"), "message") == "a"
    assert attribute(ValueError("a", "b"), "message") == ""


def test_errors_and_functions_are_asked_as_they_were():
    text = (
        "import sys\ntry: 1 / 0\nexcept: print sys.exc_type is ZeroDivisionError\n"
        "def f(a, b=2): pass\nf.func_defaults = (5,); f.func_name = 'g'\n"
        "print f.func_defaults, f.__name__, f.func_dict\n"
        "class M:\n    def m(self): pass\nm = M()\n"
        "print m.m.im_self is m, m.m.im_class is M, coerce(1, 2.0)\n"
    )
    assert run_old(text) == "True\n(5,) g {}\nTrue True (1.0, 2.0)\n"


def test_attributes_that_are_named_are_found():
    text = (
        "print hasattr({}, 'has_key'), hasattr({}, 'a'), getattr({}, 'a', 3)\n"
        "print getattr({1: 2}, 'keys')(), hasattr('', 'decode'), hasattr(3, 'decode')\n"
    )
    assert run_old(text) == "True False 3\n[1] True False\n"
