"""Show the network the parts of a line that may be digits."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from network4.model import Model
from network4.reader.choosing import promising
from network4.reader.constants import RECOGNIZING
from network4.reader.joining import Split
from network4.reader.normalizing import normalize_checked

Probabilities = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Seen:
    """A line, and the network's answers for the spans that it was shown.

    Attributes:
        split: the line.
        images: by the span's number, (28, 28) uint8, the image that was shown.
        probabilities: by the span's number, the probability of each class.
        sureness: by the span's number, how sure the network is, 0 to 1; see
            `sureness_of`.
    """

    split: Split
    images: dict[int, npt.NDArray[np.uint8]] = field(default_factory=dict)
    probabilities: dict[int, Probabilities] = field(default_factory=dict)
    sureness: dict[int, float] = field(default_factory=dict)


def recognize(model: Model, splits: Sequence[Split], *, every: bool) -> list[Seen]:
    """Show spans to the network, some of all lines at once.

    Args:
        model: a network for 28 x 28 images.
        splits: the lines.
        every: whether to show all spans, or only those that are needed to know the best
            reading of each line.
    """
    lines = [Seen(split) for split in splits]
    while wanted := [
        (line, number) for line in lines for number in _wanted(line, every)
    ]:
        inks = [line.split.spans[number].piece.ink for line, number in wanted]
        images = [normalize_checked(ink) for ink in inks]
        said = model.predict_proba(np.array(images))
        for (line, number), image, each in zip(wanted, images, said, strict=True):
            line.images[number] = image
            line.probabilities[number] = each
            line.sureness[number] = sureness_of(each)
    return lines


def _wanted(line: Seen, every: bool) -> list[int]:
    if every:
        return [n for n in range(len(line.split.spans)) if n not in line.images]
    # Of a line that cannot be read most are looked at: soon many at once.
    together = max(RECOGNIZING.TOGETHER, len(line.images) // 4)
    return promising(line.split, line.sureness)[:together]


def sureness_by_class(probabilities: Probabilities) -> npt.NDArray[np.float64]:
    """Return how sure a network is of each class, 0 to 1.

    It is the probability at the reader's temperature, less what a network gives to each
    class if it sees no digit.
    """
    softer = probabilities.astype(np.float64) ** (1 / RECOGNIZING.TEMPERATURE)
    undecided = RECOGNIZING.UNDECIDED / len(probabilities)
    return ((softer / softer.sum() - undecided) / (1 - undecided)).clip(0)


def sureness_of(probabilities: Probabilities) -> float:
    """Return how sure a network is of its likeliest class, 0 to 1."""
    return float(sureness_by_class(probabilities).max())
