"""The settings of `fit` as one object, checked before training starts."""

import math
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, cast, get_args

from network4.augment import Distortions, Shifts, as_shifts, check_is_image
from network4.datasets import Dataset
from network4.datasets.labels import check_classes_differ
from network4.engines import StepSettings
from network4.errors import ArgumentError, named_as, shown
from network4.model import Model
from network4.network import Network
from network4.objectives import likeliest_classes
from network4.training.schedules import Schedule, as_schedule
from network4.training.steps import (
    as_rates,
    check_rates,
    check_start,
    check_step,
    checked,
)
from network4.utils.checks import (
    as_real,
    check_choice,
    check_integer,
    check_number,
    check_path,
)

ImageOrder = Literal["shuffled", "fixed"]
Kept = Literal["best", "last"]
Observe = Callable[[int, Model], Mapping[str, float]]
# Not recorded under their own names.
_NOT_RECORDED = {
    *("learning_rate", "max_seconds", "initial", "checkpoint", "observe"),
    *("engine", "progress"),
}
# Recorded always, as in the first records; others where they differ from the default.
_ALWAYS_RECORDED = {
    *("epochs", "batch_size", "l2", "momentum", "remainder", "seed", "order"),
    *("keep", "patience", "num_threads", "shifts"),
}


@dataclass(frozen=True, kw_only=True)
class Settings(StepSettings):
    """The arguments of `fit` that say how to train; see `fit` for each.

    Raises:
        ArgumentError: an argument is out of range.
    """

    epochs: int
    learning_rate: float | Schedule
    label_smoothing: float = 0.0
    seed: int = 0
    order: ImageOrder = "shuffled"
    shifts: Shifts | None = None
    distortions: Distortions | None = None
    test_shifts: Shifts | None = None
    keep: Kept = "best"
    patience: int | None = None
    max_seconds: float | None = None
    initial: Model | None = None
    checkpoint: str | os.PathLike[str] | None = None
    observe: Observe | None = None
    engine: str = "auto"
    num_threads: int | None = None
    progress: bool | None = None

    def __post_init__(self) -> None:
        """Refuse arguments that are out of range, by their names in `fit`."""
        check_step("fit", self)
        check_start("fit", self.initial, self.seed, self.num_threads)
        check_integer("fit", "epochs", self.epochs, 1)
        as_schedule(self.learning_rate)
        check_number("fit", "label_smoothing", self.label_smoothing, 0.0, 1.0)
        check_choice("fit", "order", self.order, get_args(ImageOrder))
        check_choice("fit", "keep", self.keep, get_args(Kept))
        if self.patience is not None:
            check_integer("fit", "patience", self.patience, 1)
        if self.max_seconds is not None:
            check_number("fit", "max_seconds", self.max_seconds, 0.0)
        # The dataclass is frozen; this stores the checked forms.
        object.__setattr__(self, "rates", as_rates("fit", self.rates))
        for name in ("shifts", "test_shifts"):
            pairs = as_shifts("fit", getattr(self, name), name)
            object.__setattr__(self, name, pairs)
        if self.distortions is not None:
            _check_distortions(self.distortions, self.shifts)
        if self.checkpoint is not None:
            check_path("fit", "checkpoint", self.checkpoint)
        if self.observe is not None and not callable(self.observe):
            raise ArgumentError(
                "fit: observe must be a function of an epoch's number and a model, "
                f"received {shown(self.observe)}; give a function or None."
            )

    @property
    def schedule(self) -> Schedule:
        """The learning rate of each step."""
        return as_schedule(self.learning_rate)

    @property
    def examples_are_changed(self) -> bool:
        """Whether training changes images before it shows them."""
        return self.shifts is not None or self.distortions is not None

    def num_examples(self, num_images: int) -> int:
        """Return how many examples an epoch shows for a number of images."""
        return num_images * len(self.shifts or [()])

    def num_examples_of(self, data: Dataset) -> int:
        """Return how many examples an epoch shows."""
        if data.batches is not None:
            return data.batches.num_batches * self.batch_size
        return self.num_examples(len(data.train))

    def to_dict(self) -> dict[str, Any]:
        """Return the settings that a result depends on, for a record."""
        own = {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if field.name in _ALWAYS_RECORDED
            or (
                field.name not in _NOT_RECORDED
                and getattr(self, field.name) != field.default
            )
        }
        if self.distortions is not None:
            own["distortions"] = self.distortions.to_dict()
        return {"schedule": self.schedule.to_dict(), **own}


def settings_for(owner: str, /, **arguments: Any) -> Settings:
    """Return settings from the keyword arguments of a public function.

    Raises:
        TypeError: there is no such argument; the message names `owner`.
        ArgumentError: an argument is out of range.
    """
    try:
        with named_as(owner, "fit"):
            return Settings(**arguments)
    except TypeError as error:
        if "Settings.__init__" not in str(error):
            raise
        message = str(error).replace("Settings.__init__", owner)
        raise TypeError(message) from None


def recorded_settings(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of a record, with defaults for those that it leaves out.

    A setting that every record should have is None if this one lacks it.
    """
    always = {name: record.get(name) for name in ("schedule", *_ALWAYS_RECORDED)}
    others = {
        field.name: record.get(field.name, field.default)
        for field in fields(Settings)
        if field.name not in _NOT_RECORDED | _ALWAYS_RECORDED
    }
    return {**always, **others}


def observed(observe: Observe, epoch: int, model: Model) -> dict[str, float]:
    """Return what `observe` says of a model after an epoch, as plain numbers.

    Raises:
        ArgumentError: it is no dict of finite numbers, which a record could not hold.
    """
    found = cast(object, observe(epoch, model))
    if isinstance(found, Mapping):
        fields = cast(Mapping[object, object], found)
        numbers = {name: as_real(value) for name, value in fields.items()}
        if all(map(_is_held, numbers, numbers.values())):
            return cast(dict[str, float], numbers)
    raise ArgumentError(
        "fit: observe must return a dict of finite numbers by name, received "
        f"{shown(cast(object, found))}; give {{}} to record nothing."
    )


def _is_held(name: object, number: float | None) -> bool:
    return isinstance(name, str) and number is not None and math.isfinite(number)


def _check_distortions(distortions: object, shifts: object) -> None:
    if not isinstance(distortions, Distortions):
        raise ArgumentError(
            "fit: distortions must be Distortions(...) or None, received "
            f"{type(distortions).__name__}."
        )
    if shifts is not None:
        raise ArgumentError(
            "fit: shifts must be None if distortions are given, received both; use "
            "Distortions(shift=1) or Distortions(crop=1) instead."
        )


def check_kinds(owner: str, network: object, data: object) -> None:
    """Raise ArgumentError unless `owner` was given a Network and a Dataset."""
    checked(owner, "network", network, Network)
    checked(owner, "data", data, Dataset)


def check_data(network: Network, data: Dataset, settings: Settings) -> None:
    """Raise ArgumentError or ShapeError unless data, network and settings fit."""
    check_kinds("fit", network, data)
    _check_weights(data)
    if settings.distortions is not None:
        check_is_image("fit: distortions", network.input_shape)
    if settings.test_shifts is not None:
        check_is_image("fit: test_shifts", network.input_shape)
    if data.batches is not None and settings.examples_are_changed:
        raise ArgumentError(
            "fit: shifts and distortions must be None for data with batches, received "
            "one of them; let Batches make moved images."
        )
    network.objective.smoothed(settings.label_smoothing)
    check_rates("fit", network, settings.rates)
    is_short = data.num_classes > network.num_classes
    if is_short and network.objective.names_classes:
        raise ArgumentError(
            f"fit: the network must have an output for each of the data's "
            f"{data.num_classes} classes, received one with {network.num_classes}; "
            f"end it with Softmax({data.num_classes})."
        )
    num_examples = settings.num_examples_of(data)
    if not settings.num_steps(num_examples):
        raise ArgumentError(
            f"fit: batch_size must be at most {num_examples}, the number of "
            f"training images, received {settings.batch_size}; give a smaller one, or "
            "remainder='keep'."
        )
    goes_on = settings.initial is not None or data.batches is not None
    judges_each = network.objective.names_classes and len(network.output_shape) == 1
    if judges_each and not goes_on:
        labels = likeliest_classes(
            network.objective.as_targets("fit", data.train.labels, network.output_shape)
        )
        weights = data.train.weights
        counting = labels if weights is None else labels[weights > 0]
        check_classes_differ("fit", counting, data.class_names)


def _check_weights(data: Dataset) -> None:
    weights = data.train.weights
    if data.batches is None and weights is not None and not weights.any():
        raise ArgumentError(
            "fit: weights of the training images must have a number above 0, received "
            f"only 0 for {len(weights):,} images; leave weights out, and all images "
            "count alike."
        )
