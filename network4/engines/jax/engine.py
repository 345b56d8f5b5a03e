"""Training and predicting by JAX."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import jax
import jax.numpy as jnp
import numpy as np

from network4.augment import Warps
from network4.engines.base import (
    Engine,
    Masks,
    Order,
    Rates,
    Session,
    Sessions,
    SessionSetup,
    SessionState,
    averages_after,
)
from network4.engines.examples import Examples, Images, Lengths, Outputs
from network4.engines.jax.costs import Batch, channels_first
from network4.engines.jax.descent import (
    State,
    hyperparameters,
    parameters_on_device,
    parameters_on_host,
    start_state,
    state_on_host,
)
from network4.engines.jax.epoch import (
    forward_in_training,
    run_epoch,
    step_by_slopes,
)
from network4.engines.jax.examples import data_on_device, on_device
from network4.engines.jax.forward import Array
from network4.engines.jax.gradients import activations, slopes
from network4.engines.jax.guard import guarded
from network4.engines.jax.masks import dropout_key
from network4.engines.jax.operations import JaxOperations
from network4.engines.jax.predicting import part_outputs
from network4.engines.jax.room import EVALUATION_BATCH, memory_needed
from network4.engines.jax.starting import check_process
from network4.engines.jax.waiting import wait_for
from network4.engines.room import part_that_fits
from network4.engines.rules import StepSettings
from network4.engines.slopes import Wanted
from network4.errors import EngineError
from network4.layers import Tree
from network4.network import Network, Parameters
from network4.utils.processes import num_cores


class JaxSession:
    """One network being trained; data and parameters stay on the device.

    Attributes:
        data: the examples.
        held: parameters, and what training keeps beside them.
        key: where dropout masks are drawn from.
    """

    @guarded
    def __init__(self, setup: SessionSetup) -> None:
        """Copy images and parameters to the device, and start at rest."""
        ENGINE.devices()  # refuses in a sentence where JAX cannot start
        self._setup = setup
        self.data = data_on_device(setup.examples, setup.shifts)
        self.held: State = start_state(setup.parameters, setup.settings, setup.state)
        self.key = dropout_key(setup.seed)
        self._num_steps = setup.num_steps
        self._shown: Batch | None = None

    @property
    def num_threads(self) -> int | None:
        """None: JAX decides."""
        return None

    def take_data(self, examples: Examples) -> None:
        """See `network4.engines.base.Session.take_data`."""
        self.data = data_on_device(examples)

    def run_epoch(
        self,
        order: Order,
        learning_rates: Rates,
        masks: Masks | None = None,
        warps: Warps | None = None,
    ) -> float:
        """See `network4.engines.base.Session.run_epoch`."""
        cost = wait_for(self._start_epoch(order, learning_rates, masks, warps))
        return float(cost)

    @guarded
    def _start_epoch(
        self,
        order: Order,
        learning_rates: Rates,
        masks: Masks | None,
        warps: Warps | None,
    ) -> Array:
        settings = self._setup.settings
        result: tuple[State, Array] = cast(Any, run_epoch)(
            self._setup.network,
            settings.batch_size,
            settings.remainder,
            self.held,
            self.data,
            jnp.asarray(order),
            hyperparameters(learning_rates, settings),
            *self._now(),
            None if masks is None else {n: jnp.asarray(m) for n, m in masks.items()},
            on_device(warps),
        )
        self.held, cost = result
        self._num_steps += len(learning_rates)
        return cost

    @guarded
    def forward(self, images: Images, lengths: Lengths | None = None) -> Outputs:
        """See `network4.engines.base.Session.forward`."""
        data = data_on_device(Examples(images, lengths=lengths))
        every = jnp.arange(len(images), dtype=jnp.int32)
        self._shown = data.batch(data.images, every)
        z: Array = cast(Any, forward_in_training)(
            self._setup.network, self.held.parameters, self._shown, *self._now()
        )
        return np.asarray(channels_first(z))

    @guarded
    def backward(self, slopes: Outputs, learning_rate: float) -> None:
        """See `network4.engines.base.Session.backward`."""
        rates = np.full(1, learning_rate, np.float32)
        self.held = cast(Any, step_by_slopes)(
            self._setup.network,
            hyperparameters(rates, self._setup.settings),
            self.held,
            self._shown,
            JaxOperations().inward(jnp.asarray(slopes)),
            *self._now(),
        )
        self._num_steps += 1

    def _now(self) -> tuple[Array, Array]:
        """Return the key of masks, and how many steps have been taken."""
        return self.key, jnp.asarray(self._num_steps, jnp.int32)

    def outputs(self, images: Images, lengths: Lengths | None = None) -> Outputs:
        """See `network4.engines.base.Session.outputs`."""
        examples = Examples(images, lengths=lengths)
        return network_outputs(self._setup.network, self.held.parameters, examples)

    @guarded
    def parameters(self) -> Parameters:
        """See `network4.engines.base.Session.parameters`."""
        return parameters_on_host(self.held.parameters)

    @guarded
    def state(self) -> SessionState:
        """See `network4.engines.base.Session.state`."""
        return state_on_host(self.held, self._num_steps)

    def validation_outputs(self) -> Outputs:
        """See `network4.engines.base.Session.validation_outputs`."""
        averages: Any = averages_after(self._num_steps, cast(Any, self.held.averages))
        shown = averages or self.held.parameters
        return network_outputs(self._setup.network, shown, self._setup.validation)


class JaxEngine:
    """Runs every network that can be described."""

    name = "jax"
    keeps_to_threads = False
    shows_layers = True

    @guarded
    def devices(self) -> str:
        """Name the devices that JAX found."""
        try:
            return ", ".join(map(str, cast(list[object], jax.devices())))
        except (RuntimeError, AssertionError) as error:
            # JAX raises either where the platform asked for is not there.
            raise EngineError(
                f"jax: JAX cannot start ({type(error).__name__}: {error}); check "
                "JAX_PLATFORMS and the installation of JAX."
            ) from None

    def conditions(self, num_threads: int | None) -> Mapping[str, int | str]:
        """Return JAX's version and devices, and the cores among which it divides."""
        del num_threads
        return {"jax": jax.__version__, "devices": self.devices(), "cores": num_cores()}

    def unsupported(
        self, network: Network, settings: StepSettings | None = None
    ) -> str | None:
        """Return None: every layer can be run, in every way."""
        del network, settings
        return None

    def memory_needed(
        self,
        network: Network,
        batch_size: int,
        num_threads: int | None,
        *,
        training: bool,
    ) -> int:
        """See `network4.engines.base.Engine.memory_needed`."""
        del num_threads
        return memory_needed(network, batch_size, training=training)

    def start(self, setup: SessionSetup) -> Session:
        """See `network4.engines.base.Engine.start`."""
        return JaxSession(setup)

    def prefers_one_program(self) -> bool:
        """Return whether JAX computes on something else than the CPU here."""
        return "cpu" not in self.devices().lower()

    def start_as_one_program(self, setups: Sequence[SessionSetup]) -> Sessions:
        """See `network4.engines.base.Engine.start_as_one_program`."""
        # It takes its sessions from here.
        from network4.engines.jax.one_program import JaxSessions

        return JaxSessions(setups)

    def outputs(
        self,
        network: Network,
        parameters: Parameters,
        images: Images,
        lengths: Lengths | None = None,
    ) -> Outputs:
        """See `network4.engines.base.Engine.outputs`."""
        check_process()
        examples = Examples(images, lengths=lengths)
        return network_outputs(network, parameters_on_device(parameters), examples)

    def unsupported_slopes(self, wanted: Wanted) -> str | None:
        """Return None: there are slopes of everything, by everything."""
        del wanted

    @guarded
    def slopes(
        self,
        network: Network,
        parameters: Parameters,
        examples: Examples,
        wanted: Wanted,
        seed: int | None = None,
    ) -> Any:
        """See `network4.engines.slopes.FindsSlopes.slopes`."""
        return slopes(network, parameters, examples, wanted, seed)

    @guarded
    def activations(
        self, network: Network, parameters: Parameters, examples: Examples, path: str
    ) -> Outputs:
        """See `network4.engines.slopes.FindsSlopes.activations`."""
        return activations(network, parameters, examples, path)


ENGINE: Engine = JaxEngine()


def network_outputs(network: Network, parameters: Tree, examples: Examples) -> Outputs:
    """Return outputs, computed in batches of one size: one program serves them all."""
    check_process()
    count, mask = len(examples), examples.mask
    size = min(EVALUATION_BATCH, 1 << max(0, count - 1).bit_length())
    size = part_that_fits("outputs", ENGINE, network, size)
    parts: list[Outputs] = []
    for start in range(0, max(1, count), size):
        part = slice(start, start + size)
        images, some = examples.images[part], None if mask is None else mask[part]
        outputs = part_outputs(network, parameters, images, some, size)
        parts.append(outputs[: count - start])
    return np.concatenate(parts)
