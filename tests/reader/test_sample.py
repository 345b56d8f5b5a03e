"""The picture that comes with network4 is read as it was written."""

import pytest
from PIL import Image

import network4 as n4

WRITTEN = n4.SAMPLE_PICTURE.with_suffix(".txt")
LARGEST_BYTES = 100_000


@pytest.fixture(scope="module")
def reading():
    return n4.read(n4.SAMPLE_PICTURE)


def test_the_sample_is_read_as_it_was_written(reading):
    assert reading.text == WRITTEN.read_text(encoding="utf-8").strip()


def test_the_sample_has_every_digit_and_none_is_in_doubt(reading):
    assert {digit.name for digit in reading.digits} == set("0123456789")
    assert not any(digit.is_refused for digit in reading.digits)


def test_the_sample_is_a_small_photograph_in_colour():
    assert n4.SAMPLE_PICTURE.stat().st_size < LARGEST_BYTES
    with Image.open(n4.SAMPLE_PICTURE) as picture:
        assert picture.format == "JPEG" and picture.mode == "RGB"
