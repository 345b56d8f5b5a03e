"""From a picture of digits to text: find the ink, split it, normalise it, read it."""

from network4.reader.normalizing import normalize
from network4.reader.reading import read
from network4.reader.result import Digit, LeftOut, Reading, Sign
from network4.reader.sample import SAMPLE_PICTURE

__all__ = [
    "SAMPLE_PICTURE",
    "Digit",
    "LeftOut",
    "Reading",
    "Sign",
    "normalize",
    "read",
]
