"""Learning rates that change during training.

Each schedule gives the rate of every step, counted from 0. A warm-up of m steps
multiplies the rate of step i < m by (i + 1)/m. So the rate grows from near 0 while the
schedule itself continues.
"""

from abc import ABC, abstractmethod
from dataclasses import KW_ONLY, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, shown
from network4.utils.checks import check_integer, check_number

Rates = npt.NDArray[np.float32]
_Float64 = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Schedule(ABC):
    """A learning rate for each step of a run."""

    _: KW_ONLY
    warmup_epochs: float = 0.0

    def __post_init__(self) -> None:
        """Refuse rates that are not positive and warm-ups that are negative."""
        self._check_number("warmup_epochs", 0.0)

    def _check_positive(self, *names: str) -> None:
        for name in names:
            self._check_number(name, 0.0, minimum_allowed=False)

    def _check_number(self, name: str, minimum: float, **how: Any) -> None:
        """Refuse what is not a number in a range; keep the number as a float."""
        given = getattr(self, name)
        number = check_number(type(self).__name__, name, given, minimum, **how)
        if not isinstance(given, (int, float)):
            object.__setattr__(self, name, number)

    @abstractmethod
    def _factors(self, epochs: _Float64, progress: _Float64) -> _Float64:
        """Return rates by finished epochs and by progress, 0 to 1 over the run."""

    def rates(
        self, num_epochs: int, steps_per_epoch: int, epoch: int | None = None
    ) -> Rates:
        """Return the learning rate of every step in the whole run or in one epoch.

        Args:
            num_epochs: epochs in the run, 1 or more.
            steps_per_epoch: steps in an epoch, 1 or more.
            epoch: the epoch wanted, counted from 0; default None, the whole run.

        Returns:
            (num_epochs * steps_per_epoch,) or (steps_per_epoch,) float32.

        Example:
            >>> Linear(0.4, 0.1).rates(num_epochs=2, steps_per_epoch=2)
            array([0.4, 0.3, 0.2, 0.1], dtype=float32)
        """
        check_integer(type(self).__name__, "num_epochs", num_epochs, 1)
        check_integer(type(self).__name__, "steps_per_epoch", steps_per_epoch, 1)
        if epoch is not None:
            check_integer(type(self).__name__, "epoch", epoch, 0, num_epochs - 1)
        count = num_epochs * steps_per_epoch
        first = 0 if epoch is None else epoch * steps_per_epoch
        end = count if epoch is None else first + steps_per_epoch
        steps = np.arange(first, end, dtype=np.float64)
        rates = self._factors(steps // steps_per_epoch, steps / max(1, count - 1))
        warmup_steps = self.warmup_epochs * steps_per_epoch
        if warmup_steps:
            rates = rates * np.minimum(1.0, (steps + 1) / warmup_steps)
        return rates.astype(np.float32)

    def to_dict(self) -> dict[str, Any]:
        """Return a description for a record."""
        return {"type": type(self).__name__, **vars(self)}


@dataclass(frozen=True)
class Constant(Schedule):
    """The same learning rate in every step.

    Args:
        rate: the learning rate, above 0.
        warmup_epochs: length of the warm-up in epochs, 0 or more; default 0.

    Raises:
        ArgumentError: an argument is out of range.

    Example:
        >>> Constant(0.5, warmup_epochs=1).rates(2, 2)
        array([0.25, 0.5 , 0.5 , 0.5 ], dtype=float32)

    Source: the book, Chapter 1. The warm-up is that of Goyal et al. 2017.
    """

    rate: float

    def __post_init__(self) -> None:
        """Refuse rates that are not positive."""
        super().__post_init__()
        self._check_positive("rate")

    def _factors(self, epochs: _Float64, progress: _Float64) -> _Float64:
        return np.full_like(progress, self.rate)


@dataclass(frozen=True)
class Step(Schedule):
    """A rate that is multiplied by `factor` after every `every_epochs` epochs.

    Args:
        rate: learning rate of the first epochs, above 0.
        factor: what the rate is multiplied by, above 0; default 0.5, as in the book.
        every_epochs: epochs between changes, 1 or more; default 10.
        warmup_epochs: length of the warm-up in epochs, 0 or more; default 0.

    Raises:
        ArgumentError: an argument is out of range.

    Example:
        >>> Step(0.4, factor=0.5, every_epochs=1).rates(2, 2)
        array([0.4, 0.4, 0.2, 0.2], dtype=float32)

    Source: the book, Chapter 3, "Learning rate schedule".
    """

    rate: float
    factor: float = 0.5
    every_epochs: int = 10

    def __post_init__(self) -> None:
        """Refuse rates and factors that are not positive."""
        super().__post_init__()
        self._check_positive("rate", "factor")
        check_integer(type(self).__name__, "every_epochs", self.every_epochs, 1)

    def _factors(self, epochs: _Float64, progress: _Float64) -> _Float64:
        return self.rate * self.factor ** (epochs // self.every_epochs)


@dataclass(frozen=True)
class Linear(Schedule):
    """A straight line: start + (end - start) p, with p from 0 to 1 over the run.

    Args:
        start: rate of the first step, above 0.
        end: rate of the last step, 0 or more; default 0.
        warmup_epochs: length of the warm-up in epochs, 0 or more; default 0.

    Raises:
        ArgumentError: an argument is out of range.

    Example:
        >>> Linear(0.2).rates(1, 3)
        array([0.2, 0.1, 0. ], dtype=float32)
    """

    start: float
    end: float = 0.0

    def __post_init__(self) -> None:
        """Refuse a start that is not positive and an end below 0."""
        super().__post_init__()
        self._check_positive("start")
        self._check_number("end", 0.0)

    def _factors(self, epochs: _Float64, progress: _Float64) -> _Float64:
        return self.start + (self.end - self.start) * progress


@dataclass(frozen=True)
class Cosine(Linear):
    """Half a cosine wave: start + (end - start) (1 - cos(pi p)) / 2, p as in Linear.

    Args:
        start: rate of the first step, above 0.
        end: rate of the last step, 0 or more; default 0.
        warmup_epochs: length of the warm-up in epochs, 0 or more; default 0.

    Raises:
        ArgumentError: an argument is out of range.

    Example:
        >>> Cosine(0.2).rates(1, 3)
        array([0.2, 0.1, 0. ], dtype=float32)

    Source: Loshchilov and Hutter 2017.
    """

    def _factors(self, epochs: _Float64, progress: _Float64) -> _Float64:
        return super()._factors(epochs, (1 - np.cos(np.pi * progress)) / 2)


@dataclass(frozen=True)
class Exponential(Linear):
    """The same factor in each step: start (end / start)^p, with p as in Linear.

    Args:
        start: rate of the first step, above 0.
        end: rate of the last step, above 0; it has no default.
        warmup_epochs: length of the warm-up in epochs, 0 or more; default 0.

    Raises:
        ArgumentError: an argument is out of range.

    Example:
        >>> Exponential(1.0, 0.25).rates(1, 3)
        array([1.  , 0.5 , 0.25], dtype=float32)

    Source: Ciresan et al. 2010, whose rate falls from 1e-3 to 1e-6.
    """

    def __post_init__(self) -> None:
        """Refuse an end of 0, which no factor reaches."""
        super().__post_init__()
        self._check_positive("end")

    def _factors(self, epochs: _Float64, progress: _Float64) -> _Float64:
        return self.start * (self.end / self.start) ** progress


@dataclass(frozen=True)
class OneCycle(Schedule):
    """A rise from `start` to `peak` and a fall to `end`, each half a cosine wave.

    Args:
        peak: the largest rate, above 0.
        start: rate of the first step, above 0, at most `peak`; default peak / 25.
        end: rate of the last step, 0 to `peak`; default 0.
        rise: share of the run in which the rate rises, 0 < rise < 1; default 0.3.
        warmup_epochs: length of an additional warm-up in epochs, 0 or more; default 0.

    Raises:
        ArgumentError: an argument is out of range.

    Example:
        >>> OneCycle(0.5, start=0.1, rise=0.5).rates(1, 5)
        array([0.1 , 0.3 , 0.5 , 0.25, 0.  ], dtype=float32)

    Source: Smith 2018, "A disciplined approach to neural network hyper-parameters".
    """

    peak: float
    start: float | None = None
    end: float = 0.0
    rise: float = 0.3

    def __post_init__(self) -> None:
        """Refuse rates that are not positive and a rise that leaves no fall."""
        super().__post_init__()
        self._check_positive("peak")
        if self.start is not None:
            self._check_positive("start")
        self._check_number("end", 0.0)
        self._check_number("rise", 0.0, below=1.0, minimum_allowed=False)
        for name in ("start", "end"):
            value = getattr(self, name)
            if value is not None and value > self.peak:
                raise ArgumentError(
                    f"OneCycle: {name} must be at most peak, {self.peak:g}, "
                    f"received {shown(value)}."
                )

    def _factors(self, epochs: _Float64, progress: _Float64) -> _Float64:
        start = self.peak / 25 if self.start is None else self.start
        rising = (1 - np.cos(np.pi * progress / self.rise)) / 2
        falling = (1 + np.cos(np.pi * (progress - self.rise) / (1 - self.rise))) / 2
        return np.where(
            progress < self.rise,
            start + (self.peak - start) * rising,
            self.end + (self.peak - self.end) * falling,
        )


def as_schedule(learning_rate: float | Schedule) -> Schedule:
    """Return a schedule unchanged, or a constant schedule for a number.

    Raises:
        ArgumentError: the value is neither a schedule nor a number above 0.

    Example:
        >>> as_schedule(0.1)
        Constant(warmup_epochs=0.0, rate=0.1)
    """
    if isinstance(learning_rate, Schedule):
        return learning_rate
    try:
        return Constant(learning_rate)
    except ArgumentError:
        raise ArgumentError(
            "fit: learning_rate must be a number above 0 or a schedule such as "
            f"Linear(0.1, 0.0), received {shown(learning_rate)}."
        ) from None
