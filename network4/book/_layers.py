"""The layers of `network3`: weights that can be read and assigned to at any time."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.book._arguments import check_room, whole_number, whole_numbers
from network4.book._pairs import described
from network4.book._shared_data import SharedArray, checked_numbers, share
from network4.errors import ArgumentError, shown
from network4.layers import ConvPool, FullyConnected, Layer, Shape, Softmax
from network4.layers.activations import Activation
from network4.utils.arrays import as_numbers

Numbers = npt.NDArray[Any]
ActivationFunction = Callable[[Any], Any]


def linear(z: Numbers) -> Numbers:
    """Return z.

    >>> linear(-2.0)
    -2.0
    """
    return z


def ReLU(z: Numbers) -> Numbers:
    """Return max(0, z).

    >>> ReLU(np.array([-2.0, 3.0]))
    array([0., 3.])
    """
    return np.maximum(0.0, as_numbers("ReLU", "z", z))


def sigmoid(z: Numbers) -> Numbers:
    """Return 1 / (1 + exp(-z)), without overflow.

    >>> sigmoid(np.array([-1000.0, 0.0]))
    array([0. , 0.5])
    """
    return 0.5 * (1.0 + np.tanh(0.5 * as_numbers("sigmoid", "z", z)))


def tanh(z: Numbers) -> Numbers:
    """Return the hyperbolic tangent of z.

    >>> tanh(0.0)
    np.float64(0.0)
    """
    return np.tanh(as_numbers("tanh", "z", z))


_ACTIVATIONS: dict[ActivationFunction, Activation] = {
    linear: "linear",
    ReLU: "relu",
    sigmoid: "sigmoid",
    tanh: "tanh",
}
FUNCTIONS = {name: function for function, name in _ACTIVATIONS.items()}


def _activation_name(owner: str, function: ActivationFunction) -> Activation:
    for known, name in _ACTIVATIONS.items():
        if function is known:
            return name
    raise ArgumentError(
        f"{owner}: activation_fn must be linear, ReLU, sigmoid or tanh of network3, "
        f"without quotes or brackets, received {shown(function)}."
    )


def checked_layers(layers: Any) -> "list[BookLayer]":
    """Return the layers of a network; ArgumentError unless the last is a softmax."""
    known = isinstance(layers, Sequence)
    kept: list[Any] = list(layers) if known else []  # pyright: ignore[reportUnknownArgumentType]
    wrong = [layer for layer in kept if not isinstance(layer, BookLayer)]
    if wrong or not known:
        raise ArgumentError(
            "Network: layers must be a list of ConvPoolLayer, FullyConnectedLayer and "
            f"SoftmaxLayer, received {described(wrong[0] if wrong else layers)}."
        )
    if not kept or not isinstance(kept[-1], SoftmaxLayer):
        raise ArgumentError("Network: the last layer must be a SoftmaxLayer.")
    return kept


def _draw(scale: float, shape: tuple[int, ...]) -> Numbers:
    """Draw from NumPy's global generator, as the book's programs do."""
    check_room("Network", "the numbers of a layer", math.prod(shape))
    return np.random.normal(0.0, scale, shape)


class BookLayer(ABC):
    """What all layers have: weights `w` and biases `b`, both float32 arrays.

    Attributes:
        w, b: read them, change them in place or assign others of the same shape.
        params: [w, b].
        mini_batch_size: what the layer was made for; None where it does not say.
    """

    mini_batch_size: int | None = None

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

    @abstractmethod
    def input_shape(self) -> Shape:
        """Return the shape that the layer was made for, without the mini-batch."""

    @abstractmethod
    def describe(self) -> Layer:
        """Return the layer as the rest of network4 describes it."""


class FullyConnectedLayer(BookLayer):
    """Each output is connected to every input: a = activation_fn(a_in w + b).

    w is drawn from N(0, 1/n_out), as in the book, whose author calls that a slip for
    n_in; `corrected=True` draws from N(0, 1/n_in). b is drawn from N(0, 1). w comes
    first; both come from NumPy's global generator.

    Args:
        n_in: number of inputs.
        n_out: number of outputs.
        activation_fn: linear, ReLU, sigmoid or tanh of this module; default sigmoid.
        p_dropout: probability with which each input is dropped in training; default 0.
        corrected: whether w's variance is 1/n_in; default False, 1/n_out.

    Raises:
        ArgumentError: an argument is out of range.

    Source: the book, Chapter 6.
    """

    def __init__(
        self,
        n_in: int,
        n_out: int,
        activation_fn: ActivationFunction = sigmoid,
        p_dropout: float = 0.0,
        *,
        corrected: bool = False,
    ) -> None:
        """Draw w, then b."""
        self.n_in = whole_number(type(self).__name__, "n_in", n_in)
        self.n_out = whole_number(type(self).__name__, "n_out", n_out)
        self.p_dropout = p_dropout
        self.activation_fn = activation_fn
        self.describe()
        scale = math.sqrt(1.0 / (self.n_in if corrected else self.n_out))
        shape = self.n_in, self.n_out
        super().__init__(_draw(scale, shape), _draw(1.0, shape[1:]))

    def input_shape(self) -> Shape:
        """Return (n_in,)."""
        return (self.n_in,)

    def describe(self) -> Layer:
        """Return the FullyConnected of the rest of network4."""
        name = _activation_name("FullyConnectedLayer", self.activation_fn)
        return FullyConnected(self.n_out, activation=name, dropout=self.p_dropout)


class SoftmaxLayer(BookLayer):
    """The last layer: a = softmax(a_in w + b), trained by its log-likelihood.

    Args:
        n_in: number of inputs.
        n_out: number of classes.
        p_dropout: probability with which each input is dropped in training; default 0.

    Raises:
        ArgumentError: an argument is out of range.

    Source: the book, Chapter 6.
    """

    def __init__(self, n_in: int, n_out: int, p_dropout: float = 0.0) -> None:
        """Start with zeros."""
        self.n_in = whole_number(type(self).__name__, "n_in", n_in)
        self.n_out = whole_number(type(self).__name__, "n_out", n_out)
        self.p_dropout = p_dropout
        self.describe()
        check_room("SoftmaxLayer", "n_in and n_out", self.n_in * self.n_out)
        super().__init__(np.zeros((self.n_in, self.n_out)), np.zeros(self.n_out))

    def input_shape(self) -> Shape:
        """Return (n_in,)."""
        return (self.n_in,)

    def describe(self) -> Layer:
        """Return the Softmax of the rest of network4."""
        return Softmax(self.n_out, dropout=self.p_dropout)


class ConvPoolLayer(BookLayer):
    """A convolution (equation 125), max-pooling, the map's bias, the activation.

    w is drawn from N(0, 1/n_out) with n_out = maps * height * width / pool area, b from
    N(0, 1). w comes first; both come from NumPy's global generator.

    Args:
        filter_shape: (maps, input maps, field height, field width).
        image_shape: (mini-batch size, input maps, image height, image width).
        poolsize: height and width of a pool window; default (2, 2).
        activation_fn: linear, ReLU, sigmoid or tanh of this module; default sigmoid.

    Raises:
        ArgumentError: an argument is out of range.

    Source: the book, Chapter 6.
    """

    def __init__(
        self,
        filter_shape: tuple[int, int, int, int],
        image_shape: tuple[int, int, int, int],
        poolsize: tuple[int, int] = (2, 2),
        activation_fn: ActivationFunction = sigmoid,
    ) -> None:
        """Draw w, then b."""
        self.filter_shape = self._whole("filter_shape", filter_shape, 4)
        self.image_shape = self._whole("image_shape", image_shape, 4)
        self.poolsize = self._whole("poolsize", poolsize, 2)
        self.activation_fn = activation_fn
        self._check_shapes()
        self.mini_batch_size = self.image_shape[0]
        maps, _, *field = self.filter_shape
        self.describe()
        n_out = maps * math.prod(field) / math.prod(self.poolsize)
        scale = math.sqrt(1.0 / n_out)
        super().__init__(_draw(scale, self.filter_shape), _draw(1.0, (maps,)))

    def _whole(self, name: str, value: object, count: int) -> tuple[int, ...]:
        return whole_numbers("ConvPoolLayer", name, value, count)

    def _check_shapes(self) -> None:
        if self.filter_shape[1] != self.image_shape[1]:
            raise ArgumentError(
                "ConvPoolLayer: filter_shape and image_shape must agree in their "
                f"second number, the input maps; received {self.filter_shape} and "
                f"{self.image_shape}."
            )

    def input_shape(self) -> Shape:
        """Return (input maps, height, width)."""
        return self.image_shape[1:]

    def describe(self) -> Layer:
        """Return the ConvPool of the rest of network4."""
        maps, _, height, width = self.filter_shape
        down, right = self.poolsize
        return ConvPool(
            maps,
            field=(height, width),
            pool=(down, right),
            activation=_activation_name("ConvPoolLayer", self.activation_fn),
        )
