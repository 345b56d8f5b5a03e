"""What `fit` is asked to do, as one object, checked before anything is done."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from typing import Any, Literal, TypeVar, get_args

from network4.augment import Distortions, Shifts, as_shifts, check_is_image
from network4.datasets import Dataset
from network4.engines import (
    MOST_THREADS,
    WITH_MOMENTUM,
    Optimizer,
    Remainder,
    StepSettings,
    as_pairs,
)
from network4.errors import ArgumentError
from network4.layers import named
from network4.model import Model
from network4.network import Network, Parameters
from network4.training.run import Run
from network4.training.schedules import Schedule, as_schedule
from network4.utils.checks import check_choice, check_integer, check_number, check_path
from network4.utils.randomness import LARGEST_SEED

ImageOrder = Literal["shuffled", "fixed"]
Kept = Literal["best", "last"]
_Kind = TypeVar("_Kind")
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
    """The arguments of `fit` that say how to train; `fit` explains each.

    Raises:
        ArgumentError: one is out of range.
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
        """Refuse what is out of range, by the names that `fit` gives."""
        self._check_step()
        check_integer("fit", "epochs", self.epochs, 1)
        as_schedule(self.learning_rate)
        check_integer("fit", "seed", self.seed, 0, LARGEST_SEED)
        check_choice("fit", "order", self.order, get_args(ImageOrder))
        check_choice("fit", "keep", self.keep, get_args(Kept))
        if self.patience is not None:
            check_integer("fit", "patience", self.patience, 1)
        if self.num_threads is not None:
            check_integer("fit", "num_threads", self.num_threads, 1, MOST_THREADS)
        if self.max_seconds is not None:
            check_number("fit", "max_seconds", self.max_seconds, 0.0)
        for name in ("shifts", "test_shifts"):
            pairs = as_shifts("fit", getattr(self, name), name)
            # The dataclass is frozen; this stores the checked form.
            object.__setattr__(self, name, pairs)
        if self.distortions is not None:
            _check_distortions(self.distortions, self.shifts)
        if self.initial is not None:
            _check_initial(self.initial)
        if self.checkpoint is not None:
            check_path("fit", "checkpoint", self.checkpoint)
        if self.observe is not None and not callable(self.observe):
            raise ArgumentError(
                "fit: observe must be a function of an epoch's number and a model, "
                f"received {self.observe!r}."
            )

    def _check_step(self) -> None:
        check_integer("fit", "batch_size", self.batch_size, 1)
        check_number("fit", "l2", self.l2, 0.0)
        for name in ("momentum", "label_smoothing", "average_decay"):
            check_number("fit", name, getattr(self, name), 0.0, 1.0)
        check_choice("fit", "optimizer", self.optimizer, get_args(Optimizer))
        check_choice("fit", "remainder", self.remainder, get_args(Remainder))
        _check_momentum(self.optimizer, self.momentum)
        if self.clip_norm is not None:
            check_number("fit", "clip_norm", self.clip_norm, 0, minimum_allowed=False)
        # The dataclass is frozen; this stores the checked form.
        object.__setattr__(self, "rates", _as_rates(self.rates))

    def first_parameters(self, network: Network) -> Parameters:
        """Return the parameters that training begins with.

        Raises:
            ShapeError: those of `initial` are another network's.
        """
        if self.initial is None:
            return network.initial_parameters(self.seed)
        network.check_parameters(self.initial.parameters)
        return self.initial.parameters

    @property
    def schedule(self) -> Schedule:
        """The learning rate of each step."""
        return as_schedule(self.learning_rate)

    @property
    def examples_are_changed(self) -> bool:
        """Whether images are shown otherwise than they are."""
        return self.shifts is not None or self.distortions is not None

    def num_examples(self, num_images: int) -> int:
        """Return how many examples an epoch shows of so many images."""
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


def settings_for(owner: str, **arguments: Any) -> Settings:
    """Return settings from the arguments of a function that its caller knows.

    Raises:
        TypeError: there is no such argument, in the words of `owner`.
        ArgumentError: one is out of range.
    """
    try:
        return Settings(**arguments)
    except TypeError as error:
        if "Settings.__init__" not in str(error):
            raise
        message = str(error).replace("Settings.__init__", owner)
        raise TypeError(message) from None


def recorded_settings(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of a record, with the defaults that it may leave out.

    What every record must say is None where this one does not.
    """
    always = {name: record.get(name) for name in ("schedule", *_ALWAYS_RECORDED)}
    others = {
        field.name: record.get(field.name, field.default)
        for field in fields(Settings)
        if field.name not in _NOT_RECORDED | _ALWAYS_RECORDED
    }
    return {**always, **others}


def _check_momentum(optimizer: Optimizer, momentum: float) -> None:
    if momentum and optimizer not in WITH_MOMENTUM:
        raise ArgumentError(
            f"fit: momentum must be 0 with optimizer={optimizer!r}, received "
            f"{momentum!r}; leave it out, or say optimizer='nesterov'."
        )
    if optimizer == "nesterov" and not momentum:
        raise ArgumentError(
            "fit: momentum must be above 0 with optimizer='nesterov', received "
            f"{momentum!r}; try 0.9."
        )


def _as_rates(rates: Any) -> tuple[tuple[str, float], ...] | None:
    pairs: tuple[tuple[Any, Any], ...] | None
    try:
        pairs = as_pairs(rates)
    except (TypeError, ValueError):
        pairs = None
    if pairs is None or not all(isinstance(pattern, str) for pattern, _ in pairs):
        raise ArgumentError(
            "fit: rates must map patterns of paths to factors, as {'layer1.*': 0.1}, "
            f"received {rates!r}."
        )
    for pattern, factor in pairs:
        check_number("fit", f"rates[{pattern!r}]", factor, 0.0)
    return tuple((pattern, float(factor)) for pattern, factor in pairs) or None


def check_rates(network: Network, settings: Settings) -> None:
    """Raise ArgumentError unless each pattern of `rates` names a parameter."""
    paths = [path for path, _ in named(network.parameters)]
    for pattern, _ in as_pairs(settings.rates):
        if not any(fnmatchcase(path, pattern) for path in paths):
            raise ArgumentError(
                "fit: rates must have patterns of the network's parameters, received "
                f"{pattern!r}; there are {', '.join(paths)}."
            )


def _check_distortions(distortions: object, shifts: object) -> None:
    if not isinstance(distortions, Distortions):
        raise ArgumentError(
            "fit: distortions must be Distortions(...) or None, received "
            f"{type(distortions).__name__}."
        )
    if shifts is not None:
        raise ArgumentError(
            "fit: shifts must be None where there are distortions, received both; say "
            "Distortions(shift=1) or Distortions(crop=1)."
        )


def _check_initial(initial: object) -> None:
    if not _checked("initial", initial, Model).is_finite():
        raise ArgumentError(
            "fit: initial must have finite parameters, received some that are NaN or "
            "infinite; its training had diverged."
        )


def _checked(name: str, value: object, kind: type[_Kind]) -> _Kind:
    if isinstance(value, kind):
        return value
    hint = "; give its .model" if isinstance(value, Run) else ""
    raise ArgumentError(
        f"fit: {name} must be a {kind.__name__}, received {type(value).__name__}{hint}."
    )


def check_kinds(network: object, data: object) -> None:
    """Raise ArgumentError unless `fit` was given a Network and a Dataset."""
    _checked("network", network, Network)
    _checked("data", data, Dataset)


def check_data(network: Network, data: Dataset, settings: Settings) -> None:
    """Raise ArgumentError or ShapeError unless data, network and settings fit."""
    check_kinds(network, data)
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
    check_rates(network, settings)
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
            f"training images, received {settings.batch_size}; or say "
            "remainder='keep'."
        )
