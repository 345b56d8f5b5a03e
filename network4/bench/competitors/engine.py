"""network4 itself, on one of its engines."""

import numpy as np

from network4.bench.work import L2, LEARNING_RATE, Runner, Work
from network4.engines import (
    Engine,
    Examples,
    Order,
    Outputs,
    SessionSetup,
    StepSettings,
    choose_engine,
)
from network4.errors import EngineError
from network4.network import Network, Parameters


class _EngineRunner:
    def __init__(self, work: Work, name: str) -> None:
        self._work = work
        self._engine = _choose(name, work.network)
        self._session = self._engine.start(
            SessionSetup(
                network=work.network,
                parameters=work.parameters,
                examples=Examples(work.images, work.labels.astype(np.int32)),
                validation=Examples(work.images[:1]),
                settings=StepSettings(work.batch_size, l2=L2),
                seed=0,
                num_threads=work.num_threads,
            )
        )

    def run_steps(self, order: Order) -> None:
        """See `network4.bench.work.Runner.run_steps`."""
        rates = np.full(len(order), LEARNING_RATE, np.float32)
        self._session.run_epoch(order.reshape(-1), rates)

    def outputs(self) -> Outputs:
        """See `network4.bench.work.Runner.outputs`."""
        work = self._work
        return self._engine.outputs(work.network, work.parameters, work.images)

    def parameters(self) -> Parameters:
        """See `network4.bench.work.Runner.parameters`."""
        return self._session.parameters()


def _choose(name: str, network: Network) -> Engine:
    """Choose as ever, but say in few words why not: a table has little room."""
    try:
        return choose_engine(name, network)
    except EngineError as error:
        reason = str(error).partition(f": {name}: ")[2]
        raise EngineError(reason or str(error)) from None


def start(work: Work, variant: str) -> Runner:
    """Start a session of the engine named by `variant`.

    Raises:
        EngineError: it cannot run this network, or not here.
    """
    return _EngineRunner(work, variant)
