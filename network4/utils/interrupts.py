"""Ctrl-C and other signals that end programs: held, or noted, while something runs."""

import signal
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType

_Handler = Callable[[int, FrameType | None], object]
# What ends a program, where the system has it.
ENDING = tuple(
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP")
    if hasattr(signal, name)
)


@contextmanager
def interrupts_held() -> Generator[None]:
    """Let signals that end programs wait; their handlers are called at the end."""
    received: list[tuple[int, FrameType | None]] = []

    def hold(handler: _Handler) -> _Handler:
        del handler
        return lambda number, frame: received.append((number, frame))

    handlers: dict[int, _Handler] = {}
    try:
        with _replaced_handlers(hold) as handlers:
            yield
    finally:
        for number, frame in received:
            handlers[number](number, frame)


@contextmanager
def interrupts_noted() -> Generator[Callable[[], None]]:
    """Note signals that end programs, besides what their handlers do.

    A handler may be called within a callback of the garbage collector, such as JAX's.
    What it raises there, Python prints and drops.

    Yields:
        A function that raises KeyboardInterrupt if such a signal has come.
    """
    received: list[int] = []

    def note(handler: _Handler) -> _Handler:
        def noting(number: int, frame: FrameType | None) -> object:
            received.append(number)
            return handler(number, frame)

        return noting

    def check() -> None:
        if received:
            raise KeyboardInterrupt

    with _replaced_handlers(note):
        yield check


@contextmanager
def _replaced_handlers(
    replace: Callable[[_Handler], _Handler],
) -> Generator[dict[int, _Handler]]:
    """Put others in the place of Python's handlers; yield those by their signals.

    Only the main thread may do that; in others, nothing is replaced.
    """
    handlers: dict[int, _Handler] = {}
    if threading.current_thread() is threading.main_thread():
        for number in ENDING:
            handler = signal.getsignal(number)
            if callable(handler):
                handlers[number] = handler
    for number, handler in handlers.items():
        signal.signal(number, replace(handler))
    try:
        yield handlers
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
