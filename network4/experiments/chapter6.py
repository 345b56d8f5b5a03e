"""Chapter 6: convolutional networks."""

from dataclasses import replace
from typing import Any

from network4.augment import ONE_PIXEL_SHIFTS
from network4.experiments import others
from network4.experiments.experiment import (
    Experiment,
    Protocol,
    Trained,
    Vote,
)
from network4.experiments.recipe import Recipe
from network4.layers import ConvPool, FullyConnected, Layer, Softmax
from network4.layers.activations import Activation
from network4.training.settings import Settings

PROTOCOL = Protocol("fan_out", "fixed", "drop", judged_on="test")
PRACTICE = "Convolutional neural networks in practice"
_SIGMOID = Settings(epochs=60, learning_rate=0.1)
_RELU = Settings(epochs=60, learning_rate=0.03)


def _convolutions(activation: Activation) -> tuple[Layer, ...]:
    return ConvPool(20, 5, activation=activation), ConvPool(
        40, 5, activation=activation
    )


def _two_convolutions(activation: Activation) -> tuple[Layer, ...]:
    dense = FullyConnected(100, activation=activation)
    return *_convolutions(activation), dense, Softmax(10)


def _expanded(name: str, summary: str, *units: int) -> Recipe:
    dense = (FullyConnected(count, activation="relu") for count in units)
    return Recipe(
        name,
        f"{summary}; each image five times, moved by a pixel",
        (*_convolutions("relu"), *dense, Softmax(10)),
        replace(_RELU, shifts=ONE_PIXEL_SHIFTS),
        book_lambda=0.1,
    )


RECIPES = (
    Recipe(
        "shallow",
        "one fully-connected hidden layer of 100",
        (FullyConnected(100), Softmax(10)),
        _SIGMOID,
    ),
    Recipe(
        "basic_conv",
        "one convolution, one fully-connected layer",
        (ConvPool(20, 5), FullyConnected(100), Softmax(10)),
        _SIGMOID,
    ),
    Recipe(
        "omit_fc",
        "one convolution, straight into the softmax layer",
        (ConvPool(20, 5), Softmax(10)),
        _SIGMOID,
    ),
    Recipe(
        "dbl_conv",
        "two convolutions",
        _two_convolutions("sigmoid"),
        _SIGMOID,
    ),
    Recipe(
        "dbl_conv_tanh",
        "two convolutions, tanh instead of sigmoid",
        _two_convolutions("tanh"),
        _SIGMOID,
    ),
    Recipe(
        "dbl_conv_relu",
        "two convolutions, rectified linear units, regularised",
        _two_convolutions("relu"),
        _RELU,
        book_lambda=0.1,
    ),
    _expanded("expanded_100", "dbl_conv_relu", 100),
    _expanded("expanded_300", "300 units instead of 100", 300),
    _expanded("expanded_1000", "1,000 units instead of 100", 1000),
    _expanded("double_fc_100", "two layers of 100 units", 100, 100),
    _expanded("double_fc_300", "two layers of 300 units", 300, 300),
    _expanded("double_fc_1000", "two layers of 1,000 units", 1000, 1000),
    Recipe(
        "dropout",
        "two layers of 1,000 units with dropout; each image five times",
        (
            *_convolutions("relu"),
            FullyConnected(1000, activation="relu", dropout=0.5),
            FullyConnected(1000, activation="relu", dropout=0.5),
            Softmax(10, dropout=0.5),
        ),
        replace(_RELU, epochs=40, shifts=ONE_PIXEL_SHIFTS),
    ),
)
_BY_NAME = {recipe.name: recipe for recipe in RECIPES}


def row(name: str, summary: str, core_minutes: float, **more: Any) -> Trained:
    """Return a row of the chapter, from the recipe of its name."""
    return Trained(
        name,
        6,
        PRACTICE,
        summary,
        recipe=_BY_NAME[name],
        protocol=PROTOCOL,
        core_minutes=core_minutes,
        **more,
    )


_TWO = "ConvPool20-ConvPool40"
EXPERIMENTS: tuple[Experiment, ...] = (
    row("shallow", "FC100-Softmax10", 0.4, published_percent=97.80),
    row("basic_conv", "ConvPool20-FC100-Softmax10", 4, published_percent=98.78),
    row("omit_fc", "ConvPool20-Softmax10", 3, note="exercise"),
    row("dbl_conv", f"{_TWO}-FC100-Softmax10", 6, published_percent=99.06),
    row("dbl_conv_tanh", "the same with tanh", 6, note="problem"),
    row("dbl_conv_relu", "the same with ReLU, lambda 0.1", 4, published_percent=99.23),
    row("expanded_100", "expanded training data", 20, published_percent=99.37),
    row("expanded_300", "the same, FC300", 24, published_percent=99.46),
    row("expanded_1000", "the same, FC1000", 32, published_percent=99.43),
    row("double_fc_100", f"{_TWO}-FC100-FC100", 21, published_percent=99.43),
    row("double_fc_300", f"{_TWO}-FC300-FC300", 26, published_percent=99.48),
    row("double_fc_1000", f"{_TWO}-FC1000-FC1000", 50, published_percent=99.47),
    row(
        "dropout",
        "the same with dropout 0.5, 40 epochs",
        27,
        published_percent=99.60,
        keeps_answers=True,
        keeps_filters=True,
        picture="filters",
    ),
    Vote(
        "ensemble_5",
        6,
        PRACTICE,
        "the vote of the five dropout networks, each after its last epoch",
        member="dropout",
        num_members=5,
        published_percent=99.67,
        picture="errors",
        num_runs=1,
    ),
    *others.EXPERIMENTS,
)
