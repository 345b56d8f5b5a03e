"""LeNet-5, the network that read cheques."""

from network4.layers import AveragePool, Conv, FullyConnected, Softmax
from network4.network import Network


def lenet5(num_classes: int = 10) -> Network:
    """Return LeNet-5 for images of 28 x 28 pixels, as it is usually built today.

    The paper's images are 32 x 32 pixels with a margin; here padding replaces the
    margin. Three details of the paper are left out: pooling has a learned factor, the
    second convolution reads only some of the maps, and the outputs are distances.

    Args:
        num_classes: number of classes, 2 or more; default 10.

    Returns:
        The untrained network; it reads (1, 28, 28) and gives (num_classes,).

    Raises:
        ArgumentError: there are fewer than two classes.

    Example:
        >>> lenet5().num_parameters
        61706

    Source: LeCun et al. 1998, section II B.
    """
    return Network(
        [
            Conv(6, 5, padding=2, activation="tanh"),
            AveragePool(2),
            Conv(16, 5, activation="tanh"),
            AveragePool(2),
            FullyConnected(120, activation="tanh"),
            FullyConnected(84, activation="tanh"),
            Softmax(num_classes),
        ]
    )
