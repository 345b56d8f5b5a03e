"""The native engine: backpropagation by hand in C++, on the threads of a CPU.

The C++ code is in `native/`, and docs/engine.md explains it. If it was not built,
because there was no compiler when network4 was installed, this engine says so.
"""

from collections.abc import Mapping, Sequence

from network4.engines.base import Engine, Session, Sessions, SessionSetup
from network4.engines.examples import Examples, Images, Lengths, Outputs
from network4.engines.native.gradients import slopes, unsupported_slopes
from network4.engines.native.loading import find_core, loaded_core, why_not
from network4.engines.native.lowering import unsupported, unsupported_step
from network4.engines.native.memory import memory_needed
from network4.engines.native.predicting import default_num_threads, network_outputs
from network4.engines.native.session import NativeSession
from network4.engines.rules import StepSettings
from network4.engines.slopes import Wanted
from network4.errors import EngineError, shown
from network4.network import Network, Parameters


class NativeEngine:
    """Runs the book's family of networks on a CPU."""

    name = "native"
    keeps_to_threads = True
    shows_layers = False

    def devices(self) -> str:
        """Say how many threads of what kind it uses, or why it cannot."""
        reason = why_not()
        if reason is not None:
            return reason
        return f"CPU, {default_num_threads()} threads, {find_core().level()}"

    def conditions(self, num_threads: int | None) -> Mapping[str, int | str]:
        """Return the number of threads and the level of instructions."""
        threads = num_threads or default_num_threads()
        return {"threads": threads, "level": loaded_core().level()}

    def unsupported(
        self, network: Network, settings: StepSettings | None = None
    ) -> str | None:
        """See `network4.engines.base.Engine.unsupported`."""
        reason = why_not() or unsupported(network)
        if reason or settings is None:
            return reason
        return unsupported_step(network, settings)

    def memory_needed(
        self,
        network: Network,
        batch_size: int,
        num_threads: int | None,
        *,
        training: bool,
    ) -> int:
        """See `network4.engines.base.Engine.memory_needed`."""
        return memory_needed(network, batch_size, num_threads, training)

    def start(self, setup: SessionSetup) -> Session:
        """See `network4.engines.base.Engine.start`."""
        return NativeSession(setup)

    def prefers_one_program(self) -> bool:
        """Return False: it is faster to give each run a core."""
        return False

    def start_as_one_program(self, setups: Sequence[SessionSetup]) -> Sessions:
        """Raise EngineError: there is no such program."""
        raise EngineError(
            f"native: runs must be started one by one, received {len(setups)} for one "
            "program; call start for each, or use engine='jax'."
        )

    def outputs(
        self,
        network: Network,
        parameters: Parameters,
        images: Images,
        lengths: Lengths | None = None,
    ) -> Outputs:
        """See `network4.engines.base.Engine.outputs`."""
        del lengths  # it reads no sequences
        return network_outputs(network, parameters, images, None)

    def unsupported_slopes(self, wanted: Wanted) -> str | None:
        """See `network4.engines.slopes.FindsSlopes.unsupported_slopes`."""
        return unsupported_slopes(wanted)

    def slopes(
        self,
        network: Network,
        parameters: Parameters,
        examples: Examples,
        wanted: Wanted,
        seed: int | None = None,
    ) -> Outputs:
        """See `network4.engines.slopes.FindsSlopes.slopes`."""
        return slopes(network, parameters, examples, wanted, seed)

    def activations(
        self, network: Network, parameters: Parameters, examples: Examples, path: str
    ) -> Outputs:
        """Raise EngineError: it keeps no layer's activations."""
        del network, parameters, examples
        raise EngineError(
            "native: activations must be asked of another engine, received "
            f"{shown(path)}; "
            "use engine='jax'."
        )


ENGINE: Engine = NativeEngine()
