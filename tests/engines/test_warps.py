"""What engines show a network under a warp, against SciPy's interpolation."""

import numpy as np
import pytest
from layered import as_tree
from setups import setup_of

from network4 import Distortions
from network4.augment import draw_warps
from network4.augment.warps import warp
from network4.engines import StepSettings, choose_engine
from network4.layers import FullyConnected
from network4.network import Network

SHAPES = [(1, 28, 28), (3, 9, 7), (2, 5, 40), (1, 1, 1)]
BOUNDS = {
    "affine": Distortions(rotation=40, scale=0.4, skew=0.5, shift=3),
    "elastic": Distortions(elastic_alpha=40, elastic_sigma=3),
    "fine lattice": Distortions(elastic_alpha=5, elastic_sigma=0.6),
    "all": Distortions(
        rotation=20, scale=0.2, shift=2, elastic_alpha=30, crop=1, reflect=True
    ),
    "far out": Distortions(shift=60),
}


@pytest.fixture
def start(engine):
    """Start a session of an engine whose first step's weights are the image shown.

    Two linear outputs, weights 0, label 0: at rate 1 a step adds to each weight of the
    first its input.
    """

    def start_session(images, **changes):
        network = Network([FullyConnected(2, activation="linear")], images.shape[1:])
        runner = choose_engine(engine, network)
        zeros = as_tree(
            {"weights": np.zeros((images[0].size, 2), "f"), "biases": np.zeros(2, "f")}
        )
        labels = np.zeros(len(images), np.int32)
        return runner.start(
            setup_of(network, zeros, images, labels, StepSettings(1), 0, **changes)
        )

    return start_session


def shown(start, images, warps, number):
    session = start(images)
    session.run_epoch(np.array([number], np.int32), np.ones(1, "f"), warps=warps)
    return session.parameters()["layer1"]["weights"][:, 0].reshape(images.shape[1:])


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", BOUNDS)
def test_images_are_shown_as_scipy_warps_them(generator, start, shape, name):
    images = generator.integers(0, 256, (5, *shape), np.uint8)
    warps = draw_warps(BOUNDS[name], 3, 0, 5, shape)
    expected = warp(images.astype(np.float32) / np.float32(255), warps)
    # A place is rounded a few times at the size of the image and its displacements;
    # values between two pixels change by 1 a pixel at most.
    allowed = 10 * 2.0**-23 * max(1, np.abs(warps.sources()).max())
    for number in range(5):
        np.testing.assert_allclose(
            shown(start, images, warps, number), expected[number], rtol=0, atol=allowed
        )


def test_numbers_are_warped_as_bytes_are(generator, start):
    images = generator.integers(0, 256, (2, 1, 12, 12), np.uint8)
    warps = draw_warps(BOUNDS["all"], 3, 0, 2, (1, 12, 12))
    numbers = images.astype(np.float32) / np.float32(255)
    of_bytes, of_numbers = (shown(start, of, warps, 1) for of in (images, numbers))
    np.testing.assert_allclose(of_bytes, of_numbers, rtol=0, atol=2.0**-22)


def test_warps_last_for_the_epoch_they_are_given_for(generator, start):
    images = generator.integers(0, 256, (2, 1, 6, 6), np.uint8)
    session = start(images)
    order, rates = np.array([1], np.int32), np.ones(1, "f")
    session.run_epoch(
        order, rates, warps=draw_warps(BOUNDS["far out"], 0, 0, 2, (1, 6, 6))
    )
    before = session.parameters()["layer1"]["weights"][:, 0]
    session.run_epoch(order, rates)
    pixels = images[1].ravel() / np.float32(255)
    after = session.parameters()["layer1"]["weights"][:, 0]
    slope = 1 - (pixels @ before + 1)  # the bias has become 1
    np.testing.assert_allclose(after - before, slope * pixels, atol=1e-4)
