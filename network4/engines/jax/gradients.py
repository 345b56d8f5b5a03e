"""Slopes of one number by inputs or by parameters, and what layers make on the way."""

from functools import partial
from typing import Any, cast

import jax
import jax.numpy as jnp
import numpy as np

from network4.engines.examples import Examples, Outputs
from network4.engines.jax.costs import (
    Batch,
    channels_first,
    mean_cost,
    output_activations,
    training_cost,
)
from network4.engines.jax.descent import parameters_on_device, parameters_on_host
from network4.engines.jax.examples import data_on_device
from network4.engines.jax.forward import as_numbers, forward
from network4.engines.jax.masks import drawn, dropout_key
from network4.engines.slopes import Wanted
from network4.layers import FloatArray, Parameter, Step, Tree, map_tree
from network4.layers.step import Found
from network4.network import Network

Array = jax.Array


def slopes(
    network: Network,
    parameters: Tree,
    examples: Examples,
    wanted: Wanted,
    seed: int | None = None,
) -> Any:
    """Return slopes; see `network4.engines.slopes.FindsSlopes.slopes`."""
    key = None if seed is None else jax.random.fold_in(dropout_key(seed), 0)
    data = data_on_device(examples)
    every = jnp.arange(len(examples), dtype=jnp.int32)
    batch = data.batch(as_numbers(data.images, jnp.float32), every)
    found = cast(Any, _slopes)(
        network, wanted, parameters_on_device(parameters), batch, key
    )
    if wanted.by == "inputs":
        return np.asarray(found)

    def mean(spec: Parameter, total: FloatArray) -> FloatArray:
        del spec
        return np.asarray(total / np.float32(len(examples)))

    return map_tree(mean, network.parameters, parameters_on_host(found))


@partial(jax.jit, static_argnames=("network", "wanted"))
def _slopes(
    network: Network, wanted: Wanted, parameters: Tree, batch: Batch, key: Array | None
) -> Any:
    """Return the slopes of the sum over all examples."""

    def total(given: Tree, images: Array) -> Array:
        training = key is not None
        draw = None if key is None else drawn(key, len(network.layers))
        watched = frozenset([wanted.unit[0]]) if wanted.unit else frozenset[str]()
        found = Found(watched=watched)
        targets = batch.targets if training else None
        step = Step(training, draw, found=found, mask=batch.mask, targets=targets)
        z = forward(network, given, images, step)
        return _quantity(network, wanted, z, step, batch)

    by = 1 if wanted.by == "inputs" else 0
    return cast(Any, jax.grad(total, argnums=by))(parameters, batch.images)


def _quantity(
    network: Network, wanted: Wanted, z: Array, step: Step, batch: Batch
) -> Array:
    """Return the sum over all examples of what slopes are wanted of."""
    if wanted.unit is not None:
        path, index = wanted.unit
        outputs = output_activations(network, z)
        found = step.found.seen
        seen = channels_first(found[path]) if path in found else outputs
        return jnp.sum(seen.reshape(len(seen), -1)[:, index])
    if wanted.at is not None:
        ends = channels_first(z) if wanted.at == "z" else output_activations(network, z)
        return jnp.sum(ends * cast(Array, batch.targets))
    if step.training:
        return training_cost(network, z, batch, step.found) * len(z)
    return mean_cost(network, z, batch) * len(z)


def activations(
    network: Network, parameters: Tree, examples: Examples, path: str
) -> Outputs:
    """Return what the layer at a path makes of images, channels first, predicting."""
    mask = None if examples.mask is None else jnp.asarray(examples.mask)
    return np.asarray(
        cast(Any, _activations)(
            network,
            path,
            parameters_on_device(parameters),
            jnp.asarray(examples.images),
            mask,
        )
    )


@partial(jax.jit, static_argnames=("network", "path"))
def _activations(
    network: Network, path: str, parameters: Tree, images: Array, mask: Array | None
) -> Array:
    step = Step(found=Found(watched=frozenset([path])), mask=mask)
    z = forward(network, parameters, images, step)
    seen = step.found.seen
    return (
        channels_first(seen[path]) if path in seen else output_activations(network, z)
    )
