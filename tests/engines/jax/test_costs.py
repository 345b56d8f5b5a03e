"""What an objective of one's own returns has the shape that is asked of it."""

from dataclasses import dataclass

import numpy as np
import pytest

import network4 as n4
from network4.errors import ShapeError


@dataclass(frozen=True)
class AsTold(n4.SquaredError):
    """Half the squared error, put together in a way that may be wrong."""

    way: str = "each"
    slopes_way: str = "none"

    def costs(self, ops, output, z, targets, mask=None):
        squares = (z - targets) ** 2 / 2
        return {
            "each": ops.sum(squares, 1),
            "kept": ops.sum(squares, 1, keepdims=True),
            "outputs": squares,
            "all": ops.sum(squares, (0, 1)),
            "none": None,
        }[self.way]

    def slopes(self, ops, output, z, targets, mask=None):
        slopes = z - targets
        return {"none": None, "z": slopes, "first": slopes[:, :1]}[self.slopes_way]


@pytest.fixture
def slope_of(generator):
    images = generator.normal(size=(4, 3)).astype(np.float32)
    targets = generator.normal(size=(4, 2)).astype(np.float32)
    layers = [n4.FullyConnected(2, activation="linear")]

    def slope(objective):
        network = n4.Network(layers, (3,), objective, "numbers")
        model = n4.Model(network, network.initial_parameters(0), engine="jax")
        return n4.gradient(model, images, targets)

    return slope


def test_of_the_right_shape_they_are_descended(slope_of):
    expected = slope_of(n4.SquaredError())
    for objective in (AsTold(), AsTold(slopes_way="z")):
        # The same sums of two products, in another order.
        np.testing.assert_allclose(slope_of(objective), expected, atol=1e-6)


@pytest.mark.parametrize("way", ["kept", "outputs", "all", "none"])
def test_costs_of_another_shape_are_refused(slope_of, way):
    with pytest.raises(ShapeError, match=r"AsTold: costs must return .* \(4,\)"):
        slope_of(AsTold(way))


def test_slopes_of_another_shape_are_refused(slope_of):
    words = r"AsTold: slopes must return .* \(4, 2\) here, received \(4, 1\)"
    with pytest.raises(ShapeError, match=words):
        slope_of(AsTold(slopes_way="first"))
