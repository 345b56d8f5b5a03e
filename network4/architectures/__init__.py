"""Networks with well-known names, as functions that return a `Network`."""

from network4.architectures.lenet import lenet5
from network4.architectures.resnet import resnet

__all__ = ["lenet5", "resnet"]
