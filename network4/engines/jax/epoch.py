"""One epoch of stochastic gradient descent as one compiled function."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp

from network4.engines.jax.costs import Batch, training_cost
from network4.engines.jax.descent import (
    Hyperparameters,
    State,
    average,
    descend,
    remember,
)
from network4.engines.jax.examples import ArrayWarps, TrainingData, take_examples
from network4.engines.jax.forward import Array, forward
from network4.engines.jax.masks import drawn, given
from network4.engines.rules import Remainder
from network4.layers import Step, Tree
from network4.layers.step import Draw
from network4.network import Network

ArrayMasks = Mapping[str, Array]


class Turn(NamedTuple):
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
        data: examples and shifts.
        order: (m,) int32, indices of examples.
        hyperparameters: a learning rate for each step, and the other numbers.
        key: where dropout masks are drawn from.
        first_step: how many steps came before this epoch.
        masks: explicit dropout masks by the paths of layers, (steps, batch size, *input
            shape) each, or None to draw them.
        warps: one for each image, or None to show them as they are.

    Returns:
        The state after the epoch and the mean data cost of its steps.
    """
    whole = order.shape[0] // batch_size
    rates = hyperparameters.learning_rates
    turns = Turn(
        order[: whole * batch_size].reshape(whole, batch_size),
        rates[:whole],
        first_step + jnp.arange(whole, dtype=jnp.int32),
        masks,
    )
    take_step = partial(_take_step, network, hyperparameters, (data, warps), key)
    state, costs = jax.lax.scan(take_step, state, turns)
    rest = order[whole * batch_size :]
    if remainder == "keep" and rest.size:
        last = Turn(rest, rates[whole], first_step + whole, None)
        state, cost = take_step(state, last)
        costs = jnp.concatenate([costs, cost[None]])
    return state, jnp.mean(costs)


def _take_step(
    network: Network,
    hyperparameters: Hyperparameters,
    source: tuple[TrainingData, ArrayWarps | None],
    key: Array,
    state: State,
    turn: Turn,
) -> tuple[State, Array]:
    batch = take_examples(*source, turn.indices)
    draw = _draw(network, key, turn.number) if turn.masks is None else given(turn.masks)

    def cost_of(z: Array, step: Step) -> Array:
        return training_cost(network, z, batch, step.found)

    moment = turn.learning_rate, turn.number
    return _descend(network, hyperparameters, state, (batch, draw, *moment), cost_of)


@partial(jax.jit, static_argnames=("network",))
def forward_in_training(
    network: Network, parameters: Tree, batch: Batch, key: Array, number: Array
) -> Array:
    """Return z of a mini-batch as the step of that number sees it.

    Args:
        network: what is trained.
        parameters: as they are.
        batch: the examples.
        key: where dropout masks are drawn from.
        number: how many steps came before, int32.
    """
    step = Step(training=True, draw=_draw(network, key, number), mask=batch.mask)
    return forward(network, parameters, batch.images, step)


@partial(jax.jit, static_argnames=("network",))
def step_by_slopes(  # noqa: PLR0913  one compiled function takes all that it works on
    network: Network,
    hyperparameters: Hyperparameters,
    state: State,
    batch: Batch,
    slopes: Array,
    key: Array,
    number: Array,
) -> State:
    """Return the state after a step by slopes of a cost by z.

    Args:
        network: what is trained.
        hyperparameters: one learning rate, and the other numbers.
        state: before the step.
        batch: what `forward_in_training` was shown.
        slopes: dC/dz, of the shape of z.
        key: where dropout masks are drawn from.
        number: how many steps came before, int32.
    """

    def cost_of(z: Array, step: Step) -> Array:
        return sum(step.found.penalties, start=jnp.sum(slopes * z))

    moment = hyperparameters.learning_rates[0], number
    seen = batch, _draw(network, key, number), *moment
    return _descend(network, hyperparameters, state, seen, cost_of)[0]


def _draw(network: Network, key: Array, number: Array) -> Draw:
    return drawn(jax.random.fold_in(key, number), len(network.layers))


def _descend(
    network: Network,
    hyperparameters: Hyperparameters,
    state: State,
    seen: tuple[Batch, Draw, Array, Array],
    cost_of: Callable[[Array, Step], Array],
) -> tuple[State, Array]:
    """Return the state after a step, and the cost before it.

    Args:
        network: what is trained.
        hyperparameters: as of `run_epoch`.
        state: before the step.
        seen: the mini-batch, what draws masks, the learning rate and the step's number.
        cost_of: what is descended, of z and the pass that made it.
    """
    batch, draw, learning_rate, number = seen

    def total(parameters: Tree) -> tuple[Array, dict[str, Array]]:
        step = Step(training=True, draw=draw, mask=batch.mask, targets=batch.targets)
        cost = cost_of(forward(network, parameters, batch.images, step), step)
        return cost, step.found.values

    (cost, found), gradient = jax.value_and_grad(total, has_aux=True)(state.parameters)
    specs = network.parameters
    after = descend(specs, state, gradient, learning_rate, number, hyperparameters)
    after = remember(specs, after, found, hyperparameters)
    return average(specs, after, number, hyperparameters), cost
