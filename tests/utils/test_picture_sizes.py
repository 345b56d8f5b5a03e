import io

import numpy as np
import pytest
from PIL import Image

from network4.errors import DataError
from network4.utils.picture_sizes import (
    fitted,
    has_picture_name,
    is_picture,
    picture_size,
)
from network4.utils.pictures import FORMATS, read_picture


@pytest.mark.parametrize("kind", FORMATS)
def test_the_size_is_read_from_the_head(tmp_path, kind):
    path = tmp_path / "any"
    Image.new("L", (30, 20)).save(path, kind)
    assert is_picture("x:", path)
    assert picture_size("x:", path) == (30, 20)
    content = path.read_bytes()
    noise = np.random.default_rng(0).integers(0, 256, (400, 300, 3), dtype=np.uint8)
    Image.fromarray(noise).save(path, kind)
    content = path.read_bytes()
    # The head of TIFF may stand at the end, and WEBP has a decoder that wants all.
    if kind not in ("TIFF", "WEBP"):
        path.write_bytes(content[: len(content) // 2])
    assert picture_size("x:", path) == (300, 400)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_the_size_is_that_of_the_upright_picture(tmp_path, orientation, kind):
    exif = Image.Exif()
    exif[274] = orientation
    path = tmp_path / "any"
    Image.new("L", (30, 20)).save(path, kind, exif=exif)
    assert picture_size("x:", path) == read_picture("x:", path).size


def test_what_is_no_picture_has_no_size(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("no picture")
    assert not is_picture(f"{path}:", path)
    with pytest.raises(DataError, match=r"notes\.txt: must be a picture in one of"):
        picture_size(f"{path}:", path)
    with pytest.raises(DataError, match=r"must be a file, received .*nowhere"):
        is_picture("x:", tmp_path / "nowhere")


def test_too_many_pixels_are_refused_before_they_are_unpacked(tmp_path):
    content = io.BytesIO()
    Image.new("1", (10_000, 5_001)).save(content, "PNG")
    (tmp_path / "large.png").write_bytes(content.getvalue())
    with pytest.raises(DataError, match="at most 50,000,000 pixels"):
        picture_size("x:", tmp_path / "large.png")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.jpg", True),
        ("a.JPEG", True),
        ("a.b.HEIC", True),
        ("a.dng", True),
        ("a.csv", False),
        ("png", False),
        ("a.png.txt", False),
    ],
)
def test_pictures_are_told_by_the_ending_of_their_names(name, expected):
    assert has_picture_name(name) is expected


@pytest.mark.parametrize("size", [(20, 20), (9, 40), (40, 9)])
@pytest.mark.parametrize("mode", ["L", "RGB", "I;16", "F"])
def test_a_picture_of_one_colour_stays_it_at_every_size(size, mode):
    colour = {"L": 77, "RGB": (9, 99, 199), "I;16": 50_000, "F": 0.25}[mode]
    found = fitted(Image.new(mode, (12, 17), colour), size)
    assert found.size == size
    expected = np.broadcast_to(colour, np.asarray(found).shape)
    # "F" is no mode of files, and its fractions are rounded as all deep greys are.
    np.testing.assert_array_equal(np.asarray(found), np.rint(expected))


def test_at_its_own_size_nothing_changes():
    image = Image.new("F", (3, 2), 0.25)
    assert fitted(image, (3, 2)) is image


def test_proportions_are_kept_and_the_ground_is_continued():
    wide = np.full((10, 40), 200, np.uint8)
    wide[3:7, 10:30] = 10
    found = np.asarray(fitted(Image.fromarray(wide), (20, 20)))
    rows, columns = np.nonzero(found < 105)
    # Half as large, it is 5 high and has 7 or 8 rows of ground above and below it.
    assert found[[0, 6, 13, 19]].min() == found[[0, 6, 13, 19]].max() == 200
    assert columns.min() == 5 and columns.max() == 14
    assert 8 <= rows.min() <= rows.max() <= 11
