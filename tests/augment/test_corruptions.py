"""Each corruption against what it says it does, on shapes whose answer is known."""

import numpy as np
import pytest

from network4.augment.corruptions import CORRUPTIONS, corrupt

BY_NAME = {corruption.name: corruption for corruption in CORRUPTIONS}


@pytest.fixture
def bar():
    """A bar of 6 by 12 pixels in the middle of 28 by 28."""
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 11:17, 8:20] = 255
    return image


def ink(image):
    return float(image.sum())


def moments(image):
    """The ink's centre and its standard deviations, rows then columns."""
    rows, columns = np.indices(image.shape)
    weights = image / image.sum()
    centre = np.array([(weights * rows).sum(), (weights * columns).sum()])
    spread = [
        np.sqrt((weights * (axis - middle) ** 2).sum())
        for axis, middle in zip((rows, columns), centre, strict=True)
    ]
    return centre, np.array(spread)


@pytest.mark.parametrize("corruption", CORRUPTIONS, ids=lambda c: c.name)
def test_no_severity_changes_nothing_and_more_changes_more(bar, corruption):
    assert corruption.severities[0] == 0
    clean = bar / np.float32(255)
    changes = [
        np.abs(corrupt(bar, corruption, severity, 1) - clean).mean()
        for severity in corruption.severities
    ]
    assert changes[0] == 0
    assert changes == sorted(set(changes))


@pytest.mark.parametrize("corruption", CORRUPTIONS, ids=lambda c: c.name)
def test_results_are_images_and_repeat(bar, corruption):
    images = bar.repeat(3, axis=0)
    severity = corruption.severities[2]
    changed = corrupt(images, corruption, severity, 1)
    assert changed.dtype == np.float32
    assert changed.shape == images.shape
    assert 0 <= changed.min() <= changed.max() <= 1
    np.testing.assert_array_equal(changed, corrupt(images, corruption, severity, 1))


@pytest.mark.parametrize("pixels", [0.5, 1.0])
def test_pens_move_each_edge_by_so_much(bar, pixels):
    """A bar of 6 x 12 becomes one of (6 +- 2p) x (12 +- 2p), but for its corners."""
    thin = corrupt(bar, BY_NAME["thin"], pixels, 0)
    assert ink(thin) == pytest.approx((6 - 2 * pixels) * (12 - 2 * pixels), rel=0.1)
    thick = corrupt(bar, BY_NAME["thick"], pixels, 0)
    assert ink(thick) == pytest.approx((6 + 2 * pixels) * (12 + 2 * pixels), rel=0.1)


def test_shifts_are_of_the_length_asked_for_in_all_directions(bar):
    shown = corrupt(bar.repeat(50, axis=0), BY_NAME["shift"], 3, 0)
    centres = np.array([moments(image)[0] for image in shown]) - 13.5
    np.testing.assert_allclose(np.linalg.norm(centres, axis=1), 3, atol=1e-3)
    assert (centres.min(axis=0) < -2).all()
    assert (centres.max(axis=0) > 2).all()


def test_rotations_turn_either_way_by_the_angle_asked_for(bar):
    shown = corrupt(bar.repeat(20, axis=0), BY_NAME["rotation"], 15, 0)
    angles = []
    for image in shown:
        rows, columns = np.indices(image.shape) - 13.5
        cross = (image * rows * columns).sum()
        along = (image * (columns**2 - rows**2)).sum()
        angles.append(np.degrees(np.arctan2(2 * cross, along) / 2))
    np.testing.assert_allclose(np.abs(angles), 15, atol=1)
    assert min(angles) < 0 < max(angles)


def test_larger_is_larger_about_the_middle(bar):
    centre, spread = moments(corrupt(bar, BY_NAME["size"], 40, 0)[0])
    np.testing.assert_allclose(centre, 13.5, atol=1e-3)
    _, before = moments(bar[0] / 255)
    np.testing.assert_allclose(spread / before, 1.4, rtol=0.05)


def test_noise_has_the_deviation_asked_for():
    grey = np.full((10, 28, 28), 128, np.uint8)
    noise = corrupt(grey, BY_NAME["noise"], 0.1, 0) - 128 / 255
    # Of 7,840 values the deviation errs by 0.1/sqrt(2 * 7840); five times that.
    assert noise.std() == pytest.approx(0.1, abs=5 * 0.1 / np.sqrt(2 * 7840))
