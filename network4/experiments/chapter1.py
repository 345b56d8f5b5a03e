"""Chapter 1: sigmoid neurons and the quadratic cost."""

from network4.experiments.recipe import Recipe
from network4.layers import FullyConnected

RECIPES = (
    Recipe(
        "ch1_30",
        "784-30-10, the book's first network",
        (FullyConnected(30), FullyConnected(10)),
        epochs=30,
        learning_rate=3.0,
        cost="quadratic",
    ),
    Recipe(
        "ch1_100",
        "784-100-10",
        (FullyConnected(100), FullyConnected(10)),
        epochs=30,
        learning_rate=3.0,
        cost="quadratic",
    ),
    Recipe(
        "ch1_none",
        "784-10, no hidden layer",
        (FullyConnected(10),),
        epochs=30,
        learning_rate=3.0,
        cost="quadratic",
    ),
)
