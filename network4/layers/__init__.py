"""Layers: their descriptions and their mathematics, without any framework."""

from network4.layers.base import Layer, describe_shape, num_channels
from network4.layers.convolution import Conv, ConvPool
from network4.layers.dense import Dense, DropConnect, FullyConnected, Softmax
from network4.layers.dropout import Dropout
from network4.layers.normalization import BatchNorm
from network4.layers.parallel import Parallel
from network4.layers.parameters import (
    FloatArray,
    Parameter,
    Shape,
    Tree,
    map_tree,
    named,
    replaced,
)
from network4.layers.pooling import AveragePool, L2Pool, MaxPool, Pool
from network4.layers.registry import LAYER_TYPES, layer_from_dict, register_layer
from network4.layers.residual import PaddedShortcut, Residual
from network4.layers.sequence import Sequence
from network4.layers.step import Step

__all__ = [
    "LAYER_TYPES",
    "AveragePool",
    "BatchNorm",
    "Conv",
    "ConvPool",
    "Dense",
    "DropConnect",
    "Dropout",
    "FloatArray",
    "FullyConnected",
    "L2Pool",
    "Layer",
    "MaxPool",
    "PaddedShortcut",
    "Parallel",
    "Parameter",
    "Pool",
    "Residual",
    "Sequence",
    "Shape",
    "Softmax",
    "Step",
    "Tree",
    "describe_shape",
    "layer_from_dict",
    "map_tree",
    "named",
    "num_channels",
    "register_layer",
    "replaced",
]
