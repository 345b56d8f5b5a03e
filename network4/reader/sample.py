"""The picture that comes with network4, so that everybody has one to read."""

from pathlib import Path

SAMPLE_PICTURE = Path(__file__).with_name("sample.jpg")
"""Numbers written by hand on ruled paper; sample.txt beside it says which."""
