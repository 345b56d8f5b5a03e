"""Whether the page reads as Python does, and how quickly: needs Chromium.

    python -m benchmarks.page [--lines 200] [--digits 1000]

writes `network4 page`, opens it in Chromium without a window, shows it lines of MNIST's
validation digits under several conditions (tools/lines.py), and counts how many it
reads as `n4.read` does, boxes included; then single digits, in milliseconds each.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Error

import network4 as n4
from benchmarks.opened_page import OpenPage, find_chromium, run_chromium
from benchmarks.reading import CONDITIONS, make_example
from network4.errors import Network4Error
from network4.export import write_page


def read_in_python(image: Any) -> list[Any]:
    """Return text and boxes; the sentence of a refusal."""
    try:
        reading = n4.read(image)
    except Network4Error as error:
        return [str(error).removeprefix("read: "), []]
    boxes = [list(part.box) for line in reading.lines for part in line]
    return [reading.text, boxes]


def read_in_page(page: OpenPage, image: Any) -> list[Any]:
    """Return text and boxes; the sentence of a refusal."""
    try:
        return page.read(image)
    except Error as error:
        return [error.message.splitlines()[0].partition("Error: ")[2], []]


def compare_lines(page: OpenPage, digits: n4.Split, count: int) -> None:
    """Print how many lines are read alike, and how long a line takes."""
    alike, seconds = 0, {"Python": 0.0, "the page": 0.0}
    conditions = list(CONDITIONS)
    for number in range(count):
        name = conditions[number % len(conditions)]
        generator = np.random.Generator(np.random.Philox(number))
        image = make_example(digits, name, generator).image
        started = time.perf_counter()
        expected = read_in_python(image)
        seconds["Python"] += time.perf_counter() - started
        started = time.perf_counter()
        read = read_in_page(page, image)
        seconds["the page"] += time.perf_counter() - started
        alike += read == expected
        if read != expected:
            print(f"{name}, {number}: Python {expected}, the page {read}")
    print(f"{alike} of {count} lines are read alike, boxes included")
    for who, taken in seconds.items():
        print(f"{who}: {1000 * taken / count:.0f} ms a line")


def main() -> None:
    """Write the page, open it, compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=200)
    parser.add_argument("--digits", type=int, default=1000)
    arguments = parser.parse_args()
    digits = n4.load_mnist().validation
    chromium = find_chromium() or sys.exit("needs Chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder, run_chromium(chromium) as browser:
        path = Path(folder) / "digits.html"
        write_page(path, n4.load_model())
        page = OpenPage(browser, path)
        images = digits.images[: arguments.digits]
        began = time.perf_counter()
        page.classify(images)
        each = (time.perf_counter() - began) / len(images)
        print(f"{1000 * each:.1f} ms a digit, over {len(images):,}")
        compare_lines(page, digits, arguments.lines)


if __name__ == "__main__":
    main()
