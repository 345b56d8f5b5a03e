"""Layers: frozen descriptions, shape in and shape out, without any framework."""

from network4.layers.base import Layer, LayerParameters, Shape, describe_shape
from network4.layers.convolution import Conv, ConvPool
from network4.layers.dense import Dense, DropConnect, FullyConnected, Softmax
from network4.layers.dropout import Dropout
from network4.layers.normalization import BatchNorm
from network4.layers.pooling import L2Pool, MaxPool, Pool

LAYER_TYPES: tuple[type[Layer], ...] = (
    Conv,
    ConvPool,
    MaxPool,
    L2Pool,
    BatchNorm,
    FullyConnected,
    DropConnect,
    Dropout,
    Softmax,
)

__all__ = [
    "LAYER_TYPES",
    "BatchNorm",
    "Conv",
    "ConvPool",
    "Dense",
    "DropConnect",
    "Dropout",
    "FullyConnected",
    "L2Pool",
    "Layer",
    "LayerParameters",
    "MaxPool",
    "Pool",
    "Shape",
    "Softmax",
    "describe_shape",
]
