"""What each epoch of network2 learns from: the pairs given, or changed a little."""

import math
from collections.abc import Iterator
from itertools import count, repeat
from typing import Any

import numpy as np

from network4.augment import Distortions, distort
from network4.book._arguments import number
from network4.book._minibatch import MiniBatches
from network4.book._pairs import Pair
from network4.book._shapes import stack_columns
from network4.book._steps import Rolling
from network4.errors import ShapeError
from network4.utils.checks import check_kind

_AT_ONCE = 1000  # images


def batches_by_epoch(
    data: list[Pair],
    size: int,
    num_inputs: int,
    momentum: float,
    distortions: Distortions | None,
) -> Iterator[MiniBatches]:
    """Return for each epoch the mini-batches that it takes, for ever.

    Args:
        data: pairs (x, y).
        size: examples in a mini-batch.
        num_inputs: values of an x.
        momentum: 0 <= momentum < 1, the share of its velocity that a weight keeps.
        distortions: how images are changed in each epoch; None, not at all.

    Raises:
        ArgumentError: momentum is out of range, or distortions are no Distortions.
        ShapeError: what is to be distorted is no square image.
    """
    number("SGD", "momentum", momentum, 0.0, 1.0)
    rolling = Rolling(momentum) if momentum else None
    if distortions is None:
        return repeat(MiniBatches(data, size, rolling))
    _checked_side(distortions, num_inputs)
    shown = (distorted(data, distortions, num_inputs) for _ in count())
    return (MiniBatches(pairs, size, rolling) for pairs in shown)


def distorted(
    pairs: list[Pair], distortions: Distortions, num_inputs: int
) -> list[Pair]:
    """Return pairs with distorted images; draw from NumPy's global generator.

    Args:
        pairs: of columns x (num_inputs, 1), pixels in 0..1, and any y.
        distortions: what may happen to an image.
        num_inputs: the pixels of a square image.

    Raises:
        ArgumentError: they are no Distortions.
        ShapeError: an x is no such column, or no square image.
        DataError: an x holds what is no finite number.

    Example:
        >>> pairs = [(np.ones((9, 1)), 5)]
        >>> x, y = distorted(pairs, Distortions(shift=1), 9)[0]
        >>> x.shape, y
        ((9, 1), 5)
    """
    side = _checked_side(distortions, num_inputs)
    shown: list[Any] = []
    for start in range(0, len(pairs), _AT_ONCE):
        xs = [x for x, _ in pairs[start : start + _AT_ONCE]]
        images = stack_columns("SGD", "x", xs, num_inputs).reshape(-1, side, side)
        changed = distort(images.astype(np.float32), distortions, _drawn_seed())
        shown.extend(changed.reshape(-1, num_inputs, 1))
    return list(zip(shown, [y for _, y in pairs], strict=True))


def _checked_side(distortions: object, num_inputs: int) -> int:
    check_kind("SGD", "distortions", distortions, Distortions)
    side = math.isqrt(num_inputs)
    if side * side == num_inputs:
        return side
    raise ShapeError(
        "SGD: distortions must go with images as high as wide, 28 x 28 say, received a "
        f"network of {num_inputs} inputs."
    )


def _drawn_seed() -> int:
    return int(np.random.randint(2**31))
