import jax
import jax.numpy as jnp
import numpy as np
import pytest

from network4.datasets import NO_CLASS
from network4.engines.jax.costs import mean_cost, output_activations

LABELS = np.array([2, 0, 1, 2])
Z = np.array([[0.3, -1.2, 2.0], [1.0, 0.5, -0.5], [0.0, 0.0, 0.0], [3.0, 1.0, -2.0]])


def softmax(z):
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def by_definition(cost, a):
    y = np.eye(3)[LABELS]
    if cost == "log_likelihood":
        return np.mean(-np.log(a[np.arange(4), LABELS]))
    if cost == "cross_entropy":
        return np.mean(-np.sum(y * np.log(a) + (1 - y) * np.log(1 - a), axis=1))
    return np.mean(np.sum((y - a) ** 2, axis=1)) / 2


@pytest.mark.parametrize("cost", ["log_likelihood", "cross_entropy", "quadratic"])
@pytest.mark.parametrize(
    ("output", "function"), [("softmax", softmax), ("sigmoid", sigmoid)]
)
def test_costs_are_their_definitions(cost, output, function):
    with jax.enable_x64(True):
        z = jnp.asarray(Z)
        np.testing.assert_allclose(
            output_activations(output, z), function(Z), rtol=1e-14
        )
        computed = mean_cost(cost, output, z, jnp.asarray(LABELS))
        np.testing.assert_allclose(
            computed, by_definition(cost, function(Z)), rtol=1e-12
        )


@pytest.mark.parametrize("cost", ["log_likelihood", "cross_entropy", "quadratic"])
def test_an_image_of_no_class_costs_the_mean_over_all(cost):
    with jax.enable_x64(True):
        z = jnp.asarray(Z)
        each = [mean_cost(cost, "softmax", z, jnp.full(4, label)) for label in range(3)]
        none = mean_cost(cost, "softmax", z, jnp.full(4, NO_CLASS))
        np.testing.assert_allclose(none, np.mean(each), rtol=1e-14)


def test_quadratic_cost_of_linear_outputs():
    computed = mean_cost("quadratic", "linear", jnp.asarray(Z, jnp.float32), LABELS)
    np.testing.assert_allclose(computed, by_definition("quadratic", Z), rtol=1e-6)


@pytest.mark.parametrize("cost", ["log_likelihood", "cross_entropy"])
@pytest.mark.parametrize("output", ["softmax", "sigmoid"])
def test_certain_and_wrong_is_expensive_but_finite_with_a_finite_gradient(cost, output):
    z = jnp.array([[500.0, -500.0, -500.0]])
    value, slope = jax.value_and_grad(
        lambda z: mean_cost(cost, output, z, jnp.array([1]))
    )(z)
    assert 499 < value < 3001
    assert np.isfinite(slope).all()
    assert slope[0, 1] < 0
