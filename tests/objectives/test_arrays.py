import jax
import jax.numpy as jnp
import numpy as np
import pytest

from network4.engines.jax.operations import JaxOperations
from network4.errors import ArgumentError, ShapeError
from network4.layers import Conv, FullyConnected, Softmax
from network4.layers.numpy_operations import NumpyOperations
from network4.network import Network
from network4.objectives import BinaryCrossEntropy, Reconstruction, SquaredError

Z = np.array([[0.3, -1.2, 2.0], [1.0, 0.5, -0.5]])
Y = np.array([[0.5, 0.0, 1.0], [0.25, 1.0, 0.0]])
SIGMOID = 1 / (1 + np.exp(-Z))
CROSS_ENTROPY = -(Y * np.log(SIGMOID) + (1 - Y) * np.log(1 - SIGMOID)).sum(axis=1)


@pytest.mark.parametrize("ops", [NumpyOperations(), JaxOperations()])
@pytest.mark.parametrize(
    ("objective", "output", "expected"),
    [
        (SquaredError(), "linear", ((Y - Z) ** 2).sum(axis=1) / 2),
        (SquaredError(), "tanh", ((Y - np.tanh(Z)) ** 2).sum(axis=1) / 2),
        (BinaryCrossEntropy(), "sigmoid", CROSS_ENTROPY),
        (Reconstruction(), "sigmoid", ((Y - SIGMOID) ** 2).sum(axis=1) / 2),
        (Reconstruction("binary_cross_entropy"), "sigmoid", CROSS_ENTROPY),
    ],
)
def test_costs_are_their_definitions(ops, objective, output, expected):
    with jax.enable_x64(True):
        found = objective.costs(ops, output, jnp.asarray(Z), jnp.asarray(Y))
        np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_targets_of_images_are_compared_place_by_place(generator):
    z = generator.normal(size=(2, 4, 5, 3))
    targets = generator.normal(size=(2, 4, 5, 3))
    found = SquaredError().costs(NumpyOperations(), "linear", z, targets)
    np.testing.assert_allclose(found, ((z - targets) ** 2).sum(axis=(1, 2, 3)) / 2)


def test_of_a_sequence_the_mean_over_its_steps_is_taken():
    z, y = np.stack([Z, Z[::-1]]), np.stack([Y, Y[::-1]])
    of_steps = ((Y - Z) ** 2).sum(axis=1) / 2
    ops, objective = NumpyOperations(), SquaredError()
    whole = objective.costs(ops, "linear", z, y)
    np.testing.assert_allclose(whole, [of_steps.mean(), of_steps.mean()])
    mask = np.array([[True, False], [True, True]])
    cut = objective.costs(ops, "linear", z, y, mask)
    np.testing.assert_allclose(cut, [of_steps[0], of_steps.mean()])
    errors = (z - y) ** 2
    assert objective.score(z, y) == pytest.approx(errors.mean())
    expected = np.concatenate([errors[0, :1], errors[1]]).mean()
    assert objective.score(z, y, mask) == pytest.approx(expected)


def test_probabilities_far_off_are_expensive_but_finite():
    z, y = jnp.array([[500.0, -500.0]]), jnp.array([[0.0, 1.0]])

    def total(z):
        return BinaryCrossEntropy().costs(JaxOperations(), "sigmoid", z, y).sum()

    value, slope = jax.value_and_grad(total)(z)
    assert value == pytest.approx(1000)
    np.testing.assert_allclose(slope, [[1, -1]])


@pytest.mark.parametrize(
    ("objective", "targets", "error", "words"),
    [
        (SquaredError(), [["a", "b", "c"]], ArgumentError, "labels must be numbers"),
        (
            SquaredError(),
            [[1, 2]],
            ShapeError,
            r"labels must be \(n, 3\), as.*received \(1, 2\)",
        ),
        (SquaredError(), None, ArgumentError, "labels must be numbers.*object"),
        (SquaredError(), [[1, np.nan, 2]], ArgumentError, "labels must be finite"),
        (
            BinaryCrossEntropy(),
            [[0, 1, 2]],
            ArgumentError,
            r"labels must be in 0\.\.1.*from 0 to 2",
        ),
    ],
)
def test_targets_of_another_kind_are_refused(objective, targets, error, words):
    with pytest.raises(error, match=f"^fit: {words}"):
        objective.as_targets("fit", targets, (3,))


def test_numbers_one_an_example_are_the_targets_of_one_output():
    found = SquaredError().as_targets("fit", [1, 2], (1,))
    np.testing.assert_array_equal(found, np.array([[1], [2]], np.float32))


def test_each_probability_needs_a_sigmoid_of_its_own():
    with pytest.raises(ArgumentError, match="sigmoid outputs, received 'softmax'"):
        Network([Softmax(3)], cost="binary_cross_entropy")
    with pytest.raises(ArgumentError, match="sigmoid outputs, received 'linear'"):
        layers = [FullyConnected(784, activation="linear")]
        Network(layers, cost=Reconstruction("binary_cross_entropy"))


@pytest.mark.parametrize(
    ("cost", "inputs"),
    [("binary_cross_entropy", "numbers"), ("squared_error", 5)],
)
def test_what_is_read_must_be_what_can_be_given_back(cost, inputs):
    with pytest.raises(ArgumentError, match=f"inputs must be.*received {inputs!r}"):
        Network([FullyConnected(3)], (3,), Reconstruction(cost), inputs=inputs)


def test_a_reconstruction_has_an_output_for_each_input():
    with pytest.raises(ArgumentError, match="as many outputs as the network has"):
        Network([FullyConnected(783)], cost="reconstruction")
    images = Network([Conv(1, 3, padding="same")], cost="reconstruction")
    assert images.output_shape == images.input_shape
    with pytest.raises(ArgumentError, match="cost must be one of"):
        Reconstruction("quadratic")
