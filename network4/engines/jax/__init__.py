"""The JAX engine: any layer, on CPU, GPU or TPU, by automatic differentiation."""

import time
from collections.abc import Sequence
from functools import partial
from typing import Any, cast

import jax
import jax.numpy as jnp
import numpy as np

from network4.augment import Warps
from network4.engines.base import (
    Engine,
    Images,
    Masks,
    Order,
    Outputs,
    Rates,
    Session,
    Sessions,
    SessionSetup,
    SessionState,
    StepSettings,
    averages_after,
)
from network4.engines.jax.costs import output_activations
from network4.engines.jax.descent import (
    State,
    hyperparameters,
    parameters_on_device,
    parameters_on_host,
    start_state,
    state_on_host,
)
from network4.engines.jax.epoch import run_epoch
from network4.engines.jax.examples import TrainingData, on_device
from network4.engines.jax.forward import Array, forward
from network4.engines.jax.masks import dropout_key
from network4.errors import EngineError
from network4.layers import Tree
from network4.network import Network, Parameters

EVALUATION_BATCH = 250
_POLL_SECONDS = 0.01


class JaxSession:
    """One network being trained; data and parameters stay on the device.

    Attributes:
        data: the images and labels.
        held: parameters, and what training keeps beside them.
        key: where dropout masks are drawn from.
    """

    def __init__(self, setup: SessionSetup) -> None:
        """Copy images and parameters to the device, and start at rest."""
        ENGINE.devices()  # refuses in a sentence where JAX cannot start
        self._setup = setup
        self.data = TrainingData(
            jnp.asarray(setup.images),
            jnp.asarray(setup.labels),
            None if setup.shifts is None else jnp.asarray(setup.shifts),
        )
        self.held: State = start_state(setup.parameters, setup.settings, setup.state)
        self.key = dropout_key(setup.seed)
        self._num_steps = setup.num_steps

    @property
    def num_threads(self) -> int | None:
        """None: JAX decides."""
        return None

    def run_epoch(
        self,
        order: Order,
        learning_rates: Rates,
        masks: Masks | None = None,
        warps: Warps | None = None,
    ) -> float:
        """See `network4.engines.base.Session.run_epoch`."""
        settings = self._setup.settings
        result: tuple[State, Array] = cast(Any, run_epoch)(
            self._setup.network,
            settings.batch_size,
            settings.remainder,
            self.held,
            self.data,
            jnp.asarray(order),
            hyperparameters(learning_rates, settings),
            self.key,
            jnp.asarray(self._num_steps, jnp.int32),
            None if masks is None else {n: jnp.asarray(m) for n, m in masks.items()},
            on_device(warps),
        )
        self.held, cost = result
        self._num_steps += len(learning_rates)
        return float(wait_for(cost))

    def parameters(self) -> Parameters:
        """See `network4.engines.base.Session.parameters`."""
        return parameters_on_host(self.held.parameters)

    def state(self) -> SessionState:
        """See `network4.engines.base.Session.state`."""
        return state_on_host(self.held, self._num_steps)

    def validation_outputs(self) -> Outputs:
        """See `network4.engines.base.Session.validation_outputs`."""
        averages: Any = averages_after(self._num_steps, cast(Any, self.held.averages))
        shown = averages or self.held.parameters
        return network_outputs(
            self._setup.network, shown, self._setup.validation_images
        )


class JaxEngine:
    """Runs every network that can be described."""

    name = "jax"
    keeps_to_threads = False

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

    def unsupported(
        self, network: Network, settings: StepSettings | None = None
    ) -> str | None:
        """Return None: every layer can be run, in every way."""
        del network, settings
        return None

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
        self, network: Network, parameters: Parameters, images: Images
    ) -> Outputs:
        """See `network4.engines.base.Engine.outputs`."""
        return network_outputs(network, parameters_on_device(parameters), images)


ENGINE: Engine = JaxEngine()


def network_outputs(network: Network, parameters: Tree, images: Images) -> Outputs:
    """Return outputs, computed in batches of one size: one program serves them all."""
    count = len(images)
    size = min(EVALUATION_BATCH, 1 << max(0, count - 1).bit_length())
    parts: list[Outputs] = []
    for start in range(0, count, size):
        part = images[start : start + size]
        padding = [(0, size - len(part))] + [(0, 0)] * (part.ndim - 1)
        outputs: Array = cast(Any, _batch_outputs)(
            network, parameters, jnp.asarray(np.pad(part, padding))
        )
        parts.append(np.asarray(outputs)[: len(part)])
    return np.concatenate([np.zeros((0, network.num_classes), np.float32), *parts])


@partial(jax.jit, static_argnames=("network",))
def _batch_outputs(network: Network, parameters: Tree, images: Array) -> Array:
    z = forward(network, parameters, images)
    return output_activations(network.output_activation, z)


def wait_for(value: Array) -> Array:
    """Wait as `block_until_ready` does, but let Ctrl-C in: that one holds it back."""
    while not cast(Any, value).is_ready():
        time.sleep(_POLL_SECONDS)
    return value
