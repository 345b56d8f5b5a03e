"""Backpropagation by hand, through every kind of layer of the book's last chapter.

For one example, with z the weighted inputs of a layer, a = s(z) its outputs and
delta_j = dC/dz_j the error of neuron j, the book's four equations are

    (BP1)  delta^L = dC/da^L * s'(z^L)                       the last layer's error
    (BP2)  delta^l = (w^(l+1) transposed . delta^(l+1)) * s'(z^l)    one layer back
    (BP3)  dC/db_j = delta_j                                 slope by each bias
    (BP4)  dC/dw_jk = a_k^(l-1) delta_j                      slope by each weight

where * multiplies neuron by neuron. Only BP2 goes from layer to layer, so it is cut in
two here, and each layer does its part: it is given dC/da of its outputs, finds its
delta, keeps BP3 and BP4, and returns dC/da of its inputs. What changes:

layer            delta              BP3 and BP4                dC/da of its inputs
---------------  -----------------  -------------------------  ---------------------
fully-connected  dC/da * s'(z)      as above                   w transposed . delta
softmax, with    a - y (BP1, where  as above                   w transposed . delta
log-likelihood   s' cancels out)
convolution      dC/da * s'(z)      each weight and bias is    the field, turned by
                                    shared by all positions:   half a turn, slides
                                    sum over them              over delta
max-pooling      -                  nothing to learn           all to the winner of
                                                               each window
L2 pooling       -                  nothing to learn           to each input a share
                                                               a / (root of squares)
dropout          -                  nothing to learn           dC/da * mask

A mini-batch: C is the mean over its n examples, so the last delta is divided by n, and
BP3 and BP4 add up over the examples, which a matrix product does by itself.

>>> import numpy as np
>>> generator = np.random.default_rng(3)
>>> network = Stack([
...     Convolution(generator.normal(size=(2, 1, 3, 3)), np.zeros(2), "tanh"),
...     MaxPooling(2),
...     Softmax(generator.normal(size=(8, 2)), np.zeros(2)),
... ])
>>> images, labels = generator.random((5, 1, 6, 6)), np.array([0, 1, 1, 0, 1])
>>> before = network.cost(images, labels)
>>> network.step(images, labels, rate=0.1)
>>> network.cost(images, labels) < before
True

A module for each kind of layer: `dense`, `softmax`, `convolution`, `pooling`,
`dropout`. `stack` puts them in order; `activations` and `windows` are their tools.

Source: the book, Chapter 2, and Chapter 6's problem on convolutional networks.
"""

from network4.scratch.backprop.activations import ACTIVATIONS
from network4.scratch.backprop.convolution import Convolution
from network4.scratch.backprop.dense import FullyConnected
from network4.scratch.backprop.dropout import Dropout
from network4.scratch.backprop.pooling import L2Pooling, MaxPooling
from network4.scratch.backprop.softmax import Softmax
from network4.scratch.backprop.stack import HiddenLayer, Stack

__all__ = [
    "ACTIVATIONS",
    "Convolution",
    "Dropout",
    "FullyConnected",
    "HiddenLayer",
    "L2Pooling",
    "MaxPooling",
    "Softmax",
    "Stack",
]
