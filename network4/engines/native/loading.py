"""The compiled part of the native engine, or the reason why it cannot be used."""

import importlib
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from network4.errors import ArgumentError, EngineError, Network4Error

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


@contextmanager
def refusals() -> Generator[None]:
    """Turn what the compiled module refuses into EngineError; also a decorator.

    Raises:
        EngineError: a network has a size that the engine cannot compute with, its
            arrays do not fit the memory, or the system starts no more threads.

    Example:
        >>> with refusals():
        ...     raise MemoryError
        Traceback (most recent call last):
        ...
        network4.errors.EngineError: native: the arrays must fit the memory, and do \
not; use a smaller batch_size, fewer threads or a smaller network.
    """
    try:
        yield
    except Network4Error:
        raise
    except MemoryError:
        raise EngineError(
            "native: the arrays must fit the memory, and do not; use a smaller "
            "batch_size, fewer threads or a smaller network."
        ) from None
    except RuntimeError as error:
        raise EngineError(
            f"native: {error}; ask for fewer by num_threads or NETWORK4_NUM_THREADS."
        ) from None
    except ValueError as error:
        raise EngineError(
            f"native: {error}; correct the network, or use engine='jax'."
        ) from None


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
