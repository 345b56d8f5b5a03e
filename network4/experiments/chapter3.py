"""Chapter 3: the cross-entropy and regularisation."""

from network4.experiments.recipe import Recipe
from network4.layers import FullyConnected

RECIPES = (
    Recipe(
        "ch3_100",
        "784-100-10, cross-entropy, regularised",
        (FullyConnected(100), FullyConnected(10)),
        epochs=60,
        learning_rate=0.1,
        book_lambda=5.0,
        lambda_per="images",
    ),
)
