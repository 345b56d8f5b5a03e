"""A trained network on disk: safetensors, with the description in its header."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save  # pyright: ignore[reportUnknownVariableType]

from network4.errors import ArgumentError, ModelFileError, ShapeError
from network4.layers import named, replaced
from network4.network import Network, Parameters
from network4.utils.records import to_json

FORMAT_VERSION = 1
_HEADER_KEY = "network4"
UNREADABLE = (  # what reading a damaged file may raise
    SafetensorError,
    OSError,
    KeyError,
    TypeError,
    ValueError,
    RecursionError,
)


class Contents(NamedTuple):
    """What a model file holds."""

    network: Network
    parameters: Parameters
    details: dict[str, Any]


def encode_model(
    network: Network, parameters: Parameters, details: Mapping[str, Any]
) -> bytes:
    """Return a network and its parameters as the content of a safetensors file.

    Args:
        network: the description; it goes into the header as JSON.
        parameters: float32 arrays, stored as `layer1.weights` and so on.
        details: anything else to keep that JSON can hold: class names, accuracies.

    Raises:
        ShapeError: the parameters are not this network's.
        ArgumentError: a layer is not registered, so that no file may name it.
    """
    network.check_parameters(parameters)
    network.check_saves()
    header = {
        "format_version": FORMAT_VERSION,
        "network": network.to_dict(),
        "details": dict(details),
    }
    return encode_tensors(header, name_tensors(parameters))


def read_model(path: str | os.PathLike[str]) -> Contents:
    """Read what `encode_model` made; nothing in the file is ever executed.

    Raises:
        ModelFileError: the file is missing, damaged, or no network4 model.
    """
    if Path(path).is_dir():
        raise ModelFileError(
            f"load_model: {path} is a directory; give the file in it, "
            f"{Path(path) / 'model.safetensors'}, say."
        )
    try:
        header, tensors = read_tensors(path)
        if header["format_version"] != FORMAT_VERSION:
            raise ModelFileError(
                f"load_model: {path} has format version {header['format_version']!r}, "
                f"this network4 reads {FORMAT_VERSION}; update network4."
            )
        network = Network.from_dict(header["network"])
        parameters = collect_parameters(network, tensors)
        if tensors:
            raise ShapeError(f"it holds tensors of no layer: {', '.join(tensors)}")
        return Contents(network, parameters, dict(header["details"]))
    except FileNotFoundError:
        raise ModelFileError(
            f"load_model: {path} does not exist; give a model.safetensors that "
            "network4 train wrote."
        ) from None
    except UNREADABLE as error:
        if isinstance(error, ModelFileError):
            raise
        raise ModelFileError(
            f"load_model: {path} is no model of network4's ({_reason(error)}); give a "
            "model.safetensors that network4 train wrote."
        ) from None


def encode_tensors(
    header: Mapping[str, Any], tensors: Mapping[str, npt.NDArray[np.float32]]
) -> bytes:
    """Return named arrays with a JSON header as the content of a safetensors file."""
    return save(dict(tensors), {_HEADER_KEY: to_json(header)})


def read_tensors(
    path: str | os.PathLike[str],
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the JSON header and the arrays by name.

    Raises:
        OSError, SafetensorError, KeyError, ValueError: the file is missing or damaged,
            or another's (see `UNREADABLE`).
    """
    with cast(Any, safe_open)(path, framework="numpy") as file:
        metadata: dict[str, str] = file.metadata() or {}
        names: list[str] = file.keys()
        return json.loads(metadata[_HEADER_KEY]), {n: file.get_tensor(n) for n in names}


def _reason(error: Exception) -> str:
    if isinstance(error, (KeyError, TypeError)):
        return f"its header lacks or misstates {error}"
    return str(error).rstrip(".")


def name_tensors(
    parameters: Parameters, prefix: str = ""
) -> dict[str, npt.NDArray[np.float32]]:
    """Return a network's arrays by their paths, "layer1.weights" and so on."""
    return {
        f"{prefix}{path}": np.ascontiguousarray(array)
        for path, array in named(parameters)
    }


def collect_parameters(
    network: Network, tensors: dict[str, Any], prefix: str = ""
) -> Parameters:
    """Take a network's arrays out of `tensors` by the names of `name_tensors`.

    Raises:
        ShapeError, ArgumentError: one is missing, or of another shape or type.
    """
    paths = [path for path, _ in named(network.parameters)]
    missing = [path for path in paths if prefix + path not in tensors]
    if missing:
        raise ShapeError(f"it has no tensor {prefix}{missing[0]}")
    taken = {path: tensors.pop(prefix + path) for path in paths}
    if any(array.dtype != np.float32 for array in taken.values()):
        raise ArgumentError("its parameters are not all float32")
    parameters = replaced(network.parameters, taken)
    network.check_parameters(parameters)
    return parameters
