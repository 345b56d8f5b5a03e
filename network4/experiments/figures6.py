"""Chapter 6: figures that compare runs, and the runs that only they need."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from network4.experiments.chapter6 import PRACTICE, PROTOCOL, row
from network4.experiments.experiment import (
    Comparison,
    Experiment,
    Member,
    Trained,
)
from network4.layers import Conv, L2Pool, Layer, MaxPool

_CURVES, _SETTINGS = "accuracy by epoch", "accuracy by setting"


def _other_weights(name: str, initializer: Any, summary: str) -> Trained:
    relu = row("dbl_conv_relu", f"first weights {summary}", 4)
    protocol = replace(PROTOCOL, initializer=initializer)
    return replace(relu, name=name, protocol=protocol, is_listed=False)


def _pooled(
    name: str, summary: str, pool: Layer, minutes: float, **changes: Any
) -> Trained:
    """Return dbl_conv_relu with convolution and pooling as layers of their own."""
    relu = row("dbl_conv_relu", summary, minutes)
    first, second = (Conv(maps, 5, activation="relu") for maps in (20, 40))
    layers = (first, pool, second, pool, *relu.recipe.layers[2:])
    recipe = replace(relu.recipe, layers=layers).with_settings(epochs=_POOLED_EPOCHS)
    recipe = recipe.with_settings(**changes)
    return replace(relu, name=name, recipe=recipe, is_listed=False, num_runs=1)


# JAX alone has L2 pooling, and takes all cores for it; so epochs and runs are few. Both
# have a convolution and a pool, whose first weights are narrower than ConvPool's.
_POOLED_EPOCHS = 20
_L2_POOLED = _pooled("l2_pooling", "the root of the sum of squares", L2Pool(2), 10)
# At the rate of the others its second convolution dies; 0.01 was chosen on validation
# data.
_L2_POOLED_SLOWLY = _pooled(
    *("l2_pooling_slower", "the same, learning rate 0.01", L2Pool(2), 10),
    learning_rate=0.01,
)
_MAX_POOLED = _pooled("max_pooling", "max", MaxPool(2), 1.5)
_POOLED = _MAX_POOLED, _L2_POOLED, _L2_POOLED_SLOWLY
_LAMBDAS = tuple(10.0**power for power in range(-5, 3))


def _regularized(
    of: str, lambdas: Iterable[float], minutes: float, num_runs: int = 1
) -> list[Trained]:
    base = row(of, "", minutes, num_runs=num_runs)
    return [
        replace(
            base,
            name=f"{of}_lambda_{value:g}",
            summary=f"{of}, lambda {value:g}",
            recipe=replace(base.recipe, book_lambda=value),
            is_listed=False,
        )
        for value in lambdas
    ]


_SIGMOID_LAMBDAS = _regularized("dbl_conv", _LAMBDAS, 6)
# Without 0.1, which is the row dbl_conv_relu itself.
_RELU_LAMBDAS = _regularized(
    "dbl_conv_relu", (0.0, *(value for value in _LAMBDAS if value != 0.1)), 4
)
_SHALLOW_LAMBDAS = [
    # The best of them on validation data is a row.
    replace(run, is_listed=run.name == "shallow_lambda_0.1", note="aside")
    for run in _regularized("shallow", (0.01, 0.1, 1.0, 10.0), 0.4, 3)
]


def _by_lambda(*runs: Trained) -> tuple[Member, ...]:
    """Return rows as members of a figure, the smallest lambda first."""
    ordered = sorted(runs, key=lambda run: run.recipe.book_lambda)
    return tuple(Member(f"{run.recipe.book_lambda:g}", run.name) for run in ordered)


EXPERIMENTS: tuple[Experiment, ...] = (
    _other_weights("init_fan_in", "fan_in", "1/n_in instead of 1/n_out"),
    _other_weights("init_he", "he", "2/n_in instead of 1/n_out"),
    *_POOLED,
    *_SIGMOID_LAMBDAS,
    *_RELU_LAMBDAS,
    *_SHALLOW_LAMBDAS,
    Comparison(
        "fig_l2_shallow",
        6,
        PRACTICE,
        "one hidden layer of 100, by lambda",
        members=_by_lambda(row("shallow", "", 0.4), *_SHALLOW_LAMBDAS),
        picture=_SETTINGS,
    ),
    Comparison(
        "fig_l2_sigmoid",
        6,
        PRACTICE,
        "sigmoid, by lambda",
        members=_by_lambda(row("dbl_conv", "", 6), *_SIGMOID_LAMBDAS),
        picture=_SETTINGS,
    ),
    Comparison(
        "fig_l2_relu",
        6,
        PRACTICE,
        "ReLU, by lambda",
        members=_by_lambda(row("dbl_conv_relu", "", 4), *_RELU_LAMBDAS),
        picture=_SETTINGS,
    ),
    Comparison(
        "fig_l2_pooling",
        6,
        PRACTICE,
        f"max-pooling against L2 pooling, {_POOLED_EPOCHS} epochs",
        members=tuple(Member(r.summary, r.name) for r in _POOLED),
        picture=_CURVES,
    ),
    Comparison(
        "fig_tanh",
        6,
        PRACTICE,
        "tanh against sigmoid",
        members=(Member("sigmoid", "dbl_conv"), Member("tanh", "dbl_conv_tanh")),
        picture=_CURVES,
    ),
    Comparison(
        "fig_init",
        6,
        PRACTICE,
        "ReLU with three variances of first weights",
        members=(
            Member("1/n_out, the book's", "dbl_conv_relu"),
            Member("1/n_in", "init_fan_in"),
            Member("2/n_in (He)", "init_he"),
        ),
        picture=_CURVES,
    ),
)
