"""What distortions do to an image: by hand, and by statistics of what is drawn."""

import math

import numpy as np
import pytest

from network4 import Distortions, distort
from network4.augment.warps import Warps, smoothing, warp
from network4.errors import ArgumentError, ShapeError
from network4.utils.randomness import random_generator

SHAPE = (1, 28, 28)


def draw(count=4000, shape=SHAPE, **bounds):
    generator = random_generator(5, "distortions")
    return Distortions(**bounds).draw(generator, count, shape)


def places_of(warps, *pixels):
    """Where pixels (row, column) are taken from, (n, pixels, 2)."""
    sources = warps.sources()
    return np.stack([sources[:, :, row, column] for row, column in pixels], axis=1)


def test_nothing_changes_where_nothing_is_asked(generator):
    images = generator.integers(0, 256, (3, 2, 6, 7), np.uint8)
    expected = images / np.float32(255)
    np.testing.assert_array_equal(distort(images, Distortions(), seed=0), expected)


def test_a_shift_moves_all_pixels_alike_and_within_its_bound():
    warps = draw(shift=2.5)
    taken = places_of(warps, (0, 0), (27, 3))
    moved = taken - [[0, 0], [27, 3]]
    np.testing.assert_allclose(moved[:, 0], moved[:, 1], atol=1e-5)
    assert np.abs(moved).max() <= 2.5 + 1e-5
    # Uniform in +-2.5: a standard deviation of 2.5/sqrt(3), by 4,000 draws to 1%.
    assert moved[:, 0].std(axis=0) == pytest.approx([2.5 / math.sqrt(3)] * 2, rel=0.04)
    assert abs(np.corrcoef(moved[:, 0].T)[0, 1]) < 5 / math.sqrt(4000)


def test_a_rotation_keeps_distances_and_its_bound():
    warps = draw(rotation=15)
    linear = warps.affine[:, :, :2].astype(np.float64)
    products = np.einsum("nab,ncb->nac", linear, linear)
    np.testing.assert_allclose(products, np.eye(2)[None].repeat(4000, 0), atol=1e-6)
    degrees = np.degrees(np.arctan2(linear[:, 0, 1], linear[:, 0, 0]))
    assert 14.9 < np.abs(degrees).max() <= 15.001
    centre = np.einsum("nab,b->na", linear, [0, 0]) + warps.affine[:, :, 2]
    np.testing.assert_allclose(centre, 13.5, atol=1e-5)


def test_scale_stretches_height_and_width_each_for_itself():
    warps = draw(scale=0.25)
    taken = 1 / np.stack([warps.affine[:, 0, 0], warps.affine[:, 1, 1]])
    assert taken.min() == pytest.approx(0.75, abs=0.01)
    assert taken.max() == pytest.approx(1.25, abs=0.01)
    assert abs(np.corrcoef(taken)[0, 1]) < 5 / math.sqrt(4000)


def test_skew_moves_rows_by_their_distance_from_the_centre():
    warps = draw(skew=0.3)
    across = places_of(warps, (13, 5), (14, 5), (24, 5))
    np.testing.assert_allclose(across[..., 0], [[13, 14, 24]] * 4000, atol=1e-5)
    a_row, eleven_rows = (across[:, k, 1] - across[:, 0, 1] for k in (1, 2))
    np.testing.assert_allclose(eleven_rows, 11 * a_row, atol=1e-4)
    assert np.abs(a_row).max() <= 0.3 + 1e-5


def test_parts_compose_in_the_order_documented():
    """Enlarged, skewed, turned, moved: a corner followed by hand, and back."""
    warps = draw(1, rotation=30, scale=0.3, skew=0.4, shift=3)
    generator = random_generator(5, "distortions")
    angle, skew, down, right, *moved = generator.uniform(-1, 1, (1, 6))[0]
    angle, skew = math.radians(30 * angle), 0.4 * skew
    enlarge = np.diag([1 + 0.3 * down, 1 + 0.3 * right])
    lean = np.array([[1, 0], [skew, 1]])
    turn = np.array(
        [[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]]
    )
    corner = np.array([0.0, 27.0])
    lands = turn @ lean @ enlarge @ (corner - 13.5) + 3 * np.array(moved)
    back = warps.affine[0, :, :2] @ lands + warps.affine[0, :, 2]
    np.testing.assert_allclose(back, corner, atol=1e-4)


def test_crops_move_by_whole_pixels_and_are_exact(generator):
    images = generator.integers(0, 256, (200, 9, 8), np.uint8)
    shown = distort(images, Distortions(crop=2), seed=1)
    framed = np.pad(images, ((0, 0), (2, 2), (2, 2))) / np.float32(255)
    seen = set()
    for image, around in zip(shown, framed, strict=True):
        cuts = {
            (row, column)
            for row in range(5)
            for column in range(5)
            if np.array_equal(around[row : row + 9, column : column + 8], image)
        }
        assert cuts
        seen |= cuts
    assert len(seen) == 25


def test_every_other_image_is_reflected(generator):
    images = generator.integers(0, 256, (400, 5, 6), np.uint8)
    shown = distort(images, Distortions(reflect=True), seed=1) * np.float32(255)
    same = np.isclose(shown, images, atol=1e-3).all(axis=(1, 2))
    turned = np.isclose(shown, images[:, :, ::-1], atol=1e-3).all(axis=(1, 2))
    assert (same ^ turned).all()
    assert abs(turned.sum() - 200) < 5 * math.sqrt(400 / 4)


def test_the_elastic_field_has_simards_strength_and_smoothness():
    """Against the recipe itself: uniform noise, smoothed by SciPy, times alpha."""
    from scipy.ndimage import gaussian_filter

    alpha, sigma, count = 34, 4, 4000
    drawn = draw(count, elastic_alpha=alpha, elastic_sigma=sigma).displacements()
    uniform = random_generator(6, "distortions").uniform(-1, 1, (count, 28, 28))
    smooth = [gaussian_filter(noise, sigma, mode="constant") for noise in uniform]
    # In the middle, away from the border that SciPy fills with zeros.
    theirs = alpha * np.array(smooth)[:, 12:16, 10:18]
    ours = drawn[:, 0, 12:16, 10:18]
    bounds = Distortions(elastic_alpha=alpha, elastic_sigma=sigma)
    relative = 5 / math.sqrt(2 * count)  # of a standard deviation, five times its own
    assert ours.std(axis=0) == pytest.approx(bounds.elastic_pixels(), rel=relative)
    assert theirs.std(axis=0) == pytest.approx(bounds.elastic_pixels(), rel=relative)
    for apart in (1, 4, 7):
        ours_r, theirs_r = (
            np.corrcoef(field[:, 1, 0], field[:, 1, apart])[0, 1]
            for field in (ours, theirs)
        )
        expected = math.exp(-(apart**2) / (4 * sigma**2))
        assert ours_r == pytest.approx(expected, abs=0.014 + 5 / math.sqrt(count))
        assert theirs_r == pytest.approx(expected, abs=5 / math.sqrt(count))
    assert abs(np.corrcoef(drawn[:, 0, 14, 14], drawn[:, 1, 14, 14])[0, 1]) < 0.08


@pytest.mark.parametrize("length", [1, 2, 28, 100])
def test_smoothing_keeps_the_variance_of_every_pixel(length):
    for sigma in (0.5, 4.0, 60.0):
        rows = smoothing(length, sigma)
        np.testing.assert_allclose((rows**2).sum(axis=1), 1, atol=1e-6)


def test_values_between_pixels_are_bilinear_and_zero_outside():
    image = np.arange(6, dtype=np.float32).reshape(1, 1, 2, 3)
    half_down_and_right = np.array([[[1, 0, 0.5 + 0.5], [0, 1, 1.0 + 0.5]]], "f")
    none = np.zeros((1, 2, 0, 0), "f"), np.zeros((2, 0), "f"), np.zeros((3, 0), "f")
    shown = warp(image, Warps(half_down_and_right, *none))[0, 0]
    expected = [[2.0, 3.0, 7 / 4], [7 / 4, 9 / 4, 5 / 4]]
    np.testing.assert_allclose(shown, expected, atol=1e-6)


def test_one_seed_gives_the_same_and_another_something_else(generator):
    images = generator.integers(0, 256, (5, 28, 28), np.uint8)
    bounds = Distortions(rotation=10, elastic_alpha=10)
    first, again, other = (distort(images, bounds, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_times_makes_them_larger():
    light = Distortions(shift=1, rotation=6, scale=0.06, skew=0.08, elastic_alpha=10)
    full = light.times(2)
    assert full == Distortions(
        shift=2, rotation=12, scale=0.12, skew=0.16, elastic_alpha=20
    )


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ({"rotation": -1}, "rotation must be a finite number of at least 0"),
        ({"rotation": 200}, "rotation"),
        ({"scale": 1}, "scale .* below 1"),
        ({"elastic_sigma": 0}, "elastic_sigma"),
        ({"elastic_alpha": 1e39}, "elastic_alpha .* below 1e\\+06"),
        ({"skew": 1e300}, "skew .* below 1000"),
        ({"crop": 1.5}, "crop must be a whole number"),
        ({"reflect": 1}, "reflect must be True or False"),
        ({"shift": float("nan")}, "shift"),
    ],
)
def test_bad_bounds_are_refused_in_a_sentence(bounds, words):
    with pytest.raises(ArgumentError, match=words):
        Distortions(**bounds)


def test_images_of_another_form_are_refused():
    with pytest.raises(ShapeError, match="received \\(5, 784\\)"):
        distort(np.zeros((5, 784), np.uint8), Distortions(), seed=0)


def test_no_images_are_no_images():
    assert distort(np.zeros((0, 8, 8), np.uint8), Distortions(), seed=0).shape == (
        0,
        8,
        8,
    )


def test_other_arguments_are_refused_in_a_sentence():
    with pytest.raises(ArgumentError, match="distortions must be Distortions"):
        distort(np.zeros((1, 8, 8), np.uint8), 3, seed=0)
    with pytest.raises(ShapeError, match=r"must be uint8 .* received int64"):
        distort(np.zeros((1, 8, 8), np.int64), Distortions(), seed=0)


@pytest.mark.parametrize("sigma", [1.0, 4.0, 7.0])
def test_the_lattices_covariances_are_those_of_smoothed_noise(sigma):
    """Without sampling: rows times rows against exp(-d^2 / 4 sigma^2)."""
    rows = smoothing(28, sigma).astype(float)
    apart = np.subtract.outer(np.arange(28), np.arange(28))
    expected = np.exp(-(apart**2) / (4 * sigma**2))
    found = rows @ rows.T
    planes = [np.multiply.outer(side, side) for side in (found, expected)]
    assert np.abs(planes[0] - planes[1]).max() < 0.03


@pytest.mark.parametrize("shape", [(5, 3, 12, 9), (5, 1, 12, 9), (5, 4, 12, 9)])
def test_channels_may_come_last(generator, shape):
    images = generator.integers(0, 256, shape, dtype=np.uint8)
    first = distort(images, Distortions(rotation=20, shift=2), seed=4)
    last = np.ascontiguousarray(np.moveaxis(images, 1, 3))
    moved = distort(last, Distortions(rotation=20, shift=2), seed=4)
    assert moved.shape == last.shape
    np.testing.assert_array_equal(np.moveaxis(moved, 3, 1), first)
    if shape[1] == 1:
        plain = distort(images[:, 0], Distortions(rotation=20, shift=2), seed=4)
        np.testing.assert_array_equal(plain, moved[..., 0])
