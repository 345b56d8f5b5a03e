"""The compiled part of the native engine, or the reason why it cannot be used."""

import importlib
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from network4.errors import ArgumentError, EngineError, Network4Error, on_one_line

_CORE = "network4.engines.native._core"
_NOT_BUILT = (
    "it was not built, because there was no C++ compiler (GCC or Clang) when network4 "
    "was installed; use engine='jax'"
)


def find_core() -> Any:
    """Return the compiled module, or None where it was not built."""
    try:
        return importlib.import_module(_CORE)
    except ImportError:
        return None


def _why_not_found() -> str:
    """Say why there is no compiled module."""
    try:
        importlib.import_module(_CORE)
    except ModuleNotFoundError:
        return _NOT_BUILT
    except ImportError as error:  # it was built for another Python, or another system
        said = on_one_line(str(error), 100).rstrip(".")
        return f"it was built, but does not load here ({said}); use engine='jax'"
    return _NOT_BUILT


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
        return _why_not_found()
    try:
        core.level()
    except RuntimeError as error:  # a processor without the least it needs
        return f"{error}; use engine='jax'"
    except ValueError as error:
        raise ArgumentError(f"native: {error}; correct it or unset it.") from None
    return None
