"""Parts of lines as the reader cuts them, each with what it is.

    python -m tools.parts --lines 16600 --out parts

writes lines of MNIST's training digits, and of drawn ones with a flag, in many ways
(tools/lines.py), and has the reader cut them. Each part that the reader considers is
compared with the digits that were written: it is one of them, or none. Each 200 lines
make a file; files that exist are kept, so a run that was stopped goes on. 16,600
lines take an hour of a core and give 530,000 parts (1.7 GB). `--digits validation`
does the same with the digits that judge.
"""

import argparse
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed

import network4 as n4
from network4.datasets import Split
from network4.experiments.flagged_ones import draw_flagged_ones
from network4.experiments.outliers import TRAINING_FONTS
from network4.reader import normalize
from network4.reader.desk import clear_desk
from network4.reader.ink import Written, find_ink
from network4.reader.joining import Span
from network4.reader.opening import open_picture
from network4.reader.pieces import Piece
from network4.reader.recognizing import Seen, recognize
from network4.reader.splitting import split_page
from network4.reader.straightening import straighten
from network4.utils.processes import num_cores
from tools.lines import Condition, Owners, make_owned_line

NUM_CLASSES = 11  # the digits, and what is no whole digit
# The share of ink that a part has in common with a digit, divided by the most that any
# part of the line has: with more a part is the digit, and with less it is none. If
# digits overlap, no part has all ink of one.
_RIGHT, _WRONG = 0.96, 0.85
_LEAST_SHARE = 0.4  # a digit of which no part has as much is in none
# Parts of a line that are none: of those that the reader considers, and of the others.
_MOST_WRONG, _MOST_OTHERS = 24, 4
_FLAGGED_ONES = 0.06  # of the digits
_INK = 0.3  # of the darkest: less is the edge of a stroke
_LINES_A_FILE = 200


class Part(NamedTuple):
    """A part of a line.

    Attributes:
        image: (28, 28) uint8, as the network for digits sees it.
        surroundings: (2, 32, 40) uint8, the part, and the ink around it.
        target: (11,) float32, the probability of each digit, and of none.
    """

    image: npt.NDArray[np.uint8]
    surroundings: npt.NDArray[np.uint8]
    target: npt.NDArray[np.float32]


def draw_condition(generator: np.random.Generator) -> Condition:
    """Return one of the ways to write a line, drawn at random."""
    gaps = {"spaced": (0.0, 0.6), "touching": (-0.05, 0.05), "over": (-0.2, 0.0)}
    gap = gaps[str(generator.choice([*gaps], p=[0.3, 0.35, 0.35]))]
    extra = str(generator.choice(["", "signs", "letter"], p=[0.6, 0.15, 0.25]))
    return Condition(
        num_digits=(3, 5) if extra else (1, 6),
        gap=(0.05, 0.5) if extra else gap,
        shear=float(generator.choice([0, 15])),
        size_jitter=float(
            generator.choice([0, 0.1, 0.3, 0.6], p=[0.5, 0.2, 0.15, 0.15])
        ),
        pen=float(generator.choice([0, -1.5, 1.5, 3], p=[0.55, 0.15, 0.15, 0.15])),
        background=str(
            generator.choice(
                ["plain", "texture", "ruled", "squared"], p=[0.6, 0.1, 0.1, 0.2]
            )
        ),
        noise=float(generator.choice([0.01, 0.06], p=[0.8, 0.2])),
        has_signs=extra == "signs",
        has_letter=extra == "letter",
        fonts=TRAINING_FONTS,
    )


def parts_of_line(
    digits: Split, model: n4.Model, generator: np.random.Generator
) -> Iterator[Part]:
    """Yield parts of a line that is drawn at random."""
    example, owners = make_owned_line(digits, draw_condition(generator), generator)
    grey = open_picture(example.image).grey
    written = find_ink(grey) if clear_desk(grey).shape == grey.shape else None
    level = straighten(written) if written else None
    if written and level and not level.degrees:
        owned = _as_ink(owners, written)
        page = split_page(level.written)
        for line in recognize(model, page.splits, every=False):
            yield from _parts(line, owned, example.text, generator)


def _as_ink(owners: Owners, written: Written) -> Owners:
    """Return owners for the pixels of the ink, which is a smaller picture."""
    rows, columns = (
        np.minimum(((np.arange(count) + 0.5) * written.scale).astype(int), most - 1)
        for count, most in zip(written.ink.shape, owners.shape, strict=True)
    )
    return owners[np.ix_(rows, columns)]


def _parts(
    line: Seen, owned: Owners, text: str, generator: np.random.Generator
) -> Iterator[Part]:
    """Yield all parts of a line that have much of a digit, and some of the others."""
    if not line.split.spans:
        return
    targets = _targets(line.split.spans, owned, text)
    considered = generator.permutation(np.array([*line.images], np.int64))
    wrong = considered[targets[considered, -1] == 1][:_MOST_WRONG]
    right = considered[targets[considered, -1] < 1]
    rest = np.setdiff1d(np.arange(len(targets)), considered)
    others = generator.permutation(rest)[:_MOST_OTHERS]
    for number in np.concatenate([wrong, right, others]).tolist():
        piece = line.split.spans[number].piece
        around = line.split.surroundings(piece)
        yield Part(normalize(piece.ink), around, targets[number])


def _targets(
    spans: Sequence[Span], owned: Owners, text: str
) -> npt.NDArray[np.float32]:
    """Return the probability of each class for each span of a line."""
    whole = np.bincount(owned.ravel(), minlength=len(text) + 1)[1:]
    shares = np.array([_shares(span.piece, owned, whole) for span in spans])
    best = shares.max(axis=0)
    relative = np.where(best >= _LEAST_SHARE, shares / np.maximum(best, 1e-9), 0)
    sure = np.clip((relative - _WRONG) / (_RIGHT - _WRONG), 0, 1)
    targets = np.zeros((len(spans), NUM_CLASSES), np.float32)
    for place, name in enumerate(text):
        if name.isdigit():
            own = shares.argmax(axis=1) == place
            targets[own, int(name)] = sure[own, place]
    targets[:, -1] = 1 - targets.sum(axis=1)
    return targets


def _shares(
    piece: Piece, owned: Owners, whole: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """Return the ink that a part has in common with each digit, divided by all ink."""
    window = owned[piece.top : piece.bottom, piece.left : piece.right]
    inside = np.bincount(window[piece.ink > _INK], minlength=len(whole) + 1)[1:]
    return inside / np.maximum(inside.sum() + whole - inside, 1)


def with_flags(digits: Split, seed: int) -> Split:
    """Return digits, and drawn ones with a flag besides, which MNIST has few of."""
    count = round(_FLAGGED_ONES * len(digits))
    images = np.concatenate([digits.images, draw_flagged_ones(count, seed)])
    return Split(images, np.concatenate([digits.labels, np.ones(count, np.int64)]))


def write_parts(path: Path, digits: Split, seed: int, num_lines: int) -> None:
    """Write the parts of some lines into a file, whole or not at all."""
    os.environ["NETWORK4_NUM_THREADS"] = "1"  # the other cores are at work
    model = n4.load_model()
    generator = np.random.Generator(np.random.Philox(seed))
    parts = [
        part
        for _ in range(num_lines)
        for part in parts_of_line(digits, model, generator)
    ]
    columns = (np.array(column) for column in zip(*parts, strict=True))
    new = path.with_suffix(".new.npz")
    np.savez(new, **dict(zip(Part._fields, columns, strict=True)))
    new.replace(path)


def read_parts(directory: Path) -> Part:
    """Return all parts in a directory, as arrays of many."""
    files = [np.load(path) for path in sorted(directory.glob("*[0-9].npz"))]
    if not files:
        raise SystemExit(
            f"parts: {directory} has no parts; make them with tools.parts."
        )
    return Part(*(np.concatenate([f[name] for f in files]) for name in Part._fields))


def main() -> None:
    """Write all files that are not there yet."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=16_600)
    parser.add_argument("--digits", choices=["train", "validation"], default="train")
    parser.add_argument("--out", type=Path, default=Path("parts"))
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    digits = with_flags(getattr(n4.load_mnist(), given.digits), seed=0)
    paths = {n: given.out / f"{n:04}.npz" for n in range(given.lines // _LINES_A_FILE)}
    Parallel(n_jobs=num_cores())(
        delayed(write_parts)(path, digits, number, _LINES_A_FILE)
        for number, path in paths.items()
        if not path.exists()
    )


if __name__ == "__main__":
    main()
