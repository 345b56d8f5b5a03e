"""What is around a sheet counts for nothing; a picture without a desk is left alone."""

import numpy as np
import pytest
from pictures import written
from scipy import ndimage

from network4.datasets import load_mnist
from network4.reader import read
from network4.reader.desk import clear_desk

NUMBER = "40172"


@pytest.fixture
def desk(generator):
    """A dark desk with a grain, 600 x 900 pixels."""
    grain = ndimage.gaussian_filter(generator.standard_normal((600, 900)), 2)
    return (0.25 + 0.05 * grain / grain.std()).clip(0, 1).astype(np.float32)


def lay(desk, sheet, top=90, left=100):
    """Return a desk with a sheet on it; NaN is where the sheet is not."""
    seen = desk.copy()
    height, width = desk[top:, left:].shape
    part = sheet[:height, :width]
    place = seen[top : top + part.shape[0], left : left + part.shape[1]]
    np.copyto(place, part, where=~np.isnan(part))
    return seen


def sheet_of(number, degrees=0.0):
    grey = np.asarray(written([number], shape=(300, 560), at=(80, 110)), np.float32)
    return ndimage.rotate(grey / 255, degrees, order=1, cval=np.nan)


@pytest.mark.parametrize("degrees", [0, 12, -15])
def test_a_sheet_on_a_desk_is_read(desk, degrees):
    assert read(lay(desk, sheet_of(NUMBER, degrees))).text == NUMBER


def test_a_sheet_that_is_not_all_in_view_is_read(desk):
    assert read(lay(desk, sheet_of(NUMBER), top=400, left=330)[:, :880]).text == NUMBER


def test_the_desk_becomes_paper_and_the_sheet_stays(desk):
    sheet = sheet_of(NUMBER)
    cleared = clear_desk(lay(desk, sheet))
    inner = np.s_[110:370, 120:640]
    np.testing.assert_array_equal(cleared[inner], sheet[20:280, 20:540])
    paper = np.float32(225) / np.float32(255)
    cleared[inner] = paper
    np.testing.assert_array_equal(cleared, np.full_like(cleared, paper))


@pytest.mark.parametrize("is_inverted", [False, True])
def test_digits_are_no_sheets(mnist_directory, is_inverted):
    images = load_mnist(mnist_directory).validation.images[:300]
    for image in images.astype(np.float32) / 255:
        grey = 1 - image if is_inverted else image
        assert clear_desk(grey) is grey


def circle():
    down, right = np.indices((300, 300)) - 150
    return np.where(np.hypot(down, right) < 120, 0.9, 0.2)


def shadow():
    down, right = np.indices((300, 300))
    return np.where(down + 2 * right < 500, 0.9, 0.5)


def bar():
    grey = np.full((300, 300), 0.1)
    grey[:, 120:170] = 0.9
    return grey


def bright_middle():
    return 0.3 + 0.6 * np.exp(-((np.indices((300, 300)) - 150) ** 2).sum(0) / 8000)


@pytest.mark.parametrize("make", [circle, shadow, bar, bright_middle])
def test_other_bright_parts_are_no_sheets(make):
    grey = make().astype(np.float32)
    assert clear_desk(grey) is grey


def test_a_picture_of_one_brightness_is_left_alone():
    grey = np.full((50, 80), 0.5, np.float32)
    assert clear_desk(grey) is grey
