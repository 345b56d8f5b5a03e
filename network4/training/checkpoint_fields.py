"""The fields of a checkpoint's header, checked before they are used."""

import math
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, cast

from network4.training.run import EpochResult
from network4.utils.checks import as_real, as_whole

_NUMBERS = {field.name for field in fields(EpochResult)} - {"observed"}


def checked_object(name: str, value: object) -> dict[str, Any]:
    """Return a JSON object.

    Raises:
        ValueError: it is something else.
    """
    if isinstance(value, dict):
        return cast(dict[str, Any], value)
    raise ValueError(f"its {name} must be an object, it is {type(value).__name__}")


def checked_history(
    value: object, settings: Mapping[str, Any]
) -> tuple[EpochResult, ...]:
    """Return the results of epochs: one or more, at most as many as the settings say.

    Raises:
        ValueError: they are something else, or not those of epochs 0, 1, 2 and so on.
    """
    results = _objects("history", value)
    if len(results) > settings["epochs"]:
        raise ValueError("its history is longer than its training")
    return tuple(map(_result, range(len(results)), results))


def checked_stretches(value: object) -> tuple[dict[str, Any], ...]:
    """Return conditions of computing, one or more.

    Raises:
        ValueError: they are something else.
    """
    return tuple(_objects("stretches", value))


def _objects(name: str, value: object) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not value:
        raise ValueError(f"its {name} must be a list that is not empty")
    return [checked_object(name, one) for one in cast(list[object], value)]


def _result(epoch: int, result: Mapping[str, Any]) -> EpochResult:
    observed = checked_object("observed", result["observed"])
    numbers = {name: result[name] for name in _NUMBERS}
    for name, number in [*numbers.items(), *observed.items()]:
        real = as_real(number)
        if real is None:
            raise ValueError(f"its {name} must be a number")
        if not math.isfinite(real):
            raise ValueError(f"its {name} must be finite")
    if as_whole(result["epoch"]) != epoch:
        raise ValueError(f"its history must have epoch {epoch}")
    return EpochResult(**numbers, observed=observed)
