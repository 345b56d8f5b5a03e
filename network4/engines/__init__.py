"""Engines: ways to run a network, chosen by name; none is imported before its use."""

import importlib
from collections.abc import Sequence
from typing import cast

from network4.engines.base import (
    MOST_THREADS,
    Engine,
    Images,
    Labels,
    Masks,
    Order,
    Outputs,
    Rates,
    Remainder,
    Session,
    Sessions,
    SessionSetup,
    SessionState,
    StepSettings,
    as_batch,
)
from network4.engines.rules import (
    WITH_MOMENTUM,
    Optimizer,
    RatesByPath,
    as_pairs,
    rate_factors,
)
from network4.errors import EngineError
from network4.network import Network
from network4.utils.checks import check_choice

# The fastest first: "auto" takes the first that can run the network.
_MODULES = {
    "native": "network4.engines.native",
    "jax": "network4.engines.jax",
}
ENGINES: tuple[str, ...] = tuple(_MODULES)


def choose_engine(
    name: str, network: Network, settings: StepSettings | None = None
) -> Engine:
    """Return the engine of that name, or the fastest that can run the network.

    Args:
        name: "auto" or one of `ENGINES`.
        network: what it has to run.
        settings: how it has to train it; default None, it only predicts.

    Raises:
        ArgumentError: there is no engine of that name.
        EngineError: the engine cannot run this network.

    Example:
        >>> from network4.layers import Softmax
        >>> choose_engine("auto", Network([Softmax(10)])).name
        'native'
    """
    check_choice("choose_engine", "engine", name, ("auto", *ENGINES))
    reasons: list[str] = []
    for candidate in ENGINES if name == "auto" else (name,):
        engine = _load(candidate)
        reason = engine.unsupported(network, settings)
        if reason is None:
            return engine
        reasons.append(f"{candidate}: {reason}")
    raise EngineError(f"No engine can run this network: {'; '.join(reasons)}.")


def start_as_one_program(setups: Sequence[SessionSetup]) -> Sessions:
    """Start several runs of one network as one compiled program of the JAX engine.

    Args:
        setups: one or more, which differ in nothing but parameters, state, seed and
            steps taken.
    """
    module = importlib.import_module("network4.engines.jax.one_program")
    return cast(Sessions, module.JaxSessions(setups))


def has_accelerator() -> bool:
    """Return whether JAX computes on something else than the CPU here.

    Raises:
        EngineError: JAX cannot start.
    """
    return "cpu" not in _load("jax").devices().lower()


def describe_devices(name: str) -> str:
    """Say in words on what the engine of that name computes.

    Raises:
        ArgumentError: there is no engine of that name.
    """
    return _load(check_choice("describe_devices", "engine", name, ENGINES)).devices()


def _load(name: str) -> Engine:
    return cast(Engine, importlib.import_module(_MODULES[name]).ENGINE)


__all__ = [
    "ENGINES",
    "MOST_THREADS",
    "WITH_MOMENTUM",
    "Engine",
    "Images",
    "Labels",
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
    "as_batch",
    "as_pairs",
    "choose_engine",
    "describe_devices",
    "has_accelerator",
    "rate_factors",
    "start_as_one_program",
]
