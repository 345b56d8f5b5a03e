"""Find the ink in a picture, and remove paper, light and shadow."""

import math
from typing import NamedTuple

import numpy as np

from network4.reader.constants import INK
from network4.reader.filters import Mask, blurred, closed, grown, medians
from network4.reader.labels import label
from network4.reader.opening import Grey, shrunk
from network4.reader.ranks import median, percentile
from network4.reader.strokes import Ink, pen_width


class Written(NamedTuple):
    """The ink of a picture.

    Attributes:
        ink: (height, width) in 0..1, 0 for paper.
        scale: pixels of the grey picture for each pixel of `ink`.
        pen: width of the strokes in pixels of `ink`.
        faint: (height, width), where there may be ink too faint for writing, as printed
            lines are.
    """

    ink: Ink
    scale: float
    pen: float
    faint: Mask


def find_ink(grey: Grey) -> Written | None:
    """Return the ink, which is darker or lighter than the paper around it.

    The brightness of the paper is measured everywhere in the picture, so uneven light
    and shadows have no effect. The picture is examined twice: first small, to find the
    width of the pen, then at a size at which the pen is at most five pixels wide.

    Args:
        grey: (height, width) in 0..1.

    Returns:
        The ink, or None if there is none.
    """
    return _find_on_paper(grey) or _find_cropped(grey)


def _find_cropped(grey: Grey) -> Written | None:
    """Return the ink of a picture that is covered by ink to about a half.

    The median brightness of such a picture is not the paper's. Most of its edge is
    still paper, so more paper of that brightness is added around it.
    """
    edges = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    paper = median(edges)
    deviation = 1.4826 * median(np.abs(edges - paper))
    unlike = np.abs(grey - paper) > max(INK.SURE_DEVIATIONS * deviation, INK.FAINTEST)
    if unlike.mean() < INK.CROPPED_SHARE:
        return None
    down, right = (math.ceil(INK.LAID_AROUND * length) for length in grey.shape)
    found = _find_on_paper(
        np.pad(grey, ((down, down), (right, right)), constant_values=paper)
    )
    if found is None:
        return None
    top, left = round(down / found.scale), round(right / found.scale)
    height, width = (max(1, round(n / found.scale)) for n in grey.shape)
    place = slice(top, top + height), slice(left, left + width)
    return found._replace(ink=found.ink[place], faint=found.faint[place])


def _find_on_paper(grey: Grey) -> Written | None:
    overview, scale = shrunk(grey, max(grey.shape) / INK.OVERVIEW_SIDE)
    is_dark = _is_darker_than_paper(overview)
    darkness = overview if is_dark else 1 - overview
    reach = max(1, round(INK.OVERVIEW_REACH * max(overview.shape)))
    first = _ink_on(darkness, reach)
    if first is None:
        return None
    pen = max(1.0, pen_width(first[0]) * scale)
    closer, scale = shrunk(grey if is_dark else 1 - grey, pen / INK.PEN)
    reach = round(INK.REACH_IN_PENS * pen / scale)
    second = _ink_on(closer, max(reach, 5))
    if second is None:
        return None
    ink, faint = second
    return Written(ink, scale, pen_width(ink), faint)


def _is_darker_than_paper(grey: Grey) -> bool:
    """Return whether ink is dark: ink is rare and far from the median brightness."""
    side = max(INK.SMALLEST_WINDOW, round(INK.OVERVIEW_REACH * max(grey.shape)))
    small, factor = shrunk(grey, max(1.0, side / 15))
    away = small - medians(small, round(side / factor))
    return float((away**3).sum()) < 0


def _ink_on(darkness: Grey, reach: int) -> tuple[Ink, Mask] | None:
    """Return dark ink whose strokes are narrower than `reach` pixels, or None.

    A mask tells besides where there may be fainter ink.

    Contrast = 1 - brightness / paper's brightness. The paper's brightness is a
    morphological closing: the minimum over a window of maxima over windows.
    """
    fine = blurred(darkness, 0.6 if min(darkness.shape) > 60 else 0)
    paper = closed(blurred(darkness, min(1.5, reach / 8)), reach)
    lightest = np.maximum(paper, INK.DARKEST_PAPER)
    return _significant((1 - fine / lightest).clip(0))


def _significant(contrast: Grey) -> tuple[Ink, Mask] | None:
    """Return contrast that stands out from paper, divided by that of usual ink.

    A mask tells besides where a printed line may be.
    """
    middle = median(contrast)
    deviation = 1.4826 * median(np.abs(contrast - middle))
    sure = contrast > max(middle + INK.SURE_DEVIATIONS * deviation, INK.FAINTEST)
    if not sure.any():
        return None
    usual = percentile(contrast[sure], 80)
    sure &= contrast > INK.SURE_SHARE * usual
    likely = contrast > max(
        middle + INK.LIKELY_DEVIATIONS * deviation, INK.LIKELY_SHARE * usual
    )
    kept = _connected_to(likely, sure)
    near = grown(kept, 1)
    ink = np.where(near, (contrast / usual).clip(0, 1), 0).astype(np.float32)
    faint = contrast > max(
        middle + INK.FAINT_DEVIATIONS * deviation, INK.FAINT_SHARE * usual
    )
    return (ink, faint) if kept.any() else None


def _connected_to(likely: Mask, sure: Mask) -> Mask:
    """Return the connected parts of `likely` in which something is sure."""
    labels, count = label(likely)
    chosen = np.zeros(count + 1, bool)
    chosen[labels[sure & likely]] = True
    chosen[0] = False
    return chosen[labels]
