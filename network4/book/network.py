"""Chapter 1's network: stochastic gradient descent with backpropagation.

Names, structures and algorithm are the book's: every x is a column, and
`update_mini_batch` sends one example after another through `backprop`. `SGD` computes
the same weights faster, with matrices that hold a whole mini-batch (see `_steps`). If
you replace one of these functions, `SGD` calls yours, example by example.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from network4.book._arguments import checked_sizes
from network4.book._evaluating import (
    checked_questions,
    in_chunks,
    is_right,
    outputs_of,
)
from network4.book._minibatch import (
    MiniBatches,
    checked_batch,
    checked_training,
    summed_gradient,
    unchanged,
)
from network4.book._pairs import Pair, as_pairs, digits_of
from network4.book._shapes import check_alike, check_example, check_input
from network4.book._steps import Array, Parameters, Rules
from network4.book._stopping import Rate, rates_by_epoch
from network4.utils.arrays import as_numbers
from network4.utils.blas import on_few_threads


class Network:
    """Layers of sigmoid neurons; each neuron reads all neurons of the layer before.

    Args:
        sizes: the number of neurons in each layer, inputs first, such as [784, 30, 10].

    Attributes:
        num_layers: number of layers; the inputs count as one.
        sizes: the argument.
        biases: a column (y, 1) for each layer after the inputs.
        weights: a matrix (y, x) for each layer after the inputs; x is the size of the
            layer before. Biases, then weights, are drawn from N(0, 1) by NumPy's global
            generator.

    Raises:
        ArgumentError: there are fewer than two layers, or a size is no whole number.

    Example:
        >>> np.random.seed(1)
        >>> net = Network([2, 3, 1])
        >>> net.feedforward(np.array([[0.5], [1.0]])).shape
        (1, 1)

    Source: the book, Chapter 1.
    """

    def __init__(self, sizes: Sequence[int]) -> None:
        """Draw biases, then weights."""
        self.sizes: Sequence[int] = checked_sizes(sizes)
        self.num_layers = len(self.sizes)
        self.biases: list[Array] = [np.random.randn(y, 1) for y in self.sizes[1:]]
        shapes = [(y, x) for x, y in pairwise(self.sizes)]
        self.weights: list[Array] = [np.random.randn(y, x) for y, x in shapes]

    @on_few_threads
    def feedforward(self, a: Array) -> Array:
        """Return the network's output for the input `a`, a column (n, 1)."""
        check_input(self, a)
        for b, w in zip(self.biases, self.weights, strict=True):
            a = sigmoid(np.dot(w, a) + b)
        return a

    @on_few_threads
    def SGD(
        self,
        training_data: Iterable[Pair],
        epochs: int,
        mini_batch_size: int,
        eta: Rate,
        test_data: Iterable[Pair] | None = None,
    ) -> None:
        """Train by stochastic gradient descent, and print how each epoch went.

        Args:
            training_data: pairs (x, y) of columns; a list is shuffled in place.
            epochs: passes over the training data.
            mini_batch_size: examples in a step; the last step of an epoch may have
                fewer.
            eta: the learning rate, 0 or more, or a function of the epoch.
            test_data: pairs (x, digit) to count right answers on after each epoch.

        Raises:
            ArgumentError: no examples, or a number out of range.
            ShapeError: an x or y is not a column of the network's size.
        """
        data, num_epochs, size = checked_training(
            self, training_data, epochs, mini_batch_size, eta
        )
        own = unchanged((self.evaluate, self.feedforward, sigmoid), _OWN)
        tests = checked_questions("test_data", test_data, self.sizes if own else None)
        batches = MiniBatches(data, size)
        for j, rate in enumerate(rates_by_epoch(eta, num_epochs)):
            self._run_epoch(batches, rate)
            if tests:
                print(f"Epoch {j}: {self.evaluate(tests)} / {len(tests)}")
            else:
                print(f"Epoch {j} complete")

    def _run_epoch(self, batches: MiniBatches, eta: float) -> None:
        def one_by_one(pairs: list[Pair]) -> None:
            self.update_mini_batch(pairs, eta)

        def output_error(z: Array, a: Array, y: Array) -> Array:
            return self.cost_derivative(a, y) * (a * (1 - a))

        used = self.backprop, self.update_mini_batch, self.cost_derivative
        fast = unchanged((*used, sigmoid, sigmoid_prime), _OWN)
        rules = Rules(eta, sigmoid, output_error)
        batches.run_epoch(self, one_by_one, rules if fast else None)

    @on_few_threads
    def update_mini_batch(self, mini_batch: Iterable[Pair], eta: float) -> None:
        """Take one step of gradient descent: w <- w - (eta/m) * sum of dC_x/dw.

        Args:
            mini_batch: m pairs (x, y) of columns.
            eta: the learning rate, 0 or more.
        """
        mini_batch = checked_batch(mini_batch, eta)
        sum_b, sum_w = summed_gradient(self, mini_batch)
        rate = eta / len(mini_batch)
        self.weights = [w - rate * s for w, s in zip(self.weights, sum_w, strict=True)]
        self.biases = [b - rate * s for b, s in zip(self.biases, sum_b, strict=True)]

    def backprop(self, x: Array, y: Array) -> Parameters:
        """Return `(nabla_b, nabla_w)`, the gradient of the cost of one example.

        Each is a list of arrays, of the shapes of `biases` and `weights`. The comments
        number the equations as the book does.
        """
        check_example(self, x, y)
        activations = [x]
        zs: list[Array] = []
        for b, w in zip(self.biases, self.weights, strict=True):
            zs.append(np.dot(w, activations[-1]) + b)
            activations.append(sigmoid(zs[-1]))
        delta = self.cost_derivative(activations[-1], y) * sigmoid_prime(zs[-1])  # BP1
        nabla_b, nabla_w = [delta], [np.dot(delta, activations[-2].T)]  # BP3, BP4
        for layer in range(2, self.num_layers):
            spread = np.dot(self.weights[1 - layer].T, delta)
            delta = spread * sigmoid_prime(zs[-layer])  # BP2
            nabla_b.insert(0, delta)
            nabla_w.insert(0, np.dot(delta, activations[-layer - 1].T))
        return nabla_b, nabla_w

    @on_few_threads
    def evaluate(self, test_data: Iterable[Pair]) -> int:
        """Return the number of pairs (x, digit) whose largest output is the digit's."""
        fast = unchanged((self.feedforward, sigmoid), _OWN)
        size = self.sizes[0] if fast else None
        right = 0
        for pairs in in_chunks(as_pairs("evaluate", "test_data", test_data)):
            outputs = outputs_of(self.feedforward, [x for x, _ in pairs], size)
            digits = digits_of("evaluate", [y for _, y in pairs], self.sizes[-1])
            right += sum(map(is_right, outputs, digits))
        return right

    def cost_derivative(self, output_activations: Array, y: Array) -> Array:
        """Return dC_x/da for the output activations, of the quadratic cost."""
        check_alike("cost_derivative", output_activations, y)
        return output_activations - y


def sigmoid(z: Array) -> Array:
    """Return 1/(1 + exp(-z)), without overflow for any z.

    Raises:
        ArgumentError: z is neither a number nor an array of numbers.

    Example:
        >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
        array([0. , 0.5, 1. ])
    """
    z = as_numbers("sigmoid", "z", z)
    return np.exp(np.minimum(z, 0.0)) / (1.0 + np.exp(-np.abs(z)))


def sigmoid_prime(z: Array) -> Array:
    """Return the derivative of the sigmoid.

    Example:
        >>> sigmoid_prime(np.array([0.0]))
        array([0.25])
    """
    a = sigmoid(z)
    return a * (1 - a)


_OWN = (
    Network.backprop,
    Network.update_mini_batch,
    Network.cost_derivative,
    Network.feedforward,
    Network.evaluate,
    sigmoid,
    sigmoid_prime,
)
