"""Chapter 6: convolutional networks, in the book's own order and initialisation."""

from typing import Any

from network4.activations import Activation
from network4.experiments.recipe import Recipe
from network4.layers import ConvPool, FullyConnected, Layer, Softmax

# The book's program goes through the data in their own order and keeps the last
# weights; it draws weights with variance 1/n_out.
_SETTINGS: dict[str, Any] = {"order": "fixed", "keep": "last"}


def _conv_pool(maps: int, activation: Activation = "sigmoid") -> Layer:
    return ConvPool(maps, 5, activation=activation, initializer="fan_out")


def _full(units: int, activation: Activation = "sigmoid") -> Layer:
    return FullyConnected(units, activation=activation, initializer="fan_out")


RECIPES = (
    Recipe(
        "shallow",
        "one fully-connected hidden layer of 100",
        (_full(100), Softmax(10)),
        epochs=60,
        learning_rate=0.1,
        settings=_SETTINGS,
    ),
    Recipe(
        "basic_conv",
        "one convolution, one fully-connected layer",
        (_conv_pool(20), _full(100), Softmax(10)),
        epochs=60,
        learning_rate=0.1,
        settings=_SETTINGS,
    ),
    Recipe(
        "omit_fc",
        "one convolution, straight into the softmax layer",
        (_conv_pool(20), Softmax(10)),
        epochs=60,
        learning_rate=0.1,
        settings=_SETTINGS,
    ),
    Recipe(
        "dbl_conv",
        "two convolutions",
        (_conv_pool(20), _conv_pool(40), _full(100), Softmax(10)),
        epochs=60,
        learning_rate=0.1,
        settings=_SETTINGS,
    ),
    Recipe(
        "dbl_conv_tanh",
        "two convolutions, tanh instead of sigmoid",
        (
            _conv_pool(20, "tanh"),
            _conv_pool(40, "tanh"),
            _full(100, "tanh"),
            Softmax(10),
        ),
        epochs=60,
        learning_rate=0.1,
        settings=_SETTINGS,
    ),
    Recipe(
        "dbl_conv_relu",
        "two convolutions, rectified linear units, regularised",
        (
            _conv_pool(20, "relu"),
            _conv_pool(40, "relu"),
            _full(100, "relu"),
            Softmax(10),
        ),
        epochs=60,
        learning_rate=0.03,
        book_lambda=0.1,
        settings=_SETTINGS,
    ),
)
