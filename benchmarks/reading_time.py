"""How long `network4 read` takes, from the start of the command to its end.

    python -m benchmarks.reading_time [--rounds 3]

writes three pictures of 12 megapixels, each with three lines of six of MNIST's
validation digits in uneven light and with seams between them, and one digit of 28 x 28,
the same for the same seed, and reads each with the command, in turn. It prints the
seconds from start to end and, in brackets, the processor's, which other programs do not
change; then what was written and what was read. Then it says how long the imports take
without which nothing is read, and of a core a line, once all is loaded. Half a minute,
on an idle machine.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageOps
from scipy import ndimage

import network4 as n4
from benchmarks.reading import CONDITIONS
from network4.datasets import Split
from tools.lines import Condition, make_line

UNEVEN = Condition(num_digits=(6, 6), light=0.4, shadow=0.2, background="texture")
IMPORTS = "import numpy, PIL.Image, PIL.ImageOps, click"
LINE_SIZE = 3200, 850  # pixels
LINES_TIMED = ("five digits, spaced", "five digits that touch")


class Taken(NamedTuple):
    """What a command took, and what it printed."""

    seconds: float
    processor_seconds: float
    text: str


def make_photograph(digits: Split, seed: int) -> tuple[Image.Image, str]:
    """Return 4,000 x 3,000 pixels with three lines of digits, and what they say."""
    generator = np.random.Generator(np.random.Philox(seed))
    page = np.full((3000, 4000), 200, np.float32)
    texts: list[str] = []
    for top in (200, 1100, 2000):
        example = make_line(digits, UNEVEN, generator)
        # Paper is cut off above and below; a line's digits are in its middle.
        line = np.asarray(ImageOps.fit(Image.fromarray(example.image), LINE_SIZE))
        level = line.astype(np.float32) + 200 - np.median(line)
        page[top : top + len(line), 400 : 400 + line.shape[1]] = level
        texts.append(example.text)
    blurred = ndimage.gaussian_filter(page, 1.5)
    noisy = blurred + generator.normal(0, 3, page.shape)
    picture = Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).convert("RGB")
    return picture, "\n".join(texts)


def run(*arguments: str | Path) -> Taken:
    """Return what Python takes for a command, with its threads."""
    start, before = time.perf_counter(), _processor_seconds()
    command = [sys.executable, *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    seconds = time.perf_counter() - start
    return Taken(seconds, _processor_seconds() - before, done.stdout.strip())


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _side_by_side(written: str, read: str) -> str:
    pairs = zip_longest(written.split("\n"), read.split("\n"), fillvalue="")
    return "\n".join(f"  written {one:8} read {other}" for one, other in pairs)


def core_seconds_a_line(digits: Split, name: str, num_lines: int = 20) -> float:
    """Return the processor's time for a line of one of the conditions."""
    os.environ["NETWORK4_NUM_THREADS"] = "1"
    generator = np.random.Generator(np.random.Philox(1))
    lines = [make_line(digits, CONDITIONS[name], generator) for _ in range(num_lines)]
    n4.read(lines[0].image)
    start = time.process_time()
    for line in lines:
        n4.read(line.image)
    return (time.process_time() - start) / num_lines


def main() -> None:
    """Write the pictures, read them in turn, print the times."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    digits = n4.load_mnist().validation
    written: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as directory:
        paths = [Path(directory) / f"photograph_{seed}.jpg" for seed in range(3)]
        for seed, path in enumerate(paths):
            picture, written[path.name] = make_photograph(digits, seed)
            picture.save(path, quality=92)
        paths.append(Path(directory) / "digit.png")
        Image.fromarray(digits.images[0]).save(paths[-1])
        written["digit.png"] = str(digits.labels[0])
        commands = {path.name: ("-m", "network4", "read", path) for path in paths}
        commands["imports alone"] = ("-c", IMPORTS)
        taken: dict[str, list[Taken]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                taken[name].append(run(*command))
    for name, each in taken.items():
        seconds, processor_seconds = (
            statistics.median(column) for column in list(zip(*each, strict=True))[:2]
        )
        print(f"{name}: {seconds:.2f} s ({processor_seconds:.2f} s of a core)")
        if name in written:
            print(_side_by_side(written[name], each[-1].text))
    for name in LINES_TIMED:
        print(f"{name}: {core_seconds_a_line(digits, name):.2f} s of a core a line")


if __name__ == "__main__":
    main()
