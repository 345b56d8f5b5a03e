import numpy as np
import pytest

from network4.errors import Network4Warning
from network4.estimator.scaling import ColumnRanks, ImageScaler, scaler_for, usual_range


def test_rows_of_784_are_images_of_28_and_keep_their_pixels(generator):
    samples = generator.integers(0, 256, (5, 784)).astype(np.float64)
    images = scaler_for(samples)(samples)
    assert images.shape == (5, 1, 28, 28)
    least, greatest = samples.min(), samples.max()
    expected = (samples - least) / (greatest - least)
    np.testing.assert_allclose(images.reshape(5, 784), expected, atol=1e-6)


def test_small_images_are_enlarged_where_they_are(generator):
    samples = np.zeros((1, 8, 8))
    samples[0, 2, 5] = 16
    image = scaler_for(samples)(samples)[0, 0]
    assert image.shape == (28, 28)
    rows, columns = np.nonzero(image > 0.5)
    # Pixel (2, 5) covers rows 7 to 10.5 and columns 17.5 to 21 of 28.
    assert 7 <= rows.min() <= rows.max() <= 10
    assert 17 <= columns.min() <= columns.max() <= 21
    # Bilinear weights of a pixel sum to the area it covers.
    assert image.sum() == pytest.approx(3.5**2, rel=1e-6)


def test_large_images_stay_as_large(generator):
    samples = generator.random((2, 40, 31))
    assert scaler_for(samples)(samples).shape == (2, 1, 40, 31)


def test_what_is_brighter_than_ever_before_is_white():
    scale = ImageScaler(np.array([[[0.0, 16.0]]]))
    assert scale(np.array([[[-5.0, 99.0]]])).min() == 0
    assert scale(np.array([[[-5.0, 99.0]]])).max() == 1


def test_images_without_any_contrast_are_black():
    samples = np.full((2, 64), 7.0)
    assert not scaler_for(samples)(samples).any()


def test_columns_become_their_ranks_whatever_their_scale(generator):
    samples = np.exp(20 * generator.random((101, 3)))
    ranks = scaler_for(samples)(samples)
    assert isinstance(scaler_for(samples), ColumnRanks)
    expected = samples.argsort(axis=0).argsort(axis=0) / 100
    np.testing.assert_allclose(ranks[:, 0, 0], expected, atol=1e-5)


@pytest.mark.parametrize("shape", [(3, 64), (3, 8, 9)])
def test_samples_of_another_shape_are_refused(shape):
    scale = scaler_for(np.zeros((2, 8, 8)))
    with pytest.raises(ValueError, match=r"X must have samples of shape \(8, 8\)"):
        scale(np.zeros(shape))


def test_colours_keep_their_channels():
    images = np.arange(2 * 3 * 30 * 40.0).reshape(2, 3, 30, 40)
    found = scaler_for(images, (0.0, images.max()))(images)
    np.testing.assert_allclose(found, images / images.max(), rtol=2**-23)
    with pytest.raises(ValueError, match="must be"):
        scaler_for(np.zeros((2, 3, 8, 8, 1)))


def test_ranks_of_many_rows_are_not_drawn_by_chance(generator):
    samples = generator.random((12_000, 2))
    first, again = (ColumnRanks(samples)(samples[:50]) for _ in range(2))
    np.testing.assert_array_equal(first, again)


def bright_images(generator, count=200):
    """Images of 8 x 8 numbers in 0..255, of which all reach both ends."""
    images = generator.uniform(1, 254, (count, 64))
    images[:, :3], images[:, 3:6] = 0, 255
    return images


@pytest.mark.parametrize("broken", [1e6, -1e6, 300.0])
@pytest.mark.parametrize("place", [(7, 20), (slice(None), 20), (7, slice(None))])
def test_no_broken_pixel_moves_the_range(generator, broken, place):
    images = bright_images(generator)
    images[place] = broken
    assert usual_range(images) == (0, 255)
    # Two in a hundred of the images are more than a few.
    images[:4] = broken
    assert usual_range(images) != (0, 255)


def test_where_little_is_known_all_numbers_count():
    one_place = np.zeros((9, 64))
    one_place[:, 5] = np.arange(9)
    assert usual_range(one_place) == (0, 8)
    assert usual_range(np.array([[0.0, 5.0], [0.0, 500.0]])) == (0, 500)


@pytest.mark.parametrize("factor", [1 / 255, 1 / 10, 10, 255])
@pytest.mark.parametrize("count", [1, 50])
def test_images_of_another_range_are_warned_of(generator, factor, count):
    scale = ImageScaler(bright_images(generator))
    other = bright_images(generator, count) * factor
    words = (
        f"numbers of X are 0 to {255 * factor:g}, where those of training .* 0 to 255"
    )
    with pytest.warns(UserWarning, match=words):
        scale(other)


@pytest.mark.parametrize("factor", [0.0, 0.5, 1.0, 2.0])
def test_images_of_about_the_same_range_are_not(generator, factor):
    scale = ImageScaler(bright_images(generator))
    assert len(scale(bright_images(generator, 5) * factor)) == 5
    assert not len(scale(np.zeros((0, 64))))


def test_far_numbers_of_training_are_warned_of(generator):
    images = bright_images(generator)
    images[3, 9], images[4, 9] = 1e6, -1e6
    with pytest.warns(
        UserWarning, match=r"2 of the 12,800 numbers .* far outside of 0"
    ):
        scale = ImageScaler(images)
    np.testing.assert_allclose(
        scale(images[10:20]), ImageScaler(images[10:])(images[10:20])
    )


def test_a_range_that_is_said_is_taken(generator):
    images = bright_images(generator)
    said = ImageScaler(images, (0.0, 510.0))
    learned = ImageScaler(images)
    np.testing.assert_allclose(said(images), learned(images) / 2, atol=1e-6)
    with pytest.warns(
        UserWarning, match="0 to 255, where those of training were 0 to 1"
    ):
        ImageScaler(images / 255, (0.0, 1.0))(images)


def test_tables_have_no_range():
    with pytest.raises(ValueError, match="value_range must be None for tables"):
        scaler_for(np.zeros((4, 5)), (0.0, 1.0))


def test_images_that_are_all_beyond_black_or_white_are_warned_of(generator):
    images = generator.integers(0, 256, (20, 8, 8)).astype(float)
    scaler = ImageScaler(images)
    for turned in (-1 - images, images + 256):
        with pytest.warns(Network4Warning, match="bring them to the same range"):
            scaler(turned)


@pytest.mark.parametrize("factor", [1 / 255, 1 / 10, 10, 255])
def test_tables_of_another_range_are_warned_of(generator, factor):
    units = 10.0 ** np.arange(-2, 4)
    ranks = ColumnRanks(generator.exponential(units, (500, 6)))
    with pytest.warns(Network4Warning, match="times those of training"):
        ranks(factor * generator.exponential(units, (50, 6)))


@pytest.mark.parametrize("broken", [0, 1e12])
def test_tables_of_the_same_range_are_not(generator, broken):
    units = 10.0 ** np.arange(-2, 4)
    ranks = ColumnRanks(generator.exponential(units, (500, 6)))
    # The mean of 300 draws errs by 1/sqrt(300), and a broken column counts as much as
    # none or twenty: 5/6 and 25/6 would be 0.83 and 4.2, so one of twelve is broken.
    rows = generator.exponential(np.tile(units, 2), (50, 12))
    wide = ColumnRanks(generator.exponential(np.tile(units, 2), (500, 12)))
    rows[3, 4] = broken
    assert wide(rows).shape == (50, 1, 1, 12)
    assert ranks(generator.exponential(units, (50, 6))).max() <= 1
    assert ranks(0 * rows[:1, :6]).max() == 0  # of one row nobody knows
