"""The model of a command, from network4's own file or from an ONNX file."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from network4.model import Model


def open_model(path: Path | None) -> "Model":
    """Return the model of a file.

    Args:
        path: an `*.onnx` file that `read_onnx` can read, or a file that `Model.save`
            wrote; None for the model that comes with network4.

    Raises:
        ModelFileError: the file is missing, damaged, or no such model.
        ArgumentError: it is an ONNX file, and the package onnx is not installed.
    """
    if path is not None and path.suffix.lower() == ".onnx":
        from network4.export import read_onnx

        return read_onnx(path)
    from network4.model import load_model

    return load_model(path)
