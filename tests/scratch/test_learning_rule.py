"""What the rule learns, and that no weights at all give XOR."""

from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog

from network4.errors import ArgumentError, ShapeError
from network4.scratch.learning_rule import (
    BY_HAND,
    CORNERS,
    FUNCTIONS,
    answers,
    functions_learned,
    learn,
)


def is_separable(wanted):
    """Whether some w, b have sign(y) (w.x + b) >= 1 for all: a linear programme."""
    signs = np.where(wanted, 1, -1)
    sides = -signs[:, None] * np.column_stack([CORNERS, np.ones(4)])
    found = linprog([0, 0, 0], A_ub=sides, b_ub=-np.ones(4), bounds=[(None, None)] * 3)
    return found.success


@pytest.mark.parametrize("wanted", list(product((0, 1), repeat=4)))
def test_all_sixteen_functions_are_learned_if_a_line_parts_them(wanted):
    """All but XOR and its opposite."""
    learned = learn(CORNERS, wanted)
    is_learned = answers(learned.weights, learned.bias) == list(wanted)
    assert (
        is_learned
        == is_separable(wanted)
        == (wanted not in ((0, 1, 1, 0), (1, 0, 0, 1)))
    )
    assert learned.is_cycling != is_learned
    assert (learned.mistakes[-1] == 0) == is_learned


@pytest.mark.parametrize("name", BY_HAND)
def test_weights_by_hand_are_right(name):
    assert answers(*BY_HAND[name]) == list(FUNCTIONS[name])


def test_a_cycle_is_one():
    """Epochs from where it comes round make the same mistakes for ever."""
    learned = learn(CORNERS, FUNCTIONS["XOR"])
    after = [
        learn(CORNERS, FUNCTIONS["XOR"], most_epochs=epochs).weights.tolist()
        for epochs in range(1, len(learned.mistakes))
    ]
    assert learned.weights.tolist() in [[0, 0], *after]
    assert 1 not in {learned.mistakes.count(0), learned.mistakes[-1]}


def test_points_that_a_margin_parts_are_learned_within_novikoffs_bound():
    """At most (R/margin)^2 mistakes, R the longest example with its 1."""
    generator = np.random.default_rng(5)
    direction = np.array([0.6, -0.8, 0.0])
    points = generator.uniform(-1, 1, (400, 2))
    x = np.column_stack([points, np.ones(400)])
    kept = np.abs(x @ direction) > 0.1
    wanted = (x @ direction > 0)[kept]
    learned = learn(points[kept], wanted, most_epochs=10_000)
    assert answers(learned.weights, learned.bias, points[kept]) == wanted.tolist()
    longest = np.linalg.norm(x[kept], axis=1).max()
    margin = np.abs(x[kept] @ direction).min()
    assert sum(learned.mistakes) <= (longest / margin) ** 2


def test_the_rate_only_scales_what_begins_at_0():
    one, tenth = (learn(CORNERS, FUNCTIONS["AND"], rate) for rate in (1, 0.125))
    assert one.mistakes == tenth.mistakes
    np.testing.assert_array_equal(one.weights, 8 * tenth.weights)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: learn(CORNERS, [0, 1]), ShapeError, "received 4 examples and 2 ans"),
        (lambda: learn(CORNERS, [0, 1, 2, 0]), ArgumentError, "wanted must be 0 or 1"),
        (lambda: learn([1, 2], [0, 1]), ShapeError, "inputs must be rows of numbers"),
        (lambda: learn(CORNERS, FUNCTIONS["OR"], 0), ArgumentError, "rate must be"),
        (
            lambda: learn(CORNERS, FUNCTIONS["OR"], most_epochs=0),
            ArgumentError,
            "most_epochs must be a whole number of at least 1",
        ),
        (lambda: answers([1], 0), ShapeError, "a weight for each input"),
        (lambda: answers("ab", 0), ArgumentError, "weights must be numbers"),
        (lambda: learn([[np.nan]], [0]), ArgumentError, "inputs must be finite"),
    ],
)
def test_what_makes_no_sense_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_no_corner_lies_on_a_border_that_is_drawn():
    names = iter(FUNCTIONS)
    for corners, wanted, weights, bias in functions_learned().values():
        learned = learn(CORNERS, FUNCTIONS[next(names)])
        assert np.abs(np.array(corners) @ weights + bias).min() >= 0.5
        same = answers(weights, bias)
        assert same == answers(learned.weights, learned.bias)
        assert (same == list(wanted)) != learned.is_cycling
