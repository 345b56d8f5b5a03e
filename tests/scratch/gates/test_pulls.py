"""Pulls against the slope of the cost they go down, training against the labels."""

import numpy as np
import pytest
from sklearn.svm import SVC

from network4.errors import ArgumentError, ShapeError
from network4.scratch.descent import numerical_gradient
from network4.scratch.gates import (
    LABELS,
    LINEAR,
    POINTS,
    RELU_NETWORK,
    accuracy,
    pulls,
    train,
)

SHRINK = 0.7
FAMILIES = {"linear": LINEAR, "network": RELU_NETWORK}


@pytest.fixture(params=FAMILIES)
def name(request):
    return request.param


def score_by_hand(name, parameters, points):
    """The scores in matrices, without a unit or a gate."""
    if name == "linear":
        return points @ parameters[:2] + parameters[2]
    lines = parameters[:9].reshape(3, 3)
    hidden = np.maximum(points @ lines[:, :2].T + lines[:, 2], 0)
    return hidden @ parameters[9:12] + parameters[12]


def cost(name, parameters, point, label):
    """The hinge, and half the sum of squared weights."""
    (result,) = score_by_hand(name, parameters, np.array([point]))
    is_weight = np.array(FAMILIES[name].is_weight)
    squares = np.sum(parameters[is_weight] ** 2)
    return max(0, 1 - label * result) + SHRINK * squares / 2


@pytest.mark.parametrize("seed", range(20))
def test_pulls_go_down_the_slope_of_the_hinge(name, seed):
    """Central differences of step 1e-5 of piecewise quadratic costs: no error but
    rounding, 2^-50 over 1e-5, unless a corner lies within 1e-5.
    """
    generator = np.random.default_rng(seed)
    family = FAMILIES[name]
    parameters = generator.normal(size=len(family.is_weight))
    for point, label in zip(POINTS, LABELS, strict=True):
        slopes = numerical_gradient(
            lambda v, p=point, n=label: cost(name, v, p, n), parameters
        )
        received = pulls(family, parameters, point, label, SHRINK)
        np.testing.assert_allclose(received, -slopes, atol=1e-8)


def total_cost(parameters, shrink):
    scores = score_by_hand("linear", parameters, np.array(POINTS))
    hinges = np.maximum(0, 1 - np.array(LABELS) * scores)
    return hinges.mean() + shrink * np.sum(parameters[:2] ** 2) / 2


@pytest.mark.parametrize(("shrink", "right"), [(0.1, 6), (1.0, 5)])
def test_pulls_lead_to_the_support_vector_machine(shrink, right):
    """Subgradient steps of rate r come within (R^2/(T r) + r G^2)/2 of the best cost,
    after T steps from a distance R, with pulls of at most G.
    """
    machine = SVC(kernel="linear", C=1 / (len(POINTS) * shrink), tol=1e-9)
    machine.fit(POINTS, LABELS)
    best = np.append(machine.coef_, machine.intercept_)
    signs = np.sign(score_by_hand("linear", best, np.array(POINTS)))
    assert np.sum(signs == LABELS) == right
    rate, steps, now, longest, lowest = 0.01, 2000, np.zeros(3), 0.0, np.inf
    for _ in range(steps):
        pairs = zip(POINTS, LABELS, strict=True)
        pull = np.mean([pulls(LINEAR, now, *pair, shrink) for pair in pairs], axis=0)
        longest = max(longest, np.linalg.norm(pull))
        now = now + rate * pull
        lowest = min(lowest, total_cost(now, shrink))
    bound = (best @ best / (steps * rate) + rate * longest**2) / 2
    assert -1e-6 <= lowest - total_cost(best, shrink) <= bound
    assert bound < 0.1


@pytest.mark.parametrize("seed", range(5))
def test_both_learn_the_six_points(name, seed):
    family = FAMILIES[name]
    parameters = train(family, POINTS, LABELS, np.random.default_rng(seed))
    assert accuracy(family, parameters) == 1
    signs = np.sign(score_by_hand(name, parameters, np.array(POINTS)))
    np.testing.assert_array_equal(signs, LABELS)


def test_the_same_generator_trains_the_same(name):
    runs = [
        train(FAMILIES[name], POINTS, LABELS, np.random.default_rng(3), 50)
        for _ in range(2)
    ]
    np.testing.assert_array_equal(*runs)


def test_a_network_bends_where_a_line_cannot():
    """An exclusive or: no line has (0, 0), (1, 1) on one side and the others beyond."""
    points, labels = [(0, 0), (1, 1), (0, 1), (1, 0)], [-1, -1, 1, 1]
    by_hand = np.array([1, 1, 0, 1, 1, -1, 0, 0, 0, 2, -4, 0, -1.0])
    assert accuracy(RELU_NETWORK, by_hand, points, labels) == 1


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: pulls(LINEAR, [1, 1, 1], (0, 0), 0), ArgumentError, "received 0"),
        (
            lambda: train(LINEAR, POINTS, [1], np.random.default_rng(0)),
            ShapeError,
            "received 6 points and 1 labels",
        ),
        (
            lambda: train(LINEAR, [], [], np.random.default_rng(0)),
            ShapeError,
            "received 0 points",
        ),
        (
            lambda: train(LINEAR, POINTS, LABELS, np.random.default_rng(0), rate=0),
            ArgumentError,
            "rate must be .* above 0, received 0",
        ),
        (
            lambda: train(LINEAR, POINTS, LABELS, np.random.default_rng(0), shrink=-1),
            ArgumentError,
            "shrink must be .* at least 0, received -1",
        ),
        (lambda: pulls(LINEAR, [1], (0, 0), 1), ShapeError, r"received shape \(1,\)"),
        (lambda: pulls(LINEAR, [1] * 3, (0,), 1), ShapeError, r"received \(0,\)"),
    ],
)
def test_what_makes_no_sense_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_first_parameters_may_be_given_and_steps_watched():
    seen = []
    last = train(
        LINEAR,
        POINTS,
        LABELS,
        np.random.default_rng(3),
        steps=5,
        shrink=1,
        first=(1, -2, -1),
        watch=lambda step, parameters: seen.append((step, parameters)),
    )
    assert [step for step, _ in seen] == list(range(5))
    np.testing.assert_array_equal(seen[-1][1], last)
    # The first step by hand: the point that this seed shows, from 1, -2, -1.
    shown = int(np.random.default_rng(3).integers(len(POINTS)))
    first = np.array([1.0, -2, -1])
    pull = pulls(LINEAR, first, POINTS[shown], LABELS[shown], 1)
    np.testing.assert_array_equal(seen[0][1], first + 0.01 * pull)


def test_first_parameters_must_be_the_familys():
    generator = np.random.default_rng(0)
    with pytest.raises(ShapeError, match="has 3 parameters, received shape"):
        train(LINEAR, POINTS, LABELS, generator, first=[1, 2])
    with pytest.raises(ArgumentError, match="watch must be a function, to be called"):
        train(LINEAR, POINTS, LABELS, generator, watch=3)
