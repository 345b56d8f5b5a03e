"""Random changes of training images: described here, computed by the engines."""

from network4.augment.distortions import Distortions, distort, draw_warps
from network4.augment.shifts import (
    ONE_PIXEL_SHIFTS,
    Shifts,
    as_shifts,
    check_is_image,
    move,
)
from network4.augment.warps import Warps

__all__ = [
    "ONE_PIXEL_SHIFTS",
    "Distortions",
    "Shifts",
    "Warps",
    "as_shifts",
    "check_is_image",
    "distort",
    "draw_warps",
    "move",
]
