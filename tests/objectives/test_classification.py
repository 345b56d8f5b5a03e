import jax
import jax.numpy as jnp
import numpy as np
import pytest

from network4.engines.jax.operations import JaxOperations
from network4.errors import ArgumentError, ShapeError
from network4.layers import Conv, FullyConnected, Softmax
from network4.layers.numpy_operations import NumpyOperations
from network4.network import Network
from network4.objectives import NO_CLASS, Classification, predicted_classes

COSTS = ["log_likelihood", "cross_entropy", "quadratic"]
LABELS = np.array([2, 0, 1, 2], np.int32)
Z = np.array([[0.3, -1.2, 2.0], [1.0, 0.5, -0.5], [0.0, 0.0, 0.0], [3.0, 1.0, -2.0]])
OUTPUTS = {
    "softmax": lambda z: np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True),
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "linear": lambda z: z,
}
OPERATIONS = {"numpy": (NumpyOperations(), np), "jax": (JaxOperations(), jnp)}


def by_definition(cost, a, y):
    if cost == "quadratic":
        return np.sum((y - a) ** 2, axis=-1) / 2
    gained = y * np.log(a)
    if cost == "cross_entropy":
        gained += (1 - y) * np.log(1 - a)
    return -gained.sum(axis=-1)


@pytest.fixture(params=OPERATIONS)
def costs(request):
    """What computes costs of examples in float64, in one of the libraries."""
    ops, library = OPERATIONS[request.param]

    def compute(objective, output, z, labels, mask=None):
        with jax.enable_x64(True):
            given = (
                library.asarray(z),
                library.asarray(np.asarray(labels, np.int32)),
                mask,
            )
            return np.asarray(objective.costs(ops, output, *given))

    return compute


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("output", ["softmax", "sigmoid"])
def test_costs_are_their_definitions(costs, cost, output):
    found = costs(Classification(cost), output, Z, LABELS)
    expected = by_definition(cost, OUTPUTS[output](Z), np.eye(3)[LABELS])
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_quadratic_cost_of_linear_outputs(costs):
    found = costs(Classification("quadratic"), "linear", Z, LABELS)
    np.testing.assert_allclose(found, by_definition("quadratic", Z, np.eye(3)[LABELS]))


@pytest.mark.parametrize("cost", COSTS)
def test_what_belongs_to_no_class_costs_the_mean_over_all(costs, cost):
    each = [costs(Classification(cost), "softmax", Z, np.full(4, c)) for c in range(3)]
    none = costs(Classification(cost), "softmax", Z, np.full(4, NO_CLASS))
    np.testing.assert_allclose(none, np.mean(each, axis=0), rtol=1e-14)


@pytest.mark.parametrize("cost", COSTS)
def test_smoothing_mixes_the_cost_of_the_label_with_those_of_all(costs, cost):
    sharp = Classification(cost)
    own = costs(sharp, "softmax", Z, LABELS)
    every = np.mean([costs(sharp, "softmax", Z, np.full(4, c)) for c in range(3)], 0)
    found = costs(sharp.smoothed(0.2), "softmax", Z, LABELS)
    np.testing.assert_allclose(found, 0.8 * own + 0.2 * every, rtol=1e-12)


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("smoothing", [0.0, 0.2])
def test_one_output_is_the_probability_of_class_1(costs, cost, smoothing):
    """By hand: -y ln a - (1 - y) ln(1 - a), or (y - a)^2 / 2."""
    z, labels = np.array([[0.3], [-1.2], [2.0]]), np.array([1, 0, NO_CLASS])
    y = np.array([1 - smoothing / 2, smoothing / 2, 0.5])
    a = OUTPUTS["sigmoid"](z)[:, 0]
    expected = -y * np.log(a) - (1 - y) * np.log(1 - a)
    if cost == "quadratic":
        expected = (y * (1 - a) ** 2 + (1 - y) * a**2) / 2
    found = costs(Classification(cost, smoothing), "sigmoid", z, labels)
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_of_a_sequence_the_mean_over_its_steps_is_taken(costs):
    z, labels = np.stack([Z[:3], Z[1:]]), np.stack([LABELS[:3], LABELS[1:]])
    objective = Classification("log_likelihood")
    of_steps = costs(objective, "softmax", Z, LABELS)
    whole = costs(objective, "softmax", z, labels)
    np.testing.assert_allclose(whole, [of_steps[:3].mean(), of_steps[1:].mean()])
    mask = np.array([[True, True, False], [True, False, False]])
    cut = costs(objective, "softmax", z, labels, mask)
    np.testing.assert_allclose(cut, [of_steps[:2].mean(), of_steps[1]])
    unasked = np.where(mask, labels, NO_CLASS)
    np.testing.assert_allclose(costs(objective, "softmax", z, unasked), cut)
    nothing = costs(objective, "softmax", z, np.full((2, 3), NO_CLASS))
    np.testing.assert_array_equal(nothing, [0, 0])


@pytest.mark.parametrize("cost", ["log_likelihood", "cross_entropy"])
@pytest.mark.parametrize("output", ["softmax", "sigmoid"])
def test_certain_and_wrong_is_expensive_but_finite_with_a_finite_gradient(cost, output):
    z, label = jnp.array([[500.0, -500.0, -500.0]]), jnp.array([1])

    def total(z):
        return Classification(cost).costs(JaxOperations(), output, z, label).sum()

    value, slope = jax.value_and_grad(total)(z)
    assert 499 < value < 3001
    assert np.isfinite(slope).all()
    assert slope[0, 1] < 0


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("output", ["softmax", "sigmoid"])
def test_mean_cost_of_outputs_is_that_of_z(costs, cost, output):
    objective = Classification(cost)
    found = objective.mean_cost(OUTPUTS[output](Z), LABELS)
    assert found == pytest.approx(costs(objective, output, Z, LABELS).mean())


def test_mean_cost_is_finite_for_outputs_of_0_and_1():
    outputs = np.array([[0.0, 1.0]], np.float32)
    for cost in COSTS:
        assert np.isfinite(Classification(cost).mean_cost(outputs, np.array([0])))


def test_score_is_the_share_of_right_classes():
    objective = Classification("quadratic")
    outputs, labels = np.array([[0.1, 0.9], [0.6, 0.4]]), np.array([1, 1])
    assert objective.score(outputs, labels) == 0.5
    assert objective.score(outputs, np.array([1, NO_CLASS])) == 1
    in_time = np.stack([outputs, outputs])
    labels = np.array([[1, 1], [0, 0]])
    assert objective.score(in_time, labels) == 0.5
    mask = np.array([[True, False], [True, True]])
    assert objective.score(in_time, labels, mask) == pytest.approx(2 / 3)


def test_without_a_class_there_is_no_score():
    labels = np.array([NO_CLASS])
    with pytest.raises(ArgumentError, match="must name the class of at least one"):
        Classification("quadratic").score(np.array([[0.1, 0.9]]), labels)


def test_one_output_says_class_1_above_a_half():
    outputs = np.array([[0.5], [0.51], [0.2]])
    assert predicted_classes(outputs).tolist() == [0, 1, 0]


@pytest.mark.parametrize("output", ["tanh", "linear", "relu"])
@pytest.mark.parametrize("cost", ["log_likelihood", "cross_entropy"])
def test_logarithms_need_outputs_between_0_and_1(cost, output):
    with pytest.raises(ArgumentError, match="softmax or sigmoid outputs"):
        Network([FullyConnected(2, activation=output)], cost=cost)


def test_maps_name_no_class():
    with pytest.raises(ArgumentError, match=r"last layer must be.*\(3, 26, 26\)"):
        Network([Conv(3, 3, activation="linear")])


def test_a_softmax_needs_something_to_choose_from():
    with pytest.raises(ArgumentError, match=r"2 or more units.*FullyConnected\(1\)"):
        Network([Softmax(1)], cost="squared_error")


@pytest.mark.parametrize(
    ("labels", "shape", "error", "words"),
    [
        ([0.0, 0.5], (3,), ArgumentError, r"labels must be whole numbers.*0\.5"),
        ([[0, 1]], (3,), ShapeError, r"labels must be.*one an example.*\(1, 2\)"),
        (None, (3,), ShapeError, "labels must be.*received none"),
        (
            [0, 3],
            (3,),
            ArgumentError,
            r"labels must be in 0\.\.2, or -1.*received 0 to 3",
        ),
        (
            [0, 2],
            (1,),
            ArgumentError,
            r"labels must be in 0\.\.1, or -1.*received 0 to 2",
        ),
        (
            [0, -2],
            (3,),
            ArgumentError,
            r"labels must be in 0\.\.2, or -1.*received -2 to 0",
        ),
    ],
)
def test_labels_of_another_kind_are_refused(labels, shape, error, words):
    with pytest.raises(error, match=f"^fit: {words}"):
        Classification("quadratic").as_targets("fit", labels, shape)


def test_labels_become_32_bits():
    labels = np.array([3, 999], np.uint16)
    found = Classification("quadratic").as_targets("fit", labels, (1000,))
    assert found.dtype == np.int32
    assert Network([Softmax(1000)]).num_classes == 1000
    assert Network([FullyConnected(1)]).num_classes == 2


PROBABILITIES = np.array(
    [[0.5, 0.25, 0.25], [0.0, 1.0, 0.0], [0.1, 0.2, 0.7], [0.4, 0.3, 0.3]]
)


@pytest.fixture(params=OPERATIONS)
def soft_costs(request):
    """What computes costs of examples whose targets are probabilities, in float64."""
    ops, library = OPERATIONS[request.param]

    def compute(objective, output, z, rows, mask=None):
        with jax.enable_x64(True):
            given = library.asarray(z), library.asarray(rows), mask
            return np.asarray(objective.costs(ops, output, *given))

    return compute


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("output", ["softmax", "sigmoid"])
@pytest.mark.parametrize("smoothing", [0.0, 0.2])
def test_probabilities_are_y(soft_costs, cost, output, smoothing):
    found = soft_costs(Classification(cost, smoothing), output, Z, PROBABILITIES)
    y = (1 - smoothing) * PROBABILITIES + smoothing / 3
    expected = by_definition(cost, OUTPUTS[output](Z), y)
    np.testing.assert_allclose(found, expected, rtol=1e-12)


@pytest.mark.parametrize("cost", COSTS)
def test_of_one_output_the_probability_of_class_1_is_y(soft_costs, cost):
    z, a = Z[:, :1], OUTPUTS["sigmoid"](Z[:, :1])
    rows = Classification(cost).as_targets("fit", [[1, 0], [0.25, 0.75]] * 2, (1,))
    np.testing.assert_array_equal(rows, [[0], [0.75]] * 2)
    form = "quadratic" if cost == "quadratic" else "cross_entropy"
    found = soft_costs(Classification(cost), "sigmoid", z, np.float64(rows))
    np.testing.assert_allclose(found, by_definition(form, a, np.float64(rows)))


def test_each_step_of_a_sequence_may_have_probabilities(soft_costs):
    z, rows = np.stack([Z[:3], Z[1:]]), np.stack([PROBABILITIES[:3], PROBABILITIES[1:]])
    objective = Classification("log_likelihood")
    of_steps = soft_costs(objective, "softmax", Z, PROBABILITIES)
    mask = np.array([[True, True, False], [True, True, True]])
    found = soft_costs(objective, "softmax", z, rows, mask)
    np.testing.assert_allclose(found, [of_steps[:2].mean(), of_steps[1:].mean()])


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("output", ["softmax", "sigmoid"])
def test_slopes_of_probabilities_are_those_by_differences(cost, output):
    """Also where a target is 0 or 1; central differences err by the step squared."""
    objective, step = Classification(cost), 1e-5

    def total(z, name="numpy"):
        ops, library = OPERATIONS[name]
        return objective.costs(ops, output, z, library.asarray(PROBABILITIES)).sum()

    with jax.enable_x64(True):
        found = np.asarray(jax.grad(total)(jnp.asarray(Z), "jax"))
    for place in np.ndindex(Z.shape):
        moved = np.zeros(Z.shape)
        moved[place] = step
        slope = (total(Z + moved) - total(Z - moved)) / (2 * step)
        assert found[place] == pytest.approx(slope, rel=1e-6, abs=1e-8)


def test_probabilities_are_scored_by_their_likeliest_class():
    outputs = np.array([[0.1, 0.9], [0.6, 0.4]])
    rows = np.array([[0.3, 0.7], [0.2, 0.8]], np.float32)
    assert Classification("quadratic").score(outputs, rows) == 0.5
    one = np.array([[0.9], [0.6]])
    assert Classification("quadratic").score(one, np.array([[0.7], [0.2]])) == 0.5


def test_probabilities_become_32_bits_and_certain_ones_become_labels():
    objective = Classification("log_likelihood")
    half = PROBABILITIES.astype(np.float16)
    found = objective.as_targets("fit", half, (3,))
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, half)
    certain = objective.as_targets("fit", np.eye(3), (3,))
    assert certain.dtype == np.int32
    assert certain.tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    "row", [[0.5, 0.6, 0.0], [1.5, -0.5, 0.0], [0.2, 0.2, 0.2], [np.nan, 0.5, 0.5]]
)
def test_rows_that_are_no_probabilities_are_refused(row):
    rows = [[0.2, 0.3, 0.5], row]
    with pytest.raises(ArgumentError, match=r"^fit: labels of.*whose sum is 1.*number"):
        Classification("log_likelihood").as_targets("fit", rows, (3,))
