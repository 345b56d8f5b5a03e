"""Beyond the book: recipes of our own, chosen on validation data."""

from network4.experiments.recipe import Recipe
from network4.layers import ConvPool, FullyConnected, Softmax
from network4.schedules import Linear

RECIPES = (
    Recipe(
        "quick",
        "the default: two convolutions, quick and good",
        (
            ConvPool(12, 5, activation="relu"),
            ConvPool(32, 5, activation="relu"),
            FullyConnected(200, activation="relu"),
            Softmax(10),
        ),
        epochs=2,
        learning_rate=Linear(0.2, warmup_epochs=0.2),
        batch_size=20,
        min_steps=2000,
    ),
)
