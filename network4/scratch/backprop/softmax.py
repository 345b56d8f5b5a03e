"""The softmax layer that ends a classifier, with its cost."""

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, ShapeError
from network4.scratch.backprop.activations import Array
from network4.scratch.backprop.dense import Dense

Labels = npt.NDArray[np.integer]


class Softmax(Dense):
    """The last layer of a classifier: outputs that are positive and add up to 1.

    Forward: z as in a fully-connected layer, and

        a_j = exp(z_j) / sum over k of exp(z_k).

    The cost of an example whose right class is c is its log-likelihood, C = -ln a_c.

    Backward: every a_k depends on every z_j, da_k/dz_j = a_k (1 if j = k else 0) -
    a_k a_j, so BP1 becomes

        delta_j = dC/da_c * da_c/dz_j = -(1/a_c) a_c ((1 if j = c else 0) - a_j)
                = a_j - y_j,

    with y_j = 1 for the right class and 0 for others: no slope s' is left that could
    be small and slow the learning down. The rest is as in FullyConnected. For a
    mini-batch C is the mean, so delta is divided by its size.

    Args:
        weights: (inputs, classes).
        biases: (classes,).

    Example:
        >>> layer = Softmax([[1.0, -1.0]], [0.0, 0.0])
        >>> layer.forward(np.array([[1.0]])).round(3)
        array([[0.881, 0.119]])
        >>> round(layer.cost(np.array([0])), 3)
        0.127
        >>> _ = layer.backward_from(np.array([0]))
        >>> layer.gradients["biases"].round(3)  # a - y
        array([-0.119,  0.119])
    """

    def forward(self, a: Array, generator: np.random.Generator | None = None) -> Array:
        """Return probabilities, (n, classes)."""
        del generator
        self._weigh(a)
        return np.exp(self._log_outputs())

    def cost(self, labels: Labels) -> float:
        """Return the mean of -ln a_c over the last mini-batch; labels (n,)."""
        return float(-self._log_outputs()[self._right(labels)].mean())

    def backward_from(self, labels: Labels) -> Array:
        """Keep the gradients; return dC/da of the inputs, from labels (n,)."""
        delta = np.exp(self._log_outputs())
        delta[self._right(labels)] -= 1
        return self._spread(delta / len(delta))

    def _log_outputs(self) -> Array:
        """Return ln a; the largest z is taken off first, so that nothing overflows."""
        z = self._z - self._z.max(axis=1, keepdims=True)
        return z - np.log(np.exp(z).sum(axis=1, keepdims=True))

    def _right(self, labels: Labels) -> tuple[npt.NDArray[np.intp], Labels]:
        """Return where the right outputs stand, one in each row."""
        num, classes = len(self._z), len(self.biases)
        if labels.shape != (num,) or not np.issubdtype(labels.dtype, np.integer):
            raise ShapeError(
                f"Softmax expects one whole label for each of {num} examples, received "
                f"{labels.dtype} of shape {labels.shape}."
            )
        if num and not (labels.min() >= 0 and labels.max() < classes):
            raise ArgumentError(
                f"Softmax: labels must be in 0..{classes - 1}, received "
                f"{labels.min()} to {labels.max()}."
            )
        return np.arange(num), labels
