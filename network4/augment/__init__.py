"""More training images made of those there are: described here, made by the engines."""

from network4.augment.distortions import Distortions, distort, draw_warps
from network4.augment.shifts import ONE_PIXEL_SHIFTS
from network4.augment.warps import Warps

__all__ = ["ONE_PIXEL_SHIFTS", "Distortions", "Warps", "distort", "draw_warps"]
