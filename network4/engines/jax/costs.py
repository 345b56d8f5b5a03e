"""The mean cost of a mini-batch, by the network's objective."""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from network4.engines.jax.forward import Array, as_numbers
from network4.engines.jax.operations import JaxOperations
from network4.errors import ShapeError
from network4.layers.step import Found
from network4.network import Network


class Batch(NamedTuple):
    """A mini-batch; see `network4.engines.Examples`.

    Attributes:
        images: (b, *input shape).
        targets: of the examples; None where the inputs are.
        mask: (b, time), or None where all steps count.
        weights: (b,), or None where all examples count the same.
    """

    images: Array
    targets: Array | None = None
    mask: Array | None = None
    weights: Array | None = None


def mean_cost(network: Network, z: Array, batch: Batch) -> Array:
    """Return the mean over a mini-batch of the cost of each example, a scalar.

    Where an objective gives slopes, the gradient of what is returned is theirs.

    Args:
        network: whose objective.
        z: (b, ...), the weighted inputs of the last layer.
        batch: the examples.
    """
    weights = 1 if batch.weights is None else batch.weights
    cost = jnp.mean(weights * costs(network, z, batch))
    slopes = network.objective.slopes(*_arguments(network, z, batch))
    if slopes is None:
        return cost
    _check_shape(network, "slopes", slopes, z.shape)
    of_each = jnp.sum((jax.lax.stop_gradient(slopes) * z).reshape(len(z), -1), axis=1)
    led_by = jnp.mean(weights * of_each)
    return jax.lax.stop_gradient(cost - led_by) + led_by


def training_cost(network: Network, z: Array, batch: Batch, found: Found) -> Array:
    """Return what a step of training descends, l2 left out, a scalar.

    It is the mean cost, those of further outputs, and what layers ask for besides.

    Args:
        network: what is trained.
        z: as of `mean_cost`.
        batch: the examples.
        found: what layers left behind on the way to z.
    """
    cost = mean_cost(network, z, batch)
    for auxiliary, weight in found.auxiliary:
        cost += weight * mean_cost(network, auxiliary, batch)
    return sum(found.penalties, start=cost)


def costs(network: Network, z: Array, batch: Batch) -> Array:
    """Return the cost of each example, (b,)."""
    found = network.objective.costs(*_arguments(network, z, batch))
    _check_shape(network, "costs", found, z.shape[:1])
    return found


def _check_shape(
    network: Network, method: str, found: Array, wanted: tuple[int, ...]
) -> None:
    """Refuse an array of a shape that would be broadcast by mistake."""
    if np.shape(found) != wanted:
        raise ShapeError(
            f"{network.objective.name}: {method} must return an array of shape "
            f"{wanted} here, received {np.shape(found)}; costs are one for each "
            "example, slopes one for each number of z."
        )


def output_activations(network: Network, z: Array) -> Array:
    """Return a, the network's outputs, from z; of images with the channels first."""
    a = JaxOperations().activate(network.output_activation, z)
    return channels_first(a)


def channels_first(a: Array) -> Array:
    """Return activations as they are outside, of images (n, channels, ...)."""
    return a.transpose(0, 3, 1, 2) if a.ndim == 4 else a


def _arguments(network: Network, z: Array, batch: Batch) -> tuple[Any, ...]:
    """Return what an objective is asked with."""
    ops = JaxOperations()
    targets = batch.targets
    if network.objective.wants_inputs:
        targets = as_numbers(batch.images, z.dtype)
    return ops, network.output_activation, z, ops.inward(targets), batch.mask
