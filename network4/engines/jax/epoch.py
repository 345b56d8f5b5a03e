"""One epoch of stochastic gradient descent as one compiled function."""

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp

from network4.engines.base import Remainder
from network4.engines.jax.costs import mean_cost
from network4.engines.jax.examples import ArrayWarps, TrainingData, take_examples
from network4.engines.jax.forward import (
    Array,
    ArrayMasks,
    ArrayParameters,
    dropout_probability,
    forward_and_statistics,
)
from network4.layers import BatchNorm, Layer
from network4.network import Network

MASK_LEVELS = 2**16


class State(NamedTuple):
    """What a step changes; the velocity is empty without momentum."""

    parameters: ArrayParameters
    velocity: ArrayParameters


class Step(NamedTuple):
    """What one step is given: which images, how fast, which masks."""

    indices: Array
    learning_rate: Array
    number: Array
    masks: ArrayMasks | None


class Hyperparameters(NamedTuple):
    """Numbers that may change without compiling anew: rates (steps,), l2, momentum."""

    learning_rates: Array
    l2: Array
    momentum: Array


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
        state: parameters and velocity before the epoch.
        data: images, labels and shifts.
        order: (m,) int32, indices of examples.
        hyperparameters: a learning rate for each step, l2 and momentum.
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
        cost = mean_cost(network.cost, network.output_activation, z, labels)
        return cost, found

    (cost, found), gradient = jax.value_and_grad(cost_of, has_aux=True)(
        state.parameters
    )
    after = _descend(state, gradient, step.learning_rate, hyperparameters)
    return State(_averaged(network, after.parameters, found), after.velocity), cost


def _averaged(
    network: Network, parameters: ArrayParameters, found: ArrayParameters
) -> ArrayParameters:
    """Return parameters whose running averages have taken in a mini-batch's."""
    return tuple(
        {
            name: layer.decay * array + (1 - layer.decay) * new[name]
            if isinstance(layer, BatchNorm) and name in new
            else array
            for name, array in numbers.items()
        }
        for layer, numbers, new in zip(network.layers, parameters, found, strict=True)
    )


def _descend(
    state: State,
    gradient: ArrayParameters,
    learning_rate: Array,
    hyperparameters: Hyperparameters,
) -> State:
    """Return the state one step down the gradient, by StepSettings' equation."""
    slope = tuple(
        {
            name: g + hyperparameters.l2 * numbers[name] if name == "weights" else g
            for name, g in layer.items()
        }
        for layer, numbers in zip(gradient, state.parameters, strict=True)
    )

    def move(parameter: Array, nabla: Array) -> Array:
        return parameter - learning_rate * nabla

    def accelerate(speed: Array, nabla: Array) -> Array:
        return hyperparameters.momentum * speed - learning_rate * nabla

    if not state.velocity:
        return State(jax.tree.map(move, state.parameters, slope), ())
    velocity = jax.tree.map(accelerate, state.velocity, slope)
    return State(jax.tree.map(jnp.add, state.parameters, velocity), velocity)


def draw_masks(network: Network, batch_size: int, key: Array) -> ArrayMasks:
    """Draw one step's dropout masks: True with probability 1 - p, to within 2^-16.

    Masks of different layers, and of different keys, are independent.
    """
    keys = jax.random.split(key, len(network.layers))
    inputs = zip(network.layers, network.shapes[:-1], keys, strict=True)
    return tuple(_mask(layer, (batch_size, *shape), k) for layer, shape, k in inputs)


def _mask(layer: Layer, shape: tuple[int, ...], key: Array) -> Array | None:
    threshold = round(dropout_probability(layer) * MASK_LEVELS)
    if not threshold:
        return None
    bits = jax.random.bits(key, shape, jnp.uint16)
    return bits >= jnp.uint16(min(threshold, MASK_LEVELS - 1))


def start_state(parameters: ArrayParameters, momentum: float) -> State:
    """Return the state before the first step: at rest."""
    at_rest = tuple(
        {name: jnp.zeros_like(array) for name, array in layer.items()}
        for layer in parameters
    )
    return State(parameters, at_rest if momentum else ())
