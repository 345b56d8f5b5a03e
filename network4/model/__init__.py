"""Trained networks: predict with one, save it, load it, or combine several."""

from network4.model.fitness import DIGIT_SHAPE
from network4.model.loading import SHIPPED_MODEL, load_model
from network4.model.model import Model

__all__ = ["DIGIT_SHAPE", "SHIPPED_MODEL", "Model", "load_model"]
