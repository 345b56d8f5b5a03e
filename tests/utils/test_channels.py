import numpy as np
import pytest

from network4.errors import ArgumentError, DataError
from network4.utils.channels import CHANNELS, are_last, channels_first


def images(*shape):
    return np.arange(np.prod(shape)).reshape(shape)


@pytest.mark.parametrize("channels", CHANNELS)
def test_the_axis_that_can_have_the_channels_becomes_the_first(channels):
    first = images(5, channels, 8, 6)
    last = first.transpose(0, 2, 3, 1)
    for given in (first, last):
        found = channels_first("fit", given)
        np.testing.assert_array_equal(found, first)
        assert found.flags["C_CONTIGUOUS"]


@pytest.mark.parametrize(
    ("shape", "how", "expected"),
    [
        ((5, 3, 8, 3), {"order": "first"}, (5, 3, 8, 3)),
        ((5, 3, 8, 3), {"order": "last"}, (5, 3, 3, 8)),
        ((5, 7, 8, 2), {"order": "last"}, (5, 2, 7, 8)),
        ((5, 3, 8, 4), {"expected": (4, 3, 8)}, (5, 4, 3, 8)),
        ((5, 3, 3, 3), {"expected": (3, 3, 3)}, (5, 3, 3, 3)),
        ((5, 4, 8, 3), {"allowed": (1, 3)}, (5, 3, 4, 8)),
    ],
)
def test_who_knows_says_which_axis_it_is(shape, how, expected):
    given = images(*shape)
    found = channels_first("fit", given, **how)
    assert found.shape == expected
    moved = given if expected == shape else np.moveaxis(given, 3, 1)
    np.testing.assert_array_equal(found, moved)


@pytest.mark.parametrize(
    ("shape", "how", "words"),
    [
        ((5, 3, 8, 3), {}, r"\(5, 3, 8, 3\) may have their channels first or last"),
        ((5, 7, 8, 2), {}, "must have 1, 3 or 4 channels, first or last"),
        ((5, 4, 8, 9), {"allowed": (1, 3)}, "must have 1 or 3 channels, first or"),
        ((5, 1, 8, 9), {"expected": (3, 8, 9)}, r"must have \(3, 8, 9\), received"),
        ((5, 1, 8, 9), {"order": "middle"}, "channels must be"),
    ],
)
def test_what_nobody_can_tell_is_refused(shape, how, words):
    with pytest.raises(ArgumentError, match=words):
        channels_first("fit", images(*shape), **how)
    if "order" not in how:
        with pytest.raises(DataError, match=words):
            channels_first("fit", images(*shape), error=DataError, **how)


def test_no_images_may_have_their_channels_anywhere():
    assert channels_first("fit", images(0, 3, 8, 3)).shape == (0, 3, 8, 3)


def test_only_the_last_axis_is_told_by_its_length():
    assert are_last((2, 9, 8, 1)) and not are_last((2, 1, 8, 1))
    assert not are_last((2, 9, 8, 4), (1, 3)) and not are_last((2, 9, 3))
