"""Random networks of the book's family, with data and masks, for comparing engines."""

from dataclasses import dataclass

import numpy as np
from setups import setup_of

from network4.datasets import NO_CLASS
from network4.engines import Masks, StepSettings
from network4.errors import ShapeError
from network4.layers import (
    BatchNorm,
    Conv,
    ConvPool,
    Dropout,
    FullyConnected,
    MaxPool,
    Softmax,
    named,
    replaced,
)
from network4.network import Network, Parameters

ACTIVATIONS = ("linear", "sigmoid", "tanh", "relu")
COSTS = ("log_likelihood", "cross_entropy", "quadratic")
POSITIVE = ("scales", "variances")
BATCH_SIZES = (1, 3, 10, 64)


@dataclass(frozen=True, eq=False)
class Step:
    """A network, and all that one step on it depends on."""

    network: Network
    parameters: Parameters
    images: np.ndarray
    labels: np.ndarray
    settings: StepSettings
    learning_rate: float
    masks: Masks
    num_threads: int

    def setup(self):
        """Return the setup that trains on these images."""
        return setup_of(
            self.network,
            self.parameters,
            self.images,
            self.labels,
            self.settings,
            num_threads=self.num_threads,
        )

    def order(self, num_steps=1):
        """Return the first mini-batch, so many times."""
        size = self.settings.batch_size
        return np.tile(np.arange(size, dtype=np.int32), num_steps)

    def rates(self, num_steps=1):
        """Return the rate for so many steps."""
        return np.full(num_steps, self.learning_rate, np.float32)


def random_step(seed, batch_sizes=BATCH_SIZES, smooth=False):
    """Return a step on a random network; a smooth one has no pool and no relu."""
    generator = np.random.Generator(np.random.Philox(seed))
    network = _random_network(generator, smooth)
    batch_size = int(generator.choice(batch_sizes))
    return make_step(network, generator, batch_size)


def make_step(network, generator, batch_size, num_threads=None, **settings):
    """Return a step with random weights, images without a zero, and masks."""
    if not settings and generator.random() < 0.5:
        settings = {"l2": 0.01, "momentum": 0.5}
        network = network.with_objective(network.objective.smoothed(0.2))
    count = batch_size + 100  # some to choose from, see `away_from_ties`
    labels = generator.integers(0, network.num_classes, count, dtype=np.uint8)
    labels = labels.astype(np.int32)
    if generator.random() < 0.3:
        labels[generator.random(count) < 0.2] = NO_CLASS
    return Step(
        network,
        random_parameters(network, generator),
        generator.integers(1, 256, (count, *network.input_shape), dtype=np.uint8),
        labels,
        StepSettings(batch_size, **settings),
        learning_rate=0.5,
        masks=random_masks(network, generator, batch_size),
        num_threads=num_threads or int(generator.integers(1, 4)),
    )


def random_parameters(network, generator):
    """Return parameters of which none is 0, scaled so that z is of size 1."""
    parameters = network.initial_parameters(int(generator.integers(2**31)))
    return replaced(
        parameters,
        {
            path: (_of_size_one if path.endswith(POSITIVE) else _redrawn)(
                array, generator
            )
            for path, array in named(parameters)
        },
    )


def _redrawn(array, generator):
    scale = 0.1 if array.ndim == 1 else 1 / np.sqrt(max(array[0].size, len(array)))
    return (scale * generator.standard_normal(array.shape)).astype(np.float32)


def _of_size_one(array, generator):
    """Return scales and variances about 1, which are positive."""
    return generator.uniform(0.5, 1.5, array.shape).astype(np.float32)


def random_masks(network, generator, batch_size, num_steps=1):
    """Return masks for the layers that drop inputs, by their names."""
    masks = {}
    for name, layer, shape in network.body.inner(network.input_shape):
        p = getattr(layer, "dropout", getattr(layer, "probability", 0))
        size = (num_steps, batch_size, *shape)
        if p:
            masks[name] = generator.random(size) >= p
    return masks


def _random_network(generator, smooth):
    activations = ACTIVATIONS[:3] if smooth else ACTIVATIONS
    maps_in = int(generator.choice([1, 3]))
    shape = (maps_in, *map(int, generator.integers(5, 21, 2)))
    layers = []
    for _ in range(generator.integers(0, 4)):
        layer = _random_map_layer(generator, activations, smooth)
        try:
            layer.output_shape(_last_shape(layers, shape))
        except ShapeError:
            continue  # what is left of the image is too small for it
        layers.append(layer)
    for _ in range(generator.integers(0, 3)):
        layers.append(_random_dense_layer(generator, activations))
    classes = int(generator.integers(2, 12))
    cost = str(generator.choice(COSTS))
    if cost != "log_likelihood" and generator.random() < 0.5:
        return Network([*layers, FullyConnected(classes)], shape, cost)
    return Network([*layers, Softmax(classes, dropout=_some(generator))], shape, cost)


def _last_shape(layers, shape):
    for layer in layers:
        shape = layer.output_shape(shape)
    return shape


def _random_map_layer(generator, activations, smooth):
    kind = generator.choice(
        ["conv", "conv", "dropout", "norm"] + ["pool", "max"] * (not smooth)
    )
    field = tuple(map(int, generator.integers(1, 12, 2)))
    stride = tuple(map(int, generator.choice([1, 2, 3, 8], 2)))
    if kind == "dropout":
        return Dropout(0.3)
    if kind == "norm":
        return BatchNorm(activation=str(generator.choice(activations)), decay=0.5)
    if kind == "max":
        window = tuple(map(int, generator.integers(1, 4, 2)))
        return MaxPool(window, stride=stride)
    arguments = {
        "field": field,
        "stride": stride if generator.random() < 0.3 else 1,
        "padding": tuple(map(int, generator.integers(0, 3, 2))),
        "activation": str(generator.choice(activations)),
    }
    maps = int(generator.integers(1, 20))
    if kind == "pool":
        pool = tuple(map(int, generator.integers(1, 4, 2)))
        return ConvPool(maps, pool=pool, **arguments)
    return Conv(maps, **arguments)


def _random_dense_layer(generator, activations):
    if generator.random() < 0.2:
        return Dropout(0.2)
    units = int(generator.integers(1, 150))
    activation = str(generator.choice(activations))
    return FullyConnected(units, activation=activation, dropout=_some(generator))


def _some(generator):
    return float(generator.choice([0.0, 0.0, 0.5]))
