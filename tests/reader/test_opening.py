"""Pictures of every kind come out as the same grey numbers."""

import gc
import io
import warnings

import numpy as np
import pytest
from PIL import Image

from network4.errors import DataError
from network4.reader import opening
from network4.reader.opening import open_picture

GREY = np.tile(np.linspace(0, 255, 40).astype(np.uint8), (30, 1))


def saved(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    file.seek(0)
    return file


def transparent(ink, opacity):
    """Ink of one brightness, as opaque as `opacity` says."""
    bytes_ = np.full((*opacity.shape, 4), ink, np.uint8)
    bytes_[..., 3] = opacity
    return Image.fromarray(bytes_)


@pytest.mark.parametrize(
    "picture",
    [
        GREY,
        GREY / 255,
        GREY.astype(np.uint16) << 8,
        GREY.astype(np.uint16) + 1000,
        np.repeat(GREY[..., None], 3, axis=2),
        Image.fromarray(GREY),
        Image.fromarray(GREY).convert("P"),
        saved(Image.fromarray(GREY), "PNG"),
        saved(Image.fromarray(GREY.astype(np.uint16) * 257), "PNG"),
    ],
    ids=[
        "bytes",
        "floats",
        "16 bits",
        "low bits",
        "colours",
        "image",
        "palette",
        "file",
        "deep",
    ],
)
def test_all_kinds_are_the_same(picture):
    opened = open_picture(picture)
    assert opened.scale == 1
    # Palettes and 16 bits are rounded to bytes.
    np.testing.assert_allclose(opened.grey, GREY / 255, atol=1.01 / 255)


def test_a_photograph_is_turned_as_its_camera_was_held():
    exif = Image.Exif()
    exif[274] = 6  # to be turned by 90 degrees, clockwise
    opened = open_picture(saved(Image.fromarray(GREY), "JPEG", exif=exif, quality=95))
    assert opened.grey.shape == (40, 30)
    assert opened.grey[0].mean() < 0.1 < 0.9 < opened.grey[-1].mean()


@pytest.mark.parametrize(("ink", "paper"), [(20, 1.0), (230, 0.0)])
def test_what_is_transparent_is_unlike_the_ink(ink, paper):
    opacity = np.zeros((20, 20), np.uint8)
    opacity[5:15, 9:11] = 255
    grey = open_picture(saved(transparent(ink, opacity), "PNG")).grey
    assert grey[0, 0] == paper
    assert grey[10, 10] == pytest.approx(ink / 255)


def test_large_pictures_are_made_smaller():
    opened = open_picture(np.zeros((3000, 4000), np.uint8))
    assert opened.grey.shape == (1500, 2000)
    assert opened.scale == 2
    assert opened.image.size == (4000, 3000)


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (io.BytesIO(b"no picture"), "must be a picture.*an object of type BytesIO"),
        ("nowhere.png", "nowhere.png, which does not exist"),
        (np.zeros((5, 3, 2)), r"1, 3 or 4 channels, received \(5, 3, 2\)"),
        (np.zeros((0, 3)), "received"),
        (np.full((3, 3), 1.5), "floats in 0..1, received float64"),
        (np.full((3, 3), np.nan), "floats in 0..1"),
        (np.full((3, 3), 7, np.int64), "have bytes, 16-bit"),
        (
            Image.fromarray(np.full((3, 3), np.nan, np.float32)),
            "^read: IMAGE must have finite numbers, received NaN or inf",
        ),
        (np.array([["a"]]), "must hold numbers"),
    ],
)
def test_what_is_no_picture_is_refused(picture, words):
    with pytest.raises(DataError, match=words):
        open_picture(picture)


def test_a_damaged_file_is_closed(tmp_path):
    whole = saved(Image.fromarray(GREY.repeat(20, axis=0)), "PNG").getvalue()
    (tmp_path / "half.png").write_bytes(whole[: len(whole) // 2])
    with warnings.catch_warnings():
        warnings.simplefilter("error", ResourceWarning)
        with pytest.raises(DataError, match="damaged"):
            open_picture(tmp_path / "half.png")
        gc.collect()


def test_half_a_file_is_refused():
    whole = saved(Image.fromarray(GREY.repeat(20, axis=0)), "PNG").getvalue()
    with pytest.raises(DataError, match="this one is damaged"):
        open_picture(io.BytesIO(whole[: len(whole) // 2]))


def test_too_many_pixels_are_refused_before_they_are_decoded(monkeypatch):
    monkeypatch.setattr(opening.OPENING, "MOST_PIXELS", 1000)
    with pytest.raises(DataError, match="at most 1,000 pixels, received 40 x 30"):
        open_picture(saved(Image.fromarray(GREY), "PNG"))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    with pytest.raises(DataError, match="make it smaller"):
        open_picture(saved(Image.fromarray(GREY), "PNG"))
