"""Mini-batches on which no decision of a pool or a relu is close.

A pool or a relu decides between numbers. Where two of them lie closer together than
rounding to float32 reaches, two honest engines may decide differently, and their
gradients part by more than rounding does. Images with such a place are left out.

How far rounding reaches: a sum of n terms, rounded at each addition, errs by about
sqrt(n) roundings of its partial sums, which are of the size of sqrt(z^2 + the sum of
the terms' squares); the errors of its inputs come through its weights. A decision is
close if its sides differ by less than SIGMAS such errors, but not if they are equal:
then so are their terms one by one, or all are 0, and both engines take the first.
"""

from dataclasses import replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from network4.layers import BatchNorm, Conv, ConvPool, Dense, FullyConnected, MaxPool

ROUNDING = 2.0**-24
SIGMAS = 6
MOST_ROUNDS = 30
FUNCTIONS = {
    "linear": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0),
}


def without_ties(step, parameters):
    """Return the step on images of which no decision is close.

    Raises:
        LookupError: there are too few such images.
    """
    size = step.settings.batch_size
    chosen, following = np.arange(size), size
    for _ in range(MOST_ROUNDS):
        (close,) = np.nonzero(_close(step, parameters, chosen))
        if not len(close):
            return replace(step, images=step.images[chosen], labels=step.labels[chosen])
        chosen[close] = np.arange(following, following + len(close)) % len(step.images)
        following += len(close)
    raise LookupError("too many images have close decisions")


def _close(step, parameters, chosen):
    """Return for every place of the mini-batch whether a decision on it is close."""
    a = step.images[chosen].astype(np.float64) / 255
    variance = (ROUNDING * a) ** 2
    close = np.zeros(len(chosen), bool)
    layers = step.network.layers
    for name, layer in step.network.body.inner_layers().items():
        numbers, mask = parameters[name], step.masks.get(name)
        if mask is not None:
            a, variance = (part * mask[0].reshape(part.shape) for part in (a, variance))
        z, variance = _weighted_input(layer, numbers, a, variance)
        if isinstance(layer, ConvPool):
            z, variance, tied = _pool(z, variance, layer.pool_size, layer.pool_size)
            close |= tied
        if isinstance(layer, MaxPool):
            z, variance, tied = _pool(z, variance, layer.window_size, layer.stride_size)
            close |= tied
        activated = (
            isinstance(layer, (Conv, FullyConnected, BatchNorm)) and layer != layers[-1]
        )
        if activated and layer.activation == "relu":
            near = (abs(z) < SIGMAS * np.sqrt(variance)) & (z != 0)
            close |= near.reshape(len(near), -1).any(axis=1)
        a = FUNCTIONS[layer.activation](z) if activated else z
        variance = variance + (ROUNDING * a) ** 2
    return close


def _normalized(layer, numbers, a, variance):
    """Errors of all images shift means and variances, as little as those of each."""
    over = tuple(axis for axis in range(a.ndim) if axis != 1)
    scales, offsets = (
        numbers[name].astype(np.float64).reshape((1, -1) + (1,) * (a.ndim - 2))
        for name in ("scales", "offsets")
    )
    slope = scales / np.sqrt(a.var(over, keepdims=True) + layer.epsilon)
    away = (a - a.mean(over, keepdims=True)) * slope
    rounded = ROUNDING**2 * (away**2 + offsets**2 + (a * slope) ** 2)
    return away + offsets, variance * slope**2 + rounded


def _weighted_input(layer, numbers, a, variance):
    if isinstance(layer, BatchNorm):
        return _normalized(layer, numbers, a, variance)
    if not isinstance(layer, (Conv, Dense)):
        return a, variance
    weights, biases = (
        numbers[name].astype(np.float64) for name in ("weights", "biases")
    )
    if isinstance(layer, Dense):
        a, variance = a.reshape(len(a), -1), variance.reshape(len(a), -1)
        product, terms = np.matmul, len(weights)
    else:
        down, right = layer.padding_size
        pad = ((0, 0), (0, 0), (down, down), (right, right))
        a, variance = np.pad(a, pad), np.pad(variance, pad)
        product, terms = _convolution(layer.stride_size), weights[0].size
        biases = biases[:, None, None]
    z = product(a, weights) + biases
    squares = z**2 + product(a**2, weights**2) + biases**2
    carried = product(variance, weights**2)
    return z, carried + ROUNDING**2 * (terms + 1) * squares


def _convolution(stride):
    def convolve(a, weights):
        windows = _windows(a, weights.shape[2:], stride)
        z = np.tensordot(windows, weights, axes=((1, 4, 5), (1, 2, 3)))
        return z.transpose(0, 3, 1, 2)

    return convolve


def _windows(a, size, stride):
    """Return (n, channels, rows, columns, window height, window width)."""
    return sliding_window_view(a, size, axis=(2, 3))[:, :, :: stride[0], :: stride[1]]


def _pool(z, variance, size, stride):
    """Return maxima, their variances, and for each image whether one is nearly tied."""
    values = _windows(z, size, stride)
    values = values.reshape(*values.shape[:4], -1)
    spreads = _windows(variance, size, stride).reshape(values.shape)
    winners = values.argmax(axis=4)[..., None]
    best = np.take_along_axis(values, winners, axis=4)
    spread = np.take_along_axis(spreads, winners, axis=4)
    near = (best - values < SIGMAS * np.sqrt(spread + spreads)) & (best != values)
    tied = near.reshape(len(near), -1).any(axis=1)
    return best[..., 0], spread[..., 0], tied
