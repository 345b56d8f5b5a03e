"""Chapter 1: sigmoid neurons, quadratic cost, weights and biases from N(0, 1)."""

from typing import Any

from network4.experiments.recipe import Recipe
from network4.layers import FullyConnected, Layer

# The book's program keeps the short last mini-batch and the last weights.
_SETTINGS: dict[str, Any] = {"remainder": "keep", "keep": "last"}


def _sigmoid(*units: int) -> tuple[Layer, ...]:
    return tuple(FullyConnected(n, initializer="unit_normal") for n in units)


RECIPES = (
    Recipe(
        "ch1_30",
        "784-30-10, the book's first network",
        _sigmoid(30, 10),
        epochs=30,
        learning_rate=3.0,
        cost="quadratic",
        settings=_SETTINGS,
    ),
    Recipe(
        "ch1_100",
        "784-100-10",
        _sigmoid(100, 10),
        epochs=30,
        learning_rate=3.0,
        cost="quadratic",
        settings=_SETTINGS,
    ),
    Recipe(
        "ch1_none",
        "784-10, no hidden layer",
        _sigmoid(10),
        epochs=30,
        learning_rate=3.0,
        cost="quadratic",
        settings=_SETTINGS,
    ),
)
