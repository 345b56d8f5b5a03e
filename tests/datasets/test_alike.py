import numpy as np
import pytest
from PIL import Image

from network4.datasets import Dataset, Split, load_data
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


@pytest.mark.parametrize("mode", ["L", "RGB", "I;16"])
def test_pictures_of_several_sizes_differ_unless_they_are_plain(tmp_path, mode):
    for place in range(6):
        for name, ink in (("plain", 0), ("drawn", 200)):
            grey = np.zeros((28, 28 + place), np.uint8)
            grey[4:20, 4 + place : 10 + place] = ink
            deep = grey.astype(np.uint16) * 257
            image = Image.fromarray(deep if mode == "I;16" else grey)
            path = tmp_path / name / "ab"[place % 2] / f"{place}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            (image if mode == "I;16" else image.convert(mode)).save(path)
    with pytest.warns(Network4Warning, match="training images of plain are the same"):
        warn_of_equal_images("train", load_data(tmp_path / "plain"))
    drawn = load_data(tmp_path / "drawn")
    warn_of_equal_images("train", drawn)  # warnings are errors here
    # The ink is 16 of 28 rows and 6 of about 30 columns, and resizing keeps its share.
    shares = (drawn.train.images > 100).mean(
        axis=tuple(range(1, drawn.train.images.ndim))
    )
    np.testing.assert_allclose(shares, 16 * 6 / 28 / 30, rtol=0.25)
