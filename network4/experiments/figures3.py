"""Chapters 3 and 5: figures that compare runs, and the runs that only they need."""

from dataclasses import replace
from functools import partial
from typing import Any

from network4.datasets import Dataset, Split
from network4.evaluation import baselines
from network4.experiments.chapter3 import PROTOCOL
from network4.experiments.epoch_observers import watch_costs, watch_learning_speed
from network4.experiments.experiment import (
    Baseline,
    Comparison,
    Experiment,
    Labels,
    Member,
    Trained,
)
from network4.experiments.recipe import Recipe
from network4.layers import FullyConnected
from network4.training.settings import Settings

_HYPER_PARAMETERS = "How to choose a neural network's hyper-parameters?"
_OVERFITTING = "Overfitting and regularization"
_SMALL_WEIGHTS = replace(PROTOCOL, initializer="fan_in")
_SETTINGS = Settings(epochs=30, learning_rate=0.1)
NUM_IMAGES = 50_000
NUM_SHOWN = 1_500_000
SIZES = (100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)


def _run(
    name: str,
    section: str,
    summary: str,
    hidden: tuple[int, ...] = (30,),
    settings: Settings = _SETTINGS,
    book_lambda: float = 5.0,
    **more: Any,
) -> Trained:
    """Return a run with the cross-entropy that is a curve of a figure."""
    recipe = Recipe(
        "",
        summary,
        tuple(map(FullyConnected, (*hidden, 10))),
        settings,
        book_lambda=book_lambda,
        lambda_per="images",
    )
    rest: dict[str, Any] = {"protocol": PROTOCOL, "is_listed": False, **more}
    return Trained(name, 3, section, summary, recipe=recipe, num_runs=1, **rest)


def _members(runs: tuple[Trained, ...]) -> tuple[Member, ...]:
    """Return members labelled by what a summary says last."""
    return tuple(Member(run.summary.split(", ")[-1], run.name) for run in runs)


_RATES = tuple(
    _run(
        f"multiple_eta_{rate:g}",
        _HYPER_PARAMETERS,
        f"784-30-10, learning rate {rate:g}",
        protocol=_SMALL_WEIGHTS,
        settings=replace(_SETTINGS, learning_rate=rate),
        watch=partial(watch_costs, 5.0),
    )
    for rate in (0.025, 0.25, 2.5)
)
_FIRST_WEIGHTS = {
    units: tuple(
        _run(
            f"weight_init_{units}_{size}",
            "Weight initialization",
            f"784-{units}-10, {size} first weights",
            hidden=(units,),
            protocol=protocol,
        )
        for size, protocol in (("small", _SMALL_WEIGHTS), ("large", PROTOCOL))
    )
    for units in (30, 100)
}
_OVERFITTED = tuple(
    _run(
        f"overfitting_lambda_{value:g}",
        _OVERFITTING,
        f"784-30-10 on 1,000 images, lambda {value:g}",
        protocol=replace(PROTOCOL, judged_on="test itself"),
        settings=Settings(epochs=400, learning_rate=0.5),
        book_lambda=value,
        num_images=1000,
        watch=partial(watch_costs, value),
        core_minutes=0.5,
    )
    for value in (0.0, 0.1)
)


def _more_data(size: int) -> Trained:
    """Return the run on so many images, shown 1,500,000 times in all.

    The book's epochs are 1,500,000 / size, up to 15,000. Here an epoch shows each image
    so often that it is about as long as one over all images, and there are fewer.
    """
    most = NUM_IMAGES // size
    often = next(k for k in range(most, 0, -1) if NUM_SHOWN % (size * k) == 0)
    return _run(
        f"more_data_{size}",
        _OVERFITTING,
        f"784-30-10 on {size:,} images",
        protocol=replace(PROTOCOL, judged_on="test"),
        settings=Settings(
            epochs=NUM_SHOWN // (size * often),
            learning_rate=0.5,
            shifts=((0, 0),) * often,
        ),
        # The book's lambda is 0.0001 for each image, and each counts so often here.
        book_lambda=0.0001 * size * often,
        num_images=size,
        core_minutes=0.2,
    )


def _svm(size: int, data: Dataset, seed: int) -> Labels:
    del seed
    few = Split(data.train.images[:size], data.train.labels[:size])
    return baselines.svm(few, data.test or data.validation)


_MORE_DATA = tuple(map(_more_data, SIZES))
# On all images it is the row svm_gamma_scale.
_SVMS = tuple(
    Baseline(
        f"more_data_svm_{size}",
        3,
        _OVERFITTING,
        f"SVM with today's defaults on {size:,} images",
        answer=partial(_svm, size),
        num_runs=1,
        core_minutes=size / 10_000,
        is_listed=False,
    )
    for size in SIZES[:-1]
)


def _deep(num_hidden: int) -> Trained:
    run = _run(
        f"learning_speed_{num_hidden}",
        "Why are deep neural networks hard to train?",
        f"{num_hidden} hidden layers",
        hidden=(30,) * num_hidden,
        protocol=_SMALL_WEIGHTS,
        settings=replace(_SETTINGS, epochs=500, batch_size=1000),
        num_images=1000,
        watch=watch_learning_speed,
        core_minutes=0.3,
    )
    return replace(run, chapter=5)


_DEEP = tuple(map(_deep, (2, 3, 4)))
EXPERIMENTS: tuple[Experiment, ...] = (
    *_RATES,
    *_FIRST_WEIGHTS[30],
    *_FIRST_WEIGHTS[100],
    *_OVERFITTED,
    *_MORE_DATA,
    *_SVMS,
    *_DEEP,
    Comparison(
        "fig_multiple_eta",
        3,
        _HYPER_PARAMETERS,
        "cost on training data at three learning rates",
        members=_members(_RATES),
        picture="training cost by epoch",
    ),
    *(
        Comparison(
            f"fig_weight_init_{units}",
            3,
            "Weight initialization",
            f"784-{units}-10: small against large first weights",
            members=_members(pair),
            picture="accuracy by epoch",
        )
        for units, pair in _FIRST_WEIGHTS.items()
    ),
    Comparison(
        "fig_overfitting",
        3,
        _OVERFITTING,
        "784-30-10 on 1,000 images, with and without regularisation",
        members=_members(_OVERFITTED),
        picture="costs and accuracies by epoch",
    ),
    Comparison(
        "fig_more_data",
        3,
        _OVERFITTING,
        "784-30-10 and an SVM, by number of training images",
        members=(
            *(Member(f"{n:,}", f"more_data_{n}", "network") for n in SIZES),
            *(Member(f"{n:,}", f"more_data_svm_{n}", "SVM") for n in SIZES[:-1]),
            Member(f"{NUM_IMAGES:,}", "svm_gamma_scale", "SVM"),
        ),
        picture="accuracy by setting",
    ),
    Comparison(
        "fig_learning_speed",
        5,
        "Why are deep neural networks hard to train?",
        "how fast the biases of each hidden layer would learn",
        members=_members(_DEEP),
        picture="speed by epoch",
    ),
)
