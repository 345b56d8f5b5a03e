"""Perceptrons: yes or no by weighing evidence, and what can be built of them.

A perceptron has a weight w_j for each input x_j and a bias b. It answers 1 if

    z = w . x + b = w_1 x_1 + w_2 x_2 + ... + b > 0,  and 0 if not.

A threshold is the bias with its sign turned: w . x > threshold means b = -threshold.

NAND is a perceptron, and every logical function can be made of NANDs. So whatever
a computer computes, perceptrons can; the adder below is the smallest proof. What makes
them more than another kind of NAND is that their weights can be learned. For that, a
small change of a weight should change the answer by little, which a step does not do
and a sigmoid does: see `sigmoid` and `scaled`.

>>> [nand(x, y) for x, y in [(0, 0), (0, 1), (1, 0), (1, 1)]]
[1, 1, 1, 0]
>>> add_two_bits(1, 1)  # one and one is binary 10: sum 0, carry 1
(0, 1)

Source: the book, Chapter 1.
"""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, ShapeError, shown
from network4.scratch.checks import (
    as_numbers,
    as_sequence,
    as_whole,
    check_callable,
    check_number,
)

Array = npt.NDArray[np.float64]
NeuronLayer = tuple[Array, Array]  # weights (neurons, inputs), biases (neurons,)

NUM_DIGITS = 10
NUM_BITS = 4


def step(z: npt.ArrayLike) -> Array:
    """Return 1 where z > 0, else 0: how a perceptron decides. At z = 0 it says 0."""
    return np.where(as_numbers("step", "z", z) > 0, 1.0, 0.0)


def sigmoid(z: npt.ArrayLike) -> Array:
    """Return 1/(1 + exp(-z)): a step with its corner rounded off.

    Written by tanh, which is the same function and cannot overflow.

    >>> sigmoid([-1000, 0, 1000])
    array([0. , 0.5, 1. ])
    """
    return (1 + np.tanh(as_numbers("sigmoid", "z", z) / 2)) / 2


def weighted_input(
    weights: npt.ArrayLike, bias: npt.ArrayLike, inputs: npt.ArrayLike
) -> Array:
    """Return z = w . x + b.

    Args:
        weights: (inputs,) for one neuron, (neurons, inputs) for a layer.
        bias: a number for one neuron, (neurons,) for a layer.
        inputs: (inputs,), or (n, inputs) for n examples at once.

    Raises:
        ShapeError: more or fewer weights than inputs, or biases than neurons.
    """
    w = as_numbers("A neuron", "weights", weights)
    x, b = (
        as_numbers("A neuron", "inputs", inputs),
        as_numbers("A neuron", "bias", bias),
    )
    if (
        not w.ndim
        or not x.ndim
        or w.shape[-1:] != x.shape[-1:]
        or w.shape[:-1] != b.shape
    ):
        raise ShapeError(
            "A neuron expects a weight for each input and one bias, received weights "
            f"{w.shape} and biases {b.shape} for inputs {x.shape}."
        )
    return np.asarray(x @ w.T + b)


def perceptron(weights: npt.ArrayLike, bias: float, inputs: npt.ArrayLike) -> int:
    """Return the answer of one perceptron to one example, 1 or 0.

    >>> perceptron([1, 1], bias=-1.5, inputs=[1, 1])  # AND
    1

    Raises:
        ShapeError: weights and inputs are not two rows of the same length.
    """
    z = weighted_input(weights, bias, inputs)
    if z.ndim:
        raise ShapeError(
            "perceptron expects one row of inputs, received "
            f"{np.shape(inputs)}; use output for more."
        )
    return int(step(z))


def goes_to_festival(
    weather: int, company: int, transit: int, threshold: float = 5
) -> bool:
    """Decide whether to go to the cheese festival: weights 6, 2 and 2.

    With threshold 5 the weather alone decides. With threshold 3 good weather is still
    enough, and so are company and transit together.

    Args:
        weather: 1 if it is good, else 0.
        company: 1 if somebody comes along, else 0.
        transit: 1 if a train or bus goes there, else 0.
        threshold: how much must speak for it; default 5.

    Example:
        >>> goes_to_festival(weather=0, company=1, transit=1)
        False
        >>> goes_to_festival(weather=0, company=1, transit=1, threshold=3)
        True
    """
    check_number("goes_to_festival", "threshold", threshold, zero_allowed=True)
    evidence = [_bit(weather), _bit(company), _bit(transit)]
    return perceptron([6, 2, 2], -threshold, evidence) == 1


def nand(x: int, y: int) -> int:
    """Return 0 if both bits are 1, else 1: weights -2, -2 and bias 3."""
    return perceptron([-2, -2], 3, [_bit(x), _bit(y)])


def add_two_bits(x: int, y: int) -> tuple[int, int]:
    """Return (sum, carry) of two bits, by five NANDs."""
    not_both = nand(x, y)
    only_x, only_y = nand(x, not_both), nand(y, not_both)  # 0 where it is so
    return nand(only_x, only_y), nand(not_both, not_both)


def adder_layers() -> list[NeuronLayer]:
    """Return the same adder as three layers of neurons, two bits in, (sum, carry) out.

    In layers no wire skips a neuron, so bits that are needed later pass through
    neurons of weight 2 and bias -1, which repeat them. NAND(n, n) becomes one weight
    of -4. Every z that arises is then an odd whole number: never 0, never nearer to
    it than 1.

    >>> output(adder_layers(), [[0, 0], [0, 1], [1, 0], [1, 1]])
    array([[0., 0.],
           [1., 0.],
           [1., 0.],
           [0., 1.]])
    """
    repeat_both_and_nand = [[2, 0], [0, 2], [-2, -2]], [-1, -1, 3]
    nand_with_each = [[-2, 0, -2], [0, -2, -2], [0, 0, 2]], [3, 3, -1]
    sum_and_carry = [[-2, -2, 0], [0, 0, -4]], [3, 3]
    layers = repeat_both_and_nand, nand_with_each, sum_and_carry
    return [(np.array(w, np.float64), np.array(b, np.float64)) for w, b in layers]


def output(
    layers: Sequence[NeuronLayer],
    inputs: npt.ArrayLike,
    activation: Callable[[npt.ArrayLike], Array] = step,
) -> Array:
    """Return what the last layer answers, each layer reading the one before it.

    Args:
        layers: weights (neurons, inputs) and biases (neurons,) of each layer.
        inputs: (inputs,), or (n, inputs) for n examples at once.
        activation: `step` for perceptrons (default), `sigmoid` for sigmoid neurons.

    Raises:
        ShapeError: a layer has more or fewer weights than the one before has neurons.
    """
    check_callable("output", "activation", activation, 1)
    a = as_numbers("output", "inputs", inputs)
    for weights, biases in _pairs("output", layers):
        a = activation(weighted_input(weights, biases, a))
    return a


def scaled(layers: Sequence[NeuronLayer], c: float) -> list[NeuronLayer]:
    """Return the layers with every weight and bias multiplied by c > 0.

    Perceptrons answer as before: c z > 0 exactly where z > 0.

    Sigmoid neurons come to answer like perceptrons as c grows, for

        |sigmoid(c z) - step(z)| = 1/(1 + exp(c |z|)) < exp(-c |z|),

    which goes to 0 wherever z is not 0, and layer by layer: once its inputs are close
    enough to bits, a neuron's z lies close to the perceptron's, so not at 0 either.
    It fails where some w . x + b = 0: there sigmoid(c z) = 1/2 whatever c is, while the
    perceptron says 0, and the half goes on into the layers after it.

    >>> for c in (1, 10, 100):
    ...     print(output(scaled(adder_layers(), c), [1, 1], sigmoid).round(3))
    [0.519 0.811]
    [0. 1.]
    [0. 1.]
    >>> at_the_border = [(np.array([[1.0, 1.0]]), np.array([-1.0]))]
    >>> output(scaled(at_the_border, 100), [1, 0], sigmoid)
    array([0.5])

    Raises:
        ArgumentError: c is not above 0.
    """
    check_number("scaled", "c", c)
    pairs = _pairs("scaled", layers)
    return [
        (
            c * as_numbers("scaled", "weights", weights),
            c * as_numbers("scaled", "biases", biases),
        )
        for weights, biases in pairs
    ]


def _pairs(owner: str, layers: object) -> Sequence[NeuronLayer]:
    """Return layers if each is a pair; refuse anything else."""
    given = as_sequence(owner, "layers", layers)
    for each in given:
        if len(as_sequence(owner, "each of layers", each)) != 2:
            raise ArgumentError(
                f"{owner}: each of layers must be weights and biases, received "
                f"{shown(each)}."
            )
    return given


def binary_layer() -> NeuronLayer:
    """Return four perceptrons that turn ten outputs, one a digit, into its four bits.

    Bit i of the digit (i = 0 for the ones) has weight +1 from every digit in which it
    is set and -1 from every other; biases are 0. Let the right output be at least r
    and each of the nine others lie in 0..e. Of a bit that is set in the right digit,
    the right output adds at least r to z, and the others can take off e each at most,
    those of weight -1; of a bit that is not set, the same with the sign turned:

        |z| >= r - 9 e = 0.99 - 0.09 = 0.90 > 0, with the sign of the bit.

    Counting only the outputs whose weight is of the other sign, at most eight, gives
    0.91: see `binary_margin`.

    >>> outputs = np.full(10, 0.01)
    >>> outputs[6] = 0.99
    >>> output([binary_layer()], outputs)[::-1]  # 6 is binary 0110
    array([0., 1., 1., 0.])
    """
    digits, bits = np.arange(NUM_DIGITS), np.arange(NUM_BITS)
    is_set = (digits[None, :] >> bits[:, None]) & 1 == 1
    return np.where(is_set, 1.0, -1.0), np.zeros(NUM_BITS)


def binary_margin(right: float = 0.99, wrong: float = 0.01) -> float:
    """Return how far from 0 the weighted inputs of `binary_layer` always are.

    That is r - m e, with m the largest number of digits whose weight to a bit has the
    other sign than the right digit's. Above 0, the bits are certain.

    Args:
        right: the least output of the right digit.
        wrong: the largest output of any other, 0 or more.

    Raises:
        ArgumentError: one is no number of at least 0.

    Example:
        >>> round(binary_margin(), 12)
        0.91
        >>> binary_margin(right=0.6, wrong=0.4) > 0
        False
    """
    check_number("binary_margin", "right", right, zero_allowed=True)
    check_number("binary_margin", "wrong", wrong, zero_allowed=True)
    weights, _ = binary_layer()
    opposed = np.sum(weights[:, :, None] != weights[:, None, :], axis=2)
    return float(right) - float(opposed.max()) * float(wrong)


def _bit(value: int) -> int:
    """Return 0 or 1; refuse anything else."""
    if not isinstance(value, bool) and as_whole(value) not in (0, 1):
        raise ArgumentError(f"A bit must be 0 or 1, received {shown(value)}.")
    return int(value)
