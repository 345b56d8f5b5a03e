"""Make the pictures of the drawing page: a number drawn and read, and the layers.

    python -m tools.animate_page [--out docs/pictures]

writes the page of the model that ships, draws on it in Chromium with the mouse, takes
a picture after every few steps, and joins them into page.gif. What the layers answer
to the last digit is layers.png. It needs Chromium, and takes half a minute.
"""

import argparse
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

import network4 as n4
from benchmarks.opened_page import OpenPage, find_chromium, run_chromium
from network4.export import write_page
from tools.handwriting import write

OUT = Path(__file__).parents[1] / "docs" / "pictures"
NUMBER = "20617"
_SEED = 0
_SIZE = {"width": 720, "height": 1000}  # of the window, in pixels
_BELOW = 16  # pixels that are shown below a part of the page
_PEN, _HEIGHT = 26, 150  # of the page's slider, and of a digit in pixels
_LEFT, _TOP = 50, 66  # of the first digit on the sheet, in pixels
_STEP = 24  # pixels of a stroke between two pictures
_SECONDS = 0.07  # that a picture is shown, and the first and the last one:
_FIRST_SECONDS, _LAST_SECONDS = 0.8, 4.0
_COLOURS = 64


def frames(page: OpenPage) -> Iterator[Image.Image]:
    """Draw the number; yield what is on the screen as it goes on."""
    page.tab.fill("#pen", str(_PEN))
    page.tab.locator("#pen").blur()  # or the first picture shows a ring around it
    yield _seen(page)
    sheet: Any = page.tab.locator("#sheet").bounding_box()
    corner = np.array([sheet["x"] + _LEFT, sheet["y"] + _TOP])
    mouse = page.tab.mouse
    for stroke in write(NUMBER, _HEIGHT, np.random.default_rng(_SEED)):
        first, *rest = (stroke.points + corner).tolist()
        mouse.move(*first)
        mouse.down()
        for number, place in enumerate(rest):
            mouse.move(*place)
            if number % _STEP == 0:
                yield _seen(page)
        mouse.up()
        page.answer()
        yield _seen(page)


def _seen(page: OpenPage, **options: Any) -> Image.Image:
    return Image.open(io.BytesIO(page.tab.screenshot(**options))).convert("RGB")


def _end_of(page: OpenPage, part: str) -> int:
    """Return where a part of the page ends, with what is shown below it."""
    box: Any = page.tab.locator(part).bounding_box()
    return round(box["y"] + box["height"]) + _BELOW


def save(path: Path, taken: list[Image.Image]) -> None:
    """Write pictures as one that moves, in the colours of the last one."""
    colours = taken[-1].quantize(_COLOURS)
    few = [each.quantize(palette=colours, dither=Image.Dither.NONE) for each in taken]
    seconds = [_FIRST_SECONDS, *[_SECONDS] * (len(few) - 2), _LAST_SECONDS]
    milliseconds = [round(1000 * each) for each in seconds]
    few[0].save(
        path, save_all=True, append_images=few[1:], duration=milliseconds, loop=0
    )


def animate(out: Path) -> str | None:
    """Write both pictures; return what the page read in the end."""
    found = find_chromium()
    if found is None:
        raise SystemExit("needs Chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder, run_chromium(found) as browser:
        path = Path(folder, "digits.html")
        write_page(path, n4.load_model())
        page = OpenPage(browser, path, viewport=_SIZE, color_scheme="light")
        taken = list(frames(page))
        end = _end_of(page, "#answers")
        out.mkdir(parents=True, exist_ok=True)
        save(out / "page.gif", [each.crop((0, 0, each.width, end)) for each in taken])
        whole = _seen(page, full_page=True)
        inside = 0, end + 1, whole.width, _end_of(page, "#inside")
        whole.crop(inside).save(out / "layers.png")
        return page.answer()


def main() -> None:
    """Make them, and say what was read."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=OUT)
    out: Path = parser.parse_args().out
    read = animate(out)
    size = (out / "page.gif").stat().st_size
    print(f"{out}: {NUMBER} was read as {read}; page.gif has {size:,} bytes")


if __name__ == "__main__":
    main()
