"""Circuits of real numbers: gates that compute forward and pull backward.

Five modules, to be read in this order:

- `circuit`: units, gates, and how a pull on the output reaches every input.
- `atoms`: gates of one operation each, and the sigmoid out of four of them.
- `search`: which way to move the inputs so that the output rises, found by luck,
  by trying, and by calculus.
- `pulls`: two classifiers trained by pulling on their outputs.
- `guide`: each number that the guide prints, beside ours.

`python -m network4.scratch.gates` prints that table.

>>> from network4.scratch.gates import Unit, add, backward, multiply
>>> x, y, z = Unit(-2), Unit(5), Unit(-4)
>>> f = multiply(add(x, y), z)
>>> backward(f)
>>> f.value, x.gradient, y.gradient, z.gradient
(-12.0, -4.0, -4.0, 3.0)

Source: A. Karpathy, "Hacker's guide to Neural Networks".
"""

from network4.scratch.gates.atoms import (
    divide,
    exponential,
    invert,
    negate,
    power,
    shift,
    sigmoid_of_atoms,
)
from network4.scratch.gates.circuit import (
    Unit,
    add,
    backward,
    larger,
    multiply,
    neuron,
    relu,
    sigmoid,
)
from network4.scratch.gates.pulls import (
    LABELS,
    LINEAR,
    POINTS,
    RELU_NETWORK,
    Family,
    accuracy,
    pulls,
    train,
)
from network4.scratch.gates.search import (
    Circuit,
    analytic_gradient,
    climb,
    evaluate,
    forward_differences,
    gradient_by_trying,
    local_search,
    search_around,
)

__all__ = [
    "LABELS",
    "LINEAR",
    "POINTS",
    "RELU_NETWORK",
    "Circuit",
    "Family",
    "Unit",
    "accuracy",
    "add",
    "analytic_gradient",
    "backward",
    "climb",
    "divide",
    "evaluate",
    "exponential",
    "forward_differences",
    "gradient_by_trying",
    "invert",
    "larger",
    "local_search",
    "multiply",
    "negate",
    "neuron",
    "power",
    "pulls",
    "relu",
    "search_around",
    "shift",
    "sigmoid",
    "sigmoid_of_atoms",
    "train",
]
