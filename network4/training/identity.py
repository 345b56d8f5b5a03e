"""What identifies a training run: its content, and what affects rounding."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.datasets import Dataset, Split
from network4.engines import Engine
from network4.errors import shown
from network4.layers import named
from network4.training.settings import Settings
from network4.utils.digests import digest_of_array, digest_of_text
from network4.utils.records import machine, to_json
from network4.version import __version__

_EPOCHS_LOOKED_AT = 32


def content_of(data: Dataset, settings: Settings) -> dict[str, str]:
    """Return digests of what a result depends on, but a record does not show.

    Args:
        data: the data to train on and to evaluate on. The first mini-batch of `Batches`
            stands for all.
        settings: the settings of the run.
    """
    content = {
        **_arrays_of("training", data.train),
        **_arrays_of("validation", data.validation),
    }
    if data.batches is not None:
        first = data.batches.batch(settings.seed, 0, settings.batch_size)
        content |= _arrays_of("first mini-batch's", first)
    if settings.initial is not None:
        arrays = named(settings.initial.parameters)
        digests = {path: digest_of_array(array) for path, array in arrays}
        content["initial parameters"] = digest_of_text(to_json(digests))
    return {**content, "learning rates": _digest_of_rates(settings, data)}


def conditions_of(engine: Engine, num_threads: int | None) -> dict[str, Any]:
    """Return the conditions besides the settings that the last bits depend on.

    Args:
        engine: the engine that computes.
        num_threads: number of threads; None for the engine's choice.
    """
    here = machine()
    return {
        "network4": __version__,
        "processor": here["processor"],
        "system": here["system"],
        **engine.conditions(num_threads),
    }


def changes_between(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Say in words which conditions have changed; "" if none has.

    Example:
        >>> changes_between({"threads": 2, "level": "x"}, {"threads": 1, "level": "x"})
        'threads was 2 and is 1'
    """
    return ", ".join(
        f"{name} was {_said(before.get(name))} and is {_said(now[name])}"
        for name in sorted(now)
        if before.get(name) != now[name]
    )


def _said(value: object) -> str:
    return shown(value).strip("'")


def _arrays_of(part: str, split: Split) -> dict[str, str]:
    arrays: dict[str, npt.NDArray[Any] | None] = {
        field.name: getattr(split, field.name) for field in fields(split)
    }
    return {
        f"{part} {name}": digest_of_array(array)
        for name, array in arrays.items()
        if array is not None
    }


def _digest_of_rates(settings: Settings, data: Dataset) -> str:
    """Return a digest of rates as they come out, since a schedule may be anybody's."""
    num_steps = settings.num_steps(settings.num_examples_of(data))
    last = settings.epochs - 1
    epochs = {int(epoch) for epoch in np.linspace(0, last, _EPOCHS_LOOKED_AT)}
    rates = [
        settings.schedule.rates(settings.epochs, num_steps, epoch)
        for epoch in sorted(epochs)
    ]
    return digest_of_array(np.concatenate(rates))
