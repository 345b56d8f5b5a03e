"""Steps and slopes in float64 by automatic differentiation."""

import math
from dataclasses import replace
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

from network4.datasets import NO_CLASS
from network4.engines.jax import JaxEngine
from network4.engines.jax.costs import Batch
from network4.engines.jax.costs import costs as costs_of
from network4.engines.jax.forward import forward
from network4.engines.jax.masks import drawn, given
from network4.layers import DropConnect, Step, map_tree, named, replaced


def steps_in_float64(step, parameters, num_steps=1):
    """Return the parameters, float64, after steps on the first mini-batch."""
    size, network = step.settings.batch_size, step.network
    with jax.enable_x64(True):
        images, labels = (
            jnp.asarray(step.images[:size]),
            jnp.asarray(step.labels[:size]),
        )

        def cost_of(numbers, masks):
            way = Step(training=True, draw=given(masks))
            z = forward(network, numbers, images, way)
            return smoothed(network, z, labels), way.found.values

        gradient = jax.jit(jax.grad(cost_of, has_aux=True))
        now = jax.tree.map(partial(np.asarray, dtype=np.float64), parameters)
        velocity = jax.tree.map(np.zeros_like, now)
        for number in range(num_steps):
            masks = {name: mask[number] for name, mask in step.masks.items()}
            nabla, found = jax.tree.map(np.asarray, gradient(now, masks))
            velocity = _accelerated(step, now, nabla, velocity)
            now = jax.tree.map(np.add, now, velocity)
            now = replaced(now, found)
        return now


def smoothed(network, z, labels):
    """Return the cost of which a share is the mean over all classes.

    It is all of the cost of an image that belongs to no class.
    """
    smoothing = network.objective.label_smoothing
    sharp = network.with_objective(network.objective.smoothed(0.0))

    def costs(labels):
        batch = Batch(jnp.zeros(len(labels)), labels)
        return costs_of(sharp, z, batch)

    count = network.num_classes
    every = sum(costs(jnp.full_like(labels, c)) for c in range(count)) / count
    own = costs(jnp.maximum(labels, 0))
    share = jnp.where(labels == NO_CLASS, 1.0, smoothing)
    return jnp.mean((1 - share) * own + share * every)


def _accelerated(step, parameters, nabla, velocity):
    """Return the velocity after the step that StepSettings describes."""
    rate, settings = float(np.float32(step.learning_rate)), step.settings

    def accelerate(spec, number, slope, speed):
        decay = settings.l2 * number * spec.decays
        return settings.momentum * speed - rate * (slope + decay)

    return map_tree(accelerate, step.network.parameters, parameters, nabla, velocity)


def drawn_masks(network, batch_size, key):
    """Return the masks that a step's key draws, by the names of layers."""
    draw, masks = drawn(key, len(network.layers)), {}
    for name, layer, shape in network.body.inner(network.input_shape):
        p = getattr(layer, "dropout", getattr(layer, "probability", 0))
        if isinstance(layer, DropConnect):
            masks[name] = draw(name, (math.prod(shape), layer.units), p)
        elif p:
            masks[name] = draw(name, (batch_size, *shape), p)
    return masks


def slopes_in_float64(network, parameters, examples, wanted, seed=None):
    """Return slopes by inputs as the JAX engine finds them in float64."""
    doubled = jax.tree.map(partial(np.asarray, dtype=np.float64), parameters)
    if examples.targets is not None and examples.targets.dtype == np.float32:
        examples = replace(examples, targets=examples.targets.astype(np.float64))
    with jax.enable_x64(True):
        return JaxEngine().slopes(network, doubled, examples, wanted, seed)


def largest_error(parameters, expected, before):
    """Return how far parameters are from what they should be, in roundings.

    That is the largest over all arrays of the largest difference over the largest
    change since `before`, in units of float32's rounding, 2^-24.
    """
    expected, before = dict(named(expected)), dict(named(before))
    return max(
        _relative(array, expected[path], before[path]) / 2**-24
        for path, array in named(parameters)
    )


def _relative(array, expected, before):
    difference, change = np.abs(array - expected).max(), np.abs(expected - before).max()
    return float(difference / change) if difference else 0.0
