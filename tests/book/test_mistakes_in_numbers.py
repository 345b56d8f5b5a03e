"""Numbers and names that the book's readers give by mistake, and what they are told."""

import inspect
import warnings

import numpy as np
import pytest
from mistakes import COLUMN, PAIRS, PROGRAMS, QUESTIONS, SIZES, trained

from network4.book import network, network2, network3
from network4.errors import (
    ArgumentError,
    Network4Error,
    TrainingDivergedError,
)


@pytest.mark.parametrize("program", PROGRAMS)
def test_sizes_and_counts_of_python_3s_division(program, seeded, capsys):
    seeded()
    whole = program.Network([6, 5, 3])
    whole.SGD(list(PAIRS), 2, 1, 0.5)
    seeded()
    divided = program.Network([6 / 1, 10 / 2, 3])
    divided.SGD(list(PAIRS), 4 / 2, 2 / 2, 0.5)
    np.testing.assert_array_equal(whole.weights[0], divided.weights[0])
    assert capsys.readouterr().out.count("Epoch 1") == 2


CHANGED_PLACES = {
    "eta for epochs": (3.0, 10, 30),
    "half an epoch": (0.5, 10, 30),
}


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("order", CHANGED_PLACES.values(), ids=CHANGED_PLACES)
def test_arguments_in_another_order(program, order):
    with pytest.raises(ArgumentError, match="epochs, mini_batch_size and eta must"):
        program.Network(SIZES).SGD(list(PAIRS), *order)


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"epochs": 1.5}, "epochs must be .* received 1.5; divide by //"),
        ({"epochs": "3"}, "epochs must be a whole number"),
        ({"epochs": True}, "epochs must be a whole number"),
        ({"size": 2.5}, "mini_batch_size must be a whole number"),
        ({"size": PAIRS}, r"mini_batch_size must be .* received \[\("),
        ({"eta": "0.5"}, "eta must be a number"),
        ({"eta": None}, "eta must be a number"),
        ({"eta": np.inf}, "eta must be a finite number"),
        ({"eta": -1}, "SGD: eta must be a finite number of at least 0, received -1"),
        ({"eta": lambda e: -1}, r"eta\(0\) must be a .* of at least 0, received -1"),
        ({"epochs": 3, "eta": lambda e: 1 - e}, r"eta\(2\) must be .* at least 0"),
    ],
)
def test_numbers_that_are_none(program, changes, words):
    with pytest.raises(ArgumentError, match=words):
        trained(program, **changes)


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize(
    "sizes", [784, "784", None, [6, 2.5], [6, [5]], {6: 3}, np.zeros((2, 2)), [6, True]]
)
def test_sizes_that_are_none(program, sizes):
    with pytest.raises(ArgumentError, match="Network: sizes must"):
        program.Network(sizes)


@pytest.mark.parametrize("program", PROGRAMS)
def test_layers_beyond_any_memory(program):
    with pytest.raises(ArgumentError, match="must make at most 268,435,456 weights"):
        program.Network([10**9, 10**9])


def test_evaluation_data_where_network2_expects_lambda():
    with pytest.raises(ArgumentError, match=r"lmbda must be a number, received \[\("):
        network2.Network(SIZES).SGD(list(PAIRS), 1, 1, 0.5, QUESTIONS * 1000)
    with pytest.raises(ArgumentError, match="monitor_training_cost must be True or"):
        trained(network2, monitor_training_cost=QUESTIONS)


@pytest.mark.parametrize("cost", ["CrossEntropyCost", None, network2.QuadraticCost.fn])
def test_a_cost_that_is_none(cost):
    with pytest.raises(ArgumentError, match="cost must be a class with fn and delta"):
        network2.Network(SIZES, cost=cost)


@pytest.mark.parametrize("program", PROGRAMS)
def test_bytes_are_warned_of_and_shares_are_not(program):
    wide = [(x * 510, y) for x, y in PAIRS]
    with pytest.warns(UserWarning, match=r"x should lie in 0\.\.1.* up to 255; divide"):
        trained(program, wide)
    standard = [(x * 20 - 5, y) for x, y in PAIRS]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        trained(program, standard)


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("number", [np.inf, -np.inf, np.nan])
def test_weights_that_leave_the_numbers(program, number, capsys):
    class Own(program.Network):
        def update_mini_batch(self, *_):
            self.weights[1][2, 3] = number

    with pytest.raises(TrainingDivergedError, match="infinite or NaN; take a smaller"):
        Own(SIZES).SGD(list(PAIRS), 50, 1, 0.5)
    assert capsys.readouterr().out == ""


def test_a_rate_that_is_far_too_large():
    net = network2.Network(SIZES)
    with pytest.raises(TrainingDivergedError, match="infinite or NaN; take a smaller"):
        net.SGD(PAIRS * 20, 50, 1, 1e38, lmbda=1e38)


def test_a_cost_that_leaves_the_numbers_is_warned_of_once():
    class Steep(network2.CrossEntropyCost):
        @staticmethod
        def fn(a, y):
            return float("nan")

    net = network2.Network(SIZES, cost=Steep)
    with pytest.warns(UserWarning, match="cost on training data became nan") as seen:
        net.SGD(list(PAIRS), 3, 1, 0.5, monitor_training_cost=True)
    assert len(seen) == 1


def test_no_cost_is_nan_where_nothing_is_weighed():
    net = network2.Network(SIZES)
    net.weights[0][:] = 1e200  # whose square is infinite
    assert np.isfinite(net.total_cost(PAIRS, 0.0))


def test_every_message_is_one_short_sentence():
    """All tables above raise errors of these classes; each was matched there."""
    long = [(x, y) for x, y in PAIRS] * 10_000
    calls = [
        lambda: network2.Network(SIZES).SGD(list(PAIRS), 1, 1, 0.5, long),
        lambda: network.Network(long),
        lambda: network.Network(SIZES).evaluate([(COLUMN, "x" * 10_000)]),
        lambda: network.Network(SIZES).SGD(list(PAIRS), 1, 1, long),
        lambda: network3.FullyConnectedLayer(2, 2, long),
        lambda: network3.ConvPoolLayer(long, long),
    ]
    for call in calls:
        with pytest.raises(Network4Error) as raised:
            call()
        assert len(str(raised.value)) <= 300
        assert "\n" not in str(raised.value)


def test_the_books_signatures_are_kept():
    wanted = "self, training_data, epochs, mini_batch_size, eta, test_data"
    assert ", ".join(inspect.signature(network.Network.SGD).parameters) == wanted
    assert list(inspect.signature(network2.Network.SGD).parameters)[:7] == [
        *wanted.split(", ")[:5],
        "lmbda",
        "evaluation_data",
    ]


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "ReLU"])
@pytest.mark.parametrize("z", [None, "z.png", ["a"], {}])
def test_functions_of_neurons_take_numbers(name, z):
    with pytest.raises(ArgumentError, match=f"{name}: z must be an array"):
        getattr(network3, name)(z)
    if name == "sigmoid":
        for function in (network.sigmoid, network2.sigmoid, network2.sigmoid_prime):
            with pytest.raises(ArgumentError, match="sigmoid: z must be an array"):
                function(z)


STEPS = [
    (network, {"eta": -1.0}, "eta must be a finite number of at least 0"),
    (network, {"eta": "fast"}, "eta must be a number"),
    (network2, {"eta": -1.0}, "eta must be a finite number of at least 0"),
    (network2, {"lmbda": -5.0}, "lmbda must be a finite number of at least 0"),
    (network2, {"n": 0}, "n must be a whole number of at least 1"),
]


@pytest.mark.parametrize(("program", "changes", "words"), STEPS)
def test_a_single_step_is_held_to_the_same_numbers(program, changes, words):
    rest = {"eta": 0.5} if program is network else {"eta": 0.5, "lmbda": 0.0, "n": 2}
    with pytest.raises(ArgumentError, match=f"update_mini_batch: {words}"):
        program.Network(SIZES).update_mini_batch(list(PAIRS), **{**rest, **changes})
