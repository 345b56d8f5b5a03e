"""Chapter 3's network: cross-entropy, regularisation and better first weights.

Names, structures and algorithm are the book's; see `network` for why `SGD` is fast. The
book's problems are options here: L1 regularisation, early stopping, a falling learning
rate, momentum, and training images that are changed a little.
"""

import os
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from network4.augment import Distortions
from network4.book._arguments import checked_sizes
from network4.book._distorted import batches_by_epoch
from network4.book._evaluating import checked_questions, outputs_of
from network4.book._json_file import find_cost, read_network, write_network
from network4.book._minibatch import (
    MiniBatches,
    checked_batch,
    checked_training,
    summed_gradient,
    unchanged,
)
from network4.book._monitor import History, Monitor, check_evaluation
from network4.book._pairs import Pair
from network4.book._scoring import Scored, checked_cost
from network4.book._shapes import check_alike, check_example, check_input
from network4.book._steps import Array, Parameters, Rules
from network4.book._stopping import Rate, Stopping, StopRule
from network4.book._stopping import little_gain as little_gain
from network4.book.mnist_loader import vectorized_result as vectorized_result
from network4.book.network import sigmoid, sigmoid_prime
from network4.utils.blas import on_few_threads
from network4.utils.checks import check_choice


class QuadraticCost:
    """Half the squared distance between output and wanted output."""

    @staticmethod
    def fn(a: Array, y: Array) -> float:
        """Return the cost of the output `a` where `y` is wanted."""
        check_alike("QuadraticCost", a, y)
        return 0.5 * float(np.linalg.norm(a - y)) ** 2

    @staticmethod
    def delta(z: Array, a: Array, y: Array) -> Array:
        """Return the error dC/dz of the output layer."""
        check_alike("QuadraticCost", a, y)
        return (a - y) * sigmoid_prime(z)


class CrossEntropyCost:
    """-y ln a - (1 - y) ln(1 - a), summed over the outputs."""

    @staticmethod
    def fn(a: Array, y: Array) -> float:
        """Return the cost of the output `a` where `y` is wanted; 0 ln 0 counts as 0."""
        check_alike("CrossEntropyCost", a, y)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            costs = -y * np.log(a) - (1 - y) * np.log(1 - a)
            return float(np.sum(np.nan_to_num(costs)))

    @staticmethod
    def delta(z: Array, a: Array, y: Array) -> Array:
        """Return the error dC/dz of the output layer, from which sigma' has gone."""
        check_alike("CrossEntropyCost", a, y)
        return a - y


class Network(Scored):
    """Layers of sigmoid neurons; each neuron reads all neurons of the layer before.

    Args:
        sizes: the number of neurons in each layer, inputs first, such as [784, 100,
            10].
        cost: QuadraticCost, CrossEntropyCost, or another class or object with the
            functions `fn` and `delta`; default CrossEntropyCost.
        regularization: "L2" or "L1", the term that `lmbda` weighs; default "L2".

    Attributes:
        num_layers, sizes, biases, weights: as in `network`.
        cost, regularization: as given.

    Raises:
        ArgumentError: there are fewer than two layers, a size is no whole number, or
            the regularization is unknown.

    Example:
        >>> np.random.seed(1)
        >>> Network([2, 3, 1], cost=QuadraticCost).weights[0].shape
        (3, 2)

    Source: the book, Chapter 3.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        cost: Any = CrossEntropyCost,
        regularization: str = "L2",
    ) -> None:
        """Draw biases, then weights."""
        self.sizes: Sequence[int] = checked_sizes(sizes)
        self.num_layers, self.cost = len(self.sizes), checked_cost(cost)
        check_choice("Network", "regularization", regularization, ("L2", "L1"))
        self.regularization = regularization
        self.default_weight_initializer()

    def default_weight_initializer(self) -> None:
        """Draw biases from N(0, 1), weights from N(0, 1/n) for n inputs."""
        self.large_weight_initializer()
        self.weights = [w / np.sqrt(w.shape[1]) for w in self.weights]

    def large_weight_initializer(self) -> None:
        """Draw biases and weights from N(0, 1), as Chapter 1 does."""
        self.biases = [np.random.randn(y, 1) for y in self.sizes[1:]]
        self.weights = [np.random.randn(y, x) for x, y in pairwise(self.sizes)]

    @on_few_threads
    def feedforward(self, a: Array) -> Array:
        """Return the network's output for the input `a`, a column (n, 1)."""
        check_input(self, a)
        for b, w in zip(self.biases, self.weights, strict=True):
            a = sigmoid(np.dot(w, a) + b)
        return a

    @on_few_threads
    def SGD(  # noqa: PLR0913  the book's arguments, in its order, then the new ones
        self,
        training_data: Iterable[Pair],
        epochs: int,
        mini_batch_size: int,
        eta: Rate,
        lmbda: float = 0.0,
        evaluation_data: Iterable[Pair] | None = None,
        monitor_evaluation_cost: bool = False,
        monitor_evaluation_accuracy: bool = False,
        monitor_training_cost: bool = False,
        monitor_training_accuracy: bool = False,
        early_stopping_n: int = 0,
        halve_eta_n: int = 0,
        stop_at_divisor: float = 128.0,
        stop_when: StopRule | None = None,
        momentum: float = 0.0,
        distortions: Distortions | None = None,
    ) -> History:
        """Train by stochastic gradient descent, and print how each epoch went.

        Args:
            training_data: pairs (x, y) of columns; a list is shuffled in place.
            epochs: passes over the training data.
            mini_batch_size: examples in a step; the last of an epoch may have fewer.
            eta: the learning rate, 0 or more, or a function of the epoch.
            lmbda: the regularisation parameter, 0 or more; default 0.
            evaluation_data: pairs (x, digit).
            monitor_evaluation_cost: whether to print this after each epoch.
            monitor_evaluation_accuracy: likewise.
            monitor_training_cost: likewise.
            monitor_training_accuracy: likewise.
            early_stopping_n: stop after so many epochs without a better accuracy on
                evaluation data; default 0, never.
            halve_eta_n: halve eta after so many; default 0, never.
            stop_at_divisor: stop when eta has been halved down to eta/128, say.
            stop_when: a function of the accuracies so far that says whether to stop;
                `little_gain(5, 10)`, say; default None.
            momentum: the share of its velocity that a weight keeps, below 1; default 0.
            distortions: random changes of each x, a square image, drawn anew in each
                epoch and never stored; the list is not shuffled then; default None.

        Returns:
            For each epoch cost and right answers on evaluation data, cost and right
            answers on training data: four lists, empty where not monitored.

        Raises:
            ArgumentError: no examples, a number out of range, no evaluation data.
            ShapeError: an x or y is not a column of the network's size.
        """
        data, num_epochs, size = checked_training(
            self, training_data, epochs, mini_batch_size, eta
        )
        judged = self.accuracy, self.total_cost, self.feedforward, sigmoid
        sizes = self.sizes if unchanged(judged, _OWN) else None
        asked = checked_questions("evaluation_data", evaluation_data, sizes)
        of_evaluation = monitor_evaluation_cost, monitor_evaluation_accuracy
        of_training = monitor_training_cost, monitor_training_accuracy
        monitor = Monitor(self, data, asked, lmbda, *of_evaluation, *of_training)
        rules = early_stopping_n, halve_eta_n, stop_at_divisor, stop_when
        stopping = Stopping(eta, num_epochs, *rules)
        check_evaluation(monitor, stopping.needed)
        batches = batches_by_epoch(data, size, self.sizes[0], momentum, distortions)
        for j in range(num_epochs):
            self._run_epoch(next(batches), stopping.next_rate(), lmbda)
            print(f"Epoch {j} training complete")
            monitor.report()
            if stopping.needed:
                stopping.epoch_ended(monitor.count_right())
            print()
            if stopping.finished:
                break
        return monitor.history

    def _run_epoch(self, batches: MiniBatches, eta: float, lmbda: float) -> None:
        n = len(batches.data)

        def one_by_one(pairs: list[Pair]) -> None:
            self.update_mini_batch(pairs, eta, lmbda, n)

        def shrink(w: Array) -> None:
            w -= self._decay(w, eta * lmbda / n)

        used = self.backprop, self.update_mini_batch, self.cost.delta
        fast = unchanged((*used, sigmoid, sigmoid_prime), _OWN)
        decay = shrink if lmbda else None
        rules = Rules(eta, sigmoid, self.cost.delta, decay, batches.rolling)
        batches.run_epoch(self, one_by_one, rules if fast else None)

    @on_few_threads
    def update_mini_batch(
        self, mini_batch: Iterable[Pair], eta: float, lmbda: float, n: int
    ) -> None:
        """Take one step: w <- (1 - eta*lmbda/n) * w - (eta/m) * sum of dC_x/dw.

        L1 regularisation takes eta*lmbda/n * sign(w) instead. Biases keep theirs.

        Args:
            mini_batch: m pairs (x, y) of columns.
            eta: the learning rate, 0 or more.
            lmbda: the regularisation parameter.
            n: the size of the training data.
        """
        mini_batch = checked_batch(mini_batch, eta, lmbda, n)
        sum_b, sum_w = summed_gradient(self, mini_batch)
        rate = eta / len(mini_batch)
        self.weights = [
            w - self._decay(w, eta * lmbda / n) - rate * s
            for w, s in zip(self.weights, sum_w, strict=True)
        ]
        self.biases = [b - rate * s for b, s in zip(self.biases, sum_b, strict=True)]

    def _decay(self, w: Array, rate: float) -> Array:
        """Return what regularisation alone takes from weights."""
        return rate * (np.sign(w) if self.regularization == "L1" else w)

    def backprop(self, x: Array, y: Array) -> Parameters:
        """Return `(nabla_b, nabla_w)`, the gradient of the cost of one example.

        The comments number the equations as the book does.
        """
        check_example(self, x, y)
        activations = [x]
        zs: list[Array] = []
        for b, w in zip(self.biases, self.weights, strict=True):
            zs.append(np.dot(w, activations[-1]) + b)
            activations.append(sigmoid(zs[-1]))
        delta: Array = self.cost.delta(zs[-1], activations[-1], y)  # BP1
        nabla_b, nabla_w = [delta], [np.dot(delta, activations[-2].T)]  # BP3, BP4
        for layer in range(2, self.num_layers):
            spread = np.dot(self.weights[1 - layer].T, delta)
            delta = spread * sigmoid_prime(zs[-layer])  # BP2
            nabla_b.insert(0, delta)
            nabla_w.insert(0, np.dot(delta, activations[-layer - 1].T))
        return nabla_b, nabla_w

    def outputs_for(self, pairs: list[Pair]) -> Sequence[Array]:
        """Return the output for the x of each pair."""
        fast = unchanged((self.feedforward, sigmoid), _OWN)
        size = self.sizes[0] if fast else None
        return outputs_of(self.feedforward, [x for x, _ in pairs], size)

    def save(self, filename: str | os.PathLike[str]) -> None:
        """Write the network as JSON, which the book's network2 can read too."""
        write_network(filename, self)


def load(filename: str | os.PathLike[str]) -> Network:
    """Return the network in a file that `save`, or the book's, wrote.

    A cost of your own is found by its name: assign it to this module first.

    Raises:
        ModelFileError: the file is missing, damaged, or names an unknown cost.
    """
    contents = read_network(filename)
    cost = find_cost(filename, contents.cost, globals())
    net = Network(contents.sizes, cost, contents.regularization)
    net.weights, net.biases = contents.weights, contents.biases
    return net


_OWN = (
    *(Network.backprop, Network.update_mini_batch, sigmoid, sigmoid_prime),
    *(Network.feedforward, Network.accuracy, Network.total_cost),
    *(QuadraticCost.fn, QuadraticCost.delta),
    *(CrossEntropyCost.fn, CrossEntropyCost.delta),
)
