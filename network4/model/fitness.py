"""Checks that a model fits the purpose that it is used for."""

from network4.errors import ArgumentError
from network4.network import Network

DIGIT_SHAPE = (1, 28, 28)


class ChecksFitness:
    """Methods that refuse a model for a purpose that it does not fit.

    Attributes:
        network: the model's.
    """

    network: Network

    def check_reads_digits(self, owner: str) -> None:
        """Raise ArgumentError unless the model classifies images of 28 x 28 pixels.

        Args:
            owner: the function that needs such a model, for the message.
        """
        shape = self.network.input_shape
        if shape != DIGIT_SHAPE:
            raise ArgumentError(
                f"{owner}: model must be for images of "
                f"{' x '.join(map(str, DIGIT_SHAPE))}, received one for "
                f"{' x '.join(map(str, shape)).replace('None', 'any')}."
            )
        if self.network.inputs != "pixels":
            raise ArgumentError(
                f"{owner}: model must read pixels, received one that reads "
                f"{self.network.inputs!r}; train it with inputs='pixels'."
            )
        self.check_names_classes(owner)
        self.check_gives_probabilities(owner)

    def check_names_classes(self, owner: str) -> None:
        """Raise ArgumentError unless the model names one class for each image.

        Args:
            owner: the function that needs such a model, for the message.
        """
        self.check_classifies(owner)
        if len(self.network.output_shape) > 1:
            raise ArgumentError(
                f"{owner}: the network must name one class for each image, received "
                f"one whose outputs have the shape {self.network.output_shape}; use "
                "outputs() or score()."
            )

    def check_gives_probabilities(self, owner: str) -> None:
        """Raise ArgumentError unless the model's outputs are probabilities of classes.

        Args:
            owner: the function that needs such a model, for the message.
        """
        self.check_classifies(owner)
        activation = self.network.output_activation
        if activation not in ("softmax", "sigmoid"):
            raise ArgumentError(
                f"{owner}: the last layer must have softmax or sigmoid outputs, "
                f"received {activation!r} outputs; use outputs()."
            )

    def check_classifies(self, owner: str) -> None:
        """Raise ArgumentError unless the network tells classes apart.

        Args:
            owner: the function that needs such a model, for the message.
        """
        objective = self.network.objective
        if not objective.names_classes:
            raise ArgumentError(
                f"{owner}: the network must tell classes apart, received one trained "
                f"for {objective.name}; use outputs() or score()."
            )
