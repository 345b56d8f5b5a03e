"""Named arrays with a JSON header on disk: what models and checkpoints share."""

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save  # pyright: ignore[reportUnknownVariableType]

from network4.errors import ArgumentError, ModelFileError, ShapeError, shown
from network4.layers import named, replaced
from network4.layers.parameters import check_finite
from network4.network import Network, Parameters
from network4.utils.checks import check_choice
from network4.utils.memory import has_room_for
from network4.utils.records import to_json
from network4.utils.regular_files import regular_file

Tensors = dict[str, npt.NDArray[Any]]
STORED_TYPES = "float32", "float16"
# Read as JSON a header takes some twenty times its size.
LARGEST_HEADER = 8 * 2**20
_HEADER_KEY = "network4"
UNREADABLE = (  # what reading a damaged file may raise
    SafetensorError,
    OSError,
    KeyError,
    TypeError,
    ValueError,
    RecursionError,
)


def encode_tensors(header: Mapping[str, Any], tensors: Tensors) -> bytes:
    """Return named arrays with a JSON header as the content of a safetensors file.

    Args:
        header: what JSON can hold; a digest of it and of the arrays joins it.
        tensors: the arrays by name, of `STORED_TYPES`.
    """
    written = json.loads(to_json(header))
    written["digest"] = _digest(written, tensors)
    return save(tensors, {_HEADER_KEY: to_json(written)})


def read_tensors(
    path: str | os.PathLike[str], owner: str = "load_model", name: str = "path"
) -> tuple[dict[str, Any], Tensors]:
    """Return the JSON header and the arrays by name.

    Args:
        path: the file.
        owner: the function that was given it, for messages; default "load_model".
        name: its argument's name, likewise; default "path".

    Raises:
        ModelFileError: it is a named pipe, a device, a socket or a directory.
        OSError, SafetensorError, KeyError, ValueError: the file is missing or damaged,
            or another's (see `UNREADABLE`).
    """
    regular_file(owner, name, path, ModelFileError)
    _check_size(Path(path))
    with cast(Any, safe_open)(path, framework="numpy") as file:
        metadata: dict[str, str] = file.metadata() or {}
        header = dict(json.loads(metadata[_HEADER_KEY]))
        names: list[str] = file.keys()
        return header, {name: file.get_tensor(name) for name in names}


def _check_size(path: Path) -> None:
    """Refuse a file that claims more than it has, or more than memory holds."""
    with path.open("rb") as file:
        header_bytes = int.from_bytes(file.read(8), "little")
    size = path.stat().st_size
    if header_bytes > min(size, LARGEST_HEADER):
        raise ValueError(
            f"its header must have at most {min(size, LARGEST_HEADER):,} bytes, it "
            f"claims {header_bytes:,}"
        )
    # The numbers lie in the file's own pages, in the arrays, and as float32.
    if not has_room_for(3 * size):
        raise ValueError(f"its {size:,} bytes do not fit into memory")


def is_as_written(header: Mapping[str, Any], tensors: Tensors) -> bool:
    """Return whether a header and arrays match the digest that came with them."""
    rest = {name: value for name, value in header.items() if name != "digest"}
    return header.get("digest") == _digest(rest, tensors)


def _digest(header: Mapping[str, Any], tensors: Tensors) -> str:
    """Return the SHA-256 of the header and of all names, types, shapes and numbers."""
    names = sorted(tensors)
    layout = [[n, tensors[n].dtype.name, tensors[n].shape] for n in names]
    text = json.dumps([header, layout], sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode())
    for name in names:
        little_endian = tensors[name].dtype.newbyteorder("<")
        digest.update(np.ascontiguousarray(tensors[name], little_endian).data)
    return digest.hexdigest()


def name_tensors(
    parameters: Parameters, prefix: str = "", dtype: str = "float32"
) -> Tensors:
    """Return a network's arrays by their paths, "layer1.weights" and so on.

    Args:
        parameters: float32 arrays.
        prefix: goes before each path; default none.
        dtype: of `STORED_TYPES`; default "float32".

    Raises:
        ArgumentError: `dtype` is another, or cannot hold a number.
    """
    check_choice("Model.save", "dtype", dtype, STORED_TYPES)
    return {
        f"{prefix}{path}": np.ascontiguousarray(_stored(path, array, dtype))
        for path, array in named(parameters)
    }


def _stored(path: str, array: npt.NDArray[Any], dtype: str) -> npt.NDArray[Any]:
    with np.errstate(over="ignore"):
        stored = array.astype(dtype, copy=False)
    beyond = array[np.isinf(stored) & np.isfinite(array)]
    if len(beyond):
        raise ArgumentError(
            f"Model.save: dtype must be one that holds every number, but {path} has "
            f"{beyond[0]:g}, and {shown(dtype)} ends at {np.finfo(dtype).max:g}; save "
            "it as 'float32'."
        )
    return stored


def collect_parameters(
    network: Network, tensors: Tensors, prefix: str = ""
) -> Parameters:
    """Take a network's arrays out of `tensors` by the names of `name_tensors`.

    Returns:
        The parameters, float32.

    Raises:
        ShapeError, ArgumentError: one is missing, of another shape or type, or holds
            NaN or an infinity.
    """
    paths = [path for path, _ in named(network.parameters)]
    missing = [path for path in paths if prefix + path not in tensors]
    if missing:
        raise ShapeError(f"it has no tensor {prefix}{missing[0]}")
    taken = {path: tensors.pop(prefix + path) for path in paths}
    if any(array.dtype not in STORED_TYPES for array in taken.values()):
        raise ArgumentError(f"its parameters are not all {' or '.join(STORED_TYPES)}")
    numbers = {path: a.astype(np.float32, copy=False) for path, a in taken.items()}
    parameters = replaced(network.parameters, numbers)
    network.check_parameters(parameters)
    check_finite(parameters)
    return parameters
