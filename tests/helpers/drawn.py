"""Digits drawn on the page with the mouse, for its tests."""

import numpy as np

# Digits as strokes through points, in a box of 100 x 200.
STROKES = {
    "1": [[(50, 0), (50, 200)]],
    "7": [[(0, 0), (100, 0), (40, 200)]],
    "4": [[(20, 0), (0, 110), (100, 110)], [(75, 30), (70, 200)]],
    "0": [[(50, 0), (10, 40), (0, 110), (40, 195), (90, 150), (100, 60), (50, 0)]],
}


def draw(page, text, left=60, top=60, pitch=170):
    """Draw digits on the sheet with the mouse."""
    sheet = page.tab.locator("#sheet").bounding_box()
    mouse = page.tab.mouse
    for number, digit in enumerate(text):
        for stroke in STROKES[digit]:
            places = [
                (sheet["x"] + left + number * pitch + x, sheet["y"] + top + y)
                for x, y in stroke
            ]
            mouse.move(*places[0])
            mouse.down()
            for place in places[1:]:
                mouse.move(*place, steps=8)
            mouse.up()


def picture_of(page):
    """Return what is drawn as the page reads it: grey bytes (height, width)."""
    width, pixels = page.tab.evaluate(
        """() => {
            const { width, data } = network4.takePicture();
            return [width, Array.from(data)];
        }"""
    )
    return np.reshape(pixels, (-1, width, 4)).astype(np.uint8)[..., 0]
