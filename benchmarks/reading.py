"""How well lines of digits are read, by how they are written: one table.

    python -m benchmarks.reading [--lines 500] [--digits validation] [--seed 1]
        [--failures DIR] [--only WORD]

writes lines of MNIST's digits under each condition (tools/lines.py), the same for
the same seed, reads them with the model that comes with network4, and prints the share
of lines that are read exactly, with its standard error. Where Tesseract is installed it
reads the same lines, digits only. --failures keeps pictures of what was misread. Each
core reads conditions of its own, on one thread. 500 lines of 26 conditions take an
hour and a half of a core, Tesseract apart.
"""

import argparse
import math
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
from joblib import Parallel, delayed
from PIL import Image

import network4 as n4
from network4.datasets import Split
from network4.errors import Network4Error
from network4.utils.processes import num_cores
from tools.lines import Condition, Example, make_line, make_turned_page

TURNED = "pages of three lines, turned"

CONDITIONS = {
    "five digits, spaced": Condition(),
    "far apart": Condition(gap=(1.0, 2.5)),
    "pairs that touch": Condition((2, 2), gap=(0.0, 0.0)),
    "pairs that overlap by up to 15%": Condition((2, 2), gap=(-0.15, 0.0)),
    "five digits that touch": Condition(gap=(0.0, 0.0)),
    "1 to 12 digits": Condition((1, 12)),
    "uneven light, shadow, texture": Condition(
        light=0.6, shadow=0.3, background="texture", noise=0.02
    ),
    "ruled paper": Condition(background="ruled"),
    "squared paper": Condition(background="squared"),
    "frame": Condition(frame=True),
    "line rising or falling by up to 15 degrees": Condition(slant=15.0),
    "leaning by up to 15 degrees": Condition(shear=15.0),
    "sizes up to 30% larger or smaller": Condition(size_jitter=0.3),
    "thin pen": Condition(pen=-1.5),
    "thick pen": Condition(pen=3.0),
    "noise": Condition(noise=0.06),
    "light on dark": Condition(is_inverted=True),
    "a sheet on a dark desk": Condition(desk=0.2),
    "a sheet on a desk half as bright": Condition(desk=0.45),
    "rows of cells": Condition((4, 10), form="cells"),
    "combs": Condition((4, 10), form="comb"),
    "separate boxes": Condition((1, 10), form="boxes"),
    "tables of four columns": Condition((8, 20), form="table", columns=4),
    "points, commas and signs": Condition((3, 6), has_signs=True),
    "a letter among digits": Condition((3, 5), has_letter=True),
    "small digits among others": Condition(size_jitter=0.6),
    TURNED: Condition((3, 8)),
}


def make_example(digits: Split, name: str, generator: np.random.Generator) -> Example:
    """Return a picture of a line, or of a page, under one of the conditions."""
    make = make_turned_page if name == TURNED else make_line
    return make(digits, CONDITIONS[name], generator)


def read(example: Example, model: n4.Model) -> str:
    """Return what network4 reads; what it says where it reads nothing."""
    try:
        return n4.read(example.image, model=model).text
    except Network4Error as error:
        return str(error)


def read_by_tesseract(example: Example) -> str:
    """Return what Tesseract reads, told that it is one line of digits."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "line.png"
        Image.fromarray(example.image).save(path)
        options = ["--psm", "7", "-c", "tessedit_char_whitelist=0123456789"]
        done = subprocess.run(
            ["tesseract", path, "-", *options], capture_output=True, text=True
        )
    return done.stdout.replace(" ", "").strip()


def keep(example: Example, said: str, path: Path) -> None:
    """Keep the picture of a line that was misread, named by what is there and said."""
    path.mkdir(parents=True, exist_ok=True)
    written = example.text.replace("\n", "_").replace("/", "~").replace(":", ";")
    name = "".join(c for c in said.replace("\n", "_") if c in "0123456789_?.,-+")
    Image.fromarray(example.image).save(path / f"{written}-{name}.png")


def share(right: int, count: int) -> str:
    """Return a share in percent with its standard error."""
    p = right / count
    return f"{100 * p:.1f} ± {100 * math.sqrt(p * (1 - p) / count):.1f}"


def measure(
    name: str, digits: Split, num_lines: int, seed: int, failures: Path | None
) -> str:
    """Read lines of one condition; return its row of the table."""
    os.environ["NETWORK4_NUM_THREADS"] = "1"  # the other cores are at work
    generator = np.random.Generator(np.random.Philox(seed))
    model, has_tesseract = n4.load_model(), shutil.which("tesseract") is not None
    right = right_by_tesseract = 0
    seconds = 0.0
    for _ in range(num_lines):
        example = make_example(digits, name, generator)
        began = time.perf_counter()
        said = read(example, model)
        seconds += time.perf_counter() - began
        right += said == example.text
        if has_tesseract:
            right_by_tesseract += read_by_tesseract(example) == example.text
        if said != example.text and failures is not None:
            keep(example, said, failures / name.replace(" ", "_"))
    other = share(right_by_tesseract, num_lines) if has_tesseract else ""
    ours = share(right, num_lines)
    return f"| {name} | {ours} | {seconds / num_lines:.2f} | {other} |"


def main() -> None:
    """Write, read, count."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=500)
    parser.add_argument("--digits", choices=["test", "validation"], default="test")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--failures", type=Path)
    parser.add_argument("--only", help="conditions whose names have this word")
    arguments = parser.parse_args()
    digits = getattr(n4.load_mnist(), arguments.digits)
    print("| lines | exact, % | seconds a line | Tesseract, % |\n|---|---:|---:|---:|")
    rows = Parallel(n_jobs=num_cores(), return_as="generator")(
        delayed(measure)(
            name, digits, arguments.lines, arguments.seed, arguments.failures
        )
        for name in CONDITIONS
        if not arguments.only or arguments.only in name
    )
    for row in rows:
        print(row, flush=True)


if __name__ == "__main__":
    main()
