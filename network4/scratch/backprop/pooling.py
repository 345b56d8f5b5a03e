"""Pooling: each window of a feature map condensed into one value."""

import numpy as np
import numpy.typing as npt

from network4.scratch.backprop.activations import Array, Gradients
from network4.scratch.backprop.windows import (
    check_images,
    lay_tiles,
    tiles,
)
from network4.scratch.checks import check_count


class MaxPooling:
    """The largest value of each window of size x size; windows do not overlap.

    Forward: a_out = max over the window of a.

    Backward: a small change of the largest value changes the output by as much, a small
    change of another value not at all. So BP2 becomes

        dC/da = dC/da_out for the window's largest value (of equals the first), else 0,

    and there is neither BP3 nor BP4, for there is nothing to learn.

    Args:
        size: height and width of a window; default 2. A border that does not fill a
            window is left out.

    Raises:
        ArgumentError: a size that is not 1, 2, 3 ...

    Example:
        >>> pool = MaxPooling(2)
        >>> pool.forward(np.array([[[[1.0, 3.0], [2.0, 0.0]]]]))
        array([[[[3.]]]])
        >>> pool.backward(np.array([[[[5.0]]]]))
        array([[[[0., 5.],
                 [0., 0.]]]])
    """

    def __init__(self, size: int = 2) -> None:
        """Take the size of a window."""
        check_count("MaxPooling", "size", size, minimum=1)
        self.size = size
        self.gradients: Gradients = {}
        self._input_shape: tuple[int, ...] = ()
        self._winners: npt.NDArray[np.intp] = np.zeros(0, np.intp)

    def forward(self, a: Array, generator: np.random.Generator | None = None) -> Array:
        """Return (n, maps, height // size, width // size)."""
        del generator
        check_images("MaxPooling", a, self.size, self.size)
        self._input_shape = a.shape
        squares = tiles(a, self.size)
        self._winners = squares.argmax(axis=4)[..., None]
        return np.take_along_axis(squares, self._winners, axis=4)[..., 0]

    def backward(self, nabla: Array) -> Array:
        """Return dC/da of the inputs from dC/da of the outputs."""
        squares = np.zeros((*nabla.shape, self.size**2))
        np.put_along_axis(squares, self._winners, nabla[..., None], axis=4)
        return lay_tiles(squares, self.size, self._input_shape)


class L2Pooling:
    """The root of the sum of squares of each window; windows do not overlap.

    Forward: r = sqrt(sum over the window of a^2).

    Backward: dr/da = a / r, so every value of a window gets its share, BP2 becomes

        dC/da = dC/dr * a / r   (0 where r = 0, at the tip of the cone),

    and there is neither BP3 nor BP4, for there is nothing to learn.

    Args:
        size: height and width of a window; default 2. A border that does not fill a
            window is left out.

    Raises:
        ArgumentError: a size that is not 1, 2, 3 ...

    Example:
        >>> pool = L2Pooling(2)
        >>> pool.forward(np.array([[[[3.0, 0.0], [0.0, 4.0]]]]))
        array([[[[5.]]]])
        >>> pool.backward(np.array([[[[1.0]]]]))
        array([[[[0.6, 0. ],
                 [0. , 0.8]]]])
    """

    def __init__(self, size: int = 2) -> None:
        """Take the size of a window."""
        check_count("L2Pooling", "size", size, minimum=1)
        self.size = size
        self.gradients: Gradients = {}
        self._input_shape: tuple[int, ...] = ()
        self._squares = self._roots = np.zeros(0)

    def forward(self, a: Array, generator: np.random.Generator | None = None) -> Array:
        """Return (n, maps, height // size, width // size)."""
        del generator
        check_images("L2Pooling", a, self.size, self.size)
        self._input_shape = a.shape
        self._squares = tiles(a, self.size)
        self._roots = np.sqrt(np.sum(self._squares**2, axis=4))
        return self._roots

    def backward(self, nabla: Array) -> Array:
        """Return dC/da of the inputs from dC/da of the outputs."""
        per_value = np.divide(
            nabla, self._roots, out=np.zeros_like(nabla), where=self._roots > 0
        )
        squares = self._squares * per_value[..., None]
        return lay_tiles(squares, self.size, self._input_shape)
