"""What a network of `network3` answers, on data that are given or assigned."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from network4.book._activations import Numbers
from network4.book._book_layer import BookLayer
from network4.book._chain import feed
from network4.book._images import as_digits, as_pixels, checked_images
from network4.book._judging3 import cost_of, share_right
from network4.book._shared_data import Pair
from network4.errors import ArgumentError
from network4.network import Network as Description
from network4.network import Parameters


class Answering(ABC):
    """What is asked of layers that follow one another.

    Attributes:
        layers: from the image to the digits.
        x: images to look at; assign them, and the layers' `inpt` and `output` follow.
        y: the digits in these images.
        output: what the last layer makes of x.
        output_dropout: what it makes of x in training, inputs dropped.
    """

    layers: Sequence[BookLayer]
    _y: npt.NDArray[np.int32] | None = None

    @abstractmethod
    def description(self) -> Description:
        """Return the network as the rest of network4 describes it."""

    @abstractmethod
    def parameters(self) -> Parameters:
        """Return weights and biases as the rest of network4 keeps them."""

    @property
    def x(self) -> Numbers:
        """The images that the layers read, (n, channels, height, width)."""
        return self.layers[0].inpt

    @x.setter
    def x(self, images: npt.ArrayLike) -> None:
        feed(self.layers, as_pixels("Network", images, self.description()))

    @property
    def y(self) -> npt.NDArray[np.int32]:
        """The digits in these images, (n,)."""
        if self._y is None or len(self._y) != len(self.x):
            raise ArgumentError(
                f"Network: y must be assigned {len(self.x)} digits, one for each image "
                f"of x, received {0 if self._y is None else len(self._y)}."
            )
        return self._y

    @y.setter
    def y(self, digits: npt.ArrayLike) -> None:
        self._y = as_digits("Network", "x", digits, self.description())

    @property
    def output(self) -> Numbers:
        """What the last layer makes of x, (n, classes)."""
        return self.layers[-1].output

    @property
    def output_dropout(self) -> Numbers:
        """What the last layer makes of x in training, inputs dropped."""
        return self.layers[-1].output_dropout

    def accuracy(self, data: Pair) -> float:
        """Return the share of any images that are read rightly, in 0..1.

        Args:
            data: a pair (x, y); all its images count, whole mini-batches or not.

        Raises:
            ArgumentError: data are no pair, or hold no image.
            ShapeError: x or y do not fit the network, or each other.

        Example:
            >>> from network4.book.network3 import Network, SoftmaxLayer
            >>> net = Network([SoftmaxLayer(784, 10)], 10)
            >>> net.accuracy((np.zeros((4, 784)), [0, 0, 0, 1]))
            0.75
        """
        return share_right("accuracy", *self._asked("accuracy", data))

    def cost(self, data: Pair) -> float:
        """Return the mean negative log-likelihood of any images' digits.

        Args:
            data: a pair (x, y). The regularization is left out.

        Raises:
            ArgumentError: data are no pair, or hold no image.
            ShapeError: x or y do not fit the network, or each other.
        """
        return cost_of("cost", *self._asked("cost", data))

    def _asked(self, owner: str, data: Pair) -> tuple[Description, Parameters, Pair]:
        network = self.description()
        x, y = checked_images(owner, "data", data, network)
        if not len(x):
            raise ArgumentError(f"{owner}: data must hold an image, received none.")
        return network, self.parameters(), (x, y)
