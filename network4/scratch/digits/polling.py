"""How well a few images estimate the gradient of all: stochastic gradient descent.

The gradient is a mean over the training images. The mean over m images drawn at random
estimates it, as a poll of m voters estimates an election:

    grad C ~ 1/m sum over the mini-batch of grad C_x,                       (18), (19)

at 1/m of the price per 1/n: of MNIST's 50,000 images a mini-batch of 10 takes 5,000
times fewer. For going downhill the direction matters most. How good it is is told by
the cosine of the angle between the mini-batch's gradient and the full one:

    images                           1     10     100   1,000
    cosine, mean                  0.48   0.84    0.98   0.998
    standard deviation            0.16   0.05   0.005  0.0005

These are of the network 784-30-10 before any training, with the first weights that the
book's program draws after `numpy.random.seed(0)`, on MNIST's 50,000 training images;
each is of 200 mini-batches. The first weights of seeds 0 to 9 give means of 0.36 to
0.49 for one image, 0.76 to 0.87 for ten, and 0.997 or 0.998 for 1,000.

Why so: the mini-batch's gradient is the full one, g, and an error. The error's square
is V/m on average, V the mean squared distance of one image's gradient from g. So the
cosine is about

    |g|/sqrt(|g|^2 + V/m),

which depends on m only through m |g|^2/V.
"""

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, ShapeError, shown
from network4.scratch.checks import (
    as_images,
    as_labels,
    as_row,
    as_whole,
    check_count,
    check_kind,
)
from network4.scratch.digits.network import Layers, as_inputs, as_outputs, gradient

Array = npt.NDArray[np.float64]

SIZES = (1, 10, 100, 1000)
_CHUNK = 5000


def full_gradient(
    layers: Layers, images: npt.ArrayLike, labels: npt.ArrayLike
) -> Array:
    """Return the gradient of all images, (parameters,).

    It goes over 5,000 images at a time, so that the memory does not grow with them.

    Args:
        layers: the network.
        images: uint8 (n, height, width).
        labels: (n,), 0..9.

    Raises:
        ShapeError: images, labels and network do not go together.
        ArgumentError: images or labels of another kind.
    """
    pixels = as_images("full_gradient", images)
    digits = as_labels("full_gradient", labels, len(pixels))
    total = np.zeros(1)
    for first in range(0, len(pixels), _CHUNK):
        chunk = slice(first, first + _CHUNK)
        part = gradient(layers, as_inputs(pixels[chunk]), as_outputs(digits[chunk]))
        total = total + part * len(digits[chunk])
    return total / len(pixels)


def cosine(a: npt.ArrayLike, b: npt.ArrayLike) -> float:
    """Return the cosine of the angle between two rows of numbers, -1 to 1.

    >>> round(cosine([1, 0], [1, 1]), 4)
    0.7071

    Raises:
        ShapeError: they are not of one length.
        ArgumentError: one is all 0, so that it has no direction.
    """
    first, second = as_row("cosine", "a", a), as_row("cosine", "b", b)
    if first.shape != second.shape:
        raise ShapeError(
            f"cosine: a and b must have one length, received {len(first)} and "
            f"{len(second)}."
        )
    return float(_direction(first) @ _direction(second))


def _direction(row: Array) -> Array:
    largest = np.abs(row).max()
    if not largest:
        raise ArgumentError("cosine: a and b must have a number that is not 0.")
    scaled = row / largest  # whose square neither overflows nor vanishes
    return scaled / np.linalg.norm(scaled)


def cosines(  # noqa: PLR0913  what is polled, and how
    layers: Layers,
    images: npt.ArrayLike,
    labels: npt.ArrayLike,
    size: int,
    generator: np.random.Generator,
    count: int = 200,
    full: npt.ArrayLike | None = None,
) -> Array:
    """Return how well each of several mini-batches points the way of all images.

    Args:
        layers: the network.
        images: uint8 (n, height, width).
        labels: (n,), 0..9.
        size: images a mini-batch, 1 to n; none comes twice in one.
        generator: where the mini-batches come from.
        count: how many, 1 or more; default 200.
        full: the gradient of all, if it is at hand; default None, computed.

    Returns:
        (count,), each -1 to 1.

    Raises:
        ShapeError: images, labels and network do not go together.
        ArgumentError: a size beyond the images, or a count below 1.
    """
    pixels = as_images("cosines", images)
    digits = as_labels("cosines", labels, len(pixels))
    _check_size(size, len(pixels))
    check_count("cosines", "count", count, minimum=1)
    check_kind("cosines", "generator", generator, np.random.Generator)
    aim = full_gradient(layers, pixels, digits) if full is None else full
    found: list[float] = []
    for _ in range(count):
        batch = generator.choice(len(pixels), size, replace=False, shuffle=False)
        x, y = as_inputs(pixels[batch]), as_outputs(digits[batch])
        found.append(cosine(gradient(layers, x, y), aim))
    return np.array(found)


def poll(
    layers: Layers, images: npt.ArrayLike, labels: npt.ArrayLike, count: int = 200
) -> dict[str, Array]:
    """Return the cosines for mini-batches of 1, 10, 100 and 1,000 images.

    Args:
        layers: the network.
        images: uint8 (n, height, width), 1,000 or more.
        labels: (n,), 0..9.
        count: mini-batches of each size, 1 or more; default 200.

    Returns:
        By name, "1", "10", "100" and "1,000": (count,).

    Raises:
        ShapeError: images, labels and network do not go together.
        ArgumentError: there are fewer images, or a count below 1.
    """
    full = full_gradient(layers, images, labels)
    return {
        f"{size:,}": cosines(
            layers, images, labels, size, np.random.default_rng(size), count, full
        )
        for size in SIZES
    }


def _check_size(size: object, most: int) -> None:
    number = as_whole(size)
    if number is None or not 1 <= number <= most:
        raise ArgumentError(
            f"cosines: size must be a whole number in 1..{most}, received "
            f"{shown(size)}."
        )
