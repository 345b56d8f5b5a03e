"""Second ways to do what the book's networks do."""

import numpy as np


def distance(net, other):
    """Return how far apart two networks are: the largest difference of a number."""
    ours, theirs = [*net.biases, *net.weights], [*other.biases, *other.weights]
    return max(np.abs(a - b).max() for a, b in zip(ours, theirs, strict=True))


def numerical_gradients(net, cost, step=1e-5):
    """Return (nabla_b, nabla_w) of cost() by central differences."""
    both = []
    for arrays in (net.biases, net.weights):
        gradients = []
        for array in arrays:
            gradient = np.zeros(array.shape)
            for place in np.ndindex(array.shape):
                was = array[place]
                array[place] = was + step
                above = cost()
                array[place] = was - step
                gradient[place] = (above - cost()) / (2 * step)
                array[place] = was
            gradients.append(gradient)
        both.append(gradients)
    return tuple(both)
