"""Independent work side by side, in processes."""

import importlib
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from network4.errors import ArgumentError, shown

MOST_THREADS = 256

Item = TypeVar("Item")
Result = TypeVar("Result")
_LOOK_SECONDS = 0.5
_ORPHANED = 1


def num_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def asked_num_threads() -> int | None:
    """Return NETWORK4_NUM_THREADS, or None if it is not set.

    Raises:
        ArgumentError: the variable holds no whole number from 1 to 256.
    """
    asked = os.environ.get("NETWORK4_NUM_THREADS")
    if asked is None:
        return None
    if not asked.isdecimal() or not 1 <= int(asked) <= MOST_THREADS:
        raise ArgumentError(
            "network4: NETWORK4_NUM_THREADS must be a whole number from 1 to "
            f"{MOST_THREADS}, received {shown(asked)}; correct it or unset it."
        )
    return int(asked)


def map_in_processes(
    function: Callable[[Item], Result], items: Iterable[Item], num_processes: int
) -> Iterator[Result]:
    """Yield the results of a function for items, as they are finished.

    Items start in their order, each as soon as a process is free. If a cluster is a
    backend of joblib, they run where `joblib.parallel_config` says. Processes on this
    machine end when this process ends, even if it is killed.

    Args:
        function: a function of a module, so that other processes can import it.
        items: the arguments of the calls.
        num_processes: number of processes, 1 or more; 1 means this process.

    Example:
        >>> sorted(map_in_processes(abs, [-2, 1], num_processes=1))
        [1, 2]
    """
    # Its import takes a while, which nobody else should pay; it has no types.
    joblib: Any = importlib.import_module("joblib")
    parallel = joblib.Parallel(
        n_jobs=num_processes,
        return_as="generator_unordered",
        pre_dispatch=num_processes,
        batch_size=1,
        **_ending_with_this_one(joblib),
    )
    yield from parallel(joblib.delayed(function)(item) for item in items)


def _ending_with_this_one(joblib: Any) -> dict[str, Any]:
    """Return what makes joblib's own processes end with this one."""
    backend, _ = joblib.parallel.get_active_backend()
    if type(backend).__name__ != "LokyBackend":
        return {}
    return {"initializer": end_with, "initargs": (os.getpid(),)}


def end_with(parent: int) -> None:
    """End this process soon after its parent has ended, in whatever way.

    On Windows, where a process cannot see that, it goes on.

    Args:
        parent: the process id of whoever started this one.
    """
    watch = threading.Thread(target=_end_when_orphaned, args=(parent,), daemon=True)
    watch.start()


def _end_when_orphaned(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os._exit(_ORPHANED)
