import numpy as np
import pytest

from network4.datasets import Dataset, Split
from network4.datasets.alike import warn_of_equal_images
from network4.errors import Network4Warning


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_images_that_are_all_the_same_are_found(dtype):
    images = np.full((5, 8, 6), 1, dtype)
    same = Split(images, np.arange(5) % 2)
    with pytest.warns(Network4Warning, match="all 5 training images of data are the"):
        warn_of_equal_images("train", Dataset(same, same))
    images[4, 7, 5] = 0
    warn_of_equal_images("train", Dataset(same, same))  # warnings are errors here
    one = same.part(slice(1))
    warn_of_equal_images("train", Dataset(one, one))
