"""Chapter 6: convolutional networks."""

from network4.activations import Activation
from network4.experiments.recipe import Recipe
from network4.layers import ConvPool, FullyConnected, Layer, Softmax


def _two_convolutions(activation: Activation) -> tuple[Layer, ...]:
    return (
        ConvPool(20, 5, activation=activation),
        ConvPool(40, 5, activation=activation),
        FullyConnected(100, activation=activation),
        Softmax(10),
    )


RECIPES = (
    Recipe(
        "shallow",
        "one fully-connected hidden layer of 100",
        (FullyConnected(100), Softmax(10)),
        epochs=60,
        learning_rate=0.1,
    ),
    Recipe(
        "basic_conv",
        "one convolution, one fully-connected layer",
        (ConvPool(20, 5), FullyConnected(100), Softmax(10)),
        epochs=60,
        learning_rate=0.1,
    ),
    Recipe(
        "omit_fc",
        "one convolution, straight into the softmax layer",
        (ConvPool(20, 5), Softmax(10)),
        epochs=60,
        learning_rate=0.1,
    ),
    Recipe(
        "dbl_conv",
        "two convolutions",
        _two_convolutions("sigmoid"),
        epochs=60,
        learning_rate=0.1,
    ),
    Recipe(
        "dbl_conv_tanh",
        "two convolutions, tanh instead of sigmoid",
        _two_convolutions("tanh"),
        epochs=60,
        learning_rate=0.1,
    ),
    Recipe(
        "dbl_conv_relu",
        "two convolutions, rectified linear units, regularised",
        _two_convolutions("relu"),
        epochs=60,
        learning_rate=0.03,
        book_lambda=0.1,
    ),
)
