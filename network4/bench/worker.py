"""The process in which one competitor computes; it is spoken to in lines of JSON.

    python -m network4.bench.worker MODULE VARIANT NUM_THREADS

Requests come on stdin and are answered on stdout, one line each:

    {"request": "prepare", "network": ..., "batch_size": ..., "seconds": ...}
        -> {"num_steps": how many steps take about so many seconds}
    {"request": "run", "num_steps": ...}  -> {"seconds": ...}
    {"request": "predict"}                -> {"seconds": ..., "num_images": ...}

The first line is {} when the competitor has been loaded. What goes wrong is answered
by {"error": a few words}. The process ends when stdin does, and with its parent.
"""

import gc
import importlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Generator, Iterable
from typing import TYPE_CHECKING, Any, TextIO

from network4.errors import Network4Error
from network4.utils.processes import end_with

if TYPE_CHECKING:
    from network4.bench.work import Runner, Work

_MOST_GROWTH = 50
_ENOUGH = 0.3
_Request = dict[str, Any]


def calibrate(run: Callable[[int], float], seconds: float) -> int:
    """Return how many steps take about so many seconds, once they are warmed up.

    Args:
        run: takes so many steps and returns the seconds they took; each number of
            steps is run twice, since its first time may include compiling.
        seconds: what to aim at, above 0.

    Example:
        >>> calibrate(lambda num_steps: num_steps * 0.001, seconds=0.5)
        500
    """
    num_steps = 1
    while True:
        run(num_steps)
        elapsed = run(num_steps)
        wanted = max(1, round(num_steps * seconds / max(elapsed, 1e-9)))
        if elapsed >= _ENOUGH * seconds:
            break
        num_steps = min(wanted, num_steps * _MOST_GROWTH)
    if wanted != num_steps:
        run(wanted)
    return wanted


class _Answers:
    """Answers requests to one competitor."""

    def __init__(self, module: str, variant: str, num_threads: int) -> None:
        self._start: Any = importlib.import_module(module).start
        self._variant = variant
        self._num_threads = num_threads
        self._work: Work | None = None
        self._runner: Runner | None = None

    def answer(self, request: _Request) -> _Request:
        """Do what is asked."""
        if request["request"] == "prepare":
            return self._prepare(
                request["network"], request["batch_size"], request["seconds"]
            )
        if self._runner is None or self._work is None:
            return {"error": "was not prepared"}
        if request["request"] == "run":
            return {"seconds": self._run(request["num_steps"])}
        began = time.perf_counter()
        self._runner.outputs()
        elapsed = time.perf_counter() - began
        return {"seconds": elapsed, "num_images": len(self._work.images)}

    def _prepare(self, network: str, batch_size: int, seconds: float) -> _Request:
        from network4.bench.work import make_work

        self._runner = self._work = None
        gc.collect()
        self._work = make_work(network, batch_size, self._num_threads)
        self._runner = self._start(self._work, self._variant)
        return {"num_steps": calibrate(self._run, seconds)}

    def _run(self, num_steps: int) -> float:
        """Return the seconds that so many steps took; drawing the order is not one."""
        if self._work is None or self._runner is None:
            raise RuntimeError("was not prepared")
        order = self._work.order(num_steps)
        began = time.perf_counter()
        self._runner.run_steps(order)
        return time.perf_counter() - began


def serve(arguments: list[str], requests: Iterable[str]) -> Generator[_Request]:
    """Yield an answer on having loaded the competitor, then one for each request.

    Args:
        arguments: module, variant and number of threads.
        requests: lines of JSON.
    """
    module, variant, num_threads = arguments
    try:
        answers = _Answers(module, variant, int(num_threads))
    except Exception as error:
        yield {"error": _in_words(error)}
        return
    yield {}
    for line in requests:
        try:
            yield answers.answer(json.loads(line))
        except Exception as error:
            yield {"error": _in_words(error)}


def _in_words(error: Exception) -> str:
    if isinstance(error, ModuleNotFoundError):
        return f"{error.name} is not installed"
    if isinstance(error, Network4Error):
        return str(error)
    return f"{type(error).__name__}: {error}"


def _limit_cores(num_threads: int) -> None:
    """Keep this process on so many cores, where the system can."""
    if sys.platform == "linux":
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:num_threads])


def _private_stdout() -> TextIO:
    """Return the stdout we were given; what libraries print goes to stderr instead."""
    channel = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return channel


def main() -> None:
    """Answer until stdin ends; Ctrl-C is left to the process that started this one."""
    end_with(os.getppid())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_cores(int(sys.argv[3]))
    channel = _private_stdout()
    for answer in serve(sys.argv[1:], sys.stdin):
        print(json.dumps(answer), file=channel, flush=True)


if __name__ == "__main__":
    main()
