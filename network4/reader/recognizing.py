"""Show the network the parts of a line that may be digits."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from network4.model import Model
from network4.model.judging import judge_of
from network4.reader.choosing import promising
from network4.reader.constants import RECOGNIZING
from network4.reader.joining import Split
from network4.reader.normalizing import normalize_checked

Probabilities = npt.NDArray[np.float32]
Sureness = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Seen:
    """A line, and the network's answers for the spans that it was shown.

    Attributes:
        split: the line.
        images: by the span's number, (28, 28) uint8, the image that was shown.
        probabilities: by the span's number, the probability of each class.
        by_class: by the span's number, how sure the reader is of each class, 0 to 1;
            see `sureness_by_class`.
        sureness: by the span's number, how sure it is of the likeliest class.
        none: by the span's number, the probability that it is no digit; only if it was
            shown with the ink around it.
        among: for the same spans, the probability of the likeliest digit.
    """

    split: Split
    images: dict[int, npt.NDArray[np.uint8]] = field(default_factory=dict)
    probabilities: dict[int, Probabilities] = field(default_factory=dict)
    by_class: dict[int, Sureness] = field(default_factory=dict)
    sureness: dict[int, float] = field(default_factory=dict)
    none: dict[int, float] = field(default_factory=dict)
    among: dict[int, float] = field(default_factory=dict)


def recognize(model: Model, splits: Sequence[Split], *, every: bool) -> list[Seen]:
    """Show spans to the networks, some of all lines at once.

    Args:
        model: a network for 28 x 28 images.
        splits: the lines.
        every: whether to show all spans, or only those that are needed to know the best
            reading of each line.
    """
    judge = judge_of(model)
    lines = [Seen(split) for split in splits]
    while wanted := [
        (line, number) for line in lines for number in _wanted(line, every)
    ]:
        pieces = [line.split.spans[number].piece for line, number in wanted]
        images = np.array([normalize_checked(piece.ink) for piece in pieces])
        said = model.predict_proba(images)
        by_class = sureness_by_class(said)
        if judge is not None:
            around = [
                line.split.surroundings(piece)
                for (line, _), piece in zip(wanted, pieces, strict=True)
            ]
            judged = judge.predict_proba(np.array(around))
            by_class = _together(by_class, judged)
            for (line, number), each in zip(wanted, judged, strict=True):
                line.none[number] = float(each[-1])
                line.among[number] = float(each[:-1].max())
        for (line, number), *each in zip(wanted, images, said, by_class, strict=True):
            line.images[number], line.probabilities[number], sureness = each
            line.by_class[number] = sureness
            line.sureness[number] = float(sureness.max())
    return lines


def is_refused(line: Seen, number: int, threshold: float) -> bool:
    """Return whether no network gives a digit at least a probability.

    Args:
        line: the line.
        number: the number of the span, which was shown.
        threshold: the probability, 0 to 1.
    """
    alone = float(line.probabilities[number].max())
    return max(alone, line.among.get(number, 0.0)) < threshold


def _together(alone: Sureness, judged: Probabilities) -> Sureness:
    """Return how sure both networks are of each class: a weighted geometric mean.

    Args:
        alone: (n, classes), how sure the first network is of n parts.
        judged: (n, classes + 1), what the other says of them.
    """
    return alone**RECOGNIZING.ALONE * judged[:, :-1] ** RECOGNIZING.AMONG


def _wanted(line: Seen, every: bool) -> list[int]:
    if every:
        return [n for n in range(len(line.split.spans)) if n not in line.images]
    # Of a line that cannot be read most are looked at: soon many at once.
    together = max(RECOGNIZING.TOGETHER, len(line.images) // 4)
    return promising(line.split, line.sureness, line.none)[:together]


def sureness_by_class(probabilities: Probabilities) -> Sureness:
    """Return how sure a network is of each class, 0 to 1.

    It is the probability at the reader's temperature, less what a network gives to each
    class if it sees no digit.

    Args:
        probabilities: (n, classes), of n images.
    """
    softer = probabilities.astype(np.float64) ** (1 / RECOGNIZING.TEMPERATURE)
    softer /= softer.sum(axis=1, keepdims=True)
    undecided = RECOGNIZING.UNDECIDED / probabilities.shape[1]
    return ((softer - undecided) / (1 - undecided)).clip(0)
