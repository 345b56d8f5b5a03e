"""Beyond the book: recipes of our own, chosen on validation data."""

from collections.abc import Mapping
from typing import Any

from network4.augment import ONE_PIXEL_SHIFTS, Distortions
from network4.datasets import Dataset
from network4.experiments.experiment import (
    Experiment,
    Protocol,
    Trained,
    Vote,
)
from network4.experiments.recipe import Recipe
from network4.experiments.trials import LIGHT
from network4.layers import Conv, ConvPool, FullyConnected, Layer, Softmax
from network4.training.schedules import Cosine, Linear
from network4.training.settings import Settings

PROTOCOL = Protocol("auto", "shuffled", "drop", judged_on="test")
QUICK, BEST = "quick", "best"
_SECTION = "Beyond the book"


def _network(
    first_maps: int,
    second_maps: int,
    units: int,
    dropout: float = 0.0,
    last_dropout: float = 0.0,
) -> tuple[Layer, ...]:
    return (
        ConvPool(first_maps, 5, activation="relu"),
        ConvPool(second_maps, 5, activation="relu"),
        FullyConnected(units, activation="relu", dropout=dropout),
        Softmax(10, dropout=last_dropout),
    )


def _quick(
    target: str,
    layers: tuple[Layer, ...],
    epochs: int,
    distortions: Distortions,
    batch_size: int = 10,
) -> Recipe:
    return Recipe(
        f"{QUICK}_{target}",
        f"aims at {target}% of MNIST's test images, in little time",
        layers,
        Settings(
            epochs=epochs,
            # Twice the images in a step bear twice the rate.
            learning_rate=Linear(0.01 * batch_size, warmup_epochs=0.5),
            batch_size=batch_size,
            distortions=distortions,
            test_shifts=ONE_PIXEL_SHIFTS,
        ),
    )


BY_TARGET: Mapping[str, Recipe] = {
    "99.0": Recipe(
        QUICK,
        "the default: two convolutions, trained in little time",
        _network(12, 32, 200),
        Settings(epochs=2, learning_rate=Linear(0.2, warmup_epochs=0.2), batch_size=20),
        min_steps=2000,
    ),
    "99.5": _quick("99.5", _network(16, 40, 100), 6, LIGHT, batch_size=20),
    "99.6": _quick("99.6", _network(20, 40, 200, 0.2, 0.3), 14, LIGHT.times(1.5)),
    "99.67": _quick("99.67", _network(32, 64, 150), 30, LIGHT.times(2)),
}
_BEST = Recipe(
    BEST,
    "aims at 99.7% of MNIST's test images",
    (
        ConvPool(32, 5, activation="relu"),
        Conv(64, 3, padding=1, activation="relu"),
        ConvPool(64, 3, padding=1, activation="relu"),
        FullyConnected(150, activation="relu"),
        Softmax(10),
    ),
    Settings(
        epochs=40,
        learning_rate=Cosine(0.1, warmup_epochs=0.5),
        distortions=LIGHT.times(2),
        label_smoothing=0.05,
        test_shifts=ONE_PIXEL_SHIFTS,
        keep="last",
    ),
    # The settings were chosen before; validation images choose nothing any more.
    num_validation_images=1000,
)
_DEEP_FC = Recipe(
    "deep_fc",
    "five wide fully-connected layers on distorted images, like Ciresan's of 2010",
    (
        *(FullyConnected(n, activation="relu") for n in (2500, 2000, 1500, 1000, 500)),
        Softmax(10),
    ),
    Settings(
        epochs=60,
        learning_rate=Cosine(0.2, warmup_epochs=0.5),
        batch_size=50,
        distortions=LIGHT.times(2),
    ),
)


def _harden(data: Dataset, seed: int) -> Dataset:
    # It brings the reader along, which only this recipe needs.
    from network4.experiments.hardening import harden

    return harden(data, seed)


def _harden_without_test(data: Dataset, seed: int) -> Dataset:
    # A teacher is no candidate: only the student is measured on test images.
    return _harden(data, seed).without_test()


READER = Recipe(
    "reader",
    "reads photographs: a teacher of the model that comes with network4",
    _network(32, 64, 150),
    Settings(
        epochs=30,
        learning_rate=Linear(0.1, warmup_epochs=0.5),
        distortions=LIGHT.times(2),
    ),
    prepare=_harden,
)
TEACHER = Recipe(
    "teacher",
    "a larger teacher of the model that comes with network4",
    _BEST.layers,
    Settings(
        epochs=30,
        learning_rate=Cosine(0.1, warmup_epochs=0.5),
        distortions=LIGHT.times(2),
        keep="last",
    ),
    prepare=_harden_without_test,
)
RECIPES = (*BY_TARGET.values(), _BEST, _DEEP_FC, READER, TEACHER)


def _row(
    recipe: Recipe, aim_percent: float, core_minutes: float, **more: Any
) -> Trained:
    return Trained(
        recipe.name,
        0,
        _SECTION,
        f"{'-'.join(map(_layer_name, recipe.layers))}, {recipe.settings.epochs} epochs",
        recipe=recipe,
        protocol=PROTOCOL,
        published_percent=aim_percent,
        core_minutes=core_minutes,
        is_timed=True,
        **more,
    )


def _layer_name(layer: Layer) -> str:
    count = getattr(layer, "maps", getattr(layer, "units", ""))
    return f"{layer.name}{count}".replace("FullyConnected", "FC")


def _ensemble(first_seed: int, num_members: int, aim_percent: float) -> Vote:
    last_seed = first_seed + num_members - 1
    return Vote(
        f"{BEST}_{first_seed}_to_{last_seed}",
        0,
        _SECTION,
        f"{num_members} networks of {BEST} together",
        member=BEST,
        num_members=num_members,
        first_seed=first_seed,
        judged_by="mean probability",
        published_percent=aim_percent,
        num_runs=1,
    )


_QUICK_MINUTES = {"99.0": 0.1, "99.5": 0.5, "99.6": 1.5, "99.67": 6.0}
EXPERIMENTS: tuple[Experiment, ...] = (
    *(
        _row(recipe, float(target), _QUICK_MINUTES[target], num_runs=5)
        for target, recipe in BY_TARGET.items()
    ),
    _row(_BEST, 99.70, 20.0, num_runs=10, keeps_answers=True),
    _row(_DEEP_FC, 99.65, 45.0, num_runs=1),
    _ensemble(0, 5, 99.78),
    _ensemble(5, 5, 99.78),
    _ensemble(0, 10, 99.78),
)
