"""Writes a model as a web page that reads what one draws, without the internet."""

import base64
import os

from network4.errors import ArgumentError, shown
from network4.export.bundle import bundle, fill, read_style
from network4.layers import (
    BatchNorm,
    Conv,
    ConvPool,
    DropConnect,
    Dropout,
    FullyConnected,
    L2Pool,
    Layer,
    MaxPool,
    Softmax,
)
from network4.model import Model
from network4.model.judging import judge_of
from network4.utils.checks import check_kind, check_path
from network4.utils.files import write_whole

# What page/network/layers.js computes, and the arguments that must be at their
# defaults. By exact type: a subclass may compute something else.
_WEIGHTED = Conv, ConvPool, FullyConnected, DropConnect, Softmax
_COMPUTED: dict[type[Layer], tuple[str, ...]] = {
    **dict.fromkeys((BatchNorm, Dropout), ()),
    **dict.fromkeys((MaxPool, L2Pool), ("padding", "ceil_mode")),
    **dict.fromkeys(_WEIGHTED, ("biases",)),
}


def write_page(path: str | os.PathLike[str], model: Model) -> None:
    """Write a web page that reads digits drawn on it, whole or not at all.

    The page is one file that works from a disk, without the internet. One draws with
    mouse, pen, finger or keyboard, or opens a photograph. The page reads the number
    while one writes. For each digit it shows the probabilities, the image that the
    network reads, and the activations of every layer. Its reader is `network4.reader`
    in JavaScript.

    Args:
        path: the file, `*.html` by custom.
        model: a model that reads images of 28 x 28 pixels and gives a probability for
            each class.

    Raises:
        ArgumentError: the model reads something else, its outputs are not probabilities
            of classes, or the page cannot compute a layer.
        OSError: the file cannot be written.
    """
    target = check_path("write_page", "path", path)
    check_kind("write_page", "model", model, Model)
    model.check_reads_digits("write_page")
    _check_layers(model)
    judge = judge_of(model)
    parts = {
        "style": read_style("page.css"),
        "about": _about(model),
        "engine": bundle("worker.js"),
        "model": _as_text(model),
        "judge": _as_text(judge) if judge else "",
        "script": bundle("main.js"),
    }
    write_whole(target, fill("page.html", parts))


def _as_text(model: Model) -> str:
    return base64.b64encode(model.to_bytes()).decode("ascii")


def _check_layers(model: Model) -> None:
    if model.network.output_shape == (1,):
        raise ArgumentError(
            "write_page: model must have an output for each class, received one with "
            "a single output; end it with Softmax(2)."
        )
    for layer in model.network.layers:
        kind = type(layer)
        plain = _COMPUTED.get(kind)
        if plain is None or any(getattr(layer, n) != getattr(kind, n) for n in plain):
            names = ", ".join(sorted(each.__name__ for each in _COMPUTED))
            raise ArgumentError(
                "write_page: model must have layers that the page computes, which are "
                f"{names}, with biases and without padding in pools, received "
                f"{shown(layer)}."
            )


def _about(model: Model) -> str:
    """Return the network in a few words."""
    network = model.network
    layers = zip(network.layers, network.shapes[1:], strict=True)
    names = "-".join(f"{layer.name}{shape[0]}" for layer, shape in layers)
    return f"{names}: {network.num_parameters:,} weights and biases."
