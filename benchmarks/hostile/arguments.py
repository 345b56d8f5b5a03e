"""Arguments of all kinds for the public functions."""

from dataclasses import dataclass, field
from typing import Any

import network4 as n4
from benchmarks.hostile import small
from benchmarks.hostile.mutating import chosen
from benchmarks.hostile.targets import (
    GOOD,
    LONG_RUNNING,
    Target,
    is_drawn,
    targets,
)
from benchmarks.hostile.values import Draw, hostile_value

_MOST_LONG = 3


@dataclass(frozen=True)
class Call:
    """A target with its arguments by name."""

    target: Target
    arguments: dict[str, Any] = field(repr=False)


def bounded(name: str, value: Any) -> Any:
    """Return a value; of numbers that only say how long to go on no large ones."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if name in LONG_RUNNING and is_number and value > _MOST_LONG:
        return _MOST_LONG
    return value


def arguments_of(target: Target, hostile: dict[str, Any]) -> dict[str, Any]:
    """Return good arguments where they are known, and the hostile ones."""
    good = {name: GOOD[name]() for name in target.required if name in GOOD}
    if target.name in ("fit", "fit_many"):
        good |= {"progress": False, "num_threads": 1, "engine": "native"}
    if target.name == "fit_many":  # whose settings are those of `fit`
        good |= {"num_jobs": 1, "epochs": 1, "learning_rate": 0.1}
    return good | {name: bounded(name, value) for name, value in hostile.items()}


def call(draw: Draw) -> Call:
    """Return a public function with one or two hostile arguments."""
    target = chosen(draw, targets())
    # Pictures take a second, most of it in Matplotlib.
    while is_drawn(target) and draw.random() < 0.95:
        target = chosen(draw, targets())
    unknown = {name for name in target.required if name not in GOOD}
    names = [*target.required, *target.others]
    picked = {chosen(draw, names) for _ in range(int(draw.integers(1, 3)))}
    hostile = {name: hostile_value(draw) for name in sorted(unknown | picked)}
    return Call(target, arguments_of(target, hostile))


def use_call(made: Call) -> None:
    """Call it."""
    made.target.call(**made.arguments)


_SETTINGS = tuple(n4.DigitClassifier().get_params())


def estimator(draw: Draw) -> dict[str, Any]:
    """Return hostile settings and samples for the estimator."""
    names = ("X", "y", "asked", "classes", "sample_weight", *_SETTINGS)
    picked = {chosen(draw, names) for _ in range(int(draw.integers(1, 3)))}
    return {name: bounded(name, hostile_value(draw)) for name in sorted(picked)}


def use_estimator(made: dict[str, Any]) -> None:
    """Fit an estimator, ask it, and go on with the same samples."""
    settings = {name: made[name] for name in made if name in _SETTINGS}
    quick: dict[str, Any] = {"layers": (), "epochs": 1, "num_threads": 1}
    classifier = n4.DigitClassifier(**quick | settings)
    images = small.split(12).images
    samples = made.get("X", images), made.get("y", small.split(12).labels)
    weights = made.get("sample_weight")
    classifier.fit(*samples, sample_weight=weights)
    classifier.predict(made.get("asked", images))
    classifier.partial_fit(*samples, made.get("classes"), sample_weight=weights)
