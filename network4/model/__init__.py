"""A trained network: predict with it, save it, load it, let several vote."""

from network4.model.fitness import DIGIT_SHAPE
from network4.model.model import SHIPPED_MODEL, Model, load_model

__all__ = ["DIGIT_SHAPE", "SHIPPED_MODEL", "Model", "load_model"]
