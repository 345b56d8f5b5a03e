"""Whether the page reads as Python does, and how quickly: needs Chromium.

    python benchmarks/page.py [--lines 200] [--digits 1000]

writes `network4 page`, opens it in Chromium without a window, shows it lines of MNIST's
validation digits under several conditions (benchmarks/lines.py), and counts how many it
reads as `n4.read` does, boxes included; then single digits, in milliseconds each.
"""

import argparse
import base64
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import sync_playwright
from reading import CONDITIONS, make_line

import network4 as n4
from network4.errors import Network4Error
from network4.export import write_page

READ = """async ([text, width, height]) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const rgba = new Uint8ClampedArray(4 * bytes.length).fill(255);
  bytes.forEach((value, at) => rgba.fill(value, 4 * at, 4 * at + 3));
  try {
    const { text: read, lines } = await network4.read(rgba, width, height);
    return [read, lines.flat().map((digit) => digit.box)];
  } catch (refusal) {
    return [refusal.message, []];
  }
}"""
CLASSIFY = """async ([text, count]) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const started = performance.now();
  await network4.classify(bytes, count);
  return (performance.now() - started) / count;
}"""


def encode(array: Any) -> str:
    """Return bytes as text."""
    return base64.b64encode(array.tobytes()).decode()


def read_in_python(image: Any) -> list[Any]:
    """Return text and boxes; the sentence of a refusal."""
    try:
        reading = n4.read(image)
    except Network4Error as error:
        return [str(error).removeprefix("read: "), []]
    return [reading.text, [list(digit.box) for digit in reading.digits]]


def compare_lines(tab: Any, digits: n4.Split, count: int) -> None:
    """Print how many lines are read alike, and how long a line takes."""
    alike, seconds = 0, {"Python": 0.0, "the page": 0.0}
    conditions = list(CONDITIONS.items())
    for number in range(count):
        name, condition = conditions[number % len(conditions)]
        generator = np.random.Generator(np.random.Philox(number))
        image = make_line(digits, condition, generator).image
        started = time.perf_counter()
        expected = read_in_python(image)
        seconds["Python"] += time.perf_counter() - started
        started = time.perf_counter()
        height, width = image.shape
        read = tab.evaluate(READ, [encode(image), width, height])
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
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "digits.html"
        write_page(path, n4.load_model())
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        tab = browser.new_page()
        tab.goto(path.as_uri())
        tab.wait_for_selector("html[data-ready]")
        images = digits.images[: arguments.digits]
        each = tab.evaluate(CLASSIFY, [encode(images), len(images)])
        print(f"{each:.1f} ms a digit, over {len(images):,}")
        compare_lines(tab, digits, arguments.lines)


if __name__ == "__main__":
    main()
