"""The settings of a training step, checked for all that take steps."""

from fnmatch import fnmatchcase
from typing import Any, TypeVar, get_args

from network4.engines import (
    MOST_THREADS,
    WITH_MOMENTUM,
    Optimizer,
    RatesByPath,
    Remainder,
    StepSettings,
    as_pairs,
)
from network4.errors import ArgumentError, shown
from network4.layers import named
from network4.layers.sizes import MOST_NUMBERS
from network4.model import Model
from network4.network import Network, Parameters
from network4.training.run import Run
from network4.utils.checks import (
    check_choice,
    check_integer,
    check_kind,
    check_number,
)
from network4.utils.randomness import LARGEST_SEED

_Kind = TypeVar("_Kind")
# Where in a thing of another kind that is found which is asked for.
_PLACES: dict[tuple[type, type], str] = {
    (Run, Model): ".model",
    (Run, Network): ".model.network",
    (Model, Network): ".network",
}


def checked(owner: str, name: str, value: object, kind: type[_Kind]) -> _Kind:
    """Return `value` if it is of a class; else the error says where to find one."""
    place = _PLACES.get((type(value), kind))
    return check_kind(owner, name, value, kind, f"; give its {place}" if place else "")


def check_step(owner: str, settings: StepSettings) -> None:
    """Raise ArgumentError unless the settings are valid; `as_rates` checks `rates`."""
    check_integer(owner, "batch_size", settings.batch_size, 1, MOST_NUMBERS)
    check_number(owner, "l2", settings.l2, 0.0)
    for name in ("momentum", "average_decay"):
        check_number(owner, name, getattr(settings, name), 0.0, 1.0)
    check_choice(owner, "optimizer", settings.optimizer, get_args(Optimizer))
    check_choice(owner, "remainder", settings.remainder, get_args(Remainder))
    _check_momentum(owner, settings.optimizer, settings.momentum)
    if settings.clip_norm is not None:
        check_number(owner, "clip_norm", settings.clip_norm, 0, minimum_allowed=False)


def _check_momentum(owner: str, optimizer: Optimizer, momentum: float) -> None:
    if momentum and optimizer not in WITH_MOMENTUM:
        raise ArgumentError(
            f"{owner}: momentum must be 0 with optimizer={shown(optimizer)}, received "
            f"{shown(momentum)}; leave it out, or give optimizer='nesterov'."
        )
    if optimizer == "nesterov" and not momentum:
        raise ArgumentError(
            f"{owner}: momentum must be above 0 with optimizer='nesterov', "
            f"received {shown(momentum)}; try 0.9."
        )


def as_rates(owner: str, rates: Any) -> tuple[tuple[str, float], ...] | None:
    """Return patterns and factors in their order; None if there are none.

    Raises:
        ArgumentError: `rates` does not map patterns to factors of 0 or more.
    """
    pairs: tuple[tuple[Any, Any], ...] | None
    try:
        pairs = as_pairs(rates)
    except Exception:  # of the value's own methods, which may raise anything
        pairs = None
    if pairs is None or not all(isinstance(pattern, str) for pattern, _ in pairs):
        raise ArgumentError(
            f"{owner}: rates must map patterns of paths to factors, such as "
            f"{{'layer1.*': 0.1}}, received {shown(rates)}."
        )
    for pattern, factor in pairs:
        check_number(owner, f"rates[{shown(pattern)}]", factor, 0.0)
    return tuple((pattern, float(factor)) for pattern, factor in pairs) or None


def check_rates(owner: str, network: Network, rates: RatesByPath | None) -> None:
    """Raise ArgumentError unless each pattern of `rates` names a parameter."""
    paths = [path for path, _ in named(network.parameters)]
    for pattern, _ in as_pairs(rates):
        if not any(fnmatchcase(path, pattern) for path in paths):
            raise ArgumentError(
                f"{owner}: rates must have patterns of the network's parameters, "
                f"received {shown(pattern)}; the parameters are {', '.join(paths)}."
            )


def check_start(
    owner: str, initial: Model | None, seed: int, num_threads: int | None
) -> None:
    """Raise ArgumentError unless training can start with these arguments."""
    check_integer(owner, "seed", seed, 0, LARGEST_SEED)
    if num_threads is not None:
        check_integer(owner, "num_threads", num_threads, 1, MOST_THREADS)
    if initial is not None:
        checked(owner, "initial", initial, Model)


def first_parameters(network: Network, initial: Model | None, seed: int) -> Parameters:
    """Return the parameters with which training starts.

    Raises:
        ShapeError: `initial` has the parameters of another network.
    """
    if initial is None:
        return network.initial_parameters(seed)
    network.check_parameters(initial.parameters)
    return initial.parameters
