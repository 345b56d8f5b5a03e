"""Keras 3: `model.fit` on arrays, with the settings that make it fastest."""

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np

from network4.bench.by_type import entry_of
from network4.bench.competitors.layout import channels_first, channels_last
from network4.bench.work import L2, LEARNING_RATE, PREDICTION_BATCH, Runner, Work
from network4.engines import Order, Outputs
from network4.layers import ConvPool, FullyConnected, Layer, Shape, Softmax
from network4.network import Parameters

# How many steps Keras takes before it looks up: 10 spare it up to a third of its time.
_STEPS_PER_EXECUTION = 10


class _KerasRunner:
    """The images are held as float32 already divided by 255, which spares it work."""

    def __init__(self, work: Work) -> None:
        self._keras: Any = importlib.import_module("keras")
        self._work = work
        pixels = work.images.astype(np.float32) / 255
        self._images = np.ascontiguousarray(pixels.transpose(0, 2, 3, 1))
        self._labels = work.labels.astype(np.int32)
        self._model = _build(self._keras, work)
        self._model.compile(
            optimizer=self._make_optimizer(),
            loss=self._keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            steps_per_execution=_STEPS_PER_EXECUTION,
        )

    def _make_optimizer(self) -> Any:
        """Decay weights in the optimizer, which is faster than a regularizer's cost."""
        optimizer = self._keras.optimizers.SGD(LEARNING_RATE, weight_decay=L2)
        optimizer.exclude_from_weight_decay(var_names=["bias"])
        return optimizer

    def run_steps(self, order: Order) -> None:
        """Take as many steps as `order` has rows; Keras shuffles by itself."""
        num_steps, batch_size = order.shape
        steps_in_pass = min(num_steps, len(self._images) // batch_size)
        passes, rest = divmod(num_steps, steps_in_pass)
        self._fit(steps_in_pass * batch_size, passes)
        if rest:
            self._fit(rest * batch_size, 1)

    def _fit(self, num_images: int, epochs: int) -> None:
        self._model.fit(
            self._images[:num_images],
            self._labels[:num_images],
            batch_size=self._work.batch_size,
            epochs=epochs,
            verbose=0,
        )

    def outputs(self) -> Outputs:
        """See `network4.bench.work.Runner.outputs`."""
        z = self._model.predict(self._images, batch_size=PREDICTION_BATCH, verbose=0)
        return np.asarray(self._keras.ops.softmax(z), np.float32)

    def parameters(self) -> Parameters:
        """See `network4.bench.work.Runner.parameters`."""
        layers = [layer.get_weights() for layer in self._model.layers if layer.weights]
        return channels_first(self._work.network, layers)


def _build(keras: Any, work: Work) -> Any:
    """Return the network as a Sequential with the work's parameters."""
    network = work.network
    channels, height, width = network.input_shape
    parts: list[Any] = [keras.Input((height, width, channels))]
    for layer, shape in zip(network.layers, network.shapes[:-1], strict=True):
        parts += _parts(keras.layers, layer, shape)
    model = keras.Sequential(parts)
    model.set_weights(
        [array for pair in channels_last(network, work.parameters) for array in pair]
    )
    return model


def _parts(layers: Any, layer: Layer, shape: Shape) -> list[Any]:
    """Return a layer's parts; the softmax itself is a part of the cost."""
    parts = entry_of("keras", _LINEAR_PARTS, layer)(layers, layer, shape)
    if layer.output_activation != "softmax":
        parts.append(layers.Activation(layer.output_activation))
    return parts


def _dense(layers: Any, layer: Any, shape: Shape) -> list[Any]:
    parts = [layers.Flatten()] if len(shape) == 3 else []
    parts += [layers.Dropout(layer.dropout)] if layer.dropout else []
    return [*parts, layers.Dense(layer.units)]


_LINEAR_PARTS: dict[type[Layer], Callable[[Any, Any, Shape], list[Any]]] = {
    ConvPool: lambda layers, layer, _: [
        layers.Conv2D(layer.maps, layer.field_size),
        layers.MaxPooling2D(layer.pool_size),
    ],
    FullyConnected: _dense,
    Softmax: _dense,
}


def start(work: Work, variant: str) -> Runner:
    """Build and compile the model on the backend that KERAS_BACKEND names."""
    del variant
    return _KerasRunner(work)
