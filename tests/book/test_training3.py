"""What network3's problems add to its training."""

import re

import numpy as np
import pytest

from network4.augment import Distortions, distort
from network4.book import network3
from network4.book._shared_data import ExpandedImages
from network4.book.network3 import FullyConnectedLayer, Network, ReLU, SoftmaxLayer
from network4.errors import ArgumentError, ShapeError

X = np.random.default_rng(1).random((14, 16), np.float32)  # two fill no mini-batch
Y = np.arange(14) % 3
PAIR = X, Y
BLANK = np.zeros((8, 16)), np.zeros(8, int)


def make(seed=1):
    np.random.seed(seed)
    return Network([FullyConnectedLayer(16, 5, ReLU), SoftmaxLayer(5, 3)], 4)


def trained(data=PAIR, epochs=3, eta=0.1, **given):
    net = make()
    given = {"validation_data": data, **given}
    return net, net.SGD(data, epochs, 4, eta, **given)


def assert_same(first, second):
    for ours, theirs in zip(first.params, second.params, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_nothing_is_returned_unless_it_was_asked_for():
    assert trained()[1] is None


def test_eta_as_a_function_of_the_epoch():
    """Without dropout three calls of one epoch are a call of three."""
    net, _ = trained(eta=lambda epoch: (0.3, 0.2, 0.1)[epoch])
    by_hand = make()
    for eta in (0.3, 0.2, 0.1):
        by_hand.SGD(PAIR, 1, 4, eta, PAIR)
    assert_same(net, by_hand)
    assert_same(trained(eta=0.2)[0], trained(eta=lambda epoch: 0.2)[0])


def test_early_stopping(capsys):
    """Blank images of one digit: the first epoch is as good as any."""
    trained(BLANK, epochs=30, early_stopping_n=4)
    out = capsys.readouterr().out
    assert re.findall(r"Epoch (\d+):", out) == list("01234")
    assert "No better accuracy in 4 epochs\nTraining stopped early\nFinished" in out


def test_halving_the_rate(capsys):
    """Only the decay moves w, two steps an epoch: by 1 - eta lmbda / 2 each."""
    net, _ = trained(
        BLANK, epochs=30, lmbda=1.0, eta=0.4, halve_eta_n=1, stop_at_divisor=8
    )
    factors = [1 - eta / 2 for eta in (0.4, 0.4, 0.2, 0.1)]
    expected = make().layers[0].w * np.prod(np.square(factors))
    np.testing.assert_allclose(net.layers[0].w, expected, rtol=16 * 2**-24)
    assert "eta is 0.05" in capsys.readouterr().out


def test_a_rule_of_ones_own_ends_training(capsys):
    trained(BLANK, epochs=30, stop_when=network3.little_gain(2, 0.001))
    assert re.findall(r"Epoch (\d+):", capsys.readouterr().out) == list("0123")


def test_distortions_are_those_of_fit_and_drawn_anew():
    """Crops move by whole pixels, which no interpolation rounds."""
    moves = Distortions(crop=1)
    net, _ = trained(epochs=2, distortions=moves)
    by_hand = make()
    seed = int(np.random.randint(2**31))  # what SGD draws
    shown = distort(X.reshape(-1, 4, 4), moves, seed).reshape(-1, 16)
    by_hand.SGD((shown, Y), 1, 4, 0.1, PAIR)
    once, _ = trained(epochs=1, distortions=moves)
    assert_same(once, by_hand)
    by_hand.SGD((shown, Y), 1, 4, 0.1, PAIR)
    assert (net.params[0] != by_hand.params[0]).any()


@pytest.mark.parametrize("changes", [{"rotation": 20}, {"skew": 0.3}, {"shift": 2}])
def test_each_distortion_changes_what_is_learned(changes):
    plain, distorted = trained()[0], trained(distortions=Distortions(**changes))[0]
    assert (plain.params[0] != distorted.params[0]).any()


def test_a_diagnosis_is_of_the_networks_own_figures(capsys):
    validation = X[:8] / 2, Y[:8]
    net, found = trained(diagnose=True, epochs=2, validation_data=validation)
    first = X[:8], Y[:8]
    assert found.training_accuracy[1] == net.accuracy(first)
    assert found.validation_accuracy[1] == net.accuracy(validation)
    assert found.training_cost[1] == net.cost(first)
    assert found.validation_cost[1] == net.cost(validation)
    assert (found.num_images, found.guessing) == (8, 3 / 8)
    out = capsys.readouterr().out
    pattern = r"Epoch 1: training accuracy \d+\.\d\d%, training cost (\d\.\d{4}), vali"
    assert re.search(pattern, out)[1] == f"{found.training_cost[1]:.4f}"
    assert out.endswith(f"{found.verdict()}\n")
    assert_same(net, trained(epochs=2, validation_data=validation)[0])


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"early_stopping_n": -1}, ArgumentError, "early_stopping_n must be"),
        ({"halve_eta_n": "3"}, ArgumentError, "halve_eta_n must be"),
        ({"stop_at_divisor": 0.5}, ArgumentError, "stop_at_divisor must be"),
        ({"stop_when": 3}, ArgumentError, "stop_when must be a function"),
        ({"distortions": 10}, ArgumentError, "distortions must be a Distortions"),
        ({"diagnose": "yes"}, ArgumentError, "diagnose must be True or False"),
        ({"eta": lambda epoch: -1}, ArgumentError, r"eta\(0\) must be"),
        (
            {"eta": lambda epoch: 1, "halve_eta_n": 2},
            ArgumentError,
            "eta must be a number where halve_eta_n is given",
        ),
    ],
)
def test_what_cannot_be_is_refused(given, error, words, capsys):
    with pytest.raises(error, match=words):
        trained(**given)
    assert capsys.readouterr().out == ""


def test_what_cannot_be_distorted_is_refused():
    expanded = ExpandedImages(X), Y[np.arange(70) % 14]
    with pytest.raises(ArgumentError, match=r"None where training_data are expanded"):
        trained(expanded, distortions=Distortions(shift=1))
    net = Network([SoftmaxLayer(6, 3)], 4)
    pair = X[:, :6], Y
    with pytest.raises(ShapeError, match="SGD: distortions must go with images"):
        net.SGD(pair, 1, 4, 0.1, pair, distortions=Distortions(shift=1))


def test_an_epoch_in_parts_is_distorted_alike(monkeypatch, capsys):
    whole, _ = trained(distortions=Distortions(rotation=15, elastic_alpha=8))
    monkeypatch.setattr("network4.book._training3._REPORT_STEPS", 2)
    parts, _ = trained(distortions=Distortions(rotation=15, elastic_alpha=8))
    assert_same(whole, parts)
    assert capsys.readouterr().out.count("Training mini-batch number") == 1 + 5
