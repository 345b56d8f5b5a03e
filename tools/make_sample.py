"""Make the picture that `network4 read --sample` reads: a number written on paper.

    python -m tools.make_sample [--out network4/reader]

writes sample.jpg, and sample.txt with the number that is on it. The pen's strokes are
ours (tools/handwriting.py); the paper is ruled, and lit from one side.
"""

import argparse
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage

from tools.handwriting import Stroke, write

LINES = "27182", "60935", "41"
SEED = 0
HERE = Path(__file__).parents[1] / "network4" / "reader"
_WIDTH, _HEIGHT = 720, 600
_PITCH, _FIRST_RULE, _RULE = 92, 68, 2  # of the rules, and how thick they are
_MARGIN = 150  # between the left edge of the paper and the first digit
_DIGIT, _PEN = 96, 3.5  # a digit's height and half of the pen's width, in pixels
_PAPER = np.array([0.955, 0.945, 0.91])
_INK = np.array([0.10, 0.16, 0.42])  # of a blue ball pen
_RULES = np.array([0.70, 0.78, 0.86])
_TURN = 2.2  # degrees by which the camera was held askew
_ENLARGED = 2  # drawn so much larger, and made smaller to be smooth
Picture = npt.NDArray[np.float64]


def ink_of(strokes: list[Stroke], generator: np.random.Generator) -> Picture:
    """Return how much ink is where, (height, width) in 0..1."""
    rows, columns = np.mgrid[: _ENLARGED * _HEIGHT, : _ENLARGED * _WIDTH]
    reach = int(_ENLARGED * _PEN) + 4
    ink = np.zeros(rows.shape)
    for stroke in strokes:
        for (x, y), pressure in zip(stroke.points, stroke.pressure, strict=True):
            left, top = int(_ENLARGED * x) - reach, int(_ENLARGED * y) - reach
            place = np.s_[top : top + 2 * reach, left : left + 2 * reach]
            away = np.hypot(rows[place] - _ENLARGED * y, columns[place] - _ENLARGED * x)
            edge = _ENLARGED * _PEN * pressure - away
            np.maximum(ink[place], np.clip(edge + 0.5, 0, 1), out=ink[place])
    small = ink.reshape(_HEIGHT, _ENLARGED, _WIDTH, _ENLARGED).mean(axis=(1, 3))
    grain = ndimage.gaussian_filter(generator.standard_normal(small.shape), 1.2)
    return small * (0.86 + 0.10 * grain / grain.std()).clip(0.6, 1)


def paper_with(ink: Picture) -> Picture:
    """Return the sheet, (height, width, 3) in 0..1: rules below, ink above."""
    sheet = np.tile(_PAPER, (_HEIGHT, _WIDTH, 1))
    for top in range(_FIRST_RULE, _HEIGHT, _PITCH):
        sheet[top : top + _RULE] = _RULES
    return sheet + ink[..., None] * (_INK - sheet)


def photograph(sheet: Picture, generator: np.random.Generator) -> Image.Image:
    """Return the sheet as a camera sees it: askew, lit from one side, a little soft."""
    seen = ndimage.rotate(sheet, _TURN, reshape=False, order=1, mode="nearest")
    seen = ndimage.gaussian_filter(seen, (0.8, 0.8, 0))
    down, right = np.mgrid[0 : 1 : _HEIGHT * 1j, 0 : 1 : _WIDTH * 1j]
    lamp = np.exp(-((right - 0.15) ** 2 + 0.7 * (down - 0.1) ** 2) / 1.1)
    grain = ndimage.gaussian_filter(generator.standard_normal(lamp.shape), 2.5)
    light = (0.52 + 0.48 * lamp) * (1 + 0.008 * grain / grain.std())
    seen = seen * light[..., None] + generator.normal(0, 0.008, seen.shape)
    return Image.fromarray(np.rint(255 * seen.clip(0, 1)).astype(np.uint8))


def make(lines: tuple[str, ...], seed: int) -> Image.Image:
    """Return the picture of lines of digits, the same for the same seed."""
    generator = np.random.default_rng(seed)
    strokes: list[Stroke] = []
    for number, line in enumerate(lines):
        rule = _FIRST_RULE + (2 * number + 1) * _PITCH
        place = np.array([_MARGIN, rule - _DIGIT - 6])
        for stroke in write(line, _DIGIT, generator):
            strokes.append(Stroke(stroke.points + place, stroke.pressure))
    return photograph(paper_with(ink_of(strokes, generator)), generator)


def main() -> None:
    """Write the picture, and beside it what is on it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=HERE)
    out: Path = parser.parse_args().out
    make(LINES, SEED).save(out / "sample.jpg", quality=85)
    (out / "sample.txt").write_text("\n".join(LINES) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
