"""Engines run networks. They are chosen by name and imported at first use."""

import importlib
from typing import cast

from network4.engines.base import (
    Engine,
    Masks,
    Order,
    Rates,
    Session,
    Sessions,
    SessionSetup,
    SessionState,
)
from network4.engines.examples import (
    Examples,
    Images,
    Lengths,
    Outputs,
    as_batch,
    as_examples,
    as_lengths,
    as_targets,
    output_shape_of,
    score,
)
from network4.engines.room import (
    check_room_for_slopes,
    check_room_to_train,
    outputs_in_parts,
    part_that_fits,
)
from network4.engines.rules import (
    WITH_MOMENTUM,
    Optimizer,
    RatesByPath,
    Remainder,
    StepSettings,
    as_pairs,
    rate_factors,
)
from network4.engines.slopes import Unit, Wanted, as_slopes
from network4.errors import EngineError
from network4.network import Network
from network4.utils.checks import check_choice
from network4.utils.processes import MOST_THREADS

# The fastest first: "auto" takes the first that can run the network.
_MODULES = {
    "native": "network4.engines.native",
    "jax": "network4.engines.jax",
}
ENGINES: tuple[str, ...] = tuple(_MODULES)


def choose_engine(
    name: str,
    network: Network,
    settings: StepSettings | None = None,
    wanted: Wanted | None = None,
    *,
    owner: str = "choose_engine",
) -> Engine:
    """Return the engine of that name, or the fastest that can run the network.

    Args:
        name: "auto" or one of `ENGINES`.
        network: the network to run.
        settings: the settings to train with; default None, the engine only predicts.
        wanted: the slopes to find; default None, none.
        owner: the function that was given the name, for messages.

    Raises:
        ArgumentError: there is no engine of that name.
        EngineError: the engine cannot run this network, or cannot find these slopes.

    Example:
        >>> from network4.layers import Softmax
        >>> choose_engine("auto", Network([Softmax(10)])).name
        'native'
    """
    check_engine_name(owner, name)
    reasons: list[str] = []
    for candidate in ENGINES if name == "auto" else (name,):
        engine = find_engine(candidate)
        reason = engine.unsupported(network, settings)
        if reason is None and wanted is not None:
            reason = engine.unsupported_slopes(wanted)
        if reason is None:
            return engine
        reasons.append(f"{candidate}: {reason}")
    task = "run this network"
    if settings is not None:
        task = "train this network with these settings"
    if wanted is not None:
        task = "find these slopes"
    who = "No engine can"
    if name != "auto":
        who = "This engine cannot"
        task = f"{task}; give engine='auto' for one that may"
    raise EngineError(f"{who} {task}: {'; '.join(reasons)}.")


def check_engine_name(owner: str, name: object) -> None:
    """Raise ArgumentError unless the name is "auto" or one of `ENGINES`.

    Args:
        owner: the function that was given the name, for messages.
        name: what may be a name.

    Example:
        >>> check_engine_name("fit", "native")
    """
    check_choice(owner, "engine", name, ("auto", *ENGINES))


def find_engine(name: str) -> Engine:
    """Return the engine of that name, whatever it can run.

    Raises:
        ArgumentError: there is no engine of that name.

    Example:
        >>> find_engine("native").keeps_to_threads
        True
    """
    check_choice("find_engine", "engine", name, ENGINES)
    return cast(Engine, importlib.import_module(_MODULES[name]).ENGINE)


def describe_devices(name: str) -> str:
    """Describe the devices on which the engine of that name computes.

    Raises:
        ArgumentError: there is no engine of that name.
    """
    return find_engine(name).devices()


__all__ = [
    "ENGINES",
    "MOST_THREADS",
    "WITH_MOMENTUM",
    "Engine",
    "Examples",
    "Images",
    "Lengths",
    "Masks",
    "Optimizer",
    "Order",
    "Outputs",
    "Rates",
    "RatesByPath",
    "Remainder",
    "Session",
    "SessionSetup",
    "SessionState",
    "Sessions",
    "StepSettings",
    "Unit",
    "Wanted",
    "as_batch",
    "as_examples",
    "as_lengths",
    "as_pairs",
    "as_slopes",
    "as_targets",
    "check_engine_name",
    "check_room_for_slopes",
    "check_room_to_train",
    "choose_engine",
    "describe_devices",
    "find_engine",
    "output_shape_of",
    "outputs_in_parts",
    "part_that_fits",
    "rate_factors",
    "score",
]
