"""How much memory the native engine will need, computed in advance."""

from math import prod

from network4.engines.native.loading import loaded_core, refusals
from network4.engines.native.lowering import describe
from network4.engines.native.predicting import (
    default_num_threads,
    num_threads_for,
)
from network4.layers import named
from network4.network import Network

_BYTES_PER_NUMBER = 4
# The network's at the beginning, what an epoch reads back, and the best ones so far.
_COPIES_IN_TRAINING = 2


@refusals()
def memory_needed(
    network: Network, batch_size: int, num_threads: int | None, training: bool
) -> int:
    """Return how many bytes; see `network4.engines.base.Engine.memory_needed`.

    The C++ builds the network without its arrays, and adds up what they would take.

    Example:
        >>> from network4.layers import FullyConnected, Softmax
        >>> wide = Network([FullyConnected(10_000), Softmax(10)])
        >>> memory_needed(wide, 10, 1, training=True) // 10**6
        143
    """
    core, threads = loaded_core(), num_threads or default_num_threads()
    described = describe(core, network)
    if not training:
        fewer = num_threads_for(batch_size, threads)
        return int(core.memory_needed(described, fewer))
    session: int = core.memory_needed(described, threads, batch_size)
    judging: int = core.memory_needed(described, threads)
    copies = _COPIES_IN_TRAINING * _BYTES_PER_NUMBER * _num_parameters(network)
    return session + judging + copies


def _num_parameters(network: Network) -> int:
    return sum(prod(each.shape) for _, each in named(network.parameters))
