"""The compiled part of the native engine, or the reason why it cannot be used."""

import importlib
from typing import Any

from network4.errors import ArgumentError, EngineError

_NOT_BUILT = (
    "it was not built, for want of a C++ compiler when network4 was installed; use "
    "engine='jax'"
)


def find_core() -> Any:
    """Return the compiled module, or None where it was not built."""
    try:
        return importlib.import_module("network4.engines.native._core")
    except ImportError:
        return None


def loaded_core() -> Any:
    """Return the compiled module; EngineError says why it cannot compute here."""
    reason = why_not()
    if reason is not None:
        raise EngineError(f"native: {reason}.")
    return find_core()


def why_not() -> str | None:
    """Say why it cannot compute here; None if it can."""
    core = find_core()
    if core is None:
        return _NOT_BUILT
    try:
        core.level()
    except RuntimeError as error:  # a processor without the least it needs
        return f"{error}; use engine='jax'"
    except ValueError as error:
        raise ArgumentError(f"native: {error}; correct it or unset it.") from None
    return None
