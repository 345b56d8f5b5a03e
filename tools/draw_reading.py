"""Draw two pictures of docs/reading.md: parts of a line, and lines that were misread.

    python -m benchmarks.reading --lines 300 --failures failures
    python -m tools.draw_reading failures [--out docs/pictures]

needs MNIST (NETWORK4_DATA).
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import matplotlib.image
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import network4 as n4
from network4.plots.saving import save
from network4.reader.desk import clear_desk
from network4.reader.ink import find_ink
from network4.reader.opening import open_picture
from network4.reader.recognizing import Seen
from network4.reader.turning import read_ways
from tools.lines import Condition, make_line

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
_KINDS = (
    "five digits, spaced",
    "pairs that overlap by up to 15%",
    "five digits that touch",
    "squared paper",
    "thick pen",
    "rows of cells",
    "points, commas and signs",
    "a letter among digits",
)
_EACH = 4  # lines of a kind
_PARTS = 10
_SEED = 2


def draw_parts(seed: int) -> Figure:
    """Draw parts of a line of touching digits, as the two networks see them."""
    generator = np.random.Generator(np.random.Philox(seed))
    example = make_line(
        n4.load_mnist().validation, Condition((4, 4), gap=(-0.05, 0.0)), generator
    )
    written = find_ink(clear_desk(open_picture(example.image).grey))
    if written is None:
        raise SystemExit(f"draw_reading: the line of seed {seed} has no ink.")
    [line, *_] = read_ways(n4.load_model(), written, every=False).seen
    numbers = sorted(line.images, key=lambda n: line.split.spans[n][:2])
    chosen = numbers[:: max(1, len(numbers) // _PARTS)][:_PARTS]
    figure = Figure((_PARTS, 2.4), layout="constrained")
    for number, pair in zip(chosen, figure.subplots(2, _PARTS).T, strict=True):
        _draw_part(line, number, *pair)
    return figure


def _draw_part(line: Seen, number: int, above: Axes, below: Axes) -> None:
    digit = int(line.by_class[number].argmax())
    above.imshow(line.images[number], cmap="gray_r")
    above.set_title(f"{digit}: {100 * line.probabilities[number][digit]:.0f}%")
    own, others = line.split.surroundings(line.split.spans[number].piece)
    ink = np.maximum(own, others)
    below.imshow(255 - np.stack([others, ink, own], axis=-1))
    below.set_xlabel(f"none: {100 * line.none[number]:.0f}%")
    for axes in (above, below):
        axes.set(xticks=[], yticks=[])


def draw_misread(failures: Path) -> Figure:
    """Draw lines that were misread, some of each kind, with what was read."""
    figure = Figure((2 * _EACH, len(_KINDS)), layout="constrained")
    for axes, kind in zip(figure.subplots(len(_KINDS), _EACH), _KINDS, strict=True):
        axes[0].set_ylabel(kind.replace(" that ", "\nthat "), rotation=0, ha="right")
        for place, path in zip(axes, _misread(failures, kind), strict=False):
            said = path.stem.rpartition("-")[2].replace("~", "/").replace(";", ":")
            place.imshow(matplotlib.image.imread(path), cmap="gray")
            place.set_title(f"read {said}", fontsize=8)
        for place in axes:
            place.set(xticks=[], yticks=[], frame_on=False)
    return figure


def _misread(failures: Path, kind: str) -> Iterator[Path]:
    """Yield some pictures of a kind, evenly out of all."""
    # Names have what was read behind the last dash.
    found = sorted((failures / kind.replace(" ", "_")).glob("*-[0-9?]*.png"))
    found = [path for path in found if path.stem.rpartition("-")[2]]
    places = np.unique(np.linspace(0, len(found) - 1, _EACH).astype(int))
    yield from (found[place] for place in places if found)


def main() -> None:
    """Draw both."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("failures", type=Path, help="what benchmarks.reading kept")
    parser.add_argument("--out", type=Path, default=PICTURES)
    given = parser.parse_args()
    save(draw_parts(_SEED), given.out / "parts.png")
    save(draw_misread(given.failures), given.out / "misread.png")


if __name__ == "__main__":
    main()
