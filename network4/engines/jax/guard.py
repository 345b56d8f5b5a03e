"""What must hold whenever JAX computes, and what it says where memory ends."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

import jax

from network4.engines.jax.starting import check_process
from network4.errors import EngineError

P = ParamSpec("P")
R = TypeVar("R")
_DEVICE_ERROR = cast(type[Exception], cast(Any, jax).errors.JaxRuntimeError)


def guarded(compute: Callable[P, R]) -> Callable[P, R]:
    """Return a function that checks the process, and tells in a sentence what is full.

    Args:
        compute: calls JAX.

    Raises:
        EngineError: of `check_process`; or the device has no memory for what is
            computed.
    """

    @wraps(compute)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        check_process()
        try:
            return compute(*args, **kwargs)
        except _DEVICE_ERROR as error:
            if "RESOURCE_EXHAUSTED" not in str(error):
                raise
            raise EngineError(
                "jax: what is computed must fit the memory of the device, which is "
                "full; use a smaller batch_size or smaller layers."
            ) from None

    return checked
