"""Networks and data that are no images with classes, for tests of `fit`."""

from dataclasses import dataclass

import numpy as np

import network4 as n4


def run(network, data, **changes):
    settings = {"epochs": 3, "learning_rate": 0.05, "progress": False}
    return n4.fit(network, data, **{**settings, **changes})


def divided(split):
    train, rest = split.divided(len(split) * 3 // 5)
    validation, test = rest.divided(len(rest) // 2)
    return n4.Dataset(train, validation, test)


REGRESSION = n4.Network(
    [
        n4.FullyConnected(10, activation="tanh"),
        n4.FullyConnected(1, activation="linear"),
    ],
    (3,),
    cost="squared_error",
    inputs="numbers",
)


def sums(seed, number, size):
    generator = np.random.default_rng([seed, number])
    x = generator.normal(size=(size, 3)).astype(np.float32)
    return n4.Split(x, x.sum(axis=1))


@dataclass(frozen=True)
class LastStep(n4.Sequence):
    """The values of a sequence's last step that is no padding, then other layers."""

    def output_shape(self, input_shape):
        return super().output_shape(input_shape[1:])

    def inner_shapes(self, input_shape):
        return super().inner_shapes(input_shape[1:])

    def weighted_input(self, ops, numbers, a, step):
        time = a.shape[1]
        ends = np.eye(time, dtype=bool)[None, -1:, :]
        if step.mask is not None:
            later = ops.concatenate(
                [step.mask[:, 1:], ops.zeros((a.shape[0], 1), step.mask)], 1
            )
            ends = (step.mask & ~later)[:, None, :]
        picked = ops.einsum("nit,ntv->niv", ops.where(ends, 1.0, 0.0), a)
        return super().weighted_input(ops, numbers, picked[:, 0], step)

    def forward(self, ops, numbers, a, step):
        z = self.weighted_input(ops, numbers, a, step)
        return step.show(ops.activate(self.output_activation, z))


OPEN = n4.Network(
    [n4.BatchNorm(), LastStep([n4.Softmax(2)])], (None, 3), inputs="numbers"
)


def ragged_sums(seed, number, size):
    generator = np.random.default_rng([seed, number])
    x = generator.normal(size=(size, 5, 3)).astype(np.float32)
    lengths = generator.integers(1, 6, size)
    last = x[np.arange(size), lengths - 1].sum(axis=1)
    return n4.Split(x, (last > 0).astype(int), lengths=lengths)


@dataclass(frozen=True)
class EachStep(n4.FullyConnected):
    """A fully-connected layer at each step."""

    def parameters(self, input_shape):
        return super().parameters(input_shape[1:])

    def output_shape(self, input_shape):
        return (input_shape[0], self.units)

    def weighted_input(self, ops, numbers, a, step):
        return ops.matmul(a, numbers["weights"]) + numbers["biases"].reshape(1, 1, -1)


TAGGER = n4.Network(
    [EachStep(2, activation="linear")], (None, 3), "quadratic", inputs="numbers"
)
