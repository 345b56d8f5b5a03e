"""Refuses to start JAX where it would hang, or end the process."""

import os
import sys

from network4.errors import EngineError
from network4.utils.memory import bytes_left_by_limits
from network4.utils.processes import num_cores

_MEGABYTE = 10**6
# Measured under `ulimit -v`, and rounded up: 1,258 MB on one core, 1,421 on two.
_BYTES_TO_START = 1200 * _MEGABYTE
_BYTES_OF_CORE = 200 * _MEGABYTE
# Of those, what importing it takes: 290.
_BYTES_TO_IMPORT = 250 * _MEGABYTE
_BYTES_OF_PROGRAM = 64 * _MEGABYTE  # that is compiled; up to 22 were measured

_started_in: set[int] = set()


def check_process() -> None:
    """Note that JAX starts in this process; call it before anything is computed.

    Raises:
        EngineError: this process was forked from one in which JAX had been started, or
            its limits leave too little memory.
    """
    if _started_in - {os.getpid()}:
        raise EngineError(
            "jax: JAX must not run in a process that was forked after JAX had "
            "started, as this one was; start processes with 'spawn', or use "
            "engine='native'."
        )
    check_room_to_start()
    _started_in.add(os.getpid())


def check_room_to_start() -> None:
    """Raise EngineError where limits such as `ulimit -v` leave JAX too little.

    JAX and its compiler end the process where memory is refused them.
    """
    left = bytes_left_by_limits()
    if left is None:
        return
    needed = _BYTES_OF_PROGRAM
    if not _started_in:
        needed = _BYTES_TO_START + num_cores() * _BYTES_OF_CORE
        needed -= _BYTES_TO_IMPORT if "jax" in sys.modules else 0
    if left < needed:
        raise EngineError(
            f"jax: JAX must have {needed // _MEGABYTE:,} MB of addresses to start and "
            f"compile with, of which the limits of this process leave "
            f"{left // _MEGABYTE:,} MB; raise `ulimit -v`, or use engine='native'."
        )
