"""The costs in JAX, computed from weighted inputs z so that no logarithm overflows."""

from collections.abc import Callable

import jax
import jax.numpy as jnp

from network4.engines.jax.operations import ACTIVATION_FUNCTIONS, Array
from network4.objectives import Cost, OutputActivation


def output_activations(output: OutputActivation, z: Array) -> Array:
    """Return a, the outputs (n, classes), from z of the same shape."""
    return ACTIVATION_FUNCTIONS[output](z)


def mean_cost(cost: Cost, output: OutputActivation, z: Array, labels: Array) -> Array:
    """Return the mean over a mini-batch of the cost of each image.

    Args:
        cost: see `network4.objectives`.
        output: the activation that turns z into outputs.
        z: (n, classes), the weighted inputs of the last layer.
        labels: (n,) whole numbers; for those that are no class the mean over all is
            taken.

    Returns:
        A scalar.
    """
    num_classes = z.shape[1]
    # Each cost is linear in the targets, so that a mean of them has the mean cost.
    targets = jnp.where(
        labels[:, None] < num_classes,
        jax.nn.one_hot(labels, num_classes, dtype=z.dtype),
        1 / num_classes,
    )
    if cost == "quadratic":
        a = output_activations(output, z)
        errors = targets * (1 - a) ** 2 + (1 - targets) * a**2
        return jnp.mean(jnp.sum(errors, axis=1)) / 2
    log_a, log_rest = _LOGARITHMS[output](z)
    gained = targets * log_a
    if cost == "cross_entropy":
        gained = gained + (1 - targets) * log_rest
    return -jnp.mean(jnp.sum(gained, axis=1))


def smoothed_cost(
    cost: Cost, output: OutputActivation, smoothing: Array, z: Array, labels: Array
) -> Array:
    """Return (1 - e) of the mean cost, and e of its mean over all labels.

    Args:
        cost: see `network4.objectives`.
        output: the activation that turns z into outputs.
        smoothing: e, a scalar.
        z: (n, classes), the weighted inputs of the last layer.
        labels: (n,) whole numbers.

    Returns:
        A scalar.
    """

    def cost_of_all(label: Array) -> Array:
        return mean_cost(cost, output, z, jnp.full_like(labels, label))

    every = jnp.arange(z.shape[1], dtype=labels.dtype)
    others = jnp.mean(jax.vmap(cost_of_all)(every))
    return (1 - smoothing) * mean_cost(cost, output, z, labels) + smoothing * others


def _log_sigmoid(z: Array) -> tuple[Array, Array]:
    """Return ln a and ln(1 - a) of a = sigmoid(z)."""
    return jax.nn.log_sigmoid(z), jax.nn.log_sigmoid(-z)


def _log_softmax(z: Array) -> tuple[Array, Array]:
    """Return ln a and ln(1 - a) of a = softmax(z); 1 - a sums the other classes."""
    others = ~jnp.eye(z.shape[1], dtype=bool)
    spread = jnp.broadcast_to(z[:, None, :], (*z.shape, z.shape[1]))
    log_others = jax.nn.logsumexp(
        spread, axis=2, where=jnp.broadcast_to(others[None], spread.shape)
    )
    log_total = jax.nn.logsumexp(z, axis=1, keepdims=True)
    return jax.nn.log_softmax(z, axis=1), log_others - log_total


_LOGARITHMS: dict[str, Callable[[Array], tuple[Array, Array]]] = {
    "sigmoid": _log_sigmoid,
    "softmax": _log_softmax,
}
