"""What must hold whenever JAX computes, and what it says where memory ends."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

import jax

from network4.engines.jax.starting import check_process
from network4.errors import EngineError
from network4.utils.interrupts import interrupts_held

P = ParamSpec("P")
R = TypeVar("R")
_DEVICE_ERROR = cast(type[Exception], cast(Any, jax).errors.JaxRuntimeError)


def guarded(compute: Callable[P, R]) -> Callable[P, R]:
    """Return a function that checks the process, and lets Ctrl-C wait until it is done.

    Torn out of the middle of compiling, JAX crashes the interpreter when that ends.

    Args:
        compute: calls JAX, for no longer than a user would wait.

    Raises:
        EngineError: of `check_process`; or the device has no memory for what is
            computed.
    """

    @wraps(compute)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        check_process()
        with telling_what_is_full(), interrupts_held():
            return compute(*args, **kwargs)

    return checked


@contextmanager
def telling_what_is_full() -> Generator[None]:
    """Say in a sentence that the device has no memory left."""
    try:
        yield
    except _DEVICE_ERROR as error:
        if "RESOURCE_EXHAUSTED" not in str(error):
            raise
        raise EngineError(
            "jax: the computation must fit into the memory of the device, which is "
            "full; use a smaller batch_size or smaller layers."
        ) from None
