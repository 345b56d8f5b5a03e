"""Dropout: a network that cannot rely on any single one of its neurons."""

import numpy as np

from network4.errors import ArgumentError, shown
from network4.scratch.backprop.activations import Array, Gradients
from network4.scratch.checks import check_number


class Dropout:
    """Leaves inputs out at random in training, in the book's form.

    Forward: a * mask in training, a mask of 1 with probability 1 - p and else 0, drawn
    anew for each example; a * (1 - p) when predicting.

    Backward: the output is a times a number, so dC/da = dC/da_out * mask. What was
    left out learns nothing from this example: by BP4, its weights' slopes are 0.

    Args:
        probability: p, 0 <= p < 1.

    Attributes:
        mask: of the last forward pass.

    Raises:
        ArgumentError: a probability out of range.

    Example:
        >>> layer = Dropout(0.5)
        >>> layer.forward(np.ones((1, 8)), np.random.default_rng(1))
        array([[1., 1., 0., 1., 0., 0., 1., 0.]])
        >>> layer.backward(np.full((1, 8), 7.0))
        array([[7., 7., 0., 7., 0., 0., 7., 0.]])
        >>> layer.forward(np.ones((1, 3)))
        array([[0.5, 0.5, 0.5]])
    """

    def __init__(self, probability: float) -> None:
        """Take the probability with which an input is left out."""
        check_number("Dropout", "probability", probability, zero_allowed=True)
        if not probability < 1:
            raise ArgumentError(
                f"Dropout: probability must be below 1, received {shown(probability)}."
            )
        self.probability = probability
        self.gradients: Gradients = {}
        self.mask = np.zeros(0)

    def forward(self, a: Array, generator: np.random.Generator | None = None) -> Array:
        """Return the inputs with some left out; without a generator, to predict."""
        if generator is None:
            self.mask = np.full(a.shape, 1 - self.probability)
        else:
            self.mask = 1.0 * (generator.random(a.shape) >= self.probability)
        return a * self.mask

    def backward(self, nabla: Array) -> Array:
        """Return dC/da of the inputs from dC/da of the outputs."""
        return nabla * self.mask
