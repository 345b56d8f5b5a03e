"""A trained network as a safetensors file, with the description in its header."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from network4.errors import ModelFileError, ShapeError, shown
from network4.model.details import checked_details
from network4.model.tensor_file import (
    UNREADABLE,
    collect_parameters,
    encode_tensors,
    is_as_written,
    name_tensors,
    read_tensors,
)
from network4.network import Network, Parameters
from network4.utils.checks import check_path

FORMAT_VERSION = 2
_FIRST_VERSION = 1  # the one without digests


class Contents(NamedTuple):
    """What a model file holds."""

    network: Network
    parameters: Parameters
    details: dict[str, Any]


def encode_model(
    network: Network,
    parameters: Parameters,
    details: Mapping[str, Any],
    dtype: str = "float32",
) -> bytes:
    """Return a network and its parameters as the content of a safetensors file.

    Args:
        network: the description, which goes into the header as JSON.
        parameters: float32 arrays, stored by the names `layer1.weights` and so on.
        details: other facts that JSON can hold, such as class names and accuracies.
        dtype: "float32" or "float16", how numbers are stored; default "float32".

    Raises:
        ShapeError: the parameters are not this network's.
        ArgumentError: a layer is not registered, or a number is too large for float16.
    """
    network.check_parameters(parameters)
    network.check_saves()
    header = {
        "format_version": FORMAT_VERSION,
        "network": network.to_dict(),
        "details": dict(details),
    }
    return encode_tensors(header, name_tensors(parameters, dtype=dtype))


def read_model(path: str | os.PathLike[str]) -> Contents:
    """Read a file that `encode_model` made; nothing in it is executed.

    Raises:
        ArgumentError: `path` is neither a string nor a path.
        ModelFileError: the file is missing, damaged, changed, written by a later
            version of network4, or no network4 model.
    """
    check_path("load_model", "path", path)
    if Path(path).is_dir():
        raise ModelFileError(
            f"load_model: {path} is a directory; give the file in it, such as "
            f"{Path(path) / 'model.safetensors'}."
        )
    try:
        return _contents(path)
    except FileNotFoundError:
        raise ModelFileError(
            f"load_model: {path} does not exist; give a model.safetensors that "
            "network4 train wrote."
        ) from None
    except ModelFileError:
        raise
    except UNREADABLE as error:
        raise ModelFileError(
            f"load_model: {path} is no network4 model ({_reason(error)}); give a "
            "model.safetensors that network4 train wrote."
        ) from None


def _contents(path: str | os.PathLike[str]) -> Contents:
    header, tensors = read_tensors(path)
    version = header["format_version"]
    if version not in (_FIRST_VERSION, FORMAT_VERSION):
        raise ModelFileError(
            f"load_model: {path} has format version {shown(version)}, this network4 "
            f"reads {_FIRST_VERSION} and {FORMAT_VERSION}; update network4."
        )
    has_digest = version == FORMAT_VERSION or "digest" in header
    if has_digest and not is_as_written(header, tensors):
        raise ModelFileError(
            f"load_model: {path} was changed after it was saved, because its content "
            "does not match its digest; save it or copy it again."
        )
    network = Network.from_dict(header["network"])
    parameters = collect_parameters(network, tensors)
    if tensors:
        raise ShapeError(f"it holds tensors of no layer: {', '.join(tensors)}")
    details = checked_details(f"load_model: {path}", header["details"], ModelFileError)
    return Contents(network, parameters, details)


def _reason(error: Exception) -> str:
    if isinstance(error, (KeyError, TypeError)):
        return f"its header lacks or misstates {error}"
    return str(error).rstrip(".")
