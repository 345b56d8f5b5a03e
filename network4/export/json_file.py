"""A model as a JSON file, for programs in any language."""

import os
from typing import Any

import numpy as np

from network4.layers import FloatArray, map_tree
from network4.model import Model
from network4.utils.checks import check_kind, check_path
from network4.utils.files import write_whole
from network4.utils.records import to_json


def write_json(path: str | os.PathLike[str], model: Model) -> None:
    """Write a model as JSON, whole or not at all.

    The file holds an object with three fields. `network` is the description.
    `parameters` has an object for each layer, with nested lists of numbers such as
    `weights` (maps, channels, height, width) and `biases` (maps). `details` has the
    class names and more. docs/formats.md says what a program must compute with them.

    Args:
        path: the file, `*.json` by custom.
        model: what to write.

    Raises:
        ArgumentError: an argument is of another type.
        OSError: the file cannot be written.
    """
    target = check_path("write_json", "path", path)
    check_kind("write_json", "model", model, Model)
    content = {
        "network": model.network.to_dict(),
        "parameters": [
            map_tree(_as_lists, model.parameters[name])
            for name in model.network.parameters
        ],
        "details": dict(model.details),
    }
    write_whole(target, f"{to_json(content)}\n".encode())


def _as_lists(array: FloatArray) -> list[Any]:
    """Return nested lists of numbers, each as short as its float32 value allows."""
    shortest = np.array([float(str(value)) for value in array.ravel()])
    return shortest.reshape(array.shape).tolist()
