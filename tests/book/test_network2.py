import numpy as np
import pytest
from book_checks import distance, numerical_gradients

from network4.book import network2
from network4.errors import ArgumentError

SIZES = [6, 5, 4, 3]
ROUNDING = 1e-12  # as in test_network


class OneByOne(network2.Network):
    """The book's loop."""

    def update_mini_batch(self, mini_batch, eta, lmbda, n):
        super().update_mini_batch(mini_batch, eta, lmbda, n)


def trained(kind, seeded, pairs, *built, **settings):
    seeded()
    net = kind(SIZES, *built)
    arguments = {"epochs": 4, "mini_batch_size": 5, "eta": 0.5, **settings}
    net.SGD(list(pairs), **arguments)
    return net


def test_first_weights_and_their_order(seeded):
    net = network2.Network(SIZES)
    seeded()
    biases = [np.random.randn(n, 1) for n in SIZES[1:]]
    drawn = [np.random.randn(y, x) for y, x in ((5, 6), (4, 5), (3, 4))]
    for have, want in zip(net.biases, biases, strict=True):
        np.testing.assert_array_equal(have, want)
    for have, want in zip(net.weights, drawn, strict=True):
        np.testing.assert_array_equal(have, want / np.sqrt(want.shape[1]))
    seeded()
    net.large_weight_initializer()
    for have, want in zip(net.weights, drawn, strict=True):
        np.testing.assert_array_equal(have, want)


@pytest.mark.parametrize("cost", [network2.QuadraticCost, network2.CrossEntropyCost()])
@pytest.mark.parametrize("kind", ["L2", "L1"])
def test_a_step_goes_down_the_slope_of_total_cost(seeded, pairs, cost, kind):
    """One step with all examples is eta times the slope of the whole cost."""
    net = network2.Network(SIZES, cost, kind)
    before = [a.copy() for a in [*net.biases, *net.weights]]
    slopes = numerical_gradients(net, lambda: net.total_cost(pairs, 2.0))
    net.update_mini_batch(pairs, 0.25, 2.0, len(pairs))
    after = [*net.biases, *net.weights]
    for old, new, slope in zip(before, after, slopes[0] + slopes[1], strict=True):
        # Central differences with a step of 1e-5 err by step^2 and by rounding/step.
        np.testing.assert_allclose((old - new) / 0.25, slope, atol=1e-8)


@pytest.mark.parametrize("kind", ["L2", "L1"])
@pytest.mark.parametrize("cost", [network2.QuadraticCost, network2.CrossEntropyCost])
@pytest.mark.parametrize("lmbda", [0.0, 3.0])
def test_matrices_come_to_the_same_weights(seeded, pairs, kind, cost, lmbda):
    fast, slow = (
        trained(net, seeded, pairs, cost, kind, lmbda=lmbda)
        for net in (network2.Network, OneByOne)
    )
    assert distance(fast, slow) < ROUNDING


def test_l1_and_l2_shrink_weights_alone():
    """With a rate of 1/2, lambda 4 and n = 10 the pull is 0.2."""
    x, y = np.zeros((1, 1)), np.array([[0.5]])
    for kind, expected in (("L2", 0.8 * 3.0), ("L1", 3.0 - 0.2)):
        net = network2.Network([1, 1], regularization=kind)
        net.biases, net.weights = [np.zeros((1, 1))], [np.array([[3.0]])]
        net.update_mini_batch([(x, y)], 0.5, 4.0, 10)
        np.testing.assert_allclose(net.weights[0], expected, rtol=1e-15)
        assert net.biases[0] == 0


def test_the_costs_by_hand():
    a, y = np.array([[0.5], [0.25]]), np.array([[1.0], [0.0]])
    assert network2.QuadraticCost.fn(a, y) == pytest.approx((0.25 + 0.0625) / 2)
    wanted = -np.log(0.5) - np.log(0.75)
    assert network2.CrossEntropyCost.fn(a, y) == pytest.approx(wanted)
    assert network2.CrossEntropyCost.fn(y, y) == 0
    assert network2.CrossEntropyCost.fn(1 - y, y) > 1e300


class Steeper(network2.CrossEntropyCost):
    """Twice the error, and a cost of one an example; one column at a time."""

    @staticmethod
    def delta(z, a, y):
        assert a.shape == y.shape == (3, 1)
        return 2 * (a - y)

    @staticmethod
    def fn(a, y):
        assert a.shape == y.shape == (3, 1)
        return 1.0


@pytest.mark.parametrize("cost", [Steeper, Steeper()])
def test_a_cost_of_ones_own_is_used(seeded, pairs, cost):
    net = trained(network2.Network, seeded, pairs, cost)
    wanted = trained(OneByOne, seeded, pairs, eta=1.0)
    assert distance(net, wanted) < ROUNDING
    assert net.total_cost(pairs, 0.0) == pytest.approx(1.0)


def test_replaced_functions_are_used(seeded, pairs, questions, monkeypatch):
    wanted = trained(OneByOne, seeded, pairs, eta=1.0)

    class Doubled(network2.Network):
        def backprop(self, x, y):
            assert x.shape == (6, 1)
            both = super().backprop(x, y)
            return tuple([2 * array for array in arrays] for arrays in both)

        def feedforward(self, a):
            assert a.shape == (6, 1)
            return np.array([[0.0], [1.0], [0.0]])

    net = trained(Doubled, seeded, pairs)
    assert distance(net, wanted) < ROUNDING
    assert net.accuracy(questions) == sum(digit == 1 for _, digit in questions)
    monkeypatch.setattr(network2.CrossEntropyCost, "delta", staticmethod(Steeper.delta))
    assert distance(trained(network2.Network, seeded, pairs), wanted) < ROUNDING


def test_accuracy_and_cost_are_those_of_each_example(seeded, pairs, monkeypatch):
    digits = [(x, np.argmax(y) % 3) for x, y in pairs]
    net = network2.Network([6, 5, 10])
    columns = [(x, np.eye(10)[:, [d]]) for x, d in digits]
    outputs = [net.feedforward(x) for x, _ in pairs]
    right = sum(np.argmax(a) == d for a, (_, d) in zip(outputs, digits, strict=True))
    costs = [net.cost.fn(a, y) for a, (_, y) in zip(outputs, columns, strict=True)]
    squares = sum(np.sum(w**2) for w in net.weights)
    wanted = np.mean(costs) + 0.5 * 1.5 / 23 * squares
    monkeypatch.setattr("network4.book._evaluating.CHUNK", 4)
    assert net.accuracy(digits) == net.accuracy(columns, convert=True) == right
    assert net.total_cost(columns, 1.5) == pytest.approx(wanted)
    assert net.total_cost(digits, 1.5, convert=True) == pytest.approx(wanted)


def test_prints_the_books_lines_and_returns_four_lists(seeded, capsys):
    x = np.zeros((6, 1))
    data, evaluation = [(x, np.eye(10)[:, [3]])] * 4, [(x, 3)] * 2
    net = network2.Network([6, 10])
    history = net.SGD(data, 2, 2, 0.5, 0.1, evaluation, True, True, True, True)
    (e_cost, _), (e_right, _), (t_cost, _), (t_right, _) = history
    lines = capsys.readouterr().out.split("\n")
    assert lines[:6] == [
        "Epoch 0 training complete",
        f"Cost on training data: {t_cost}",
        f"Accuracy on training data: {t_right} / 4",
        f"Cost on evaluation data: {e_cost}",
        f"Accuracy on evaluation data: {e_right} / 2",
        "",
    ]
    assert lines[6] == "Epoch 1 training complete"
    assert net.total_cost(data, 0.1) == history[2][1]
    assert net.SGD(data, 1, 2, 0.5) == ([], [], [], [])
    assert capsys.readouterr().out == "Epoch 0 training complete\n\n"


def scripted(monkeypatch, accuracies):
    values = iter(accuracies)
    monkeypatch.setattr(network2.Network, "accuracy", lambda *_, **__: next(values))


def run_rules(pairs, **rules):
    return network2.Network(SIZES).SGD(
        list(pairs), 30, 23, 0.5, evaluation_data=[0], **rules
    )


def test_early_stopping(pairs, monkeypatch, capsys):
    scripted(monkeypatch, [5, 7, 7, 6, 8, 8, 1, 8])
    history = run_rules(pairs, monitor_evaluation_accuracy=True, early_stopping_n=3)
    assert history[1] == [5, 7, 7, 6, 8, 8, 1, 8]
    assert "Training stopped early" in capsys.readouterr().out


def test_halving_stops_at_the_divisor(pairs, monkeypatch):
    rates = []
    monkeypatch.setattr(
        network2.Network,
        "update_mini_batch",
        lambda self, batch, eta, lmbda, n: rates.append(eta),
    )
    scripted(monkeypatch, [5, 5, 6, 6, 6, 6, 6])
    run_rules(pairs, halve_eta_n=1, stop_at_divisor=16)
    assert rates == [0.5, 0.5, 0.25, 0.25, 0.125, 0.0625]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"lmbda": -1}, "lmbda must be"),
        ({"monitor_evaluation_cost": True}, "evaluation_data must be given"),
        ({"early_stopping_n": 2}, "evaluation_data must be given"),
        ({"early_stopping_n": -2}, "early_stopping_n must be"),
        ({"halve_eta_n": 1.5}, "halve_eta_n must be"),
        ({"stop_at_divisor": 1}, "stop_at_divisor must be"),
    ],
)
def test_bad_options_are_refused(pairs, changes, words):
    with pytest.raises(ArgumentError, match=words):
        network2.Network(SIZES).SGD(list(pairs), 1, 5, 0.5, **changes)


def test_other_bad_input_is_refused():
    with pytest.raises(ArgumentError, match="regularization must be one of"):
        network2.Network(SIZES, regularization="L3")
    with pytest.raises(ArgumentError, match="total_cost: data must hold"):
        network2.Network(SIZES).total_cost([], 0.0)


@pytest.mark.parametrize("kind", ["L2", "L1"])
@pytest.mark.parametrize("momentum", [0.9, 0.5])
def test_momentum_by_matrices_and_one_by_one(seeded, pairs, kind, momentum):
    built = network2.CrossEntropyCost, kind
    settings = {"lmbda": 3.0, "momentum": momentum, "eta": 0.1}
    fast, slow = (
        trained(net, seeded, pairs, *built, **settings)
        for net in (network2.Network, OneByOne)
    )
    assert distance(fast, slow) < ROUNDING
    assert distance(fast, trained(OneByOne, seeded, pairs, *built, lmbda=3.0)) > 0.01


def test_momentum_is_what_its_equations_say(seeded, pairs):
    """All examples in one step: v <- 0.8 v - eta dC/dw, w <- w + v."""
    net = trained(network2.Network, seeded, pairs, mini_batch_size=23, momentum=0.8)
    seeded()
    by_hand = network2.Network(SIZES)
    speed_b = [np.zeros_like(b) for b in by_hand.biases]
    speed_w = [np.zeros_like(w) for w in by_hand.weights]
    for _ in range(4):
        found = [by_hand.backprop(x, y) for x, y in pairs]
        for k in range(3):
            speed_b[k] = 0.8 * speed_b[k] - 0.5 * sum(b[k] for b, _ in found) / 23
            speed_w[k] = 0.8 * speed_w[k] - 0.5 * sum(w[k] for _, w in found) / 23
        by_hand.biases = [b + v for b, v in zip(by_hand.biases, speed_b, strict=True)]
        by_hand.weights = [w + v for w, v in zip(by_hand.weights, speed_w, strict=True)]
    assert distance(net, by_hand) < ROUNDING


def test_momentum_goes_with_a_step_of_ones_own(seeded, pairs):
    class Still(network2.Network):
        def update_mini_batch(self, mini_batch, eta, lmbda, n):
            self.biases = [b + 1 for b in self.biases]

    net = trained(Still, seeded, pairs, epochs=1, mini_batch_size=10, momentum=0.5)
    seeded()
    for before, after in zip(network2.Network(SIZES).biases, net.biases, strict=True):
        np.testing.assert_allclose(after - before, 1 + 1.5 + 1.75)


def test_eta_as_a_function_of_the_epoch(seeded, pairs):
    fast = trained(network2.Network, seeded, pairs, eta=lambda k: 0.5 / (1 + k))
    rates = []

    class Listening(network2.Network):
        def update_mini_batch(self, mini_batch, eta, lmbda, n):
            rates.append(eta)
            super().update_mini_batch(mini_batch, eta, lmbda, n)

    slow = trained(Listening, seeded, pairs, eta=lambda k: 0.5 / (1 + k))
    assert rates[::5] == [0.5, 0.25, 0.5 / 3, 0.125]
    assert distance(fast, slow) < ROUNDING


def test_a_rule_of_ones_own_ends_training(pairs, monkeypatch):
    scripted(monkeypatch, [5, 9, 9, 9, 9, 9, 9, 9, 9])
    history = run_rules(
        pairs, monitor_evaluation_accuracy=True, stop_when=network2.little_gain(2, 1)
    )
    # Means of two: 7 and 9 after four epochs, 9 and 9 after five.
    assert history[1] == [5, 9, 9, 9, 9]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"momentum": "a"}, "momentum must be a number"),
        ({"momentum": float("nan")}, "momentum must be a finite number"),
        ({"momentum": 1}, "momentum must be .* at least 0 and below 1, received 1"),
        ({"momentum": -0.1}, r"momentum must be .* received -0\.1"),
        ({"stop_when": 5}, "stop_when must be a function"),
        ({"stop_when": network2.little_gain(5, 1)}, "evaluation_data must be given"),
        ({"distortions": 5}, "distortions must be a Distortions"),
        ({"eta": lambda epoch: None}, r"eta\(0\) must be a number"),
    ],
)
def test_bad_new_options_are_refused(pairs, changes, words, capsys):
    given = {"eta": 0.5, **changes}
    with pytest.raises(ArgumentError, match=words):
        network2.Network(SIZES).SGD(list(pairs), 1, 5, **given)
    assert capsys.readouterr().out == ""
