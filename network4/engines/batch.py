"""Images of any usual form as the batch that an engine takes."""

import numpy as np
import numpy.typing as npt

from network4.engines.base import Images
from network4.errors import ShapeError
from network4.network import Network


def as_batch(network: Network, images: npt.ArrayLike) -> Images:
    """Return images as (n, *network.input_shape), uint8 or float32.

    Args:
        network: whose input they become.
        images: uint8 in 0..255 or floating in 0..1; one input or many of them, of
            shape (n, h, w), (n, h*w), (n, c, h, w), or one without its n.

    Raises:
        ShapeError: they have another size than the network's input.

    Example:
        >>> from network4.layers import Softmax
        >>> network = Network([Softmax(10)])
        >>> as_batch(network, np.zeros((5, 784), np.uint8)).shape
        (5, 1, 28, 28)
        >>> as_batch(network, np.zeros((28, 28))).shape
        (1, 1, 28, 28)
    """
    array = np.asarray(images)
    shape = network.input_shape
    one = [shape, (int(np.prod(shape)),)]
    if len(shape) == 3 and shape[0] == 1:
        one.append(shape[1:])
    if array.shape not in one and array.shape[1:] not in one:
        accepted = " or ".join(str(("n", *s)).replace("'", "") for s in one)
        raise ShapeError(
            f"The network expects images of shape {accepted}, received {array.shape}; "
            "resize or reshape them."
        )
    batch = array.reshape(-1, *shape)
    if batch.dtype == np.uint8:
        return batch
    if not np.issubdtype(batch.dtype, np.floating):
        raise ShapeError(
            "The network expects images of dtype uint8 (0..255) or floating (0..1), "
            f"received {batch.dtype}; convert them with .astype(np.uint8)."
        )
    if batch.size and not (batch.min() >= 0 and batch.max() <= 1):
        raise ShapeError(
            "The network expects floating images in 0..1, received values from "
            f"{batch.min():g} to {batch.max():g}; divide by 255."
        )
    return batch.astype(np.float32)
