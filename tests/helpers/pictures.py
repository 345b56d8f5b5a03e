"""Pictures with printed digits, which a reader of handwriting reads as well."""

from importlib import import_module
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont


def written(lines, size=48, paper=225, ink=40, shape=(420, 700), at=(60, 40)):
    """Return a picture with lines of digits, far apart."""
    fonts = Path(import_module("matplotlib").get_data_path()) / "fonts" / "ttf"
    font = ImageFont.truetype(fonts / "DejaVuSans.ttf", size)
    image = Image.new("L", (shape[1], shape[0]), paper)
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        for place, digit in enumerate(line):
            left = at[0] + place * size * 1.2
            draw.text((left, at[1] + number * size * 1.7), digit, ink, font)
    return image


def cropped_to_ink(image, enlarged=1):
    """Return a digit of MNIST without the paper around it."""
    rows = np.flatnonzero(image.max(axis=1) > 60)
    columns = np.flatnonzero(image.max(axis=0) > 60)
    tight = Image.fromarray(image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    size = tight.width * enlarged, tight.height * enlarged
    return np.asarray(tight.resize(size, Image.Resampling.BICUBIC))
