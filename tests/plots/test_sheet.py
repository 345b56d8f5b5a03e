"""Sheets of images."""

import numpy as np
import pytest
from PIL import Image

import network4 as n4
from network4.errors import ArgumentError
from network4.plots import MAX_ON_A_SHEET, draw_sheet
from network4.plots.sheet import in_cells


def opened(path):
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB")).astype(int)


def test_each_image_is_found_in_its_cell(tmp_path, generator):
    """Cells of 4 x 6 and lines of 1, each pixel two wide: a cell every 10 and 14."""
    images = generator.integers(0, 256, (7, 4, 6), dtype=np.uint8)
    draw_sheet(tmp_path / "sheet.png", images, columns=3)
    sheet = opened(tmp_path / "sheet.png")
    assert sheet.shape == (2 * (3 * 5 + 1), 2 * (3 * 7 + 1), 3)
    for number, image in enumerate(images):
        down, right = divmod(number, 3)
        top, left = 2 * (down * 5 + 1), 2 * (right * 7 + 1)
        cell = sheet[top : top + 8 : 2, left : left + 12 : 2]
        assert np.abs(cell - (255 - image.astype(int))[..., None]).max() <= 1
    empty = sheet[2 * (2 * 5 + 1) : -2, 2 * (7 + 1) : 2 * (7 + 7)]
    assert (empty == 255).all()
    assert (sheet[0] == sheet[0, 0]).all() and 0 < sheet[0, 0, 0] < 255


def test_colours_and_floats_are_drawn_as_they_are(tmp_path):
    red = np.zeros((2, 3, 5, 5), np.float32)
    red[:, 0] = 1
    draw_sheet(tmp_path / "red.png", red)
    assert opened(tmp_path / "red.png")[6, 6].tolist() == [255, 0, 0]


def test_lines_lie_between_all_cells(generator):
    images = generator.random((6, 3, 2))
    cells = in_cells(images, 3, line=-1, empty=0)
    assert (cells[::4] == -1).all() and (cells[:, ::3] == -1).all()
    assert np.sum(cells >= 0) == images.size
    np.testing.assert_array_equal(cells[5:8, 1:3], images[3])


def test_a_sheet_of_digits_is_read(tmp_path, mnist_directory):
    """What the shipped network reads of it is right but for a few of a hundred."""
    test = n4.load_mnist(mnist_directory).test
    draw_sheet(tmp_path / "sheet.png", test.images[:100])
    lines = n4.read(tmp_path / "sheet.png").text.split("\n")
    assert [len(line) for line in lines] == [10] * 10
    read = "".join(lines)
    wrong = [a for a, b in zip(read, test.labels[:100], strict=True) if a != str(b)]
    # Of one in 230, the share of test images that it misreads, six in a hundred have
    # a chance of one in a hundred thousand.
    assert len(wrong) < 6


@pytest.mark.parametrize(
    ("images", "columns", "words"),
    [
        (np.zeros((0, 2, 2), np.uint8), 10, "there must be 1"),
        (np.zeros((MAX_ON_A_SHEET + 1, 1, 1), np.uint8), 10, "received 2501"),
        (np.zeros((2, 2), np.uint8), 10, "images must be images"),
        (np.zeros((2, 2, 2), np.int64), 10, "must be uint8 or floating"),
        (np.zeros((2, 2, 2), np.uint8), 0, "columns must be"),
        (np.zeros((2, 2, 2), np.uint8), 1.5, "columns must be"),
    ],
)
def test_what_is_no_sheet_is_refused(tmp_path, images, columns, words):
    with pytest.raises(ArgumentError, match=words):
        draw_sheet(tmp_path / "sheet.png", images, columns)
    assert not (tmp_path / "sheet.png").exists()
