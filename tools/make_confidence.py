"""Fit how sure the reader is of a line, judge it on other lines, and draw the curve.

    python -m tools.make_confidence [--lines 20] [--kept FILE]
        [--out docs/pictures/sure.png]

writes lines of MNIST's validation digits in all ways of benchmarks/reading.py and reads
them. Half of the digits are for fitting, the others for judging, with another seed. It
writes the weights into network4/reader/constants.json, prints how often lines of each
confidence are right, and draws the share of lines answered against the share of these
that is wrong. It must run again when another model ships: some ten minutes of a core.
--kept keeps what was measured, and takes it from there if the file exists.
"""

import argparse
import json
import os
import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from sklearn.linear_model import LogisticRegression

import network4 as n4
from benchmarks.reading import CONDITIONS, make_example
from network4.datasets import Split
from network4.plots.saving import save
from network4.reader import constants
from network4.reader.choosing import choose_together
from network4.reader.confidence import Signals, signals_of
from network4.reader.desk import clear_desk
from network4.reader.ink import find_ink
from network4.reader.opening import Grey, open_picture
from network4.reader.recognizing import is_refused
from network4.reader.turning import read_ways

ROOT = Path(__file__).parents[1]
CONSTANTS = Path(constants.__file__).with_suffix(".json")
SEEDS = {"fitting": 1, "judging": 2}
EDGES = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0)
_FEWEST = 100  # lines of which a share is drawn
Floats = npt.NDArray[np.float64]


class Line(NamedTuple):
    """A line that was read.

    Attributes:
        part: "fitting" or "judging".
        condition: how it was written.
        is_right: whether it was read without a mistake.
        signals: see `Signals`; None if the line has a "?".
    """

    part: str
    condition: str
    is_right: bool
    signals: Signals | None


def read_lines(model: n4.Model, grey: Grey) -> list[tuple[str, Signals | None]]:
    """Return the text of each line, as `n4.read` has it, and its signals."""
    written = find_ink(clear_desk(grey))
    if written is None:
        return []
    way = read_ways(model, written, every=False)
    chosen = choose_together(way.readings, None) or []
    least = float(model.details.get("rejection_threshold") or 0.0)
    lines: list[tuple[str, Signals | None]] = []
    for line, choice in zip(way.seen, chosen, strict=True):
        parts = [
            (
                line.split.spans[n].first,
                str(line.by_class[n].argmax()),
                is_refused(line, n, least),
            )
            for n in choice.spans
        ]
        others = (line.split.others[number] for number in choice.others)
        parts += [(each.first, each.text, each.text == "?") for each in others]
        text = "".join(text for _, text, _ in sorted(parts))
        is_whole = not any(refused for _, _, refused in parts)
        if text:
            lines.append((text, signals_of(line, choice) if is_whole else None))
    return lines


def right_lines(read: Sequence[str], written: Sequence[str]) -> set[int]:
    """Return the numbers of lines that are read as they are written, in their order."""
    blocks = SequenceMatcher(None, read, written, autojunk=False).get_matching_blocks()
    return {block.a + each for block in blocks for each in range(block.size)}


def measure(part: str, digits: Split, num_lines: int) -> Iterator[Line]:
    """Write and read pictures of each condition; yield their lines."""
    model = n4.load_model()
    for name in CONDITIONS:
        generator = np.random.Generator(np.random.Philox(SEEDS[part]))
        for _ in range(num_lines):
            example = make_example(digits, name, generator)
            lines = read_lines(model, open_picture(example.image).grey)
            right = right_lines([text for text, _ in lines], example.text.split("\n"))
            for number, (_, signals) in enumerate(lines):
                is_right = number in right and signals is not None
                yield Line(part, name, is_right, signals)


def measure_all(num_lines: int) -> list[Line]:
    """Return lines for fitting and for judging, of different digits."""
    os.environ["NETWORK4_NUM_THREADS"] = "1"
    digits = n4.load_mnist().validation
    half = len(digits) // 2
    parts = {"fitting": slice(half), "judging": slice(half, None)}
    return [
        line
        for part, which in parts.items()
        for line in measure(
            part, Split(digits.images[which], digits.labels[which]), num_lines
        )
    ]


def load_or_measure(kept: Path | None, num_lines: int) -> list[Line]:
    """Return lines that were kept; else measure them, and keep them if asked to."""
    if kept is not None and kept.exists():
        rows = map(json.loads, kept.read_text(encoding="utf-8").splitlines())
        return [Line(*row[:3], Signals(*row[3]) if row[3] else None) for row in rows]
    lines = measure_all(num_lines)
    if kept is not None:
        kept.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    return lines


def fit(lines: Sequence[Line]) -> dict[str, float]:
    """Return the bias and the weight of each signal, by the constants' names."""
    whole = [(line.signals, line.is_right) for line in lines if line.signals]
    signals, right = zip(*whole, strict=True)
    fitted = LogisticRegression(max_iter=5000).fit(np.array(signals), np.array(right))
    names = [name.upper() for name in Signals._fields]
    weights = dict(zip(names, fitted.coef_[0].tolist(), strict=True))
    return {"BIAS": float(fitted.intercept_[0]), **weights}


def confidences(lines: Sequence[Line], weights: dict[str, float]) -> Floats:
    """Return how sure the reader is of each line; 0 where it has a "?"."""
    bias, *others = weights.values()
    sums = np.array(
        [
            bias + np.dot(others, line.signals) if line.signals else -np.inf
            for line in lines
        ]
    )
    return 1 / (1 + np.exp(-sums))


def write_weights(path: Path, weights: dict[str, float]) -> None:
    """Write weights into the file of constants, and leave the rest as it is."""
    text = path.read_text(encoding="utf-8")
    before, group, after = text.partition('  "confidence": {')
    for name, weight in weights.items():
        old = rf'("{name}": \{{"value": )[^,]+'
        after, count = re.subn(old, rf"\g<1>{round(weight, 3)}", after, count=1)
        if count != 1:
            raise SystemExit(f"{path} must have one {name}, found {count}.")
    path.write_text(before + group + after, encoding="utf-8")


def table(sure: Floats, right: npt.NDArray[np.bool_]) -> str:
    """Return how many lines of each confidence are right, as Markdown."""
    rows = [
        "| confidence | lines | mean confidence, % | right, % |",
        "|---|---:|---:|---:|",
    ]
    for least, below in pairwise(EDGES):
        among = (sure >= least) & (sure < below)
        if among.any():
            mean, share = 100 * sure[among].mean(), 100 * right[among].mean()
            span = f"{least:g} to {below:g}"
            rows.append(f"| {span} | {among.sum()} | {mean:.1f} | {share:.1f} |")
    return "\n".join(rows)


def answered(sure: Floats, right: npt.NDArray[np.bool_]) -> str:
    """Return what `--sure` prints and how much of that is wrong, as Markdown."""
    rows = ["| `--sure` | lines answered, % | wrong of these, % |", "|---|---:|---:|"]
    for least in EDGES[1:-1]:
        given = sure >= least
        wrong = f"{100 * (1 - right[given].mean()):.1f}" if given.any() else ""
        rows.append(f"| {least:g} | {100 * given.mean():.1f} | {wrong} |")
    return "\n".join(rows)


def draw(sure: Floats, right: npt.NDArray[np.bool_], path: Path) -> None:
    """Draw the share of lines answered against the share of these that is wrong."""
    order = np.argsort(-sure, kind="stable")
    given = np.arange(_FEWEST, 1 + int((sure > 0).sum()))
    wrong = np.cumsum(~right[order])[given - 1]
    figure = Figure(figsize=(6.0, 3.6), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.step(
        100 * given / len(sure), 100 * wrong / given, where="post", color="#1f5fa8"
    )
    for least in (0.9, 0.95, 0.98, 0.99):
        count = int((sure >= least).sum())
        if count >= _FEWEST:
            place = 100 * count / len(sure), 100 * wrong[count - _FEWEST] / count
            axes.plot(*place, "o", color="#c26a12")
            axes.annotate(
                f"{least:g}", place, (0, 6), textcoords="offset points", ha="center"
            )
    axes.set_xlabel("lines answered, %")
    axes.set_ylabel("wrong of these, %")
    axes.set_xlim(0, 100)
    axes.set_ylim(0, None)
    axes.grid(alpha=0.3)
    save(figure, path)


def main() -> None:
    """Measure, fit, judge, write, draw."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=20, help="of each condition")
    parser.add_argument("--kept", type=Path)
    parser.add_argument("--out", type=Path, default=ROOT / "docs/pictures/sure.png")
    arguments = parser.parse_args()
    lines = load_or_measure(arguments.kept, arguments.lines)
    weights = fit([line for line in lines if line.part == "fitting"])
    judged = [line for line in lines if line.part == "judging"]
    sure = confidences(judged, weights)
    right = np.array([line.is_right for line in judged])
    write_weights(CONSTANTS, weights)
    print(f"fitted on {len(lines) - len(judged)} lines, judged on {len(judged)}\n")
    print(table(sure, right), answered(sure, right), sep="\n\n")
    draw(sure, right, arguments.out)


if __name__ == "__main__":
    main()
