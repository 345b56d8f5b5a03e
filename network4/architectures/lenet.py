"""LeNet-5, the network that read cheques."""

from network4.layers import AveragePool, Conv, FullyConnected, Softmax
from network4.network import Network


def lenet5(num_classes: int = 10) -> Network:
    """Return LeNet-5 for images of 28 x 28, as it is usually built today.

    The paper's images are 32 x 32 with a margin, which padding replaces here; its pools
    have a learned factor, its second convolution sees some of the maps, and its outputs
    are distances. These are left out.

    Args:
        num_classes: 1 or more; default 10.

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
