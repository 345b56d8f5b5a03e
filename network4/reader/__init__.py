"""From a picture of digits to text: find the ink, split it, normalise it, read it."""

from network4.reader.normalizing import normalize

__all__ = ["normalize"]
