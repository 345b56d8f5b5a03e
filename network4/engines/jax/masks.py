"""Dropout masks of a step: drawn from its key, or given."""

import zlib
from collections.abc import Mapping
from typing import cast

import jax
import jax.numpy as jnp
import numpy as np

from network4.layers.parameters import Shape
from network4.layers.step import Draw
from network4.utils.randomness import random_generator

Array = jax.Array
MASK_LEVELS = 2**16


def dropout_key(seed: int) -> Array:
    """Return the key from which all masks of a run are drawn."""
    bits = random_generator(seed, "dropout").integers(0, 2**32, 2, np.uint32)
    return cast(Array, jax.random.wrap_key_data(jnp.asarray(bits)))


def drawn(key: Array, num_layers: int) -> Draw:
    """Return what draws a step's masks: True with probability 1 - p, to within 2^-16.

    Masks of different layers, and of different keys, are independent. A network's own
    layers have the keys of their positions, those within them keys of their paths.

    Args:
        key: of the step.
        num_layers: of the network.
    """
    keys = jax.random.split(key, num_layers)

    def draw(path: str, shape: Shape, probability: float) -> Array:
        first, *deeper = path.split(".")
        own = keys[int(first.removeprefix("layer")) - 1]
        if deeper:
            own = jax.random.fold_in(own, zlib.crc32(".".join(deeper).encode()))
        threshold = min(round(probability * MASK_LEVELS), MASK_LEVELS - 1)
        return jax.random.bits(own, shape, jnp.uint16) >= jnp.uint16(threshold)

    return draw


def given(masks: Mapping[str, Array]) -> Draw:
    """Return what takes a step's masks from those given, by the paths of layers."""

    def draw(path: str, shape: Shape, probability: float) -> Array:
        del probability
        return masks[path].reshape(shape)

    return draw
