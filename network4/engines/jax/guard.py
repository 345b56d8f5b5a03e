"""What must hold whenever JAX computes, and what it says where memory ends."""

import signal
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import wraps
from types import FrameType
from typing import Any, ParamSpec, TypeVar, cast

import jax

from network4.engines.jax.starting import check_process
from network4.errors import EngineError

P = ParamSpec("P")
R = TypeVar("R")
_DEVICE_ERROR = cast(type[Exception], cast(Any, jax).errors.JaxRuntimeError)
_ENDING = "SIGINT", "SIGTERM", "SIGHUP"


def guarded(compute: Callable[P, R]) -> Callable[P, R]:
    """Return a function that checks the process, and lets Ctrl-C wait until it is done.

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


@contextmanager
def interrupts_held() -> Generator[None]:
    """Let signals that end programs wait.

    Torn out of the middle of compiling, JAX crashes the interpreter when that ends.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    received: list[tuple[int, FrameType | None]] = []
    numbers = [getattr(signal, name) for name in _ENDING if hasattr(signal, name)]
    handlers = {number: signal.getsignal(number) for number in numbers}
    held = {
        number: handler for number, handler in handlers.items() if callable(handler)
    }

    def note(number: int, frame: FrameType | None) -> None:
        received.append((number, frame))

    for number in held:
        signal.signal(number, note)
    try:
        yield
    finally:
        for number, handler in held.items():
            signal.signal(number, handler)
        for number, frame in received:
            held[number](number, frame)
