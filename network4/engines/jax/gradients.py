"""Slopes of one number by inputs or by parameters, and what layers make on the way."""

from functools import partial
from typing import Any, Literal, NamedTuple, cast

import jax
import jax.numpy as jnp
import numpy as np

from network4.engines.base import Images, Outputs
from network4.engines.jax.costs import mean_cost, output_activations
from network4.engines.jax.descent import parameters_on_device, parameters_on_host
from network4.engines.jax.forward import as_numbers, forward
from network4.engines.jax.masks import drawn, dropout_key
from network4.layers import FloatArray, Parameter, Step, Tree, map_tree
from network4.layers.step import Found
from network4.network import Network
from network4.objectives import Cost

Array = jax.Array
Unit = tuple[str, int]


class Wanted(NamedTuple):
    """Of what slopes are wanted, and by what.

    Args:
        by: "inputs" or "parameters".
        cost: the name of a cost, each image's own. Of this and the two others one is
            given.
        unit: the path of a layer, and which of an image's activations there.
        at: "outputs" or "z", whose slopes are given as targets.
    """

    by: str
    cost: str | None = None
    unit: Unit | None = None
    at: Literal["outputs", "z"] | None = None


def slopes(
    network: Network,
    parameters: Tree,
    images: Images,
    targets: Any,
    wanted: Wanted,
    seed: int | None = None,
) -> Any:
    """Return slopes, see `network4.model.gradients`; with a seed as in training."""
    key = None if seed is None else dropout_key(seed)
    numbers = as_numbers(jnp.asarray(images), jnp.float32)
    found = cast(Any, _slopes)(
        network, wanted, parameters_on_device(parameters), numbers, targets, key
    )
    if wanted.by == "inputs":
        return np.asarray(found)

    def mean(spec: Parameter, total: FloatArray) -> FloatArray:
        del spec
        return np.asarray(total / np.float32(len(images)))

    return map_tree(mean, network.parameters, parameters_on_host(found))


@partial(jax.jit, static_argnames=("network", "wanted"))
def _slopes(
    network: Network,
    wanted: Wanted,
    parameters: Tree,
    images: Array,
    targets: Any,
    key: Array | None,
) -> Any:
    """Return the slopes of the sum over all images."""

    def total(given: Tree, pixels: Array) -> Array:
        draw = None if key is None else drawn(key, len(network.layers))
        watched = frozenset([wanted.unit[0]]) if wanted.unit else frozenset[str]()
        step = Step(key is not None, draw, found=Found(watched=watched))
        z = forward(network, given, pixels, step)
        return jnp.sum(_quantity(network, wanted, z, step.found, targets))

    by = 1 if wanted.by == "inputs" else 0
    return cast(Any, jax.grad(total, argnums=by))(parameters, images)


def _quantity(
    network: Network, wanted: Wanted, z: Array, found: Found, targets: Any
) -> Array:
    """Return one number for each image."""
    if wanted.unit is not None:
        path, index = wanted.unit
        outputs = output_activations(network.output_activation, z)
        seen = found.seen.get(path, outputs)
        turned = seen.transpose(0, 3, 1, 2) if seen.ndim == 4 else seen
        return turned.reshape(len(seen), -1)[:, index]
    if wanted.at is not None:
        output = network.output_activation
        ends = z if wanted.at == "z" else output_activations(output, z)
        return jnp.sum(ends * targets, axis=1)

    def own(of_image: Array, label: Array) -> Array:
        cost = cast(Cost, wanted.cost)
        output = network.output_activation
        return mean_cost(cost, output, of_image[None], label[None])

    return jax.vmap(own)(z, targets)


def activations(
    network: Network, parameters: Tree, images: Images, path: str
) -> Outputs:
    """Return what the layer at a path makes of images, channels first, predicting."""
    seen = cast(Any, _activations)(
        network, path, parameters_on_device(parameters), jnp.asarray(images)
    )
    return np.asarray(seen.transpose(0, 3, 1, 2) if seen.ndim == 4 else seen)


@partial(jax.jit, static_argnames=("network", "path"))
def _activations(network: Network, path: str, parameters: Tree, images: Array) -> Array:
    step = Step(found=Found(watched=frozenset([path])))
    z = forward(network, parameters, images, step)
    outputs = output_activations(network.output_activation, z)
    return step.found.seen.get(path, outputs)
