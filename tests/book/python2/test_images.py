"""Pictures as SciPy read, wrote and resized them."""

import numpy as np
import pytest

from network4.book.python2.images import read_image, resize_image, save_image


def test_a_picture_is_read_as_it_was_written(tmp_path):
    pixels = np.arange(12, dtype=np.uint8).reshape(3, 4)
    save_image(tmp_path / "a.png", pixels)
    assert np.array_equal(read_image(tmp_path / "a.png"), pixels)
    assert read_image(tmp_path / "a.png", flatten=True).dtype == np.float32
    assert read_image(tmp_path / "a.png", mode="RGB").shape == (3, 4, 3)


def test_numbers_are_stretched_to_bytes(tmp_path):
    save_image(tmp_path / "a.png", [[-1.0, 0.0], [1.0, 1.0]])
    assert read_image(tmp_path / "a.png").tolist() == [[0, 128], [255, 255]]
    save_image(tmp_path / "a.png", np.ones((2, 2)))
    assert read_image(tmp_path / "a.png").tolist() == [[0, 0], [0, 0]]


@pytest.mark.parametrize("size", [200, 2.0, (4, 8)])
def test_a_size_is_a_percentage_a_factor_or_two_numbers(size):
    pixels = np.uint8([[0, 255, 0, 255], [255, 0, 255, 0]])
    larger = resize_image(pixels, size, "nearest")
    assert np.array_equal(larger, pixels.repeat(2, 0).repeat(2, 1))
