"""The step of each optimizer; `network4.engines.rules` has the equations."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import jax.numpy as jnp

from network4.engines.jax.operations import Array
from network4.engines.rules import ADAM_DECAYS, EPSILON, RMSPROP_DECAY, StepSettings


class Slot(NamedTuple):
    """A parameter, and what an optimizer keeps for it.

    Args:
        value: the parameter.
        velocity: v, or m of "adam"; 0 where it is not kept.
        square: s; 0 where it is not kept.
    """

    value: Array
    velocity: Array
    square: Array


class StepInputs(NamedTuple):
    """What a step needs to know about a parameter.

    Args:
        slope: dC/dw, without l2.
        rate: the learning rate, a scalar.
        l2: a scalar; None where the parameter does not decay.
        momentum: a scalar.
        number: of the step, from 1 on, a scalar.
    """

    slope: Array
    rate: Array
    l2: Array | None
    momentum: Array
    number: Array

    def plus_decay(self, slope: Array, value: Array) -> Array:
        """Return a slope with what l2 adds to it."""
        return slope if self.l2 is None else slope + self.l2 * value


class Optimizer(NamedTuple):
    """One way to step.

    Args:
        step: returns a parameter's slot after a step.
        keeps_velocities, keeps_squares: what a slot has to hold for it.
    """

    step: Callable[[Slot, StepInputs], Slot]
    keeps_velocities: bool = False
    keeps_squares: bool = False


def _plain(at: Slot, given: StepInputs) -> Slot:
    slope = given.plus_decay(given.slope, at.value)
    return at._replace(value=at.value - given.rate * slope)


def _velocity(at: Slot, given: StepInputs) -> Array:
    slope = given.plus_decay(given.slope, at.value)
    return given.momentum * at.velocity - given.rate * slope


def _momentum(at: Slot, given: StepInputs) -> Slot:
    velocity = _velocity(at, given)
    return at._replace(value=at.value + velocity, velocity=velocity)


def _nesterov(at: Slot, given: StepInputs) -> Slot:
    """Move by the velocity that the next step would have on the same slope."""
    velocity = _velocity(at, given)
    slope = given.plus_decay(given.slope, at.value)
    moved = at.value + (given.momentum * velocity - given.rate * slope)
    return at._replace(value=moved, velocity=velocity)


def _adam(at: Slot, given: StepInputs) -> Slot:
    first, second = ADAM_DECAYS
    velocity = first * at.velocity + (1 - first) * given.slope
    square = second * at.square + (1 - second) * given.slope * given.slope
    # A running mean that began at 0 is too small by what it still lacks.
    lacking = [1 - jnp.power(jnp.float32(d), given.number) for d in ADAM_DECAYS]
    root = jnp.sqrt(square / lacking[1])
    slope = given.plus_decay((velocity / lacking[0]) / (root + EPSILON), at.value)
    return Slot(at.value - given.rate * slope, velocity, square)


def _rmsprop(at: Slot, given: StepInputs) -> Slot:
    before = RMSPROP_DECAY * at.square
    square = before + (1 - RMSPROP_DECAY) * given.slope * given.slope
    direction = given.slope / (jnp.sqrt(square) + EPSILON)
    slope = given.plus_decay(direction, at.value)
    return at._replace(value=at.value - given.rate * slope, square=square)


OPTIMIZERS: Mapping[str, Optimizer] = {
    "sgd": Optimizer(_plain),
    "momentum": Optimizer(_momentum, keeps_velocities=True),
    "nesterov": Optimizer(_nesterov, keeps_velocities=True),
    "adam": Optimizer(_adam, keeps_velocities=True, keeps_squares=True),
    "rmsprop": Optimizer(_rmsprop, keeps_squares=True),
}


def optimizer_of(settings: StepSettings) -> str:
    """Return a name in `OPTIMIZERS`: "sgd" with momentum is "momentum".

    Example:
        >>> optimizer_of(StepSettings(momentum=0.9))
        'momentum'
    """
    plain = settings.optimizer == "sgd"
    return "momentum" if plain and settings.momentum else settings.optimizer
