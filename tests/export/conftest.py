"""A browser without a window, for tests of the page."""

import base64
import os
import shutil

import numpy as np
import pytest

BROWSERS = "chromium", "chromium-browser", "google-chrome"
FROM_BASE64 = """const bytes = (text) =>
    Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));"""


@pytest.fixture(scope="session")
def chromium():
    """A headless Chromium, which continuous integration must have."""
    playwright = pytest.importorskip("playwright.sync_api")
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None and not os.environ.get("CI"):
        pytest.skip("needs Chromium: apt-get install chromium")
    assert found, "no Chromium, which tests of the page need"
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=found, args=arguments)
        yield browser
        browser.close()


class OpenPage:
    """A page in a tab, and all that it asked for or complained of."""

    def __init__(self, browser, path, **options):
        self.context = browser.new_context(**options)
        self.tab = self.context.new_page()
        self.requests, self.complaints = [], []
        self.tab.on("request", lambda request: self.requests.append(request.url))
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.tab.on("console", lambda message: self.complaints.append(message.text))
        self.tab.goto(path.as_uri())
        self.tab.wait_for_selector("html[data-ready]")

    def classify(self, images):
        """Return the page's probabilities for images (n, 28, 28) uint8."""
        script = f"""async ([text, count]) => {{
            {FROM_BASE64}
            return Array.from(await network4.classify(bytes(text), count));
        }}"""
        answers = self.tab.evaluate(script, [_encode(images), len(images)])
        return np.reshape(answers, (len(images), -1))

    def read(self, image):
        """Return the text and the boxes that the page reads in grey bytes."""
        opaque = np.full_like(image, 255)
        pixels = np.stack([image, image, image, opaque], axis=-1)
        script = f"""async ([text, width, height]) => {{
            {FROM_BASE64}
            const rgba = new Uint8ClampedArray(bytes(text));
            const {{ text: read, lines }} = await network4.read(rgba, width, height);
            return [read, lines.flat().map((digit) => digit.box)];
        }}"""
        height, width = image.shape
        return self.tab.evaluate(script, [_encode(pixels), width, height])

    def answer(self):
        """Return what stands on the page as the answer, once it has settled."""
        self.tab.wait_for_selector("#answers[aria-busy=false]")
        return self.tab.text_content("#answer")


def _encode(array):
    return base64.b64encode(array.tobytes()).decode()


@pytest.fixture
def open_page(chromium):
    """Open a page; after the test, look that it complained of nothing."""
    opened = []

    def opening(path, **options):
        opened.append(OpenPage(chromium, path, **options))
        return opened[-1]

    yield opening
    for page in opened:
        page.context.close()
        assert page.complaints == []
