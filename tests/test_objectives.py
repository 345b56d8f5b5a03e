import jax.numpy as jnp
import numpy as np
import pytest

from network4.engines.jax.costs import mean_cost as jax_mean_cost
from network4.engines.jax.costs import output_activations
from network4.errors import ArgumentError
from network4.objectives import COSTS, mean_cost, resolve_cost


@pytest.mark.parametrize(
    ("output", "cost"),
    [
        ("softmax", "log_likelihood"),
        ("sigmoid", "cross_entropy"),
        ("tanh", "quadratic"),
        ("linear", "quadratic"),
        ("relu", "quadratic"),
    ],
)
def test_auto_follows_the_last_layer(output, cost):
    assert resolve_cost("auto", output) == cost


@pytest.mark.parametrize("output", ["tanh", "linear", "relu"])
@pytest.mark.parametrize("cost", ["log_likelihood", "cross_entropy"])
def test_logarithms_need_outputs_between_0_and_1(cost, output):
    with pytest.raises(ArgumentError, match="softmax or sigmoid outputs"):
        resolve_cost(cost, output)


def test_an_unknown_cost_is_refused():
    with pytest.raises(ArgumentError, match="Did you mean 'quadratic'"):
        resolve_cost("quadratik", "softmax")


@pytest.mark.parametrize("cost", COSTS)
def test_mean_cost_of_outputs_is_that_of_the_jax_engine(generator, cost):
    z = generator.normal(size=(20, 4)).astype(np.float32)
    labels = generator.integers(0, 4, 20)
    for output in ("softmax", "sigmoid"):
        a = np.asarray(output_activations(output, jnp.asarray(z)))
        expected = jax_mean_cost(cost, output, jnp.asarray(z), jnp.asarray(labels))
        # a is rounded, at most by 2^-24, and 1/a is at most e^8 here.
        assert mean_cost(cost, a, labels) == pytest.approx(float(expected), rel=1e-4)


def test_mean_cost_is_finite_for_outputs_of_0_and_1():
    outputs = np.array([[0.0, 1.0]], np.float32)
    for cost in COSTS:
        assert np.isfinite(mean_cost(cost, outputs, np.array([0])))
