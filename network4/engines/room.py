"""Checks that there is enough memory before an engine computes."""

import numpy as np

from network4.engines.base import Engine
from network4.engines.examples import Images, Lengths, Outputs
from network4.engines.rules import StepSettings
from network4.network import Network, Parameters
from network4.utils.memory import check_memory, has_room_for

_BYTES = 4  # of a float32


def memory_needed(
    engine: Engine,
    network: Network,
    batch_size: int,
    num_threads: int | None = None,
    *,
    training: bool,
) -> int:
    """Return the number of bytes an engine needs; computed once for each network.

    Arguments as of `network4.engines.base.Engine.memory_needed`.
    """
    asked = engine.name, batch_size, num_threads, training
    known = network.estimates.get(asked)
    if known is None:
        known = engine.memory_needed(
            network, batch_size, num_threads, training=training
        )
        network.estimates[asked] = known
    return known


def check_room_to_train(
    owner: str,
    engine: Engine,
    network: Network,
    settings: StepSettings,
    num_threads: int | None = None,
    num_runs: int = 1,
) -> None:
    """Refuse training that needs more memory than there is.

    Args:
        owner: the function that would train, for the message.
        engine: the engine that would compute.
        network: the network to train.
        settings: what a step does.
        num_threads: number of threads of the engine; default None, its own choice.
        num_runs: number of runs at the same time; default 1.

    Raises:
        EngineError: it needs more memory than this machine has, or than this process
            may use.
    """
    size = settings.batch_size
    needed = memory_needed(engine, network, size, num_threads, training=True)
    # Beside those that the engine works on there is a copy that can be looked at.
    kept = 2 * _kept_beside(settings) * network.sizes.parameters * _BYTES
    check_memory(
        owner,
        f"training with batch_size={size}",
        num_runs * (needed + kept),
        "use a smaller batch_size or smaller layers",
    )


def _kept_beside(settings: StepSettings) -> int:
    """Return how many numbers are kept for each parameter besides itself."""
    has_velocity = settings.momentum > 0 or settings.optimizer == "adam"
    has_square = settings.optimizer in ("adam", "rmsprop")
    return sum((has_velocity, has_square, settings.average_decay > 0))


def check_room_for_slopes(
    owner: str, engine: Engine, network: Network, count: int
) -> None:
    """Raise EngineError if the slopes of so many examples need too much memory."""
    needed = memory_needed(engine, network, max(1, count), training=True)
    check_memory(owner, f"{count} examples at once", needed, "give fewer of them")


def part_that_fits(
    owner: str, engine: Engine, network: Network, count: int, *, training: bool = False
) -> int:
    """Return how many inputs a network can read at once with the available memory.

    Args:
        owner: the function that would show them, for the message.
        engine: the engine that would compute.
        network: the network that would read them.
        count: number of inputs, 0 or more.
        training: whether slopes are wanted; default False, outputs only.

    Returns:
        All of them if the memory suffices, else as many as it holds.

    Raises:
        EngineError: the memory does not suffice for a single input.
    """
    size = max(1, count)
    while True:
        needed = memory_needed(engine, network, size, training=training)
        if has_room_for(needed):
            return size
        if size == 1:
            what = "the layers' outputs for one input"
            check_memory(owner, what, needed, "use a network with smaller layers")
        size = (size + 1) // 2


def outputs_in_parts(
    engine: Engine,
    network: Network,
    parameters: Parameters,
    batch: Images,
    lengths: Lengths | None = None,
) -> Outputs:
    """Return an engine's outputs, for as many inputs at once as memory holds.

    Arguments as of `network4.engines.base.Engine.outputs`.

    Raises:
        EngineError: there is no memory for a single input.
    """
    count = len(batch)
    size = part_that_fits("outputs", engine, network, count)
    if size >= count:
        return engine.outputs(network, parameters, batch, lengths)
    parts = [slice(start, start + size) for start in range(0, count, size)]
    given = [None if lengths is None else lengths[part] for part in parts]
    return np.concatenate(
        [
            engine.outputs(network, parameters, batch[part], some)
            for part, some in zip(parts, given, strict=True)
        ]
    )
