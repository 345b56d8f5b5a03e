"""Chapter 6: what its problems and asides propose to try."""

from dataclasses import replace
from itertools import product
from typing import Any

from network4.experiments.chapter6 import PRACTICE, PROTOCOL, row
from network4.experiments.experiment import Comparison, Experiment, Member, Trained
from network4.experiments.rescaled_sigmoid import RescaledSigmoid
from network4.layers import (
    ConvPool,
    Dropout,
    FullyConnected,
    Layer,
    Softmax,
)
from network4.layers.activations import Activation

_INTRODUCED = "Introducing convolutional networks"
_CURVES, _SETTINGS = "accuracy by epoch", "accuracy by setting"
_FEW_EPOCHS = 20


def _varied(
    of: str,
    name: str,
    summary: str,
    core_minutes: float,
    layers: tuple[Layer, ...] | None = None,
    settings: dict[str, Any] | None = None,
    **more: Any,
) -> Trained:
    """Return a row of the chapter with other layers or settings."""
    base = row(of, summary, core_minutes)
    recipe = replace(base.recipe, layers=layers or base.recipe.layers)
    recipe = recipe.with_settings(**(settings or {}))
    return replace(base, name=name, recipe=recipe, **more)


def _layers_of(name: str) -> tuple[Layer, ...]:
    return row(name, "", 0).recipe.layers


_DROPOUT_300 = _varied(
    "dropout",
    "dropout_300",
    "the same as dropout, FC300-FC300",
    12,
    tuple(
        replace(layer, units=300) if isinstance(layer, FullyConnected) else layer
        for layer in _layers_of("dropout")
    ),
    num_runs=1,
    note="aside",
)


def _dropped(probability: float) -> Trained:
    """Return dbl_conv_relu with dropout of what each convolution has made."""
    first, second, *dense = _layers_of("dbl_conv_relu")
    drop = Dropout(probability)
    return _varied(
        "dbl_conv_relu",
        f"convolution_dropout_{probability:g}",
        f"dbl_conv_relu, dropout {probability:g} of the maps' values",
        4,
        (first, drop, second, drop, *dense),
        note="aside",
    )


_DROPPED = tuple(map(_dropped, (0.2, 0.5)))


def _rescaled() -> Trained:
    """Return dbl_conv with sigmoids that are rescaled, for the epochs that show it."""
    layers = [
        layer
        for hidden in (
            ConvPool(20, 5, activation="linear"),
            ConvPool(40, 5, activation="linear"),
            FullyConnected(100, activation="linear"),
        )
        for layer in (hidden, RescaledSigmoid())
    ]
    return _varied(
        "dbl_conv",
        "dbl_conv_rescaled",
        f"dbl_conv, rescaled sigmoids, {_FEW_EPOCHS} epochs",
        5,
        (*layers, Softmax(10)),
        {"epochs": _FEW_EPOCHS},
        num_runs=1,
        note="problem; 2 sigmoid(2z) - 1 is tanh z, with slopes of up to 1 and outputs "
        "around 0, so it learns as fast as tanh",
    )


_RESCALED = _rescaled()


def _first_convolution(field: int, stride: int) -> Trained:
    _, *dense = _layers_of("basic_conv")
    first = ConvPool(20, field, stride=stride)
    return _varied(
        "basic_conv",
        f"first_field_{field}_stride_{stride}",
        f"basic_conv, field {field} x {field}, stride {stride}, 10 epochs",
        0.5 / stride**2,
        (first, *dense),
        {"epochs": 10},
        protocol=replace(PROTOCOL, judged_on="validation at the end"),
        is_listed=False,
        num_runs=2,
    )


_FIRST = {
    (field, stride): _first_convolution(field, stride)
    for stride, field in product((1, 2), (3, 5, 7, 9))
}


def _base(of: str, layers: tuple[Layer, ...] | None = None, **settings: Any) -> Trained:
    return _varied(of, "", "", 0.1, layers, settings, is_listed=False)


_LARGE_WEIGHTS = replace(PROTOCOL, initializer="unit_normal")
# Chosen before any of them was run; each has the same rate for all activations.
_TRIES = {
    "few epochs": _base("shallow", epochs=3),
    "rate 1": _base("shallow", epochs=5, learning_rate=1.0),
    "large weights": replace(_base("shallow", epochs=5), protocol=_LARGE_WEIGHTS),
    "four layers": _base(
        "shallow", (*(FullyConnected(30),) * 4, Softmax(10)), epochs=10
    ),
    # An epoch shows each image five times, so that there are fewer to be judged.
    "1,000 images": replace(
        _base("dbl_conv", epochs=12, shifts=((0, 0),) * 5), num_images=1000
    ),
    "one convolution": _base("basic_conv", epochs=3),
}


def _try(label: str, activation: Activation) -> Trained:
    base = _TRIES[label]
    *hidden, last = base.recipe.layers
    layers = (*(replace(layer, activation=activation) for layer in hidden), last)
    name = f"try_{label.replace(' ', '_').replace(',', '')}_{activation}"
    recipe = replace(base.recipe, layers=layers)
    return replace(base, name=name, summary=f"{label}, {activation}", recipe=recipe)


_COMPARED: tuple[Activation, ...] = ("sigmoid", "tanh", "relu")
_TRIED = {pair: _try(*pair) for pair in product(_TRIES, _COMPARED)}

EXPERIMENTS: tuple[Experiment, ...] = (
    _DROPOUT_300,
    *_DROPPED,
    _RESCALED,
    *_FIRST.values(),
    *_TRIED.values(),
    Comparison(
        "fig_first_convolution",
        6,
        _INTRODUCED,
        "basic_conv after 10 epochs, by side of the first field",
        members=tuple(
            Member(str(field), run.name, f"stride {stride}")
            for (field, stride), run in _FIRST.items()
        ),
        picture=_SETTINGS,
    ),
    Comparison(
        "fig_dropout_units",
        6,
        PRACTICE,
        "dropout with 300 and with 1,000 units",
        members=(Member("1,000", "dropout"), Member("300", _DROPOUT_300.name)),
        picture=_CURVES,
    ),
    Comparison(
        "fig_convolution_dropout",
        6,
        PRACTICE,
        "dbl_conv_relu, by dropout in the convolutional layers",
        members=(
            Member("none", "dbl_conv_relu"),
            *(Member(run.name.rpartition("_")[2], run.name) for run in _DROPPED),
        ),
        picture=_SETTINGS,
    ),
    Comparison(
        "fig_rescaled_sigmoid",
        6,
        PRACTICE,
        "sigmoid, tanh, and a sigmoid that is rescaled",
        members=(
            Member("sigmoid", "dbl_conv"),
            Member("tanh", "dbl_conv_tanh"),
            Member("2 sigmoid(2z) - 1", _RESCALED.name),
        ),
        picture=_CURVES,
    ),
    Comparison(
        "fig_tanh_tries",
        6,
        PRACTICE,
        "three activations, by choice of settings",
        members=tuple(
            Member(label, run.name, activation)
            for (label, activation), run in _TRIED.items()
        ),
        picture=_SETTINGS,
    ),
)
