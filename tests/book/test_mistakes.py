"""Data that the book's readers give by mistake, and what they are told."""

import numpy as np
import pytest
from mistakes import (
    ARRAYS,
    COLUMN,
    PAIRS,
    PROGRAMS,
    QUESTIONS,
    SIZES,
    WANTED,
    evaluation,
    trained,
    used_up,
)

from network4.book import mnist_loader, network, network2
from network4.errors import (
    ArgumentError,
    DataError,
    ShapeError,
)

NO_PAIRS = {
    "load_data for load_data_wrapper": (ARRAYS, "received a tuple with an ndarray"),
    "all three parts": ((PAIRS * 2, QUESTIONS * 2) * 2, "received a tuple with a list"),
    "an array": (ARRAYS[0], r"received an ndarray of shape \(4, 6\) with an ndarray"),
    "nothing": (5, "received an int"),
    "a name": ("mnist.pkl.gz", "received a str"),
    "a dictionary": ({0: COLUMN}, "received a dict"),
    "a list of columns": ([COLUMN], "received a list with an ndarray"),
    "a zip that was used": (used_up(), "received a zip with nothing left"),
}


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize(("data", "words"), NO_PAIRS.values(), ids=NO_PAIRS)
def test_data_that_are_no_pairs(program, data, words):
    with pytest.raises(ArgumentError, match=f"training_data must .*{words}"):
        trained(program, data)
    with pytest.raises(ArgumentError, match=f"_data must .*{words}"):
        trained(program, **evaluation(program, data))
    net = program.Network(SIZES)
    judge = net.evaluate if program is network else net.accuracy
    with pytest.raises(ArgumentError, match=words):
        judge(data)
    with pytest.raises(ArgumentError, match=words):
        if program is network:
            net.update_mini_batch(data, 1.0)
        else:
            net.update_mini_batch(data, 1.0, 0.0, 2)


X, Y = COLUMN, WANTED


WRONG_EXAMPLES = {
    "a vector": (X.ravel(), Y, ShapeError, r"received shape \(6,\); say x.reshape"),
    "a row": (X.T, Y, ShapeError, r"received shape \(1, 6\); say x.reshape\(6, 1\)"),
    "an image": (X.reshape(2, 3), Y, ShapeError, r"shape \(2, 3\); say x.reshape"),
    "another size": (X[1:], Y, ShapeError, r"received shape \(5, 1\); the network has"),
    "a digit": (X, 1, ShapeError, r"each y .* \(\); mnist_loader.vectorized_result"),
    "a vector of outputs": (X, Y.ravel(), ShapeError, r"each y .* say y.reshape"),
    "ten classes": (X, np.eye(10)[:, [1]], ShapeError, r"each y .* \(10, 1\)"),
    "NaN": (X * np.nan, Y, DataError, "each x must hold finite numbers, received nan"),
    "infinity": (X * np.inf, Y, DataError, "finite numbers, received inf"),
    "NaN wanted": (X, Y * np.nan, DataError, "each y must hold finite numbers"),
    "text": (X.astype(str), Y, DataError, "each x must hold numbers"),
    "ragged lists": ([[1], [1, 2]], [1], ArgumentError, "x must be an array"),
}


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize(
    ("x", "y", "error", "words"), WRONG_EXAMPLES.values(), ids=WRONG_EXAMPLES
)
def test_examples_that_do_not_fit(program, x, y, error, words):
    with pytest.raises(error, match=words):
        trained(program, [*PAIRS, (x, y)])


@pytest.mark.parametrize("program", PROGRAMS)
def test_bad_numbers_are_found_where_a_reader_replaced_a_function(program):
    class Own(program.Network):
        def update_mini_batch(self, *_):
            raise AssertionError("this is too late")

    with pytest.raises(DataError, match="received nan"):
        Own(SIZES).SGD([*PAIRS, (COLUMN * np.nan, WANTED)], 1, 1, 0.5)


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("shape", [(6,), (1, 6), (2, 3), (5, 1), ()])
def test_nothing_is_repeated_to_fit(program, shape):
    net = program.Network(SIZES)
    with pytest.raises(ShapeError, match=r"x must be a column of shape \(6, 1\)"):
        net.feedforward(np.zeros(shape))
    with pytest.raises(ShapeError, match=r"x must be a column of shape \(6, 1\)"):
        net.backprop(np.zeros(shape), WANTED)
    with pytest.raises(ShapeError, match="each x must be a column"):
        trained(program, **evaluation(program, [(np.zeros(shape), 1)]))


@pytest.mark.parametrize("program", PROGRAMS)
def test_wanted_outputs_are_not_repeated_either(program):
    net = program.Network(SIZES)
    for y in (1, np.zeros(3), np.zeros((1, 3)), np.zeros((1, 1))):
        with pytest.raises(ShapeError, match=r"each y must be a column"):
            net.backprop(COLUMN, y)


@pytest.mark.parametrize("cost", [network2.QuadraticCost, network2.CrossEntropyCost])
def test_a_cost_compares_two_of_one_shape(cost):
    a = np.full((3, 1), 0.5)
    for y in (1, np.zeros(3), np.zeros((1, 3)), np.zeros((1, 1))):
        with pytest.raises(ShapeError, match="a and y must have the same shape"):
            cost.fn(a, y)
        with pytest.raises(ShapeError, match="a and y must have the same shape"):
            cost.delta(a, a, y)
    assert cost.fn(a[:1], 1) == cost.fn(a[:1], np.ones((1, 1)))


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize(
    "change",
    [
        lambda net: setattr(net, "biases", [b.ravel() for b in net.biases]),
        lambda net: setattr(net, "weights", [w.T for w in net.weights]),
        lambda net: setattr(net, "weights", net.weights[:1]),
        lambda net: setattr(net, "weights", [w.tolist() for w in net.weights]),
        lambda net: setattr(net, "sizes", [6, 7, 3]),
    ],
)
def test_weights_that_do_not_fit(program, change, tmp_path):
    net = program.Network(SIZES)
    change(net)
    with pytest.raises(ShapeError, match="weights and biases must be"):
        net.feedforward(COLUMN)
    with pytest.raises(ShapeError, match="weights and biases must be"):
        net.SGD(list(PAIRS), 1, 1, 0.5)
    if program is network2:
        with pytest.raises(ShapeError, match="weights and biases must be"):
            net.save(tmp_path / "net.json")


@pytest.mark.parametrize("program", PROGRAMS)
def test_lists_are_arrays(program, seeded):
    lists = [(x.tolist(), y.tolist()) for x, y in PAIRS]
    seeded()
    net = trained(program, lists, 3)
    seeded()
    same = trained(program, list(PAIRS), 3)
    np.testing.assert_array_equal(net.weights[0], same.weights[0])
    answer = net.feedforward(COLUMN.tolist())
    np.testing.assert_array_equal(answer, same.feedforward(COLUMN))


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_zip_is_used_twice_within_a_call(program, seeded, capsys):
    def data(y):
        return zip([COLUMN, COLUMN], [y, y], strict=True)

    trained(program, data(WANTED), 2, **evaluation(program, data(1)))
    assert capsys.readouterr().out.count(" / 2") == 2
    objects = np.empty(2, object), np.empty((2, 2), object)
    for place, (x, y) in enumerate(PAIRS):
        objects[1][place] = x, y
    trained(program, objects[1])  # as a list of pairs becomes in numpy.array


@pytest.mark.parametrize("program", PROGRAMS)
def test_training_pairs_are_questions_too(program):
    net = program.Network(SIZES)
    judge = net.evaluate if program is network else net.accuracy
    digits = [(x, 1) for x, _ in PAIRS]
    assert judge(PAIRS) == judge(digits)
    trained(program, **evaluation(program, PAIRS))


def test_network2_takes_each_y_for_what_it_is():
    net = network2.Network(SIZES)
    digits = [(x, 1) for x, _ in PAIRS]
    for convert in (False, True):
        assert net.accuracy(digits, convert) == net.accuracy(PAIRS)
        assert net.total_cost(digits, 0.5, convert) == net.total_cost(PAIRS, 0.5)


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("digit", [3, -1, 1.5, "1", None, np.nan, [1, 0], True + 2])
def test_what_is_no_digit(program, digit):
    with pytest.raises(ArgumentError, match=r"each y must be a digit in 0\.\.2"):
        trained(program, **evaluation(program, [(COLUMN, digit)]))


@pytest.mark.parametrize("program", PROGRAMS)
def test_one_output_chooses_no_digit(program):
    net = program.Network([6, 1])
    with pytest.raises(ArgumentError, match="must have two or more outputs"):
        net.SGD([(COLUMN, 1)], 1, 1, 0.5, **evaluation(program, [(COLUMN, 1)]))


@pytest.mark.parametrize("j", [10, -1, 2.5, "3", None])
def test_vectorized_result_of_no_digit(j):
    with pytest.raises(ArgumentError, match=r"must be a digit in 0\.\.9"):
        mnist_loader.vectorized_result(j)


def test_vectorized_result_of_a_digit():
    for j in (9, 9.0, np.int64(9), np.array(9), np.array([9])):
        np.testing.assert_array_equal(
            mnist_loader.vectorized_result(j), np.eye(10)[:, [9]]
        )


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize(
    ("x", "error"),
    [
        ((COLUMN, 1), ArgumentError),
        ([[1], [1, 2]], ArgumentError),
        (COLUMN.astype(str), DataError),
        ("digit.png", ArgumentError),
        (None, ArgumentError),
    ],
)
def test_a_pair_or_a_name_is_no_input(program, x, error):
    net = program.Network(SIZES)
    with pytest.raises(error, match="feedforward: x must"):
        net.feedforward(x)
    with pytest.raises(error, match="backprop: x must"):
        net.backprop(x, WANTED)
    with pytest.raises(error, match="backprop: y must"):
        net.backprop(COLUMN, x)


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
def test_single_steps_are_held_to_finite_numbers_too(program, wrong):
    net = program.Network(SIZES)
    before = [array.copy() for array in [*net.biases, *net.weights]]
    x = COLUMN.copy()
    x[2] = wrong
    with pytest.raises(DataError, match="feedforward: each x must hold finite"):
        net.feedforward(x)
    others = (0.5,) if program is network else (0.5, 0.0, 1)
    y = np.where(WANTED, wrong, 0)
    for pair, name in (((x, WANTED), "x"), ((COLUMN, y), "y")):
        with pytest.raises(DataError, match=f"backprop: each {name} must hold finite"):
            net.update_mini_batch([(COLUMN, WANTED), pair], *others)
    for old, new in zip(before, [*net.biases, *net.weights], strict=True):
        np.testing.assert_array_equal(old, new)


def test_network2_makes_columns_of_digits_as_the_books_does():
    np.testing.assert_array_equal(
        network2.vectorized_result(3), np.eye(10)[:, [3]], strict=True
    )
