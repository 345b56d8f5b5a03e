"""Convolutions with one or two weights, of which XLA writes a loop of its own."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from network4.engines.jax.operations import by_library
from network4.layers.numpy_operations import NumpyOperations

PADDING = 30


@pytest.mark.parametrize("shape", [(1, 1, 1, 1), (1, 2, 1, 1), (2, 1, 1, 1)])
@pytest.mark.parametrize("field", [(1, 1), (1, 2), (2, 1)])
def test_padding_stays_apart_from_the_loop(generator, shape, field):
    # Joined with it, the loop reads what lies before the map in memory.
    weights = generator.standard_normal((*shape[:2], *field)).astype("f")
    a = generator.standard_normal((3, 9, 9, shape[1])).astype("f")
    around = (0, 0), (PADDING, PADDING), (PADDING, PADDING), (0, 0)

    @jax.jit
    def convolved(weights, a):
        return by_library(weights, jnp.pad(a, around), (1, 1), 1)

    expected = NumpyOperations().convolve(np.pad(a, around), weights, (1, 1), 1)
    # Sums of four products at most, each rounded once.
    np.testing.assert_allclose(convolved(weights, a), expected, rtol=0, atol=2e-6)
    program = convolved.lower(weights, a).compile().as_text()
    loops = [line for line in program.splitlines() if " convolution(" in line]
    assert not [line for line in loops if "pad=" in line]
