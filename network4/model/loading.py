"""Read a trained network from a file."""

import os
from pathlib import Path

from network4.model.file import read_model
from network4.model.model import Model

SHIPPED_MODEL = Path(__file__).parents[1] / "models" / "digits.safetensors"


def load_model(path: str | os.PathLike[str] | None = None) -> Model:
    """Read a model that `Model.save` wrote in this version of network4 or before.

    Nothing in the file is executed. Numbers become float32.

    Args:
        path: a safetensors file; default None, the model for handwritten digits that
            comes with network4.

    Returns:
        The model. `fit(..., initial=model)` continues to train it.

    Raises:
        ArgumentError: `path` is neither a string nor a path.
        ModelFileError: the file is missing, damaged, changed, written by a later
            version of network4, or no network4 model.

    Example:
        >>> import tempfile
        >>> import network4 as n4
        >>> network = n4.Network([n4.Softmax(10)])
        >>> path = tempfile.mkdtemp() + "/model.safetensors"
        >>> Model(network, network.initial_parameters(seed=0)).save(path)
        >>> load_model(path).network == network
        True
    """
    contents = read_model(SHIPPED_MODEL if path is None else path)
    return Model(contents.network, contents.parameters, contents.details)
