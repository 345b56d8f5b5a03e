"""Waiting for what JAX computes."""

import atexit
import time
from typing import Any, cast

from network4.engines.jax.forward import Array
from network4.engines.jax.guard import telling_what_is_full

_POLL_SECONDS = 0.01

_given_up: list[Array] = []


def wait_for(value: Array) -> Array:
    """Wait as `block_until_ready` does, but let Ctrl-C in: that one holds it back."""
    try:
        while not cast(Any, value).is_ready():
            time.sleep(_POLL_SECONDS)
    except BaseException:
        _given_up.append(value)
        raise
    with telling_what_is_full():
        cast(Any, value).block_until_ready()
    return value


@atexit.register
def _wait_for_what_was_given_up() -> None:
    """Let computations end before the interpreter does: they would crash it."""
    for value in _given_up:
        cast(Any, value).block_until_ready()
