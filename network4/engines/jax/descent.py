"""One step down the gradient; see `network4.engines.base.StepSettings`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from network4.engines.base import Rates, SessionState, averages_after
from network4.engines.jax.operations import Array
from network4.engines.jax.optimizers import OPTIMIZERS, Slot, StepInputs, optimizer_of
from network4.engines.rules import AVERAGED_STEPS, StepSettings, as_pairs, rate_factors
from network4.errors import ShapeError, shown
from network4.layers import FloatArray, Parameter, Tree, named, replaced


class State(NamedTuple):
    """`network4.engines.base.SessionState` on the device; what is not kept is {}."""

    parameters: Tree
    velocity: Tree
    squares: Tree
    averages: Tree


@jax.tree_util.register_static
@dataclass(frozen=True)
class Plan:
    """What of a step cannot change without compiling anew.

    Attributes:
        optimizer: a name in `OPTIMIZERS`.
        rates: patterns of paths and their factors.
    """

    optimizer: str
    rates: tuple[tuple[str, float], ...]

    def factors(self, specs: Tree) -> dict[str, float]:
        """Return by path what each parameter's learning rate is multiplied by."""
        return rate_factors((path for path, _ in named(specs)), self.rates)


class Hyperparameters(NamedTuple):
    """Numbers that may change without compiling anew; None is another program.

    Attributes:
        plan: what may not.
        learning_rates: (steps,).
        l2, momentum: scalars.
        average_decay: a scalar, or None where it is 0.
        clip_norm: a scalar, or None where nothing is clipped.
    """

    plan: Plan
    learning_rates: Array
    l2: Array
    momentum: Array
    average_decay: Array | None
    clip_norm: Array | None


def hyperparameters(rates: Rates, settings: StepSettings) -> Hyperparameters:
    """Return the numbers of an epoch's steps on the device."""
    decay, most = settings.average_decay, settings.clip_norm
    return Hyperparameters(
        Plan(optimizer_of(settings), as_pairs(settings.rates)),
        jnp.asarray(rates),
        jnp.asarray(settings.l2, jnp.float32),
        jnp.asarray(settings.momentum, jnp.float32),
        jnp.asarray(decay, jnp.float32) if decay else None,
        None if most is None else jnp.asarray(most, jnp.float32),
    )


def start_state(
    parameters: Tree, settings: StepSettings, state: SessionState | None
) -> State:
    """Return the state on the device from which a session continues, or starts."""
    going_on = state or SessionState(parameters)
    optimizer = OPTIMIZERS[optimizer_of(settings)]
    now = parameters_on_device(going_on.parameters)
    at_rest: Tree = jax.tree.map(_zeros, now)
    velocities = parameters_on_device(going_on.velocities) or at_rest
    squares = parameters_on_device(going_on.squares) or at_rest
    return State(
        now,
        velocities if optimizer.keeps_velocities else {},
        squares if optimizer.keeps_squares else {},
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
    factors = numbers.plan.factors(specs)
    learning = {
        path: spec for path, spec in named(specs) if spec.learns and factors[path]
    }
    found = {path: slope for path, slope in named(gradient) if path in learning}
    slopes = clipped(found, numbers.clip_norm)
    values, velocities, squares = (dict(named(tree)) for tree in state[:3])
    count, nothing = (number + 1).astype(jnp.float32), jnp.zeros(())

    def step(path: str, spec: Parameter) -> Slot:
        rate, l2 = learning_rate * factors[path], numbers.l2 if spec.decays else None
        given = StepInputs(slopes[path], rate, l2, numbers.momentum, count)
        kept = velocities.get(path, nothing), squares.get(path, nothing)
        return OPTIMIZERS[numbers.plan.optimizer].step(Slot(values[path], *kept), given)

    after = {path: step(path, spec) for path, spec in learning.items()}
    return state._replace(
        parameters=replaced(state.parameters, {n: s.value for n, s in after.items()}),
        velocity=replaced(state.velocity, {n: s.velocity for n, s in after.items()}),
        squares=replaced(state.squares, {n: s.square for n, s in after.items()}),
    )


def clipped(slopes: dict[str, Array], most: Array | None) -> dict[str, Array]:
    """Return slopes by path, scaled so that the norm of all together is at most `most`.

    None: they are returned as they are.
    """
    if most is None or not slopes:
        return slopes
    squares = [jnp.sum(jnp.square(slope)) for slope in slopes.values()]
    share = jnp.minimum(1, most / jnp.sqrt(jnp.sum(jnp.stack(squares))))
    return {path: slope * share for path, slope in slopes.items()}


def remember(
    specs: Tree, state: State, found: Mapping[str, Array], numbers: Hyperparameters
) -> State:
    """Return the state with what layers remember of a mini-batch, if not frozen.

    Args:
        specs: what each parameter is.
        state: after the step.
        found: by path what a parameter without a gradient is to be.
        numbers: those of the step.

    Raises:
        ShapeError: there is no such parameter, or it has another shape.
    """
    factors = numbers.plan.factors(specs)
    for path, value in found.items():
        _check_remembered(dict(named(specs)), path, value)
    kept = {path: value for path, value in found.items() if factors[path]}
    return state._replace(parameters=replaced(state.parameters, kept))


def _check_remembered(specs: Mapping[str, Parameter], path: str, value: Array) -> None:
    shapes = {name: spec.shape for name, spec in specs.items() if not spec.learns}
    if path not in shapes or np.shape(value) != shapes[path]:
        raise ShapeError(
            "Step.remember: name and value must be those of a parameter of the layer "
            f"with learns=False, here one of {shapes}, received {shown(path)} of shape "
            f"{np.shape(value)}."
        )


def average(
    specs: Tree, state: State, number: Array, numbers: Hyperparameters
) -> State:
    """Return the state whose averages have taken in the parameters, if it is time.

    Args:
        specs: what each parameter is.
        state: after the step of that number, counted from 0.
        number: how many steps came before that, int32.
        numbers: those of the step.
    """
    decay = numbers.average_decay
    if decay is None:
        return state
    num_times = ((number + 1) // AVERAGED_STEPS).astype(jnp.float32)
    kept = jnp.minimum(
        jnp.power(decay, AVERAGED_STEPS), (num_times - 1) / (num_times + 9)
    )
    kept = jnp.where((number + 1) % AVERAGED_STEPS == 0, kept, 1)
    now = dict(named(state.parameters))
    factors = numbers.plan.factors(specs)
    # Even a mean of equal numbers may be off by a rounding: what is frozen takes none.
    means = {
        path: kept * mean + (1 - kept) * now[path]
        for path, mean in named(state.averages)
        if factors[path]
    }
    return state._replace(averages=replaced(state.averages, means))
