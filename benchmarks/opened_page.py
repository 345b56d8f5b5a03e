"""The page of `network4 page` in a browser without a window: needs Chromium.

What benchmarks/page.py measures with, and tests of the page look through.
"""

import base64
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from playwright.sync_api import Browser, sync_playwright

_NAMES = "chromium", "chromium-browser", "google-chrome"
_FROM_BASE64 = """const bytes = (text) =>
    Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));"""
_CLASSIFY = f"""async ([text, count]) => {{
    {_FROM_BASE64}
    return Array.from(await network4.classify(bytes(text), count));
}}"""
_READ = f"""async ([text, width, height]) => {{
    {_FROM_BASE64}
    const rgba = new Uint8ClampedArray(bytes(text));
    const {{ text: read, lines }} = await network4.read(rgba, width, height);
    return [read, lines.flat().map((part) => part.box)];
}}"""

_LEFT_OUT = f"""async ([text, width, height]) => {{
    {_FROM_BASE64}
    const rgba = new Uint8ClampedArray(bytes(text));
    const {{ leftOut }} = await network4.read(rgba, width, height);
    return leftOut.map(({{ box, reason }}) => [box, reason]);
}}"""

_SURE = f"""async ([text, width, height]) => {{
    {_FROM_BASE64}
    const rgba = new Uint8ClampedArray(bytes(text));
    const {{ turned, confidences }} = await network4.read(rgba, width, height);
    return [turned, confidences];
}}"""


def find_chromium() -> str | None:
    """Return where Chromium is, under one of its names."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


@contextmanager
def run_chromium(path: str) -> Iterator[Browser]:
    """Run Chromium without a window."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


class OpenPage:
    """A page in a tab, and all that it asked for or complained of."""

    def __init__(self, browser: Browser, path: Path, **options: Any) -> None:
        """Open the page, in a context with Playwright's options, and wait for it."""
        self.context = browser.new_context(**options)
        self.tab = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.tab.on("request", lambda request: self.requests.append(request.url))
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.tab.on("console", lambda message: self.complaints.append(message.text))
        self.tab.goto(path.as_uri())
        self.tab.wait_for_selector("html[data-ready]")

    def classify(self, images: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
        """Return the page's probabilities for images (n, 28, 28)."""
        answers = self.tab.evaluate(_CLASSIFY, [_encode(images), len(images)])
        return np.reshape(answers, (len(images), -1))

    def read(self, image: npt.NDArray[np.uint8]) -> list[Any]:
        """Return the text, and the boxes of its digits and signs, that the page reads.

        Args:
            image: (height, width) grey bytes.
        """
        return self.tab.evaluate(_READ, _pixels(image))

    def left_out(self, image: npt.NDArray[np.uint8]) -> list[Any]:
        """Return [box, reason] of each part of grey bytes that the page leaves out."""
        return self.tab.evaluate(_LEFT_OUT, _pixels(image))

    def sure(self, image: npt.NDArray[np.uint8]) -> tuple[int, list[float]]:
        """Return by how many degrees the page turned grey bytes, and how sure it is."""
        turned, confidences = self.tab.evaluate(_SURE, _pixels(image))
        return turned, confidences

    def answer(self) -> str | None:
        """Return what stands on the page as the answer, once it has settled."""
        self.tab.wait_for_selector("#answers[aria-busy=false]")
        return self.tab.text_content("#answer")


def _pixels(image: npt.NDArray[np.uint8]) -> list[Any]:
    """Return the RGBA of grey bytes as text, and its width and height."""
    opaque = np.full_like(image, 255)
    height, width = image.shape
    return [_encode(np.stack([image, image, image, opaque], axis=-1)), width, height]


def _encode(array: npt.NDArray[np.uint8]) -> str:
    return base64.b64encode(array.tobytes()).decode()
