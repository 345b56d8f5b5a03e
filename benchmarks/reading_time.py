"""How long `network4 read` takes, from the start of the command to its end.

    python -m benchmarks.reading_time [--rounds 3]

writes three pictures of 12 megapixels, each with three lines of six of MNIST's
validation digits in uneven light and with seams between them, and one digit of 28 x 28,
the same for the same seed, and reads each with the command, in turn. Then it says how
long the imports take without which nothing is read, and of a core a line, once all is
loaded. Half a minute, on an idle machine.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage

import network4 as n4
from benchmarks.reading import CONDITIONS
from network4.datasets import Split
from tools.lines import Condition, make_line

UNEVEN = Condition(num_digits=(6, 6), light=0.4, shadow=0.2, background="texture")
IMPORTS = "import numpy, scipy.ndimage, PIL.Image, PIL.ImageOps, click"
LINES_TIMED = ("five digits, spaced", "five digits that touch")


def make_photograph(digits: Split, seed: int) -> Image.Image:
    """Return 4,000 x 3,000 pixels with three lines of digits, enlarged."""
    generator = np.random.Generator(np.random.Philox(seed))
    page = np.full((3000, 4000), 200, np.float32)
    for top in (200, 1100, 2000):
        line = Image.fromarray(make_line(digits, UNEVEN, generator).image)
        height = round(3200 * line.height / line.width)
        enlarged = np.asarray(line.resize((3200, height)), np.float32)[:850]
        level = enlarged + 200 - np.median(enlarged)
        page[top : top + len(level), 400:3600] = level
    blurred = ndimage.gaussian_filter(page, 1.5)
    noisy = blurred + generator.normal(0, 3, page.shape)
    return Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).convert("RGB")


def seconds_of(*arguments: str | Path) -> float:
    """Return how long Python takes for a command."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], stdout=subprocess.PIPE, check=True)
    return time.perf_counter() - start


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
    with tempfile.TemporaryDirectory() as directory:
        paths = [Path(directory) / f"photograph_{seed}.jpg" for seed in range(3)]
        for seed, path in enumerate(paths):
            make_photograph(digits, seed).save(path, quality=92)
        paths.append(Path(directory) / "digit.png")
        Image.fromarray(digits.images[0]).save(paths[-1])
        commands = {path.name: ("-m", "network4", "read", path) for path in paths}
        commands["imports alone"] = ("-c", IMPORTS)
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                taken[name].append(seconds_of(*command))
    for name, seconds in taken.items():
        each = ", ".join(f"{s:.2f}" for s in seconds)
        print(f"{name}: {statistics.median(seconds):.2f} s ({each})")
    for name in LINES_TIMED:
        print(f"{name}: {core_seconds_a_line(digits, name):.2f} s of a core a line")


if __name__ == "__main__":
    main()
