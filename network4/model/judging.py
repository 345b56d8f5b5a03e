"""The network that sees parts of a line with the ink around them."""

from functools import lru_cache
from pathlib import Path

from network4.model.loading import load_model
from network4.model.model import Model

PARTS_MODEL = Path(__file__).parents[1] / "models" / "parts.safetensors"
_DIGITS = tuple("0123456789")


def judge_of(model: Model) -> Model | None:
    """Return the network that judges parts beside a model; None if it reads no digits.

    Its classes are the ten digits and, last, what is no whole digit.
    """
    return _shipped() if tuple(map(str, model.class_names)) == _DIGITS else None


@lru_cache(maxsize=1)
def _shipped() -> Model:
    return load_model(PARTS_MODEL)
