"""One epoch of stochastic gradient descent as one compiled function."""

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp

from network4.engines.base import Remainder
from network4.engines.jax.costs import mean_cost, smoothed_cost
from network4.engines.jax.descent import Hyperparameters, State, average, descend
from network4.engines.jax.examples import ArrayWarps, TrainingData, take_examples
from network4.engines.jax.forward import (
    Array,
    ArrayMasks,
    ArrayParameters,
    dropout_probability,
    forward_and_statistics,
)
from network4.layers import BatchNorm, DropConnect, Layer
from network4.network import Network

MASK_LEVELS = 2**16


class Step(NamedTuple):
    """What one step is given: which images, how fast, which masks."""

    indices: Array
    learning_rate: Array
    number: Array
    masks: ArrayMasks | None


@partial(jax.jit, static_argnames=("network", "batch_size", "remainder"))
def run_epoch(  # noqa: PLR0913  one compiled function takes all that it works on
    network: Network,
    batch_size: int,
    remainder: Remainder,
    state: State,
    data: TrainingData,
    order: Array,
    hyperparameters: Hyperparameters,
    key: Array,
    first_step: Array,
    masks: ArrayMasks | None,
    warps: ArrayWarps | None,
) -> tuple[State, Array]:
    """Train on mini-batches of `data` in the order given.

    Args:
        network: what is trained; a new one is compiled anew, as is a new shape.
        batch_size: images in a mini-batch.
        remainder: "drop" or "keep" what does not fill a mini-batch.
        state: before the epoch.
        data: images, labels and shifts.
        order: (m,) int32, indices of examples.
        hyperparameters: a learning rate for each step, and the other numbers.
        key: where dropout masks are drawn from.
        first_step: how many steps came before this epoch.
        masks: explicit dropout masks, (steps, batch size, *input shape) each, or None
            to draw them.
        warps: one for each image, or None to show them as they are.

    Returns:
        The state after the epoch and the mean data cost of its steps.
    """
    whole = order.shape[0] // batch_size
    rates = hyperparameters.learning_rates
    steps = Step(
        order[: whole * batch_size].reshape(whole, batch_size),
        rates[:whole],
        first_step + jnp.arange(whole, dtype=jnp.int32),
        masks,
    )
    take_step = partial(_take_step, network, hyperparameters, (data, warps), key)
    state, costs = jax.lax.scan(take_step, state, steps)
    rest = order[whole * batch_size :]
    if remainder == "keep" and rest.size:
        last = Step(rest, rates[whole], first_step + whole, None)
        state, cost = take_step(state, last)
        costs = jnp.concatenate([costs, cost[None]])
    return state, jnp.mean(costs)


def _take_step(
    network: Network,
    hyperparameters: Hyperparameters,
    source: tuple[TrainingData, ArrayWarps | None],
    key: Array,
    state: State,
    step: Step,
) -> tuple[State, Array]:
    images, labels = take_examples(*source, step.indices)
    masks = step.masks
    if masks is None:
        step_key = jax.random.fold_in(key, step.number)
        masks = draw_masks(network, step.indices.size, step_key)

    def cost_of(parameters: ArrayParameters) -> tuple[Array, ArrayParameters]:
        z, found = forward_and_statistics(network, parameters, images, masks)
        return _cost(network, hyperparameters.label_smoothing, z, labels), found

    (cost, found), gradient = jax.value_and_grad(cost_of, has_aux=True)(
        state.parameters
    )
    after = descend(state, gradient, step.learning_rate, step.number, hyperparameters)
    after = after._replace(parameters=_remember(network, after.parameters, found))
    return average(after, step.number, hyperparameters.average_decay), cost


def _cost(network: Network, smoothing: Array | None, z: Array, labels: Array) -> Array:
    kind = network.cost, network.output_activation
    if smoothing is None:
        return mean_cost(*kind, z, labels)
    return smoothed_cost(*kind, smoothing, z, labels)


def _remember(
    network: Network, parameters: ArrayParameters, found: ArrayParameters
) -> ArrayParameters:
    """Return parameters in which batch normalisation has taken in a mini-batch."""
    return tuple(
        {
            name: layer.decay * array + (1 - layer.decay) * new[name]
            if isinstance(layer, BatchNorm) and name in new
            else array
            for name, array in numbers.items()
        }
        for layer, numbers, new in zip(network.layers, parameters, found, strict=True)
    )


def draw_masks(network: Network, batch_size: int, key: Array) -> ArrayMasks:
    """Draw one step's dropout masks: True with probability 1 - p, to within 2^-16.

    Masks of different layers, and of different keys, are independent.
    """
    keys = jax.random.split(key, len(network.layers))
    inputs = zip(network.layers, network.shapes[:-1], keys, strict=True)
    return tuple(
        _mask(layer, _mask_shape(layer, shape, batch_size), each)
        for layer, shape, each in inputs
    )


def _mask_shape(
    layer: Layer, input_shape: tuple[int, ...], batch_size: int
) -> tuple[int, ...]:
    if isinstance(layer, DropConnect):
        return layer.parameter_shapes(input_shape)["weights"]
    return (batch_size, *input_shape)


def _mask(layer: Layer, shape: tuple[int, ...], key: Array) -> Array | None:
    threshold = round(dropout_probability(layer) * MASK_LEVELS)
    if not threshold:
        return None
    bits = jax.random.bits(key, shape, jnp.uint16)
    return bits >= jnp.uint16(min(threshold, MASK_LEVELS - 1))
