"""JAX in a forked process, which it cannot run in: its threads stayed behind."""

import os

from network4.errors import EngineError

_started_in: set[int] = set()


def check_process() -> None:
    """Note that JAX starts in this process; call it before anything is computed.

    Raises:
        EngineError: this process was forked from one in which JAX had been started.
    """
    _started_in.add(os.getpid())
    if len(_started_in) > 1:
        _started_in.remove(os.getpid())
        raise EngineError(
            "jax: JAX must not run in a process forked after JAX was started, and does "
            "here; start processes by 'spawn', or use engine='native'."
        )
