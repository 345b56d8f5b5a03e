"""Ink as MNIST has it: size, place, pen."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from scipy import ndimage

from network4.datasets import load_data
from network4.errors import ArgumentError, ShapeError
from network4.reader import normalize
from network4.reader.constants import NORMALIZING
from network4.reader.normalizing import fit_into_box, over_disk
from network4.reader.strokes import pen_width


def bar(height, width, around=7):
    """A bar of full ink, with paper around it."""
    return np.pad(np.ones((height, width), np.float32), around)


def extent(image):
    rows, columns = np.nonzero(image > 40)
    return int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1


def centre_of_mass(image):
    mass = image.astype(float)
    return (np.indices(image.shape) * mass).sum(axis=(1, 2)) / mass.sum()


@given(
    st.integers(3, 300),
    st.integers(3, 300),
    st.floats(1e-3, 1e3),
    st.integers(0, 40),
)
def test_a_block_fills_the_box_in_its_proportions(height, width, darkness, around):
    image = normalize(bar(height, width, around) * darkness)
    assert image.shape == (28, 28)
    assert image.max() == 255
    rows, columns = extent(image)
    assert max(rows, columns) <= 20
    middle = centre_of_mass(image)
    # Whole pixels: at most a half off, in either direction.
    assert np.abs(middle - 13.5).max() <= 0.5 + 1e-6


@pytest.mark.parametrize("width", [4, 12, 30])
def test_pens_are_brought_within_mnists(width):
    """A ring of 100 pixels: a pen of 0.8, 2.4 or 6 pixels where it is 20 high."""
    down, right = np.indices((120, 120)) - 60
    radius = np.hypot(down, right)
    ring = ((radius < 50) & (radius > 50 - width)).astype(np.float32)
    found = pen_width(normalize(ring).astype(np.float32) / 255)
    # What is drawn again on 20 pixels is off by a half at most.
    assert NORMALIZING.THINNEST_PEN - 0.5 < found < NORMALIZING.THICKEST_PEN + 0.5


def test_strokes_that_ran_together_are_parted_where_they_are_fainter():
    """Two thick strokes, and between them ink less than half as dark."""
    ink = np.pad(np.ones((60, 50), np.float32), 5)
    ink[5:65, 20:40] = 0.4
    columns = normalize(ink).max(axis=0)
    strokes = np.flatnonzero(np.diff((columns > 127).astype(int)) == 1)
    assert len(strokes) == 2


@pytest.mark.parametrize("reach", [1, 2, 5, 11])
def test_disks_are_scipys(generator, reach):
    ink = generator.random((20, 9), np.float32)
    down, right = np.indices((2 * reach + 1, 2 * reach + 1)) - reach
    disk = down**2 + right**2 <= reach**2
    grown = ndimage.grey_dilation(np.pad(ink, reach), footprint=disk)
    worn = ndimage.grey_erosion(np.pad(ink, reach), footprint=disk)
    assert np.array_equal(over_disk(np.maximum, ink, reach), grown)
    assert np.array_equal(over_disk(np.minimum, ink, reach), worn)


def test_mnists_own_images_stay_where_they_are(mnist_directory):
    """Faint edges are cut off and the rest enlarged: by 20/18 at most, or a pixel."""
    for image in load_data(mnist_directory).validation.images[:300]:
        again = normalize(image)
        assert np.abs(centre_of_mass(again) - centre_of_mass(image)).max() < 1.5
        assert max(extent(again)) in (19, 20)


def test_no_ink_is_an_empty_image():
    assert not normalize(np.zeros((40, 30))).any()
    assert not normalize(np.zeros((0, 30))).any()
    assert normalize(np.eye(1)).max() == 255


@pytest.mark.parametrize(
    ("ink", "error", "words"),
    [
        (np.zeros(9), ShapeError, r"must be \(height, width\)"),
        (-np.ones((9, 9)), ArgumentError, "of at least 0"),
        (np.full((9, 9), np.nan), ArgumentError, "finite"),
    ],
)
def test_wrong_ink_is_refused(ink, error, words):
    with pytest.raises(error, match=words):
        normalize(ink)


@pytest.mark.parametrize("shape", [(1, 1), (9, 40), (90, 31)])
def test_ink_is_fitted_as_pillow_resizes_an_array(generator, shape):
    ink = generator.random((shape[0], 2 * shape[1]), np.float32)[:, ::2]
    scale = 20 / max(shape)
    size = max(1, round(shape[1] * scale)), max(1, round(shape[0] * scale))
    way = Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC
    expected = np.asarray(Image.fromarray(ink).resize(size, way)).clip(0)
    assert np.array_equal(fit_into_box(ink), expected)
