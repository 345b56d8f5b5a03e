"""Reads a network that another program trained, from an ONNX file."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import numpy as np

from network4.errors import (
    LONGEST_MESSAGE,
    ModelFileError,
    Network4Error,
    on_one_line,
)
from network4.export.from_onnx.graph import Graph
from network4.export.from_onnx.line import Line
from network4.export.from_onnx.operators import add_softmax, as_vector
from network4.export.from_onnx.tensors import Tensors
from network4.export.from_onnx.walk import read_line
from network4.export.from_onnx.wire import parsed_model
from network4.export.onnx_nodes import check_onnx_is_there
from network4.layers import FullyConnected
from network4.model import Model
from network4.network import Inputs, Network
from network4.utils.checks import check_choice, check_path
from network4.utils.regular_files import regular_file

OutputKind = Literal["auto", "probabilities", "numbers"]
_OUTPUTS = "auto", "probabilities", "numbers"
_NOTES = {"network": dict, "classes": list, "rejection_threshold": float}
_LONGEST_PATH = 120
_ADVICE = "; docs/formats.md says what is understood"
_AMISS = (
    Network4Error,
    OSError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    MemoryError,
)


def read_onnx(
    path: str | os.PathLike[str],
    inputs: Inputs | Literal["bytes"] | None = None,
    outputs: OutputKind = "auto",
) -> Model:
    """Read a network that another program trained; nothing in the file is executed.

    docs/formats.md says which operators are understood; all others are refused. The
    model has channels first, whatever order the file has. Tensors outside the file are
    read from its own directory only.

    Args:
        path: an ONNX file with one input and one output. Its input is (n, channels,
            height, width), (n, height, width, channels), (n, time, values) or
            (n, values).
        inputs: what the file's network reads: "pixels" in 0..1, "bytes" in 0..255 or
            "numbers" of any range. For "bytes" the weights are converted, so that the
            model reads pixels. Default None: what `write_onnx` has noted in the file.
            Without a note it is bytes if the input is uint8 or the first nodes scale by
            less than 1/16, else pixels.
        outputs: whether the model's outputs become probabilities. "auto" adds a softmax
            if the file ends with several numbers of any range, which are taken to be
            logits. "probabilities" also adds a sigmoid if it ends with one number.
            "numbers" adds nothing. Default "auto".

    Returns:
        The model, with the objective that `write_onnx` has noted in the file. Without a
        note, a vector of several outputs or a single sigmoid means classes; a single
        other output or an image means a regression.

    Raises:
        ModelFileError: the file is missing or damaged, or holds something else.
        ArgumentError: the package onnx is not installed, or an argument is out of
            range.

    Example:
        >>> import tempfile
        >>> import network4 as n4
        >>> from network4.export import write_onnx
        >>> path = tempfile.mkdtemp() + "/digits.onnx"
        >>> write_onnx(path, n4.load_model())
        >>> read_onnx(path).network.output_shape
        (10,)
    """
    check_path("read_onnx", "path", path)
    regular_file("read_onnx", "path", path, ModelFileError)
    check_choice("read_onnx", "outputs", outputs, _OUTPUTS)
    check_onnx_is_there("read_onnx")
    try:
        with np.errstate(all="ignore"):  # what overflows is refused at the end
            return _read(Path(path), inputs, outputs)
    except FileNotFoundError:
        shown_path = on_one_line(str(path), _LONGEST_PATH)
        raise ModelFileError(f"read_onnx: {shown_path} does not exist.") from None
    except _AMISS as error:
        raise _refused(path, error) from None
    except Exception as error:
        if type(error).__name__ != "DecodeError":  # protobuf's, which may be elsewhere
            raise
        raise _refused(path, ValueError("it is damaged")) from None


def _read(path: Path, inputs: Any, outputs: OutputKind) -> Model:
    held = parsed_model(path)
    noted = _noted(held)
    graph = Graph(held, Tensors(path.parent))
    is_ours = "network" in noted
    is_told = is_ours or inputs is not None
    reads = inputs or noted.get("network", {}).get("inputs", "pixels")
    reads_bytes = reads == "bytes" if is_told else None
    line = read_line(graph, reads_bytes, guesses=not is_ours)
    is_as_noted = not _end(line, outputs, noted)
    _check_made(line, graph.made)
    cost = noted.get("network", {}).get("cost") if is_as_noted else None
    return _model(line, "pixels" if reads == "bytes" else reads, cost, noted)


def _model(line: Line, inputs: Inputs, cost: Any, noted: Mapping[str, Any]) -> Model:
    network = Network(line.layers, line.read_shape, cost or _cost_of(line), inputs)
    numbers = dict(zip(network.parameters, line.parameters, strict=True))
    details = {name: each for name, each in noted.items() if name != "network"}
    names = details.get("classes")
    if names is not None and len(names) != network.num_classes:
        raise ValueError(f"it names {len(names)} classes")
    return Model(network, numbers, details)


def _refused(path: str | os.PathLike[str], error: Exception) -> ModelFileError:
    reason = on_one_line(_said(error)).rstrip(".") or type(error).__name__
    shown_path = on_one_line(str(path), _LONGEST_PATH)
    begin = f"read_onnx: {shown_path} must hold layers that network4 has, but "
    advice = _ADVICE if type(error) is ValueError else ""
    reason = on_one_line(reason, LONGEST_MESSAGE - len(begin) - len(advice) - 1)
    return ModelFileError(f"{begin}{reason}{advice}.")


def _said(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"it lacks {error}"
    if isinstance(error, UnicodeDecodeError):
        return "it holds text that is not UTF-8"
    return str(error)


def _noted(held: Any) -> dict[str, Any]:
    """Return what `write_onnx` left: the network, if it is one, and some details."""
    texts = {each.key: each.value for each in held.metadata_props}
    noted: dict[str, Any] = {}
    for name, kind in _NOTES.items():
        found = _from_json(f"network4.{name}", texts)
        if isinstance(found, kind):
            noted[name] = found
    if not all(isinstance(name, str) for name in noted.get("classes", [])):
        raise ValueError("it names classes otherwise than by text")
    if not 0 <= noted.get("rejection_threshold", 0) <= 1:
        raise ValueError("its rejection_threshold is no probability")
    return noted


def _from_json(name: str, texts: Mapping[str, str]) -> Any:
    try:
        return json.loads(texts.get(name, "null"))
    except (ValueError, RecursionError):
        raise ValueError(f"its note {name} is not valid JSON") from None


def _end(line: Line, outputs: OutputKind, noted: Mapping[str, Any]) -> bool:
    """Make probabilities of what a line ends with, if asked; return whether so."""
    if len(line.sides) == 1 and len(line.shape) == 3 and line.shape[1:] == (1, 1):
        as_vector(line, FullyConnected)
    is_open = line.layers and not line.ended and _activation(line) == "linear"
    is_vector = len(line.sides) == len(line.shape) == 1
    if outputs == "numbers" and line.ended == "LogSoftmax":
        raise ValueError("its LogSoftmax gives logarithms, which no layer gives")
    if outputs == "numbers" or (outputs == "auto" and "network" in noted):
        return False
    if is_open and is_vector and line.sides != (1,):
        add_softmax(line)
        return True
    if outputs == "auto":
        return False
    if is_open and is_vector:
        line.activate("sigmoid")
        return True
    if _activation(line) not in ("softmax", "sigmoid"):
        raise ValueError("its outputs are no logits, and cannot become probabilities")
    return False


def _activation(line: Line) -> str:
    return line.layers[-1].output_activation


def _check_made(line: Line, made: Any) -> None:
    """Refuse outputs that lie otherwise than layers give them, or the file says."""
    if not line.layers:
        raise ValueError("it has no layers")
    last = (*line.shape[1:], line.shape[0])
    is_ours = line.places is None and line.sides == line.shape
    is_relaid = line.is_relaid and len(last) == 3 and line.sides == last
    if not is_ours and not (is_relaid and _has_channels_last(line)):
        raise ValueError("its outputs are transposed or reshaped at the end")
    declared = made.type.tensor_type
    sides = [side.dim_value or None for side in declared.shape.dim[1:]]
    if declared.HasField("shape") and (
        len(sides) != len(line.sides)
        or any(s not in (None, t) for s, t in zip(sides, line.sides, strict=True))
    ):
        raise ValueError(f"its output is {sides}, and its nodes give {line.sides}")


def _has_channels_last(line: Line) -> bool:
    again = Line(line.shape, line.dtype, is_start=False)
    again.transpose((1, 2, 0))
    found, wanted = line.places, again.places
    if found is None or wanted is None:
        return found is wanted
    return bool((found == wanted).all())


def _cost_of(line: Line) -> str:
    """Return what a network is taken for that does not say what it was trained for."""
    is_sigmoid = _activation(line) == "sigmoid"
    if len(line.shape) > 1 or (line.shape == (1,) and not is_sigmoid):
        return "squared_error"
    return "auto"
