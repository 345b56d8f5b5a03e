"""One step in float64 by automatic differentiation."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

from network4.datasets import NO_CLASS
from network4.engines.jax.costs import mean_cost
from network4.engines.jax.forward import forward_and_statistics


def steps_in_float64(step, parameters, num_steps=1):
    """Return the parameters, float64, after steps on the first mini-batch."""
    size, network = step.settings.batch_size, step.network
    with jax.enable_x64(True):
        images, labels = (
            jnp.asarray(step.images[:size]),
            jnp.asarray(step.labels[:size]),
        )

        def cost_of(numbers, masks):
            z, found = forward_and_statistics(network, numbers, images, masks)
            return smoothed(network, step.settings.label_smoothing, z, labels), found

        gradient = jax.jit(jax.grad(cost_of, has_aux=True))
        now = jax.tree.map(partial(np.asarray, dtype=np.float64), parameters)
        velocity = jax.tree.map(np.zeros_like, now)
        for number in range(num_steps):
            masks = tuple(None if m is None else m[number] for m in step.masks)
            nabla, found = jax.tree.map(np.asarray, gradient(now, masks))
            velocity = _accelerated(step, now, nabla, velocity)
            now = jax.tree.map(np.add, now, velocity)
            now = tuple(map(_averaged, network.layers, now, found))
        return now


def smoothed(network, smoothing, z, labels):
    """Return the cost of which a share is the mean over all classes.

    It is all of the cost of an image that belongs to no class.
    """
    kind = network.cost, network.output_activation

    def costs(labels):
        return jax.vmap(lambda z, c: mean_cost(*kind, z[None], c[None]))(z, labels)

    count = network.num_classes
    every = sum(costs(jnp.full_like(labels, c)) for c in range(count)) / count
    own = costs(jnp.minimum(labels, count - 1))
    share = jnp.where(labels == NO_CLASS, 1.0, smoothing)
    return jnp.mean((1 - share) * own + share * every)


def _averaged(layer, numbers, found):
    """Return a layer's numbers with running averages that have taken in a batch's."""
    new = {n: layer.decay * numbers[n] + (1 - layer.decay) * found[n] for n in found}
    return {**numbers, **new}


def _accelerated(step, parameters, nabla, velocity):
    """Return the velocity after the step that StepSettings describes."""
    rate, settings = float(np.float32(step.learning_rate)), step.settings
    return tuple(
        {
            name: settings.momentum * speed[name]
            - rate * (slope[name] + settings.l2 * numbers[name] * (name == "weights"))
            for name in numbers
        }
        for numbers, slope, speed in zip(parameters, nabla, velocity, strict=True)
    )


def largest_error(parameters, expected, before):
    """Return how far parameters are from what they should be, in roundings.

    That is the largest over all arrays of the largest difference over the largest
    change since `before`, in units of float32's rounding, 2^-24.
    """
    return max(
        _relative(layer[name], right[name], old[name]) / 2**-24
        for layer, right, old in zip(parameters, expected, before, strict=True)
        for name in layer
    )


def _relative(array, expected, before):
    difference, change = np.abs(array - expected).max(), np.abs(expected - before).max()
    return float(difference / change) if difference else 0.0
