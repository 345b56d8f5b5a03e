"""Four strokes that make up a 0, each looked for by a neuron set by hand.

How can a hidden layer help to tell a 0? Its first neuron may look for the upper left
stroke of a 0, the second for the upper right one, and so on. If all four answer 1,
the image shows a 0, or something very like it.

Each neuron here has weights of three kinds: above 0 where its stroke runs, below 0
in the middle of the ring and outside of it, and 0 in the other three quarters of the
image. With p the pixels, 0 for paper and 1 for ink, its weighted input is

    z = mean of p along the stroke - mean of p beside it - THRESHOLD.

An output neuron adds up the four answers: it has weights of 1 and a bias of -3.5, and
so is the AND of four. MNIST's 0s lean to the right, and so does the ring. Its radii,
lean, width and threshold were chosen among 216 on 10,000 training images.

>>> zero = np.zeros((1, 28, 28), np.uint8)
>>> zero[0][ring() > 0] = 255
>>> answers(zero), is_zero(zero)
(array([[1., 1., 1., 1.]]), array([1.]))

Source: the book, Chapter 1, "A simple network to classify handwritten digits".
"""

import numpy as np
import numpy.typing as npt

from network4.errors import ShapeError
from network4.scratch.checks import as_images, as_labels
from network4.scratch.perceptrons import NeuronLayer, step, weighted_input

Array = npt.NDArray[np.float64]

SIDE = 28
NAMES = ("upper left", "upper right", "lower left", "lower right")
RADII = (8.5, 8.0)  # rows and columns from the centre to the middle of the stroke
LEAN = 0.35  # columns to the right a row higher up
WIDTH = 0.55  # half of the stroke's width, as a share of the radius
THRESHOLD = 0.15
_INK = 255


def ring() -> Array:
    """Return the whole 0 that is looked for, (28, 28): 1 on the stroke, 0 beside it."""
    return np.where(np.abs(_distance() - 1) <= WIDTH, 1.0, 0.0)


def detectors() -> NeuronLayer:
    """Return the four neurons: weights (4, 784) and biases (4,).

    >>> weights, biases = detectors()
    >>> weights.shape, biases.tolist(), np.abs(weights.sum(axis=1)).max().round(9) + 0.0
    ((4, 784), [-0.15, -0.15, -0.15, -0.15], np.float64(0.0))
    """
    on_stroke = ring() > 0
    beside = ~on_stroke & (_distance() < 1 + 3 * WIDTH)
    weights = [
        on_stroke * quarter / np.sum(on_stroke & quarter)
        - beside * quarter / np.sum(beside & quarter)
        for quarter in _quarters()
    ]
    return np.reshape(weights, (len(NAMES), -1)), np.full(len(NAMES), -THRESHOLD)


def answers(images: npt.ArrayLike) -> Array:
    """Return what each neuron answers to each image, (n, 4), 1 or 0.

    Args:
        images: uint8 (n, 28, 28).

    Raises:
        ShapeError: images of another size.
        ArgumentError: the images are not uint8.
    """
    pixels = as_images("answers", images)
    if pixels.shape[1:] != (SIDE, SIDE):
        raise ShapeError(
            f"answers: images must be (n, {SIDE}, {SIDE}), received {pixels.shape}."
        )
    flat = pixels.reshape(len(pixels), -1) / _INK
    weights, biases = detectors()
    return step(weighted_input(weights, biases, flat))


def is_zero(images: npt.ArrayLike) -> Array:
    """Return the output neuron's answers, (n,): 1 where all four strokes are found.

    Args:
        images: uint8 (n, 28, 28).

    Raises:
        ShapeError: images of another size.
        ArgumentError: the images are not uint8.
    """
    return step(weighted_input(np.ones(len(NAMES)), -3.5, answers(images)))


def shares(images: npt.ArrayLike, labels: npt.ArrayLike) -> dict[str, dict[str, Array]]:
    """Return how often each neuron answers 1, digit by digit.

    Args:
        images: uint8 (n, 28, 28).
        labels: (n,), 0..9.

    Returns:
        For each stroke and "all four", by digit of those that there are: (1,), percent.

    Raises:
        ShapeError: images of another size, or not one label for each.
        ArgumentError: images or labels of another kind.
    """
    found = np.column_stack([answers(images), is_zero(images)])
    digits = as_labels("shares", labels, len(found))
    return {
        name: {
            str(digit): 100 * found[digits == digit, column].mean(keepdims=True)
            for digit in np.unique(digits)
        }
        for column, name in enumerate((*NAMES, "all four"))
    }


def drawn() -> npt.NDArray[np.uint8]:
    """Return the weights as images, (4, 28, 28): dark above 0, white below, grey 0."""
    weights, _ = detectors()
    largest = np.abs(weights).max(axis=1, keepdims=True)
    grey = 127.5 + 127.5 * weights / largest
    return np.rint(grey).astype(np.uint8).reshape(-1, SIDE, SIDE)


def _distance() -> Array:
    """Return each pixel's distance from the centre, 1 in the middle of the stroke."""
    from_centre = np.arange(SIDE) - (SIDE - 1) / 2
    rows = from_centre[:, None]
    columns = from_centre[None, :] + LEAN * rows
    return np.hypot(rows / RADII[0], columns / RADII[1])


def _quarters() -> npt.NDArray[np.bool_]:
    """Return masks (4, 28, 28) of the quarters of the image, in the order of NAMES."""
    is_first = np.arange(SIDE) < SIDE // 2
    return np.array(
        [
            rows[:, None] & columns[None, :]
            for rows in (is_first, ~is_first)
            for columns in (is_first, ~is_first)
        ]
    )
