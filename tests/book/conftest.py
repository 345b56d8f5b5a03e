import random

import numpy as np
import pytest


@pytest.fixture
def seeded():
    """Seed both global generators, as the book's programs do."""

    def seed(value=2015):
        random.seed(value)
        np.random.seed(value)

    seed()
    return seed


@pytest.fixture
def pairs():
    """Twenty-three pairs of an x of six values and a one-hot y of three."""
    generator = np.random.Generator(np.random.Philox(1))
    xs = generator.random((23, 6, 1)).astype(np.float32)
    return [
        (x, np.eye(3)[:, [digit]])
        for x, digit in zip(xs, generator.integers(0, 3, 23), strict=True)
    ]


@pytest.fixture
def questions(pairs):
    """The same pairs with the digit for the column."""
    return [(x, int(np.argmax(y))) for x, y in pairs]
