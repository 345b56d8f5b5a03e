import numpy as np
import pytest

from network4.augment import move


@pytest.mark.parametrize("down", [-7, -2, 0, 1, 99])
@pytest.mark.parametrize("right", [-40, 0, 3])
def test_moved_images_are_cut_out_of_a_wide_frame(generator, down, right):
    images = generator.integers(1, 256, (2, 3, 5, 6), dtype=np.uint8)
    framed = np.pad(images, ((0, 0), (0, 0), (100, 100), (100, 100)))
    rows, columns = slice(100 - down, 105 - down), slice(100 - right, 106 - right)
    moved = move(images, down, right)
    np.testing.assert_array_equal(moved, framed[:, :, rows, columns])
    assert moved.dtype == np.uint8
