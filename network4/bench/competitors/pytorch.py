"""PyTorch, eager: what its tutorials teach, without what would slow it down."""

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np

from network4.bench.by_type import entry_of
from network4.bench.work import L2, LEARNING_RATE, PREDICTION_BATCH, Runner, Work
from network4.engines import Order, Outputs
from network4.layers import ConvPool, FullyConnected, Layer, Shape, Softmax
from network4.network import Parameters

_ACTIVATIONS = {"sigmoid": "Sigmoid", "relu": "ReLU", "tanh": "Tanh"}


class _PyTorchRunner:
    """The images are held as float32 already divided by 255, which spares it work."""

    def __init__(self, work: Work, memory_format: str) -> None:
        self._torch: Any = importlib.import_module("torch")
        self._torch.set_num_threads(work.num_threads)
        layout = {"memory_format": getattr(self._torch, memory_format)}
        self._work = work
        self._network = _build(self._torch, work).to(**layout)
        pixels = self._torch.from_numpy(work.images.astype(np.float32) / 255)
        self._images = pixels.contiguous(**layout)
        self._labels = self._torch.from_numpy(work.labels.astype(np.int64))
        self._cost = self._torch.nn.CrossEntropyLoss()
        self._optimizer = self._make_optimizer()

    def _make_optimizer(self) -> Any:
        """Fused, the fastest on a CPU of its three forms; biases do not decay."""
        parameters = list(self._network.parameters())
        groups = [
            {"params": parameters[0::2], "weight_decay": L2},
            {"params": parameters[1::2], "weight_decay": 0.0},
        ]
        return self._torch.optim.SGD(groups, lr=LEARNING_RATE, fused=True)

    def run_steps(self, order: Order) -> None:
        """See `network4.bench.work.Runner.run_steps`."""
        self._network.train()
        for batch in self._torch.from_numpy(order.astype(np.int64)):
            self._optimizer.zero_grad(set_to_none=True)
            outputs = self._network(self._images[batch])
            self._cost(outputs, self._labels[batch]).backward()
            self._optimizer.step()

    def outputs(self) -> Outputs:
        """See `network4.bench.work.Runner.outputs`."""
        self._network.eval()
        with self._torch.inference_mode():
            parts = [
                self._network(part).softmax(dim=1)
                for part in self._images.split(PREDICTION_BATCH)
            ]
            return self._torch.cat(parts).numpy()

    def parameters(self) -> Parameters:
        """See `network4.bench.work.Runner.parameters`."""
        arrays = [p.detach().numpy() for p in self._network.parameters()]
        names = self._work.network.parameters
        return {
            name: {"weights": w.T if w.ndim == 2 else w, "biases": biases}
            for name, w, biases in zip(names, arrays[0::2], arrays[1::2], strict=True)
        }


def _build(torch: Any, work: Work) -> Any:
    """Return the network as a Sequential with the work's parameters."""
    network = work.network
    modules: list[Any] = []
    for layer, shape in zip(network.layers, network.shapes[:-1], strict=True):
        modules += _modules(torch.nn, layer, shape)
    built = torch.nn.Sequential(*modules)
    layers = [work.parameters[name] for name in network.parameters]
    arrays = [layer[name] for layer in layers for name in ("weights", "biases")]
    with torch.no_grad():
        for parameter, array in zip(built.parameters(), arrays, strict=True):
            turned = array.T if array.ndim == 2 else array
            parameter.copy_(torch.from_numpy(turned.copy()))
    return built


def _modules(nn: Any, layer: Layer, shape: Shape) -> list[Any]:
    """Return a layer's modules; the softmax itself is a part of the cost."""
    modules = entry_of("pytorch", _LINEAR_MODULES, layer)(nn, layer, shape)
    if layer.output_activation in _ACTIVATIONS:
        modules.append(getattr(nn, _ACTIVATIONS[layer.output_activation])())
    return modules


def _dense(nn: Any, layer: Any, shape: Shape) -> list[Any]:
    modules = [nn.Flatten()] if len(shape) == 3 else []
    modules += [nn.Dropout(layer.dropout)] if layer.dropout else []
    return [*modules, nn.Linear(int(np.prod(shape)), layer.units)]


_LINEAR_MODULES: dict[type[Layer], Callable[[Any, Any, Shape], list[Any]]] = {
    ConvPool: lambda nn, layer, shape: [
        nn.Conv2d(shape[0], layer.maps, layer.field_size),
        nn.MaxPool2d(layer.pool_size),
    ],
    FullyConnected: _dense,
    Softmax: _dense,
}


def start(work: Work, variant: str) -> Runner:
    """Build the network with memory format "contiguous_format" or "channels_last"."""
    return _PyTorchRunner(work, variant)
