"""Windows of so many places that a slice each would take minutes to compile."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from network4.engines.jax import operations
from network4.engines.jax.operations import JaxOperations
from network4.engines.jax.windows import MOST_PLACES
from network4.errors import EngineError

OPERATIONS = JaxOperations()


@pytest.mark.parametrize("name", ["window_maxima", "window_sums"])
def test_whole_maps_give_what_slices_give(monkeypatch, generator, name):
    # Whole numbers, so that sums are exact and there are several largest.
    a = jnp.asarray(generator.integers(0, 3, (2, 5, 6, 3)).astype("f"))
    condense = getattr(OPERATIONS, name)

    def with_slopes():
        slopes = jax.grad(lambda a: (condense(a, (5, 6), (5, 6)) ** 2).sum())(a)
        return condense(a, (5, 6), (5, 6)), slopes

    by_slices = with_slopes()
    monkeypatch.setattr(operations, "MANY_PLACES", 0)
    for found, expected in zip(with_slopes(), by_slices, strict=True):
        np.testing.assert_array_equal(found, expected)


def test_a_large_window_within_a_larger_map_is_refused():
    side = int(MOST_PLACES**0.5) + 1
    a = jnp.zeros((1, side + 1, side, 1))
    for condense in (OPERATIONS.window_maxima, OPERATIONS.window_sums):
        with pytest.raises(EngineError, match="at most 16,384 places"):
            condense(a, (side, side), (1, 1))
