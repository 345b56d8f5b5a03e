"""A network's outputs, computed in C++ on the threads of a CPU."""

from typing import Any

import numpy as np

from network4.engines.examples import Images, Outputs
from network4.engines.native.loading import loaded_core, refusals
from network4.engines.native.lowering import (
    batch_of,
    describe,
    leaves,
    numbers_of,
    pack,
)
from network4.network import Network, Parameters
from network4.utils.processes import MOST_THREADS, asked_num_threads, num_cores

_IMAGES_PER_CALL = 4096  # so that Ctrl-C is heard in between
_IMAGES_PER_THREAD = 64


def default_num_threads() -> int:
    """Return NETWORK4_NUM_THREADS, or how many cores this process may use.

    Raises:
        ArgumentError: the variable holds no whole number from 1 to 256.
    """
    return asked_num_threads() or min(num_cores(), MOST_THREADS)


def num_threads_for(num_images: int, most: int) -> int:
    """Return how many threads are worth using for this number of images.

    Example:
        >>> num_threads_for(200, 16)
        3
    """
    return max(1, min(most, num_images // _IMAGES_PER_THREAD))


def write_parameters(
    target: Any, network: Network, parameters: Parameters, **which: bool
) -> None:
    """Hand over arrays layer by layer; {} holds none."""
    for number, leaf in enumerate(leaves(network)):
        numbers = numbers_of(parameters, leaf)
        if numbers:
            target.write(number, *pack(numbers), **which)


@refusals()
def network_outputs(
    network: Network, parameters: Parameters, images: Images, num_threads: int | None
) -> Outputs:
    """Return a network's outputs; on the default number of threads where it is None."""
    core = loaded_core()
    threads = num_threads_for(len(images), num_threads or default_num_threads())
    predictor = core.Predictor(describe(core, network), threads)
    write_parameters(predictor, network, parameters)
    batch = batch_of(network, images)
    outputs = np.empty((len(batch), *network.output_shape), np.float32)
    for first in range(0, len(batch), _IMAGES_PER_CALL):
        part = slice(first, first + _IMAGES_PER_CALL)
        predictor.run(batch[part], outputs[part])
    return outputs
