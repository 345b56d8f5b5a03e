"""The guide as a walk: each number that it prints, beside ours.

What is drawn at random cannot agree to the last digit, so of the random search the
table shows the middle of 200 runs and the span that holds them all.

The guide's SVM prints 33% at first and 100% in the end. From the parameters that it
names, (1, -2, -1), four of the six points, 67%, are right before the first step; with
the guide's pulls, rate and 400 steps all but one of 20 seeds end at 83%. From `START`
33% are right at first, and each of 20 seeds ends at 100%.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from network4.scratch.checks import as_sequence, check_count, check_kind
from network4.scratch.gates.atoms import divide, sigmoid_of_atoms
from network4.scratch.gates.circuit import (
    Unit,
    add,
    backward,
    larger,
    multiply,
    neuron,
    sigmoid,
)
from network4.scratch.gates.pulls import LABELS, LINEAR, POINTS, accuracy, score, train
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

Search = Callable[[Circuit, npt.ArrayLike, np.random.Generator], npt.ArrayLike]


class Row(NamedTuple):
    """A line of the table.

    Attributes:
        what: what the number is.
        guide: the guide's; "" where it prints none.
        ours: ours.
        remark: why the two differ; "" where they do not.
    """

    what: str
    guide: str
    ours: str
    remark: str = ""


GUIDES_START = (1.0, -2.0, -1.0)
START = (-0.5, -1.0, 0.5)
SHRINK = 1.0
STEPS, EVERY = 400, 25
GUIDES_ACCURACIES = (33, 33, 50, 50, 33, 50, 50, 50, 50, 67, 67, 83, 100, 100, 100, 100)
_NUM_SEARCHES = 200
_STEP = 0.01


def sum_times(x: Unit, y: Unit, z: Unit) -> Unit:
    """Return (x + y) z, the guide's second circuit.

    >>> evaluate(sum_times, [-2, 5, -4])
    -12.0
    """
    return multiply(add(x, y), z)


def squared_product(a: Unit, b: Unit, c: Unit, d: Unit) -> Unit:
    """Return ((a b + c) d)^2, the wire branching into both inputs of one gate.

    >>> analytic_gradient(squared_product, [1, 2, 3, 4])
    array([320., 160., 160., 200.])
    """
    inner = multiply(add(multiply(a, b), c), d)
    return multiply(inner, inner)


def ratio(a: Unit, b: Unit, c: Unit, d: Unit) -> Unit:
    """Return (a + b)/(c + d).

    >>> analytic_gradient(ratio, [1, 2, 3, 1])
    array([ 0.25  ,  0.25  , -0.1875, -0.1875])
    """
    return divide(add(a, b), add(c, d))


def accuracies(
    first: Sequence[float], generator: np.random.Generator, steps: int = STEPS
) -> list[float]:
    """Return the SVM's training accuracy after steps 0, 25, 50, ..., while it learns.

    Args:
        first: the first parameters a, b and c.
        generator: where the order of the points comes from.
        steps: how many points are shown; default 400.

    Returns:
        Shares of the six points, each 0 to 1.

    Raises:
        ShapeError: there are not three parameters.
        ArgumentError: a number out of range.

    Example:
        >>> seen = accuracies(START, np.random.default_rng(0))
        >>> round(seen[0], 2), seen[-1]
        (0.33, 1.0)
    """
    check_count("accuracies", "steps", steps)
    check_kind("accuracies", "generator", generator, np.random.Generator)
    seen: list[float] = []

    def watch(step: int, parameters: npt.NDArray[np.float64]) -> None:
        if step % EVERY == 0:
            seen.append(accuracy(LINEAR, parameters))

    train(
        LINEAR,
        POINTS,
        LABELS,
        generator,
        steps,
        shrink=SHRINK,
        first=first,
        watch=watch,
    )
    return seen


def rows() -> list[Row]:
    """Return the whole walk, in the guide's order.

    >>> [row.ours for row in rows() if row.what == "x y at (-2, 3)"]
    ['-6']
    """
    return [*_one_gate(), *_two_gates(), *_a_neuron(), *_more_gates(), *_svm()]


def printed(table: Sequence[Row]) -> str:
    """Return rows as a table.

    >>> print(printed([Row("x y", "-5.9", "-6.0")]))
    what  the guide  ours
    ----  ---------  ----
    x y   -5.9       -6.0

    Raises:
        ArgumentError: a row is no Row.
    """
    checked = [
        check_kind("printed", "each row", row, Row)
        for row in as_sequence("printed", "table", table)
    ]
    heads = Row("what", "the guide", "ours")
    widths = [max(map(len, column)) for column in zip(heads, *checked, strict=True)]
    lines = [heads, ["-" * width for width in widths], *checked]
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)


def _list(values: npt.ArrayLike, decimals: int = 4) -> str:
    return ", ".join(
        f"{round(float(value), decimals) + 0.0:g}" for value in np.ravel(values)
    )


def _searched(search: Search) -> str:
    outputs = [
        evaluate(multiply, search(multiply, [-2, 3], np.random.default_rng(seed)))
        for seed in range(_NUM_SEARCHES)
    ]
    low, middle, high = np.quantile(outputs, (0, 0.5, 1))
    return f"{middle:.4f} ({low:.3f} to {high:.3f})"


def _one_gate() -> list[Row]:
    at = [-2.0, 3.0]
    nudged = [evaluate(multiply, place) for place in ([-1.9999, 3], [-2, 3.0001])]
    drawn = f"drawn: the middle of {_NUM_SEARCHES} runs, lowest to highest"
    by_three, by_four = (
        forward_differences(multiply, at),
        gradient_by_trying(multiply, at),
    )
    return [
        Row("x y at (-2, 3)", "-6", _list(evaluate(multiply, at))),
        Row(
            "random search around the start", "-5.9588", _searched(search_around), drawn
        ),
        Row("random search that moves on", "", _searched(local_search), drawn),
        Row("x y with x, y larger by 0.0001", "-5.9997, -6.0002", _list(nudged)),
        Row("slopes by three evaluations", "3, -2", _list(by_three)),
        Row("slopes by four evaluations", "", _list(by_four)),
        Row("slopes by calculus", "3, -2", _list(analytic_gradient(multiply, at))),
        Row(
            "inputs after a step of 0.01",
            "-1.97, 2.98",
            _list(climb(multiply, at, _STEP)),
        ),
        Row("output after that step", "-5.87", _after(multiply, at, _STEP, 2)),
        Row(
            "output after a step of 1", "-1", _after(multiply, at, 1.0, 2), "1 * 1 is 1"
        ),
    ]


def _after(circuit: Circuit, at: list[float], step: float, decimals: int) -> str:
    return _list(evaluate(circuit, climb(circuit, at, step)), decimals)


def _two_gates() -> list[Row]:
    at = [-2.0, 5.0, -4.0]
    moved = climb(sum_times, at, _STEP)
    by_trying = forward_differences(sum_times, at)
    return [
        Row("(x + y) z at (-2, 5, -4)", "-12", _list(evaluate(sum_times, at))),
        Row("slopes by calculus", "-4, -4, 3", _list(analytic_gradient(sum_times, at))),
        Row("slopes by four evaluations", "-4, -4, 3", _list(by_trying)),
        Row("inputs after a step of 0.01", "-2.04, 4.96, -3.97", _list(moved)),
        Row("x + y after that step", "2.92", _list(moved[0] + moved[1])),
        Row("output after that step", "-11.59", _after(sum_times, at, _STEP, 2)),
    ]


def _a_neuron() -> list[Row]:
    at = [1.0, 2.0, -3.0, -1.0, 3.0]
    guides = "-0.105, 0.315, 0.105, 0.105, 0.21"
    squashed = [evaluate(sigmoid, [x]) for x in (-5, 0, 5)]
    at_3 = [evaluate(sigmoid, [3]), analytic_gradient(sigmoid, [3])[0]]
    by_calculus, by_trying = (
        analytic_gradient(neuron, at),
        forward_differences(neuron, at),
    )
    cut, rounded = "the guide cuts digits off", "the guide rounds s first"
    return [
        Row("s(-5), s(0), s(5)", "0.006, 0.5, 0.993", _list(squashed), cut),
        Row("s(3) and its slope", "0.95, 0.0475", _list(at_3), rounded),
        Row("a neuron's output", "0.8808", _list(evaluate(neuron, at))),
        Row("its slopes by a, b, c, x, y", guides, _list(by_calculus, 3)),
        Row("the same by six evaluations", guides, _list(by_trying, 3)),
        Row("output after a step of 0.01", "0.8825", _after(neuron, at, _STEP, 5), cut),
    ]


def _more_gates() -> list[Row]:
    x = Unit(2)
    s = sigmoid_of_atoms(x)
    backward(s)
    ours = _list([s.value, x.gradient, s.value * (1 - s.value)])
    square = analytic_gradient(squared_product, [1, 2, 3, 4])
    quotient = analytic_gradient(ratio, [1, 2, 3, 1])
    return [
        Row("s(2) out of atoms, its slope, s (1 - s)", "", ours),
        Row("slopes of ((a b + c) d)^2 at 1, 2, 3, 4", "", _list(square)),
        Row("slopes of (a + b)/(c + d) at 1, 2, 3, 1", "", _list(quotient)),
        Row(
            "slopes of max(a, b) at 2, 7", "", _list(analytic_gradient(larger, [2, 7]))
        ),
    ]


def _svm() -> list[Row]:
    generator = np.random.default_rng
    ours, guides = (
        accuracies(START, generator(0)),
        accuracies(GUIDES_START, generator(0)),
    )
    score_of_first = score(LINEAR, GUIDES_START, POINTS[0])
    start = f"from {_list(START)}"
    return [
        Row("first point's score from 1, -2, -1", "-1.2", _list(score_of_first)),
        *(
            Row(
                f"SVM: % right after step {number * EVERY}",
                f"{guide}",
                f"{100 * share:.0f}",
                start,
            )
            for number, (guide, share) in enumerate(
                zip(GUIDES_ACCURACIES, ours, strict=True)
            )
        ),
        Row("SVM from 1, -2, -1: % right", "33 to 100", _span(guides), "see guide.py"),
    ]


def _span(shares: Sequence[float]) -> str:
    return f"{100 * shares[0]:.0f} to {100 * shares[-1]:.0f}"
