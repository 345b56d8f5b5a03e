"""Chapter 3: the cross-entropy and regularisation."""

from network4.experiments.experiment import (
    Experiment,
    Protocol,
    Trained,
)
from network4.experiments.recipe import Recipe
from network4.layers import FullyConnected
from network4.training.settings import Settings

PROTOCOL = Protocol("unit_normal", "shuffled", "keep", judged_on="validation")


_CH3_100 = Recipe(
    "ch3_100",
    "784-100-10, cross-entropy, regularised",
    (FullyConnected(100), FullyConnected(10)),
    Settings(epochs=60, learning_rate=0.1),
    book_lambda=5.0,
    lambda_per="images",
)
RECIPES = (_CH3_100,)


EXPERIMENTS: tuple[Experiment, ...] = (
    Trained(
        "ch3_100",
        3,
        "Handwriting recognition revisited: the code",
        "784-100-10, cross-entropy, lambda 5",
        recipe=_CH3_100,
        protocol=PROTOCOL,
        published_percent=98.04,
        picture="accuracy by epoch",
        core_minutes=0.4,
        note="best accuracy on validation data, as in the book",
    ),
)
