"""Chapter 3: the cross-entropy and regularisation."""

from dataclasses import replace

from network4.experiments.experiment import (
    Comparison,
    Experiment,
    Protocol,
    Training,
)
from network4.experiments.recipe import Recipe
from network4.layers import FullyConnected

PROTOCOL = Protocol("unit_normal", "shuffled", "keep", judged_on="validation")
_SMALL_WEIGHTS = replace(PROTOCOL, initializer="fan_in")


def _recipe(name: str, summary: str, units: int, **settings: float) -> Recipe:
    return Recipe(
        name,
        summary,
        (FullyConnected(units), FullyConnected(10)),
        epochs=60 if units == 100 else 30,
        learning_rate=settings.get("learning_rate", 0.1),
        book_lambda=5.0,
        lambda_per="images",
    )


_CH3_100 = _recipe("ch3_100", "784-100-10, cross-entropy, regularised", 100)
RECIPES = (_CH3_100,)


def _rate(learning_rate: float) -> Training:
    return Training(
        f"multiple_eta_{learning_rate:g}",
        3,
        "How to choose a neural network's hyper-parameters?",
        f"784-30-10, learning rate {learning_rate:g}",
        recipe=_recipe("", "", 30, learning_rate=learning_rate),
        protocol=_SMALL_WEIGHTS,
        num_runs=1,
        is_listed=False,
    )


def _first_weights(units: int, protocol: Protocol, size: str) -> Training:
    return Training(
        f"weight_init_{units}_{size}",
        3,
        "Weight initialization",
        f"784-{units}-10, {size} first weights",
        recipe=replace(_recipe("", "", units), epochs=30),
        protocol=protocol,
        num_runs=1,
        is_listed=False,
    )


_RATES = tuple(map(_rate, (0.025, 0.25, 2.5)))
_FIRST_WEIGHTS = {
    units: (
        _first_weights(units, _SMALL_WEIGHTS, "small"),
        _first_weights(units, PROTOCOL, "large"),
    )
    for units in (30, 100)
}

EXPERIMENTS: tuple[Experiment, ...] = (
    Training(
        "ch3_100",
        3,
        "Handwriting recognition revisited: the code",
        "784-100-10, cross-entropy, lambda 5",
        recipe=_CH3_100,
        protocol=PROTOCOL,
        published_percent=98.04,
        picture="accuracy by epoch",
        core_minutes=0.4,
        note="best accuracy on validation data, as the book has it",
    ),
    *_RATES,
    *_FIRST_WEIGHTS[30],
    *_FIRST_WEIGHTS[100],
    Comparison(
        "fig_multiple_eta",
        3,
        "How to choose a neural network's hyper-parameters?",
        "cost on training data at three learning rates",
        members=tuple((run.summary.split(", ")[1], run.name) for run in _RATES),
        picture="training cost by epoch",
    ),
    *(
        Comparison(
            f"fig_weight_init_{units}",
            3,
            "Weight initialization",
            f"784-{units}-10: small against large first weights",
            members=tuple((run.summary.split(", ")[1], run.name) for run in pair),
            picture="accuracy by epoch",
        )
        for units, pair in _FIRST_WEIGHTS.items()
    ),
)
