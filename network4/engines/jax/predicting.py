"""Outputs of a part of the images, by a program that is compiled once for a size."""

from functools import partial
from typing import Any, cast

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt

from network4.engines.examples import Images, Outputs
from network4.engines.jax.costs import output_activations
from network4.engines.jax.forward import Array, forward
from network4.engines.jax.guard import guarded
from network4.layers import Step, Tree
from network4.network import Network


@guarded
def part_outputs(
    network: Network, parameters: Tree, images: Images, mask: Any, size: int
) -> Outputs:
    """Return the outputs of up to `size` images.

    Args:
        network: the network.
        parameters: on the device.
        images: the inputs, at most `size`.
        mask: which of their steps count, for sequences; None for all.
        size: of the batch that is compiled; rows beyond the images are of no meaning.
    """
    filled = _filled_up(images, size)
    mask = None if mask is None else _filled_up(mask, size)
    return np.asarray(cast(Any, _batch_outputs)(network, parameters, filled, mask))


def _filled_up(array: npt.NDArray[Any], size: int) -> Array:
    padding = [(0, size - len(array))] + [(0, 0)] * (array.ndim - 1)
    return jnp.asarray(np.pad(array, padding))


@partial(jax.jit, static_argnames=("network",))
def _batch_outputs(
    network: Network, parameters: Tree, images: Array, mask: Array | None
) -> Array:
    z = forward(network, parameters, images, Step(mask=mask))
    return output_activations(network, z)
