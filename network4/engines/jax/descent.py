"""One step down the gradient; see `network4.engines.base.StepSettings`."""

from typing import NamedTuple

import jax
import jax.numpy as jnp

from network4.engines.base import (
    ADAM_DECAYS,
    ADAM_EPSILON,
    AVERAGED_STEPS,
    Rates,
    SessionState,
    StepSettings,
    averages_after,
)
from network4.engines.jax.operations import Array
from network4.layers import FloatArray, Parameter, Tree, map_tree


class State(NamedTuple):
    """`network4.engines.base.SessionState` on the device; what is not kept is {}."""

    parameters: Tree
    velocity: Tree
    squares: Tree
    averages: Tree


class Hyperparameters(NamedTuple):
    """Numbers that may change without compiling anew; None is another program.

    Attributes:
        learning_rates: (steps,).
        l2, momentum: scalars.
        average_decay: a scalar, or None where it is 0.
    """

    learning_rates: Array
    l2: Array
    momentum: Array
    average_decay: Array | None


def hyperparameters(rates: Rates, settings: StepSettings) -> Hyperparameters:
    """Return the numbers of an epoch's steps on the device."""
    decay = settings.average_decay
    return Hyperparameters(
        jnp.asarray(rates),
        jnp.asarray(settings.l2, jnp.float32),
        jnp.asarray(settings.momentum, jnp.float32),
        jnp.asarray(decay, jnp.float32) if decay else None,
    )


def start_state(
    parameters: Tree, settings: StepSettings, state: SessionState | None
) -> State:
    """Return on the device where a session goes on from, at rest without a state."""
    going_on = state or SessionState(parameters)
    adam = settings.optimizer == "adam"
    now = parameters_on_device(going_on.parameters)
    at_rest: Tree = jax.tree.map(_zeros, now)
    moving = adam or settings.momentum
    return State(
        now,
        (parameters_on_device(going_on.velocities) or at_rest) if moving else {},
        (parameters_on_device(going_on.squares) or at_rest) if adam else {},
        parameters_on_device(going_on.shown) if settings.average_decay else {},
    )


def state_on_host(state: State, num_steps: int) -> SessionState:
    """Return copies that NumPy can work on, of the state after so many steps."""
    held = SessionState(*map(parameters_on_host, state))
    return held._replace(averages=averages_after(num_steps, held.averages))


def parameters_on_host(parameters: Tree) -> Tree:
    """Return copies that NumPy can work on."""
    return jax.device_get(parameters)


def parameters_on_device(parameters: Tree) -> Tree:
    """Return copies on the device."""
    return jax.tree.map(_as_array, parameters)


def _as_array(array: FloatArray) -> Array:
    return jnp.asarray(array)


def _zeros(array: Array) -> Array:
    return jnp.zeros_like(array)


def descend(
    specs: Tree,
    state: State,
    gradient: Tree,
    learning_rate: Array,
    number: Array,
    numbers: Hyperparameters,
) -> State:
    """Return the state after the step of that number, counted from 0.

    Args:
        specs: what each parameter is.
        state: before it.
        gradient: dC/dw and dC/db of the mini-batch, without l2.
        learning_rate: of this step.
        number: how many steps came before, int32.
        numbers: the others.
    """
    if state.squares:
        return _adam(specs, state, gradient, learning_rate, number, numbers)
    slope = _plus_decay(specs, gradient, state.parameters, numbers.l2)

    def accelerate(speed: Array, nabla: Array) -> Array:
        return numbers.momentum * speed - learning_rate * nabla

    if not state.velocity:
        return state._replace(parameters=_moved(state.parameters, slope, learning_rate))
    velocity = jax.tree.map(accelerate, state.velocity, slope)
    moved = jax.tree.map(jnp.add, state.parameters, velocity)
    return state._replace(parameters=moved, velocity=velocity)


def _plus_decay(specs: Tree, slope: Tree, parameters: Tree, l2: Array) -> Tree:
    def add(spec: Parameter, nabla: Array, parameter: Array) -> Array:
        return nabla + l2 * parameter if spec.decays else nabla

    return map_tree(add, specs, slope, parameters)


def _moved(parameters: Tree, slope: Tree, learning_rate: Array) -> Tree:
    def move(parameter: Array, nabla: Array) -> Array:
        return parameter - learning_rate * nabla

    return jax.tree.map(move, parameters, slope)


def _adam(
    specs: Tree,
    state: State,
    gradient: Tree,
    learning_rate: Array,
    number: Array,
    numbers: Hyperparameters,
) -> State:
    first, second = ADAM_DECAYS
    count = (number + 1).astype(jnp.float32)
    # A running mean that began at 0 is too small by what it still lacks.
    lacking = [1 - jnp.power(jnp.float32(decay), count) for decay in ADAM_DECAYS]

    def mean(before: Array, nabla: Array) -> Array:
        return first * before + (1 - first) * nabla

    def mean_square(before: Array, nabla: Array) -> Array:
        return second * before + (1 - second) * nabla * nabla

    def direction(speed: Array, square: Array) -> Array:
        return (speed / lacking[0]) / (jnp.sqrt(square / lacking[1]) + ADAM_EPSILON)

    velocity = jax.tree.map(mean, state.velocity, gradient)
    squares = jax.tree.map(mean_square, state.squares, gradient)
    directions = jax.tree.map(direction, velocity, squares)
    slope = _plus_decay(specs, directions, state.parameters, numbers.l2)
    moved = _moved(state.parameters, slope, learning_rate)
    return state._replace(parameters=moved, velocity=velocity, squares=squares)


def average(state: State, number: Array, decay: Array | None) -> State:
    """Return the state whose averages have taken in the parameters, if it is time.

    Args:
        state: after the step of that number, counted from 0.
        number: how many steps came before that, int32.
        decay: of the averages, a scalar, or None where none are kept.
    """
    if decay is None:
        return state
    num_times = ((number + 1) // AVERAGED_STEPS).astype(jnp.float32)
    kept = jnp.minimum(
        jnp.power(decay, AVERAGED_STEPS), (num_times - 1) / (num_times + 9)
    )
    kept = jnp.where((number + 1) % AVERAGED_STEPS == 0, kept, 1)

    def take_in(mean: Array, parameter: Array) -> Array:
        return kept * mean + (1 - kept) * parameter

    averages = jax.tree.map(take_in, state.averages, state.parameters)
    return state._replace(averages=averages)
