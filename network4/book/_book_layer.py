"""What all layers of `network3` have: their numbers, and what they make of inputs.

In the book `inpt` and `output` are symbols that Theano compiles. Here they are arrays.
A layer is given images, or another layer to read from. It computes its output when it
is asked for it, from its weights as they are at that moment.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.book._activations import ActivationFunction, Numbers, linear
from network4.book._arguments import check_room, whole_number
from network4.book._shapes import check_finite
from network4.book._shared_data import SharedArray, checked_numbers, share
from network4.errors import ArgumentError, ShapeError
from network4.layers import Layer, Shape, Step
from network4.layers.numpy_operations import NumpyOperations
from network4.utils.arrays import as_array

_AT_ONCE = 500  # images whose windows lie in memory together
_OPERATIONS = NumpyOperations()


def draw(scale: float, shape: tuple[int, ...]) -> Numbers:
    """Draw from NumPy's global generator, as the book's programs do."""
    check_room("Network", "the numbers of a layer", math.prod(shape))
    return np.random.normal(0.0, scale, shape)


class BookLayer(ABC):
    """A layer: what it reads, what comes of it, and weights and biases if it has any.

    Attributes:
        params: the layer's arrays, [w, b] or [].
        mini_batch_size: what the layer was made for; None where it does not say.
        p_dropout: probability with which each input is dropped in training.
        inpt: what it reads, (n, *input shape); see `set_inpt`.
        output: what it makes of that.
        inpt_dropout: what it reads in training, where inputs are dropped.
        output_dropout: what it makes of that in training.
    """

    mini_batch_size: int | None = None
    p_dropout: float = 0.0
    activation_fn: ActivationFunction = staticmethod(linear)
    _source: "tuple[Numbers, Numbers] | BookLayer | None" = None
    _kept: npt.NDArray[np.bool_] | None = None

    @property
    def params(self) -> list[SharedArray]:
        """The layer's arrays."""
        return []

    @abstractmethod
    def input_shape(self) -> Shape:
        """Return the shape that the layer was made for, without the mini-batch."""

    @abstractmethod
    def describe(self) -> Layer:
        """Return the layer as the rest of network4 describes it."""

    def numbers(self) -> Mapping[str, Numbers]:
        """Return the layer's arrays by the names that `describe` gives them."""
        names = "weights", "biases"
        return {n: p.get_value() for n, p in zip(names, self.params, strict=False)}

    def set_numbers(self, numbers: Mapping[str, npt.ArrayLike]) -> None:
        """Overwrite the layer's arrays, given by the names that `describe` uses."""
        for array, name in zip(self.params, ("weights", "biases"), strict=False):
            array[...] = numbers[name]

    def set_inpt(
        self,
        inpt: npt.ArrayLike,
        inpt_dropout: npt.ArrayLike | None = None,
        mini_batch_size: int | None = None,
    ) -> None:
        """Give the layer something to read; masks of dropout are drawn here.

        Args:
            inpt: n inputs, in any shape that has the layer's numbers for each.
            inpt_dropout: what it reads in training; default None, the same.
            mini_batch_size: n; default None, as many as there are.

        Raises:
            ArgumentError: they are no arrays, or not so many.
            ShapeError: they do not fit the layer, or each other.
            DataError: they hold what is no finite number.

        Example:
            >>> from network4.book.network3 import FullyConnectedLayer, ReLU
            >>> layer = FullyConnectedLayer(2, 3, ReLU)
            >>> layer.set_inpt([[0.5, 1.0]])
            >>> layer.inpt.shape, layer.output.shape
            ((1, 2), (1, 3))
        """
        given = self._as_inputs("inpt", inpt)
        noisy = given
        if inpt_dropout is not None:
            noisy = self._as_inputs("inpt_dropout", inpt_dropout)
        if mini_batch_size is not None:
            count = whole_number("set_inpt", "mini_batch_size", mini_batch_size)
            self._check_count(given, count)
        self._check_count(noisy, len(given))
        self._source = given, noisy
        self._draw_mask(len(given))

    def follow(self, layer: "BookLayer", count: int) -> None:
        """Read what another layer makes of `count` inputs, whenever it is asked."""
        self._source = layer
        self._draw_mask(count)

    def _draw_mask(self, count: int) -> None:
        self._kept = None
        if self.p_dropout:
            shape = count, *self.input_shape()
            self._kept = np.random.random(shape) >= self.p_dropout

    @property
    def inpt(self) -> Numbers:
        """What the layer reads, (n, *input shape)."""
        return self._read(noisy=False)

    @property
    def output(self) -> Numbers:
        """What the layer makes of `inpt`; with dropout, of inputs times 1 - p."""
        return self._activated(self.inpt, Step())

    @property
    def inpt_dropout(self) -> Numbers:
        """What the layer reads in training: dropped inputs are 0."""
        noisy = self._read(noisy=True)
        return noisy if self._kept is None else np.where(self._kept, noisy, 0)

    @property
    def output_dropout(self) -> Numbers:
        """What the layer makes of `inpt_dropout`, in training."""
        return self._activated(self.inpt_dropout, Step(training=True, draw=_keep_all))

    def _read(self, noisy: bool) -> Numbers:
        source = self._source
        if source is None:
            raise ArgumentError(
                f"{type(self).__name__}: it must be given something to read, received "
                "none; say net.x = images or layer.set_inpt(images) first, because "
                "network4 has no symbols as Theano had."
            )
        if isinstance(source, BookLayer):
            given = source.output_dropout if noisy else source.output
            return given.reshape(-1, *self.input_shape())
        return source[noisy]

    def _activated(self, inputs: Numbers, step: Step) -> Numbers:
        layer, numbers = self.describe(), self.numbers()
        parts: list[Numbers] = []
        for start in range(0, len(inputs), _AT_ONCE):
            a = _OPERATIONS.inward(inputs[start : start + _AT_ONCE])
            z = layer.weighted_input(_OPERATIONS, numbers, a, step)
            parts.append(self.activation_fn(_outward(z)))
        return np.concatenate(parts)

    def _as_inputs(self, name: str, value: npt.ArrayLike) -> Numbers:
        owner, shape = type(self).__name__, self.input_shape()
        array = as_array(owner, name, value)
        check_finite(owner, name, array)
        size = math.prod(shape)
        if array.size % size or not array.size:
            raise ShapeError(
                f"{owner}: {name} must have the shape (n, {str(shape)[1:].rstrip(',)')}"
                f"), or {size} numbers for each input, received {array.shape}."
            )
        return array.reshape(-1, *shape).astype(np.float32)

    def _check_count(self, inputs: Numbers, count: int) -> None:
        if len(inputs) != count:
            raise ShapeError(
                f"{type(self).__name__}: set_inpt must be given {count} inputs "
                f"throughout, received {len(inputs)}."
            )


class WeightedLayer(BookLayer):
    """A layer with weights `w` and biases `b`, both float32 arrays.

    Attributes:
        w, b: read them, change them in place or assign others of the same shape.
        params: [w, b].
    """

    def __init__(self, w: npt.ArrayLike, b: npt.ArrayLike) -> None:
        """Keep the first weights and biases."""
        self._w, self._b = share(w, np.float32), share(b, np.float32)

    @property
    def w(self) -> SharedArray:
        """The weights."""
        return self._w

    @w.setter
    def w(self, value: npt.ArrayLike) -> None:
        self._w = self._checked("w", value, self._w.shape)

    @property
    def b(self) -> SharedArray:
        """The biases."""
        return self._b

    @b.setter
    def b(self, value: npt.ArrayLike) -> None:
        self._b = self._checked("b", value, self._b.shape)

    @property
    def params(self) -> list[SharedArray]:
        """[w, b]."""
        return [self.w, self.b]

    def _checked(
        self, name: str, value: npt.ArrayLike, shape: tuple[int, ...]
    ) -> SharedArray:
        return checked_numbers(type(self).__name__, name, value, shape)


def _keep_all(path: str, shape: Shape, probability: float) -> Any:
    """Return a mask that drops nothing: `inpt_dropout` has gone through its own."""
    del path, probability
    return np.ones(shape, bool)


def _outward(z: Numbers) -> Numbers:
    return z.transpose(0, 3, 1, 2) if z.ndim == 4 else z
