"""Ink, and how wide the pen was that wrote it."""

import numpy as np
import numpy.typing as npt

Ink = npt.NDArray[np.float32]


def pen_width(ink: Ink) -> float:
    """Return the width of the strokes in pixels, from twice their area by their edge.

    >>> stroke = np.zeros((60, 40), np.float32)
    >>> stroke[10:50, 18:22] = 1
    >>> round(pen_width(stroke), 1)
    3.7
    """
    padded = np.pad(ink, 2)
    # A slope of the ink has the length of the edge, whatever its direction.
    down, right = np.gradient(padded)
    edge = float(np.hypot(down, right).sum())
    return 2 * float(ink.sum()) / max(edge, 1e-6)
