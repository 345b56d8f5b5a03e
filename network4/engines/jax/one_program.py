"""Several runs of one network as one compiled program, each with its own numbers."""

from collections.abc import Sequence
from functools import partial
from typing import Any, cast

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt

from network4.augment import Warps
from network4.engines.base import Order, Outputs, Rates, SessionSetup, SessionState
from network4.engines.jax.descent import (
    Hyperparameters,
    State,
    hyperparameters,
    state_on_host,
)
from network4.engines.jax.engine import JaxSession, network_outputs
from network4.engines.jax.epoch import run_epoch
from network4.engines.jax.examples import ArrayWarps, on_device
from network4.engines.jax.forward import Array
from network4.engines.jax.guard import guarded
from network4.engines.jax.waiting import wait_for
from network4.engines.rules import Remainder
from network4.network import Network


class JaxSessions:
    """Runs side by side on one device; see `Engine.start_as_one_program`."""

    def __init__(self, setups: Sequence[SessionSetup]) -> None:
        """Stack what differs: all that training changes, keys, steps taken."""
        sessions = [JaxSession(setup) for setup in setups]
        self._setup = setups[0]
        self._data = sessions[0].data
        states = [session.held for session in sessions]
        self._states: State = cast(Any, jax.tree).map(_stack, *states)
        self._keys = jnp.stack([session.key for session in sessions])
        self._num_steps = np.array([setup.num_steps for setup in setups], np.int32)

    def run_epoch(
        self,
        orders: Sequence[Order],
        learning_rates: Sequence[Rates],
        warps: Sequence[Warps | None],
    ) -> list[float]:
        """See `network4.engines.base.Sessions.run_epoch`."""
        costs = wait_for(self._start_epoch(orders, learning_rates, warps))
        return np.asarray(costs, np.float64).tolist()

    @guarded
    def _start_epoch(
        self,
        orders: Sequence[Order],
        learning_rates: Sequence[Rates],
        warps: Sequence[Warps | None],
    ) -> Array:
        settings = self._setup.settings
        result: tuple[State, Array] = cast(Any, _run_epochs)(
            self._setup.network,
            settings.batch_size,
            settings.remainder,
            self._states,
            self._data,
            jnp.asarray(np.stack(orders)),
            hyperparameters(np.stack(learning_rates), settings),
            self._keys,
            jnp.asarray(self._num_steps),
            None,
            _stack_warps(warps),
        )
        self._states, costs = result
        self._num_steps += len(learning_rates[0])
        return costs

    def states(self) -> list[SessionState]:
        """See `network4.engines.base.Sessions.states`."""
        stacked = state_on_host(self._states, int(self._num_steps[0]))
        return [_of_run(stacked, run) for run in range(len(self._num_steps))]

    def validation_outputs(self) -> list[Outputs]:
        """See `network4.engines.base.Sessions.validation_outputs`."""
        examples = self._setup.validation
        return [
            network_outputs(self._setup.network, cast(Any, state.shown), examples)
            for state in self.states()
        ]


def _of_run(stacked: SessionState, run: int) -> SessionState:
    def part(array: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        return array[run]

    return jax.tree.map(part, stacked)


def _stack(*arrays: Array) -> Array:
    return jnp.stack(arrays, axis=0)


def _stack_warps(warps: Sequence[Warps | None]) -> ArrayWarps | None:
    given = [on_device(each) for each in warps if each is not None]
    return cast(Any, jax.tree).map(_stack, *given) if given else None


_SHARED: Any = Hyperparameters(*cast(Any, [None] * len(Hyperparameters._fields)))
# Of each run its own: state, order, rates, key, first step, warps; the rest is shared.
_OF_EACH_RUN: Any = (
    *(0, None, 0, _SHARED._replace(learning_rates=0)),
    *(0, 0, None, 0),
)


@partial(jax.jit, static_argnames=("network", "batch_size", "remainder"))
def _run_epochs(
    network: Network, batch_size: int, remainder: Remainder, *arguments: Any
) -> tuple[State, Array]:
    """Run `run_epoch` for several runs, whose own arguments are stacked."""
    one = partial(cast(Any, run_epoch), network, batch_size, remainder)
    runs: Any = jax.vmap(one, in_axes=_OF_EACH_RUN)
    return runs(*arguments)
