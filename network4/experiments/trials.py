"""Trials: one change at a time to a small network, judged on validation data alone.

They say what helps beyond the book's own means, and what does not. No test image is
looked at.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from network4.augment import ONE_PIXEL_SHIFTS, Distortions
from network4.experiments.experiment import Protocol, Trained
from network4.experiments.recipe import Recipe
from network4.layers import (
    BatchNorm,
    Conv,
    ConvPool,
    DropConnect,
    FullyConnected,
    Layer,
    Softmax,
)
from network4.training.schedules import Constant, Cosine, Linear, OneCycle
from network4.training.settings import Settings

PROTOCOL = Protocol("auto", "shuffled", "drop", judged_on="validation at the end")
AFFINE = Distortions(rotation=6, skew=0.08, scale=0.06, shift=1.1)
ELASTIC = Distortions(elastic_alpha=6, elastic_sigma=4)
LIGHT = replace(AFFINE, elastic_alpha=6, elastic_sigma=4)
BASE_NAME = "trial_base"
_RATE, _WARMUP = 0.1, 0.5


def _layers(dense: Layer | None = None, dropout: float = 0.0) -> tuple[Layer, ...]:
    return (
        ConvPool(20, 5, activation="relu"),
        ConvPool(40, 5, activation="relu"),
        dense or FullyConnected(100, activation="relu"),
        Softmax(10, dropout=dropout),
    )


def _normalized() -> tuple[Layer, ...]:
    """Return the base with batch normalisation after each convolution."""
    hidden = [
        layer
        for maps in (20, 40)
        for layer in (
            ConvPool(maps, 5, activation="linear", initializer="he"),
            BatchNorm(activation="relu"),
        )
    ]
    return *hidden, *_layers()[2:]


def _small_fields() -> tuple[Layer, ...]:
    """Return two convolutions of 3 x 3 where the base has one of 5 x 5."""
    hidden = [
        layer
        for maps in (20, 40)
        for layer in (
            Conv(maps, 3, padding=1, activation="relu"),
            ConvPool(maps, 3, padding=1, activation="relu"),
        )
    ]
    return *hidden, *_layers()[2:]


BASE = Recipe(
    BASE_NAME,
    "ConvPool20-ConvPool40-FC100, light distortions, 10 epochs",
    _layers(),
    Settings(
        epochs=10,
        learning_rate=Linear(_RATE, warmup_epochs=_WARMUP),
        distortions=LIGHT,
    ),
)


def _trial(
    name: str,
    summary: str,
    core_minutes: float = 1.0,
    layers: tuple[Layer, ...] = BASE.layers,
    book_lambda: float = 0.0,
    **changes: Any,
) -> Trained:
    recipe = replace(
        BASE.with_settings(**changes),
        name=f"trial_{name}",
        summary=summary,
        layers=layers,
        book_lambda=book_lambda,
    )
    return Trained(
        recipe.name,
        0,
        "Beyond the book",
        summary,
        recipe=recipe,
        protocol=PROTOCOL,
        core_minutes=core_minutes,
    )


def _all() -> Iterator[Trained]:
    yield _trial("base", BASE.summary)
    yield _trial("plain", "no distortions", distortions=None)
    yield _trial(
        "shifts",
        "one-pixel shifts, two epochs of five times the images",
        distortions=None,
        shifts=ONE_PIXEL_SHIFTS,
        epochs=2,
        learning_rate=Linear(_RATE, warmup_epochs=_WARMUP / 5),
    )
    yield _trial("affine", "affine distortions alone", distortions=AFFINE)
    yield _trial("elastic", "elastic distortions alone", distortions=ELASTIC)
    yield _trial("half", "distortions of half the size", distortions=LIGHT.times(0.5))
    yield _trial("double", "distortions of twice the size", distortions=LIGHT.times(2))
    yield _trial("dropout", "dropout 0.3 of the last layer", layers=_layers(None, 0.3))
    connected = DropConnect(100, activation="relu", dropout=0.5)
    yield _trial("dropconnect", "DropConnect 0.5", 6, layers=_layers(connected))
    yield _trial("batch_norm", "batch normalisation", 1.5, layers=_normalized())
    yield _trial(
        "small_fields", "two 3 x 3 fields for one 5 x 5", 4, layers=_small_fields()
    )
    slow = _RATE / 10
    yield _trial(
        "momentum",
        "momentum 0.9, a tenth of the rate",
        momentum=0.9,
        learning_rate=Linear(slow, warmup_epochs=_WARMUP),
    )
    yield _trial(
        "adam",
        "Adam, rate 0.001",
        6,
        optimizer="adam",
        learning_rate=Linear(0.001, warmup_epochs=_WARMUP),
    )
    yield _trial(
        "adamw",
        "AdamW, rate 0.001, decay 0.05",
        6,
        optimizer="adam",
        learning_rate=Linear(0.001, warmup_epochs=_WARMUP),
        book_lambda=0.05 * 5000,
    )
    yield _trial("constant", "a constant rate", learning_rate=Constant(0.03))
    yield _trial(
        "cosine", "cosine rates", learning_rate=Cosine(_RATE, warmup_epochs=_WARMUP)
    )
    yield _trial("one_cycle", "one-cycle rates", learning_rate=OneCycle(_RATE))
    yield _trial("label_smoothing", "label smoothing 0.1", label_smoothing=0.1)
    yield _trial("average", "averaged weights, decay 0.999", average_decay=0.999)
    yield _trial(
        "average_constant",
        "averaged weights, decay 0.999, at a constant rate",
        average_decay=0.999,
        learning_rate=Constant(0.03),
    )
    yield _trial("decay", "lambda 0.1", book_lambda=0.1)


TRIALS: tuple[Trained, ...] = tuple(_all())
