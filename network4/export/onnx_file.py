"""Writes a model, or an ensemble, as an ONNX file."""

import os
from collections.abc import Sequence
from typing import Any, cast

from network4.errors import ArgumentError
from network4.export.onnx_nodes import (
    Graph,
    add_model,
    check_onnx_is_there,
    onnx_module,
)
from network4.layers import Shape
from network4.model import Model
from network4.model.ensemble import Ensemble
from network4.utils.checks import check_integer, check_kind, check_path
from network4.utils.files import write_whole
from network4.utils.records import to_json
from network4.version import __version__

OPSET = 26
_LEAST_OPSET = 18  # LpPool and the others as they are written here
_INPUT, _OUTPUT = "images", "outputs"
_READS = {
    "pixels": "images: pixels, each its byte divided by 255.",
    "numbers": "images: numbers of any range, as they are.",
}


def write_onnx(
    path: str | os.PathLike[str], model: Model | Ensemble, opset: int = OPSET
) -> None:
    """Write a model as an ONNX file, whole or not at all.

    The input "images" has shape (n, *input_shape), float32, with any n. It takes pixels
    in 0..1, or numbers unchanged; its doc_string says which. The output "outputs" has
    shape (n, *output shape). For an ensemble it is the mean over the models, which must
    all end with Softmax. A length of None in a shape may be any number. The metadata
    hold the description of the networks ("network4.network"), the class names
    ("network4.classes") and the model's other details.

    Args:
        path: the file, `*.onnx` by custom.
        model: what to write.
        opset: the version of ONNX's operators, 18 or more; default 26, the newest that
            ONNX Runtime 1.31 runs.

    Raises:
        ArgumentError: the package onnx is not installed, ONNX has no operators for a
            layer, the model reads whole numbers, the models of an ensemble read
            different images or do not give probabilities, or the opset is out of range.
        OSError: the file cannot be written.

    Source: https://onnx.ai
    """
    target = check_path("write_onnx", "path", path)
    models = model.models if isinstance(model, Ensemble) else [model]
    for each in models:
        check_kind("write_onnx", "model", each, Model)
    _check_read_alike(models)
    written = _onnx_model(models, opset)
    write_whole(target, written.SerializeToString())


def _onnx_model(models: Sequence[Model], opset: int) -> Any:
    check_onnx_is_there("write_onnx")
    onnx, helper = onnx_module("onnx"), onnx_module("onnx.helper")
    newest = onnx.defs.onnx_opset_version()
    check_integer("write_onnx", "opset", opset, _LEAST_OPSET, newest)
    opsets = [helper.make_opsetid("", opset)]
    made = helper.make_model(
        _graph(models, helper),
        opset_imports=opsets,
        ir_version=helper.find_min_ir_version_for(opsets),
        producer_name="network4",
        producer_version=__version__,
        doc_string=_READS[str(models[0].network.inputs)],
    )
    helper.set_model_props(made, _properties(models))
    onnx.checker.check_model(made, full_check=True)
    return made


def _check_read_alike(models: Sequence[Model]) -> None:
    networks = [model.network for model in models]
    reads = sorted({f"{each.inputs} {each.input_shape}" for each in networks})
    if len(reads) != 1:
        raise ArgumentError(
            "write_onnx: the models of an ensemble must read the same images, received "
            f"ones that read {' and '.join(reads)}."
        )
    if networks[0].inputs not in _READS:
        raise ArgumentError(
            "write_onnx: model must read pixels or numbers, received one that reads "
            f"whole numbers below {networks[0].inputs}; save it as .safetensors."
        )


def _described(name: str, shape: Shape) -> Any:
    """Return the description of a float32 value; sides of any length have names."""
    sides = cast(tuple[int | None, ...], shape)
    named = [f"length{n}" if s is None else s for n, s in enumerate(sides, start=1)]
    float32 = onnx_module("onnx").TensorProto.FLOAT
    make = onnx_module("onnx.helper").make_tensor_value_info
    return make(name, float32, ["n", *named])


def _graph(models: Sequence[Model], helper: Any) -> Any:
    network = models[0].network
    activations = {model.network.output_activation for model in models}
    if len(models) > 1 and activations != {"softmax"}:
        raise ArgumentError(
            "write_onnx: the models of an ensemble must all end with Softmax, for "
            "their outputs to be probabilities; write the others one by one."
        )
    graphs = [
        Graph(f"model{n}_" if len(models) > 1 else "", _INPUT)
        for n in range(len(models))
    ]
    for graph, model in zip(graphs, models, strict=True):
        add_model(graph, model)
    last = helper.make_node(
        "Mean", [graph.last for graph in graphs], [_OUTPUT], _OUTPUT
    )
    return helper.make_graph(
        [*(node for graph in graphs for node in graph.nodes), last],
        "network4",
        [_described(_INPUT, network.input_shape)],
        [_described(_OUTPUT, network.output_shape)],
        [constant for graph in graphs for constant in graph.initializers],
    )


def _properties(models: Sequence[Model]) -> dict[str, str]:
    """Return what ONNX keeps as text by name."""
    first = models[0]
    networks = [model.network.to_dict() for model in models]
    own = {f"network4.{name}": to_json(value) for name, value in first.details.items()}
    return {
        **own,
        "network4.network": to_json(networks[0] if len(models) == 1 else networks),
    }
