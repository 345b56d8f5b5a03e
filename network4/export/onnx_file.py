"""A model, or an ensemble, as an ONNX file."""

import os
from collections.abc import Sequence
from typing import Any

from network4.errors import ArgumentError
from network4.export.onnx_nodes import Graph, add_model, onnx_module
from network4.model import Model
from network4.model.ensemble import Ensemble
from network4.utils.checks import check_integer
from network4.utils.files import write_whole
from network4.utils.records import to_json
from network4.version import __version__

OPSET = 26
_LEAST_OPSET = 18  # LpPool and the others as they are written here
_INPUT, _OUTPUT = "images", "outputs"


def write_onnx(
    path: str | os.PathLike[str], model: Model | Ensemble, opset: int = OPSET
) -> None:
    """Write a model as an ONNX file, whole or not at all.

    Its input "images" is (n, channels, height, width), or (n, values), float32 in 0..1,
    n any number; its output "outputs" is (n, classes): the mean over the models of an
    ensemble, all of which must end with Softmax. The metadata hold the description of
    the networks ("network4.network"), the class names ("network4.classes") and what
    else the model's details say.

    Args:
        path: the file, `*.onnx` by custom.
        model: what to write.
        opset: the version of ONNX's operators, 18 or more; default 26, the newest that
            ONNX Runtime 1.31 runs.

    Raises:
        ArgumentError: the package onnx is not installed, the models of an ensemble read
            different images or give no probabilities, or the opset is out of range.
        OSError: the file cannot be written.

    Source: https://onnx.ai
    """
    models = list(model.models) if isinstance(model, Ensemble) else [model]
    written = _onnx_model(models, opset)
    write_whole(path, written.SerializeToString())


def _onnx_model(models: Sequence[Model], opset: int) -> Any:
    try:
        onnx, helper = onnx_module("onnx"), onnx_module("onnx.helper")
    except ImportError:
        raise ArgumentError(
            "write_onnx: the package onnx must be installed; pip install "
            '"network4[onnx]".'
        ) from None
    newest = onnx.defs.onnx_opset_version()
    check_integer("write_onnx", "opset", opset, _LEAST_OPSET, newest)
    opsets = [helper.make_opsetid("", opset)]
    made = helper.make_model(
        _graph(models, helper),
        opset_imports=opsets,
        ir_version=helper.find_min_ir_version_for(opsets),
        producer_name="network4",
        producer_version=__version__,
    )
    helper.set_model_props(made, _properties(models))
    onnx.checker.check_model(made, full_check=True)
    return made


def _graph(models: Sequence[Model], helper: Any) -> Any:
    shapes = sorted({model.network.input_shape for model in models})
    if len(shapes) != 1:
        raise ArgumentError(
            "write_onnx: the models of an ensemble must read the same images, received "
            f"ones that read {' and '.join(map(str, shapes))}."
        )
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
    float32 = onnx_module("onnx").TensorProto.FLOAT
    last = helper.make_node(
        "Mean", [graph.last for graph in graphs], [_OUTPUT], _OUTPUT
    )
    classes = models[0].network.num_classes
    return helper.make_graph(
        [*(node for graph in graphs for node in graph.nodes), last],
        "network4",
        [helper.make_tensor_value_info(_INPUT, float32, ["n", *shapes[0]])],
        [helper.make_tensor_value_info(_OUTPUT, float32, ["n", classes])],
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
