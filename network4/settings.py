"""What `fit` is asked to do, checked before anything is done."""

from dataclasses import dataclass
from typing import Any

from network4.augment import Distortions, Shifts, check_is_image
from network4.checks import check_choice, check_integer, check_number
from network4.datasets import Dataset
from network4.engines import MOST_THREADS, StepSettings, as_batch
from network4.errors import ArgumentError
from network4.model import Model
from network4.network import Network
from network4.randomness import LARGEST_SEED
from network4.runs import Run
from network4.schedules import Schedule


@dataclass(frozen=True)
class TrainingSettings:
    """The arguments of `fit` that say how to train, checked."""

    epochs: int
    step: StepSettings
    schedule: Schedule
    seed: int
    order: str
    keep: str
    patience: int | None
    max_seconds: float | None = None
    num_threads: int | None = None
    shifts: Shifts | None = None
    distortions: Distortions | None = None
    test_shifts: Shifts | None = None

    def __post_init__(self) -> None:
        """Refuse what is out of range, by the names that `fit` gives."""
        check_integer("fit", "epochs", self.epochs, 1)
        check_integer("fit", "batch_size", self.step.batch_size, 1)
        check_number("fit", "l2", self.step.l2, 0.0)
        check_number("fit", "momentum", self.step.momentum, 0.0, 1.0)
        check_choice("fit", "optimizer", self.step.optimizer, ("sgd", "adam"))
        check_number("fit", "label_smoothing", self.step.label_smoothing, 0.0, 1.0)
        check_number("fit", "average_decay", self.step.average_decay, 0.0, 1.0)
        if self.step.optimizer == "adam" and self.step.momentum:
            raise ArgumentError(
                "fit: momentum must be 0 with optimizer='adam', which has its own, "
                f"received {self.step.momentum!r}."
            )
        check_choice("fit", "remainder", self.step.remainder, ("drop", "keep"))
        check_integer("fit", "seed", self.seed, 0, LARGEST_SEED)
        check_choice("fit", "order", self.order, ("shuffled", "fixed"))
        check_choice("fit", "keep", self.keep, ("best", "last"))
        if self.patience is not None:
            check_integer("fit", "patience", self.patience, 1)
        if self.num_threads is not None:
            check_integer("fit", "num_threads", self.num_threads, 1, MOST_THREADS)
        if self.max_seconds is not None:
            check_number("fit", "max_seconds", self.max_seconds, 0.0)
        if self.distortions is not None:
            _check_distortions(self.distortions, self.shifts)

    def num_examples(self, num_images: int) -> int:
        """Return how many examples an epoch shows of so many images."""
        return num_images * len(self.shifts or [()])

    def to_dict(self) -> dict[str, Any]:
        """Return the settings that a result depends on, for a record."""
        apart = "step", "max_seconds", "distortions", "test_shifts"
        own = {name: v for name, v in vars(self).items() if name not in apart}
        own["schedule"] = self.schedule.to_dict()
        if self.distortions is not None:
            own["distortions"] = self.distortions.to_dict()
        if self.test_shifts is not None:
            own["test_shifts"] = self.test_shifts
        usual = StepSettings(self.step.batch_size)
        for name in ("optimizer", "label_smoothing", "average_decay"):
            if getattr(self.step, name) != getattr(usual, name):
                own[name] = getattr(self.step, name)
        basic = "batch_size", "l2", "momentum", "remainder"
        return {**own, **{name: getattr(self.step, name) for name in basic}}


def _check_distortions(distortions: object, shifts: Shifts | None) -> None:
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


def check_types(network: object, data: object, initial: object) -> None:
    """Raise ArgumentError unless `fit` was given a Network, a Dataset and a Model."""
    wanted: dict[str, tuple[object, type]] = {
        "network": (network, Network),
        "data": (data, Dataset),
    }
    if initial is not None:
        wanted["initial"] = (initial, Model)
    for name, (value, kind) in wanted.items():
        if not isinstance(value, kind):
            hint = "; give its .model" if isinstance(value, Run) else ""
            raise ArgumentError(
                f"fit: {name} must be a {kind.__name__}, received "
                f"{type(value).__name__}{hint}."
            )
    if isinstance(initial, Model) and not initial.is_finite():
        raise ArgumentError(
            "fit: initial must have finite parameters, received some that are NaN or "
            "infinite; its training had diverged."
        )


def check_data(network: Network, data: Dataset, settings: TrainingSettings) -> None:
    """Raise ArgumentError or ShapeError unless the data fit network and settings."""
    if settings.distortions is not None:
        check_is_image("fit: distortions", network.input_shape)
    if settings.test_shifts is not None:
        check_is_image("fit: test_shifts", network.input_shape)
    for split in (data.train, data.validation, data.test):
        if split is not None:
            as_batch(network, split.images[:1])
    if data.num_classes > network.num_classes:
        raise ArgumentError(
            f"fit: the network must have an output for each of the data's "
            f"{data.num_classes} classes, received one with {network.num_classes}; "
            f"end it with Softmax({data.num_classes})."
        )
    num_examples = settings.num_examples(len(data.train))
    if not settings.step.num_steps(num_examples):
        raise ArgumentError(
            f"fit: batch_size must be at most {num_examples}, the number of "
            f"training images, received {settings.step.batch_size}; or say "
            "remainder='keep'."
        )
