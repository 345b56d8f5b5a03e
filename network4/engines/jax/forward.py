"""The forward pass in JAX: images as numbers, and what the layers make of them.

Between layers an image is (n, height, width, channels): with channels last, the
patches that a convolution multiplies by its weights are runs of neighbouring numbers.
Public shapes are (channels, height, width), as in the book, so the order is turned
once on the way in and once before the first fully-connected layer.
"""

from typing import Any

import jax
import jax.numpy as jnp

from network4.engines.jax.operations import JaxOperations
from network4.errors import ShapeError
from network4.layers import Shape, Step, Tree, named
from network4.layers.parameters import fits
from network4.network import Network

Array = jax.Array


def forward(
    network: Network, parameters: Tree, images: Array, step: Step | None = None
) -> Array:
    """Return z, the weighted inputs of the last layer, before its activation.

    Args:
        network: the layers.
        parameters: theirs; the whole pass is computed in their dtype.
        images: (n, *network.input_shape), uint8 in 0..255, floating or int32.
        step: what training hands to layers, and where they leave what they find;
            default None, they predict.

    Returns:
        z (n, ...), of images with the channels last.

    Raises:
        ShapeError: z has another shape than the last layer says.
    """
    step = step or Step()
    on_cpu = jax.default_backend() == "cpu"
    ops = JaxOperations(by_patches=on_cpu and step.training)
    dtype = next((array.dtype for _, array in named(parameters)), jnp.float32)
    a = ops.inward(as_numbers(images, dtype))
    z = network.body.weighted_input(ops, parameters, a, step)
    _check_outputs(network, ops.outward_shape(z), len(images))
    return z


def _check_outputs(network: Network, found: Shape, count: int) -> None:
    wanted = count, *network.output_shape
    if not fits(found, wanted):
        raise ShapeError(
            f"{network.layers[-1].name}: weighted_input must give the shape that "
            f"output_shape says, {wanted} with the number of examples first, received "
            f"{found}; correct one of the two."
        )


def as_numbers(images: Array, dtype: Any) -> Array:
    """Return pixels as numbers in 0..1, of that dtype; whole numbers as they are."""
    if jnp.issubdtype(images.dtype, jnp.signedinteger):
        return images
    scale = 255 if images.dtype == jnp.uint8 else 1
    return images.astype(dtype) / scale
