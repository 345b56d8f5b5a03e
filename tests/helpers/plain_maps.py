"""Networks with blocks in plain NumPy and float64, to hold the C++ engine against.

A layer says how the C++ describes it, and computes itself. Numbers are a list over the
layers, counted as the C++ counts them, of (weights, biases) as the C++ reads them.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

CODES = {"linear": 0, "sigmoid": 1, "tanh": 2, "relu": 3}
FUNCTIONS = {
    "linear": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0),
}
NORM_DECAY, NORM_EPSILON = 0.75, 1e-3


@dataclass
class Pass:
    """One way forward: what the layers read as they are met, and what they leave.

    With a generator, numbers and masks are drawn as layers ask for them.
    """

    numbers: list = field(default_factory=list)
    masks: list | None = None  # in training; None in prediction
    generator: Any = None
    position: int = 0
    moments: dict = field(default_factory=dict)  # of normalisations, by layer

    def next(self, weights=(0,), biases=(0,), positive=False):
        """Return the next layer's weights and biases, float64, of these shapes."""
        if self.generator is not None:
            size = 1 / np.sqrt(max(1, weights[0], np.prod(weights[1:])))
            drawn = [
                size * self.generator.standard_normal(weights),
                0.1 * self.generator.standard_normal(biases),
            ]
            if positive:
                drawn = [self.generator.uniform(0.5, 1.5, s) for s in (weights, biases)]
            self.numbers.append([np.float64(np.float32(part)) for part in drawn])
            self.masks.append(None)
        self.position += 1
        return self.numbers[self.position - 1]

    def drop(self, a, probability):
        """Return what the mask of the layer that was met last leaves of its input."""
        here = self.position - 1
        if self.generator is not None and probability:
            self.masks[here] = self.generator.random(a.shape) >= probability
        if self.masks is None:
            return a * (1 - probability)
        return a if self.masks[here] is None else a * self.masks[here]


@dataclass
class Conv:
    """A convolution, perhaps in groups, with the maximum over windows of its places."""

    maps: int
    size: tuple = (3, 3)
    stride: tuple = (1, 1)
    padding: tuple = (0, 0)
    pool: tuple = (1, 1)
    activation: str = "linear"
    groups: int = 1
    biases: bool = True

    def describe(self, core):
        """Return it for the C++."""
        pairs = map(list, (self.size, self.stride, self.padding, self.pool))
        code = CODES[self.activation]
        return core.convolution(self.maps, *pairs, code, self.groups, self.biases)

    def forward(self, a, run):
        """Return the activations."""
        shape = (self.maps, a.shape[1] // self.groups, *self.size)
        weights, biases = run.next(shape, (self.maps if self.biases else 0,))
        edges = [(side, side) for side in self.padding]
        padded = np.pad(a, [(0, 0), (0, 0), *edges])
        windows = sliding_window_view(padded, self.size, axis=(2, 3))
        windows = windows[:, :, :: self.stride[0], :: self.stride[1]]
        parts = zip(
            np.split(windows, self.groups, axis=1),
            np.split(weights, self.groups),
            strict=True,
        )
        found = [np.einsum("ncyxij,mcij->nmyx", x, w) for x, w in parts]
        z = np.concatenate(found, axis=1)
        if self.biases:
            z = z + biases[:, None, None]
        pooled = sliding_window_view(z, self.pool, axis=(2, 3))
        z = pooled[:, :, :: self.pool[0], :: self.pool[1]].max(axis=(4, 5))
        return FUNCTIONS[self.activation](z)


@dataclass
class Pool:
    """A pool whose windows see NaN beyond the edges, which counts for nothing."""

    kind: str
    size: tuple
    stride: tuple
    padding: tuple = (0, 0)
    ceil_mode: bool = False

    def describe(self, core):
        """Return it for the C++."""
        pairs = map(list, (self.size, self.stride, self.padding))
        return getattr(core, f"{self.kind}_pool")(*pairs, self.ceil_mode)

    def starts(self, axis, side):
        """Return where windows start along an axis of the padded input."""
        size, stride, edge = self.size[axis], self.stride[axis], self.padding[axis]
        room = (side + 2 * edge - size) / stride
        count = int(np.ceil(room) if self.ceil_mode else np.floor(room)) + 1
        every = range(0, count * stride, stride)
        return [start for start in every if not self.ceil_mode or start < side + edge]

    def forward(self, a, run):
        """Return the activations."""
        run.next()
        behind = [
            edge + size for edge, size in zip(self.padding, self.size, strict=True)
        ]
        edges = list(zip(self.padding, behind, strict=True))
        padded = np.pad(a, [(0, 0), (0, 0), *edges], constant_values=np.nan)
        reduce = {"max": np.nanmax, "average": np.nanmean}[self.kind]
        windows = sliding_window_view(padded, self.size, axis=(2, 3))
        down, right = (self.starts(axis, a.shape[2 + axis]) for axis in (0, 1))
        return reduce(windows[:, :, down][:, :, :, right], axis=(4, 5))


@dataclass
class Norm:
    """Batch normalisation; its weights are scales and offsets."""

    activation: str = "linear"

    def describe(self, core):
        """Return it for the C++."""
        return core.batch_norm(CODES[self.activation], NORM_DECAY, NORM_EPSILON)

    def forward(self, a, run):
        """Return the activations; by the mini-batch's own moments in training."""
        here, shape = run.position, (2, a.shape[1])
        weights, averages = run.next(shape, shape, positive=True)
        if run.masks is not None:
            over = (0, *range(2, a.ndim))
            averages = np.array([a.mean(over), a.var(over)])
            run.moments[here] = averages
        each = (2, -1, *[1] * (a.ndim - 2))
        scales, offsets = weights.reshape(each)
        means, variances = averages.reshape(each)
        away = (a - means) / np.sqrt(variances + NORM_EPSILON)
        return FUNCTIONS[self.activation](scales * away + offsets)


@dataclass
class Drop:
    """Dropout as a layer."""

    probability: float

    def describe(self, core):
        """Return it for the C++."""
        return core.dropout(self.probability)

    def forward(self, a, run):
        """Return what the mask leaves; in prediction all, weakened."""
        run.next()
        return run.drop(a, self.probability)


@dataclass
class Zeros:
    """The shortcut that learns nothing."""

    maps: int
    stride: tuple

    def describe(self, core):
        """Return it for the C++."""
        return core.zero_padding_shortcut(self.maps, list(self.stride))

    def forward(self, a, run):
        """Return fewer places, and zeros behind the channels."""
        run.next()
        a = a[:, :, :: self.stride[0], :: self.stride[1]]
        return np.pad(a, [(0, 0), (0, self.maps - a.shape[1]), (0, 0), (0, 0)])


@dataclass
class Parallel:
    """Branches side by side, or added up."""

    branches: list
    adds: bool = False

    def describe(self, core):
        """Return it for the C++."""
        branches = [[part.describe(core) for part in b] for b in self.branches]
        return core.parallel(branches, int(self.adds))

    def forward(self, a, run):
        """Return what all branches make of the same input."""
        found = [chain(branch, a, run) for branch in self.branches]
        return sum(found) if self.adds else np.concatenate(found, axis=1)


@dataclass
class Residual:
    """activation(body + shortcut)."""

    body: list
    shortcut: list = field(default_factory=list)
    activation: str = "relu"

    def describe(self, core):
        """Return it for the C++."""
        parts = [
            [part.describe(core) for part in b] for b in (self.body, self.shortcut)
        ]
        return core.residual(*parts, CODES[self.activation])

    def forward(self, a, run):
        """Return the activations."""
        joined = chain(self.body, a, run) + chain(self.shortcut, a, run)
        return FUNCTIONS[self.activation](joined)


@dataclass
class Full:
    """A fully-connected layer."""

    units: int
    activation: str = "linear"
    dropout: float = 0.0
    biases: bool = True

    def describe(self, core):
        """Return it for the C++."""
        code = CODES[self.activation]
        return core.dense(self.units, code, self.dropout, self.biases)

    def forward(self, a, run):
        """Return the activations."""
        a = a.reshape(len(a), -1)
        shapes = (a.shape[1], self.units), (self.units if self.biases else 0,)
        weights, biases = run.next(*shapes)
        a = run.drop(a, self.dropout) if self.dropout else a
        return FUNCTIONS[self.activation](a @ weights + (biases if self.biases else 0))


def chain(layers, a, run):
    """Return what layers one after another make of a."""
    for layer in layers:
        a = layer.forward(a, run)
    return a
