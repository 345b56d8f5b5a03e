"""Pages that lie on their side or upside down are turned, and no others."""

import numpy as np
import pytest
from pictures import written

import network4 as n4
from network4.reader.constants import TURNING
from network4.reader.ink import Written
from network4.reader.turning import turned

WAYS = [90, 180, 270]


@pytest.fixture(scope="module")
def page():
    """Three lines that read badly in all ways but one."""
    return written(["20357", "384"], shape=(200, 420))


@pytest.mark.parametrize("degrees", WAYS)
def test_a_page_is_turned_and_its_boxes_are_in_the_turned_picture(page, degrees):
    upright = n4.read(page)
    assert (upright.text, upright.turned) == ("20357\n384", 0)
    # Pillow turns the other way.
    reading = n4.read(page.rotate(degrees, expand=True))
    assert (reading.text, reading.turned) == (upright.text, degrees)
    np.testing.assert_array_equal(reading.picture, upright.picture)
    boxes, expected = ([d.box for d in each.digits] for each in (reading, upright))
    # Ink is found on a grid of pixels that ends elsewhere.
    np.testing.assert_allclose(boxes, expected, atol=2)
    for other in reading.drawn(), reading.picture:
        assert other.size == page.size


def test_a_page_of_too_many_parts_in_another_way_is_not_turned(page, monkeypatch):
    monkeypatch.setattr(TURNING, "MOST_SPANS", 0)
    assert n4.read(page).text == "20357\n384"
    assert n4.read(page.rotate(180)).turned == 0


def test_a_turned_page_may_have_a_number_of_digits(page):
    sideways = page.rotate(90, expand=True)
    reading = n4.read(sideways, num_digits=8)
    assert (reading.text, reading.turned) == ("20357\n384", 90)


@pytest.mark.parametrize("text", ["6", "9", "2", "7", "69"])
@pytest.mark.parametrize("degrees", WAYS)
def test_one_or_two_digits_are_not_turned(text, degrees):
    """They tell too little: a 6 upside down is a 9."""
    picture = written([text], shape=(120, 160)).rotate(degrees, expand=True)
    assert n4.read(picture).turned == 0


@pytest.mark.parametrize("text", ["6889", "18081", "90609"])
def test_what_reads_well_either_way_stays_as_it_lies(text):
    picture = written([text], shape=(120, 420))
    assert (n4.read(picture).text, n4.read(picture).turned) == (text, 0)


@pytest.mark.parametrize("degrees", WAYS)
def test_ink_is_turned_clockwise(generator, degrees):
    ink = generator.random((4, 7)).astype(np.float32)
    found = turned(Written(ink, 2.0, 3.0, ink > 0.5), degrees)
    expected = ink
    for _ in range(degrees // 90):
        expected = expected[::-1].T  # the lowest row becomes the first column
    np.testing.assert_array_equal(found.ink, expected)
    np.testing.assert_array_equal(found.faint, expected > 0.5)
    assert (found.scale, found.pen) == (2.0, 3.0)
