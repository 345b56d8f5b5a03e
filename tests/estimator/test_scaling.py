import numpy as np
import pytest

from network4.estimator.scaling import ColumnRanks, ImageScaler, scaler_for


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


def test_colours_are_refused():
    with pytest.raises(ValueError, match="must be"):
        scaler_for(np.zeros((2, 3, 8, 8)))


def test_ranks_of_many_rows_are_not_drawn_by_chance(generator):
    samples = generator.random((12_000, 2))
    first, again = (ColumnRanks(samples)(samples[:50]) for _ in range(2))
    np.testing.assert_array_equal(first, again)
