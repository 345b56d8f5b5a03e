import random

import numpy as np
import pytest
from book_checks import distance, numerical_gradients

from network4.book import network
from network4.book._steps import MatrixSteps
from network4.errors import ArgumentError, ShapeError

SIZES = [6, 5, 4, 3]
# Two orders of the same sums in float64: a few roundings of 2^-53 for each of at most
# some hundred terms and steps, on numbers of size 1 or so.
ROUNDING = 1e-12


class OneByOne(network.Network):
    """The book's loop: an override of any kind must be used."""

    def update_mini_batch(self, mini_batch, eta):
        super().update_mini_batch(mini_batch, eta)


def trained(kind, seeded, pairs, **settings):
    seeded()
    net = kind(SIZES)
    arguments = {"epochs": 4, "mini_batch_size": 5, "eta": 3.0, **settings}
    net.SGD(list(pairs), **arguments)
    return net


def test_numbers_are_drawn_biases_first(seeded):
    seeded(7)
    net = network.Network((4, 3, 2))
    seeded(7)
    expected = [np.random.randn(*s) for s in ((3, 1), (2, 1), (3, 4), (2, 3))]
    for have, want in zip(net.biases + net.weights, expected, strict=True):
        np.testing.assert_array_equal(have, want)
    assert (net.num_layers, net.sizes) == (3, (4, 3, 2))


def test_one_neuron_by_hand():
    """With w = 2, b = -1 and x = 0.5, z = 0 and a = 1/2; y = 1; sigma'(0) = 1/4."""
    net = network.Network([1, 1])
    net.biases, net.weights = [np.array([[-1.0]])], [np.array([[2.0]])]
    x, y = np.array([[0.5]]), np.array([[1.0]])
    assert net.feedforward(x) == 0.5
    nabla_b, nabla_w = net.backprop(x, y)
    assert (nabla_b[0], nabla_w[0]) == (-0.125, -0.0625)
    net.update_mini_batch([(x, y), (x, y)], eta=8.0)
    assert (net.biases[0], net.weights[0]) == (0.0, 2.5)


def test_backprop_is_the_slope_of_the_cost(seeded, pairs):
    net = network.Network(SIZES)
    x, y = pairs[0]

    def cost():
        return 0.5 * np.sum((net.feedforward(x) - y) ** 2)

    # Central differences with a step of 1e-5 err by step^2 and by rounding/step.
    for ours, theirs in zip(
        net.backprop(x, y), numerical_gradients(net, cost), strict=True
    ):
        for have, want in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(have, want, atol=1e-9)


@pytest.mark.parametrize("size", [1, 5, 23, 40])
def test_matrices_come_to_the_same_weights_as_one_by_one(seeded, pairs, size):
    fast = trained(network.Network, seeded, pairs, mini_batch_size=size)
    state = random.getstate()
    slow = trained(OneByOne, seeded, pairs, mini_batch_size=size)
    assert distance(fast, slow) < ROUNDING
    assert random.getstate() == state


def test_the_same_seeds_are_the_same_run(seeded, pairs):
    runs = [trained(network.Network, seeded, pairs) for _ in range(2)]
    assert distance(*runs) == 0


def test_the_list_is_shuffled_in_place_and_other_iterables_will_do(seeded, pairs):
    seeded(3)
    expected = list(range(23))
    random.shuffle(expected)
    seeded(3)
    data = list(pairs)
    net = network.Network(SIZES)
    net.SGD(data, 1, 5, 3.0)
    assert [id(x) for x, _ in data] == [id(pairs[i][0]) for i in expected]
    seeded(3)
    other = network.Network(SIZES)
    other.SGD(((x, y) for x, y in pairs), 1, 5, 3.0)
    assert distance(net, other) == 0


def test_prints_the_books_lines(seeded, pairs, questions, capsys):
    net = trained(network.Network, seeded, pairs, epochs=2)
    assert capsys.readouterr().out == "Epoch 0 complete\nEpoch 1 complete\n"
    net.SGD(list(pairs), 1, 10, 3.0, test_data=questions)
    assert capsys.readouterr().out == f"Epoch 0: {net.evaluate(questions)} / 23\n"


def test_evaluate_counts_what_feedforward_gets_right(seeded, questions, monkeypatch):
    net = network.Network(SIZES)
    right = sum(np.argmax(net.feedforward(x)) == digit for x, digit in questions)
    assert net.evaluate(questions) == right
    monkeypatch.setattr("network4.book._evaluating.CHUNK", 4)
    assert net.evaluate(zip(*zip(*questions, strict=True), strict=True)) == right
    assert net.evaluate([]) == 0


def twice(original):
    """Return a function of two arguments that gives twice what it should."""

    def doubled(*arguments):
        result = original(*arguments)
        if isinstance(result, tuple):
            return tuple([2 * array for array in arrays] for arrays in result)
        return 2 * result

    return doubled


@pytest.mark.parametrize("name", ["backprop", "cost_derivative"])
@pytest.mark.parametrize("where", ["subclass", "class", "instance"])
def test_a_replacement_is_used_wherever_it_is_put(
    seeded, pairs, monkeypatch, name, where
):
    """A doubled gradient is a doubled learning rate."""
    wanted = trained(OneByOne, seeded, pairs, eta=6.0)
    seeded()
    doubled = twice(getattr(network.Network, name))
    net = network.Network(SIZES)
    if where == "subclass":
        net.__class__ = type("Mine", (network.Network,), {name: doubled})
    elif where == "class":
        monkeypatch.setattr(network.Network, name, doubled)
    else:
        setattr(net, name, twice(getattr(net, name)))
    net.SGD(list(pairs), 4, 5, 3.0)
    assert distance(net, wanted) < ROUNDING


def test_a_replaced_update_sees_every_mini_batch(seeded, pairs):
    seen = []

    class Watching(network.Network):
        def update_mini_batch(self, mini_batch, eta):
            seen.append((len(mini_batch), eta))

    Watching(SIZES).SGD(list(pairs), 2, 10, 0.5)
    assert seen == [(10, 0.5), (10, 0.5), (3, 0.5)] * 2


def test_a_replaced_backprop_sees_one_example_at_a_time(seeded, pairs):
    shapes = []
    net = network.Network(SIZES)
    own = net.backprop
    net.backprop = lambda x, y: (shapes.append((x.shape, y.shape)), own(x, y))[1]
    net.SGD(list(pairs), 1, 5, 0.5)
    assert shapes == [((6, 1), (3, 1))] * 23


def test_a_replaced_feedforward_answers(seeded, questions):
    class Constant(network.Network):
        def feedforward(self, a):
            assert a.shape == (6, 1)
            return np.array([[0], [1], [0]])

    assert Constant(SIZES).evaluate(questions) == sum(d == 1 for _, d in questions)


def softmax(z):
    """Right for one column only: the sum is over everything."""
    return np.exp(z) / np.sum(np.exp(z))


def test_a_replaced_sigmoid_is_used_one_by_one(seeded, pairs, questions, monkeypatch):
    monkeypatch.setattr(network, "sigmoid", softmax)
    fast = trained(network.Network, seeded, pairs)
    assert distance(fast, trained(OneByOne, seeded, pairs)) == 0
    right = sum(np.argmax(fast.feedforward(x)) == digit for x, digit in questions)
    assert fast.evaluate(questions) == right


EDITS = {
    "another slope": ("return output_activations - y", "return output_activations"),
    "another size of step": ("rate = eta / len(mini_batch)", "rate = eta"),
    "momentum": (
        "rate = eta / len(mini_batch)",
        "rate = eta / len(mini_batch)"
        "\n        last = getattr(self, 'last', None)"
        "\n        self.last = sum_w if last is None else ["
        "0.9 * v + s for v, s in zip(last, sum_w)]"
        "\n        sum_w = self.last",
    ),
    "a sum over all": ("return np.exp(np.minimum(z, 0.0))", "return 1 / z.size"),
}


@pytest.mark.parametrize(("old", "new"), EDITS.values(), ids=EDITS)
def test_an_edited_copy_does_what_it_says(seeded, pairs, old, new):
    from pathlib import Path

    text = Path(network.__file__).read_text()
    assert text.count(old) == 1
    copy = {"__name__": "copy"}
    exec(text.replace(old, new), copy)  # a reader's own file
    slow = type("Slow", (copy["Network"],), {})
    slow.update_mini_batch = lambda self, batch, eta: copy["Network"].update_mini_batch(
        self, batch, eta
    )
    nets = [trained(kind, seeded, pairs) for kind in (copy["Network"], slow)]
    assert distance(*nets) < ROUNDING
    assert distance(nets[0], trained(network.Network, seeded, pairs)) > 1e-3


def test_sigmoid_never_overflows():
    z = np.array([-1e308, -1000.0, -50.0, -1.0, 0.0, 1.0, 50.0, 1000.0, 1e308])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        a, slope = network.sigmoid(z), network.sigmoid_prime(z)
    np.testing.assert_allclose(a[2:7], 1 / (1 + np.exp(-z[2:7])), rtol=1e-15)
    assert a[[0, 1, 7, 8]].tolist() == [0, 0, 1, 1]
    np.testing.assert_allclose(a + a[::-1], 1, rtol=1e-15)
    np.testing.assert_allclose(slope, a * a[::-1], atol=1e-16)
    assert network.sigmoid(np.float32(-200)) < 1e-37


def test_columns_of_one_may_be_bare_numbers(seeded):
    data = [(np.array([[a], [b]]), a ^ b) for a in (0, 1) for b in (0, 1)]
    net = network.Network([2, 3, 1])
    net.SGD(data, 3, 2, 1.0)
    assert net.feedforward(data[0][0]).shape == (1, 1)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (([], 1, 5, 3.0), ArgumentError, "must hold an example"),
        (([0], -1, 5, 3.0), ArgumentError, "epochs must be .* received -1"),
        (([0], 1, 0, 3.0), ArgumentError, "mini_batch_size must be .* received 0"),
        (([0], 1, 5, float("nan")), ArgumentError, "eta must be .* received nan"),
        (([(np.zeros(6), 1)], 1, 5, 3.0), ShapeError, r"each x .* \(6, 1\).*\(6,\)"),
        (([(np.zeros((6, 1)), 1)], 1, 5, 3.0), ShapeError, r"each y .* \(3, 1\)"),
    ],
)
def test_bad_training_is_refused(arguments, error, words):
    with pytest.raises(error, match=words):
        network.Network(SIZES).SGD(*arguments)


@pytest.mark.parametrize("sizes", [[], [5], [5, 0], [5, 2.5], [5, "3"]])
def test_bad_sizes_are_refused(sizes):
    with pytest.raises(ArgumentError, match="Network: sizes must"):
        network.Network(sizes)


def test_ctrl_c_leaves_the_network_as_far_as_it_got(seeded, pairs, monkeypatch):
    own, taken = MatrixSteps.step, []

    def step(self, x, y):
        if len(taken) == 4:
            raise KeyboardInterrupt
        taken.append(len(x))
        own(self, x, y)

    monkeypatch.setattr(MatrixSteps, "step", step)
    seeded()
    net, data = network.Network(SIZES), list(pairs)
    with pytest.raises(KeyboardInterrupt):
        net.SGD(data, 1, 5, 3.0)
    seeded()
    other = network.Network(SIZES)
    for start in range(0, 20, 5):
        other.update_mini_batch(data[start : start + 5], 3.0)
    assert distance(net, other) < ROUNDING


def test_eta_may_be_a_function_of_the_epoch(seeded, pairs):
    nets = []
    for eta in (lambda epoch: 0.5, 0.5):
        seeded()
        nets.append(network.Network([6, 4, 3]))
        nets[-1].SGD(list(pairs), 2, 5, eta)
    assert distance(*nets) == 0
    with pytest.raises(ArgumentError, match=r"eta\(1\) must be a number"):
        nets[0].SGD(list(pairs), 2, 5, lambda epoch: None if epoch else 0.5)
