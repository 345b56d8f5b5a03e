"""Chapter 6: convolutional networks, under the names that the book gives them.

After `from network3 import Network, ConvPoolLayer, FullyConnectedLayer, SoftmaxLayer`
the book's listings run as printed, except for Python 3's `print`. network4 trains on
its fastest engine. First weights and the seed of dropout come from NumPy's global
generator, so `numpy.random.seed` repeats a run.
"""

import math
import os
from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from network4.augment import Distortions
from network4.book._activations import Numbers, ReLU, linear, sigmoid, tanh
from network4.book._answering import Answering
from network4.book._arguments import checked_schedule, whole_number
from network4.book._book_layer import BookLayer
from network4.book._chain import (
    checked_layers,
    describe_layers,
    restore_layers,
    start_together,
)
from network4.book._convolutions import ConvLayer, ConvPoolLayer, PoolLayer
from network4.book._diagnosis import Diagnosis
from network4.book._judging3 import predict_digits
from network4.book._layers import FullyConnectedLayer, SoftmaxLayer
from network4.book._shared_data import Pair, load_shared
from network4.book._stopping import Rate, Stopping, StopRule, little_gain
from network4.book._training3 import How, SGDCall
from network4.errors import ArgumentError
from network4.model import Model, load_model
from network4.network import Network as Description
from network4.network import Parameters
from network4.utils.arrays import as_array

__all__ = [
    "ConvLayer",
    "ConvPoolLayer",
    "Diagnosis",
    "Distortions",
    "FullyConnectedLayer",
    "Network",
    "PoolLayer",
    "ReLU",
    "SoftmaxLayer",
    "linear",
    "little_gain",
    "load",
    "load_data_shared",
    "sigmoid",
    "size",
    "tanh",
]


def load_data_shared(filename: str = "../data/mnist.pkl.gz") -> list[Pair]:
    """Return [training_data, validation_data, test_data], each a pair (x, y).

    Args:
        filename: a pickle in the book's form; nothing in it is executed. If the file is
            missing, the name mnist.pkl.gz means MNIST, and mnist_expanded.pkl.gz means
            its expanded training set, whose rows are made when they are needed.

    Returns:
        x float32 (n, 784) of value/256, y int32 (n,). Both know `.eval()` and
        `.get_value()`.

    Raises:
        DataError: the file is damaged, or is missing and has another name.

    Source: the book, Chapter 6.
    """
    return load_shared(filename)


def size(data: Pair) -> int:
    """Return how many images there are in a pair (x, y).

    >>> size((np.zeros((5, 784)), np.zeros(5)))
    5
    """
    return len(data[0])


class Network(Answering):
    """Layers from the image to the digits, trained by stochastic gradient descent.

    Args:
        layers: ConvPoolLayer, ConvLayer, PoolLayer and FullyConnectedLayer, and a
            SoftmaxLayer at the end.
        mini_batch_size: images in a mini-batch.

    Attributes:
        layers, mini_batch_size: as given.
        params: [w, b, w, b, ...] of all layers.
        x, y: images and digits, to be assigned; see the layers' inpt and output.
        output, output_dropout: what the last layer makes of x.

    Raises:
        ArgumentError: a layer does not fit the one before it, or the mini-batch size.

    Source: the book, Chapter 6.
    """

    def __init__(self, layers: Sequence[BookLayer], mini_batch_size: int) -> None:
        """Check that the layers fit together, and let them start together."""
        self.layers = checked_layers(layers)
        self.mini_batch_size = whole_number(
            "Network", "mini_batch_size", mini_batch_size
        )
        self._test_x: Any = None
        self.description()
        start_together(self.layers)

    @property
    def params(self) -> list[Numbers]:
        """The weights and biases of all layers, as they are now."""
        return [array for layer in self.layers for array in layer.params]

    def description(self) -> Description:
        """Return the network as the rest of network4 describes it."""
        return describe_layers(self.layers, self.mini_batch_size)

    def parameters(self) -> Parameters:
        """Return weights and biases as the rest of network4 keeps them."""
        kept = self.description().parameters
        return {
            f"layer{n}": dict(layer.numbers())
            for n, layer in enumerate(self.layers, start=1)
            if f"layer{n}" in kept
        }

    def SGD(  # noqa: PLR0913  the book's name and arguments, then the new ones
        self,
        training_data: Pair,
        epochs: int,
        mini_batch_size: int,
        eta: Rate,
        validation_data: Pair,
        test_data: Pair | None = None,
        lmbda: float = 0.0,
        early_stopping_n: int = 0,
        halve_eta_n: int = 0,
        stop_at_divisor: float = 128.0,
        stop_when: StopRule | None = None,
        distortions: Distortions | None = None,
        diagnose: bool = False,
    ) -> Diagnosis | None:
        """Train by mini-batches in the data's own order, and print how it goes.

        The cost is the negative log-likelihood plus lmbda / 2 times the sum of all
        squared weights divided by the number of training mini-batches. Images that do
        not fill a mini-batch are left out. Called again, it continues from the weights
        as they are; the network keeps its last weights, not its best.

        Args:
            training_data: a pair (x, y), as the other data.
            epochs: passes over the training data, at most.
            mini_batch_size: that of the network.
            eta: the learning rate, 0 or more, or a function of the epoch 0, 1, ...
            validation_data: what the best epoch is chosen by.
            test_data: what is reported at the best epoch; default None.
            lmbda: the regularization parameter, 0 or more; default 0.
            early_stopping_n: stop after so many epochs without a better validation
                accuracy; default 0, never.
            halve_eta_n: halve eta after so many; default 0, never.
            stop_at_divisor: stop when eta has been halved down to eta/128, say.
            stop_when: a function that is given the validation accuracies so far, and
                says whether to stop; `little_gain(5, 0.001)`, say; default None.
            distortions: random rotations, skews and translations of each image, drawn
                anew in each epoch and never stored; default None.
            diagnose: whether to compare training with validation images after each
                epoch, and to print and return what this says; default False.

        Returns:
            The diagnosis, where it was asked for; else None.

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
        rules = early_stopping_n, halve_eta_n, stop_at_divisor, stop_when
        stopping = Stopping(eta, epochs, *rules)
        how = How(size, lmbda, stopping, distortions, diagnose)
        call = SGDCall(self.description(), how, training_data)
        seed = int(np.random.randint(2**31))
        data = validation_data, test_data
        last, diagnosis = call.run(self.parameters(), epochs, seed, *data)
        self._test_x = None if test_data is None else test_data[0]
        for number, layer in enumerate(self.layers, start=1):
            layer.set_numbers(last.get(f"layer{number}", {}))
        return diagnosis

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
    return Network(restore_layers(model, size), size)
