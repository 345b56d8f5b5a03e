"""Chapter 6: convolutional networks, under the names that the book gives them.

`from network3 import Network, ConvPoolLayer, FullyConnectedLayer, SoftmaxLayer` and the
book's listings run as printed, but for Python 3's `print`. Training is network4's own,
on its fastest engine; first weights, and the seed of dropout, come from NumPy's global
generator, so that `numpy.random.seed` repeats a run.
"""

import math
import os
from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from network4.book._arguments import checked_schedule, whole_number
from network4.book._layers import (
    FUNCTIONS,
    BookLayer,
    ConvPoolLayer,
    FullyConnectedLayer,
    Numbers,
    ReLU,
    SoftmaxLayer,
    checked_layers,
    linear,
    sigmoid,
    tanh,
)
from network4.book._shared_data import Pair, load_shared
from network4.book._training3 import SGDCall, predict_digits
from network4.errors import ArgumentError, ShapeError, shown
from network4.layers import ConvPool, FullyConnected, Layer, Shape, Softmax
from network4.model import Model, load_model
from network4.network import Network as Description
from network4.network import Parameters
from network4.utils.arrays import as_array

__all__ = [
    "ConvPoolLayer",
    "FullyConnectedLayer",
    "Network",
    "ReLU",
    "SoftmaxLayer",
    "linear",
    "load",
    "load_data_shared",
    "sigmoid",
    "size",
    "tanh",
]


def load_data_shared(filename: str = "../data/mnist.pkl.gz") -> list[Pair]:
    """Return [training_data, validation_data, test_data], each a pair (x, y).

    Args:
        filename: a pickle of the book's form, in which nothing is executed. Where it is
            missing, a file called mnist.pkl.gz means MNIST, and mnist_expanded.pkl.gz
            its expanded training set, whose rows are made on demand.

    Returns:
        x float32 (n, 784) of value/256, y int32 (n,). Both know `.eval()` and
        `.get_value()`.

    Raises:
        DataError: the file is damaged, or neither there nor one of these names.

    Source: the book, Chapter 6.
    """
    return load_shared(filename)


def size(data: Pair) -> int:
    """Return how many images there are in a pair (x, y).

    >>> size((np.zeros((5, 784)), np.zeros(5)))
    5
    """
    return len(data[0])


class Network:
    """Layers from the image to the digits, trained by stochastic gradient descent.

    Args:
        layers: ConvPoolLayer and FullyConnectedLayer, and a SoftmaxLayer at the end.
        mini_batch_size: images in a mini-batch.

    Attributes:
        layers, mini_batch_size: as given.
        params: [w, b, w, b, ...] of all layers.

    Raises:
        ArgumentError: a layer does not fit the one before it, or the mini-batch size.

    Source: the book, Chapter 6.
    """

    def __init__(self, layers: Sequence[BookLayer], mini_batch_size: int) -> None:
        """Check that the layers fit together."""
        self.layers = checked_layers(layers)
        self.mini_batch_size = whole_number(
            "Network", "mini_batch_size", mini_batch_size
        )
        self._test_x: Any = None
        self.description()

    @property
    def params(self) -> list[Numbers]:
        """The weights and biases of all layers, as they are now."""
        return [array for layer in self.layers for array in layer.params]

    def description(self) -> Description:
        """Return the network as the rest of network4 describes it."""
        described = [layer.describe() for layer in self.layers]
        network = Description(described, _image_shape(self.layers[0].input_shape()))
        for number, layer in enumerate(self.layers):
            _check_fit(number, layer, network.shapes[number], self.mini_batch_size)
        return network

    def parameters(self) -> Parameters:
        """Return weights and biases as the rest of network4 keeps them."""
        return {
            f"layer{n}": {"weights": layer.w.get_value(), "biases": layer.b.get_value()}
            for n, layer in enumerate(self.layers, start=1)
        }

    def SGD(  # noqa: PLR0913  the book's name and its arguments
        self,
        training_data: Pair,
        epochs: int,
        mini_batch_size: int,
        eta: float,
        validation_data: Pair,
        test_data: Pair | None = None,
        lmbda: float = 0.0,
    ) -> None:
        """Train by mini-batches in the data's own order, and print how it goes.

        The cost is the negative log-likelihood plus lmbda / 2 times the sum of all
        squared weights divided by the number of training mini-batches. Images that do
        not fill a mini-batch are left out. Called again, it goes on from the weights as
        they are; the network keeps its last weights, not its best.

        Args:
            training_data: a pair (x, y), as the other data.
            epochs: passes over the training data.
            mini_batch_size: that of the network.
            eta: the learning rate.
            validation_data: what the best epoch is chosen by.
            test_data: what is reported at the best epoch; default None.
            lmbda: the regularization parameter; default 0.

        Raises:
            ArgumentError: an argument is out of range, or data are too few.
            ShapeError: data do not fit the network.
            TrainingDivergedError: the cost became NaN or infinite.
        """
        epochs, size = checked_schedule(epochs, mini_batch_size, eta, fewest_epochs=1)
        if size != self.mini_batch_size:
            raise ArgumentError(
                f"SGD: mini_batch_size must be the network's, {self.mini_batch_size}, "
                f"received {size}."
            )
        call = SGDCall(self.description(), size, eta, lmbda, training_data)
        seed = int(np.random.randint(2**31))
        last = call.run(self.parameters(), epochs, seed, validation_data, test_data)
        self._test_x = None if test_data is None else test_data[0]
        for number, layer in enumerate(self.layers, start=1):
            numbers = last[f"layer{number}"]
            layer.w[...], layer.b[...] = numbers["weights"], numbers["biases"]

    def test_mb_predictions(self, i: int) -> npt.NDArray[np.int64]:
        """Return the digits read in mini-batch i of the last SGD's test data.

        Raises:
            ArgumentError: there were no test data, or not so many.
        """
        i, size = whole_number("test_mb_predictions", "i", i, 0), self.mini_batch_size
        count = 0 if self._test_x is None else len(self._test_x) // size
        if i >= count:
            raise ArgumentError(
                f"test_mb_predictions: i must be below {count}, the number of test "
                f"mini-batches that SGD was given, received {i}."
            )
        images = np.asarray(cast(Any, self._test_x)[i * size : (i + 1) * size])
        owner, network = "test_mb_predictions", self.description()
        return predict_digits(owner, network, self.parameters(), images)

    def predict(self, images: npt.ArrayLike) -> int | npt.NDArray[np.int64]:
        """Return the digit read in an image, or in each of several.

        Args:
            images: one or more; bytes in 0..255 or numbers in 0..1, (784,), (28, 28),
                (n, 784) or (n, 28, 28).

        Raises:
            DataError: a pixel is NaN or infinite.
            ShapeError: images of another size or range.

        Example:
            >>> net = Network([SoftmaxLayer(784, 10)], 10)
            >>> net.predict(np.zeros((28, 28))), net.predict(np.zeros((2, 784)))
            (0, array([0, 0]))
        """
        network, array = self.description(), as_array("predict", "images", images)
        size = math.prod(network.input_shape)
        digits = predict_digits("predict", network, self.parameters(), array)
        return int(digits[0]) if array.size == size and array.ndim < 3 else digits

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the network to a file that `load`, and `network4.load_model`, read.

        Raises:
            OSError: the file cannot be written.
        """
        details = {"mini_batch_size": self.mini_batch_size}
        Model(self.description(), self.parameters(), details).save(path)


def load(path: str | os.PathLike[str]) -> Network:
    """Read a network that `Network.save` wrote.

    Raises:
        ModelFileError: the file is missing, damaged, or no network4 model.
        ArgumentError: it holds layers that network3 does not have.

    Example:
        >>> import tempfile
        >>> path = tempfile.mkdtemp() + "/digits.safetensors"
        >>> Network([SoftmaxLayer(784, 10)], 10).save(path)
        >>> load(path).mini_batch_size
        10
    """
    model = load_model(path)
    size = whole_number(
        "load", "mini_batch_size", model.details.get("mini_batch_size", 10)
    )
    shapes = model.network.shapes[:-1]
    state = np.random.get_state()  # what the layers draw is overwritten at once
    try:
        layers = [
            _restore(layer, shape, size)
            for layer, shape in zip(model.network.layers, shapes, strict=True)
        ]
    finally:
        np.random.set_state(state)
    for layer, name in zip(layers, model.network.parameters, strict=True):
        numbers = model.parameters[name]
        layer.w, layer.b = numbers["weights"], numbers["biases"]
    return Network(layers, size)


def _restore(layer: Layer, shape: Shape, mini_batch_size: int) -> BookLayer:
    n_in = math.prod(shape)
    if isinstance(layer, Softmax):
        return SoftmaxLayer(n_in, layer.units, layer.dropout)
    if isinstance(layer, FullyConnected):
        function = FUNCTIONS[layer.activation]
        return FullyConnectedLayer(n_in, layer.units, function, layer.dropout)
    if isinstance(layer, ConvPool) and (layer.stride, layer.padding) == (1, 0):
        filter_shape = (layer.maps, shape[0], *layer.field_size)
        image_shape = (mini_batch_size, shape[0], shape[1], shape[2])
        function = FUNCTIONS[layer.activation]
        return ConvPoolLayer(filter_shape, image_shape, layer.pool_size, function)
    raise ArgumentError(
        f"load: layers must be those of network3, received {shown(layer)}; use "
        "network4.load_model."
    )


def _image_shape(shape: Shape) -> Shape:
    """Return a vector's shape as that of a square image, if it is one."""
    side = math.isqrt(shape[0])
    return (1, side, side) if len(shape) == 1 and side * side == shape[0] else shape


def _check_fit(
    number: int, layer: BookLayer, given: Shape, mini_batch_size: int
) -> None:
    wanted = layer.input_shape()
    fits = wanted == given if len(wanted) == 3 else wanted[0] == math.prod(given)
    if not fits:
        raise ShapeError(
            f"Network: layer {number} must be made for inputs of shape {given}, "
            f"received a {type(layer).__name__} made for {wanted}."
        )
    if layer.mini_batch_size not in (None, mini_batch_size):
        raise ArgumentError(
            f"Network: mini_batch_size must be the {layer.mini_batch_size} that layer "
            f"{number} was made for, received {mini_batch_size}."
        )
