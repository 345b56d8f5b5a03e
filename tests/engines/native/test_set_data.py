"""Sessions of the C++ that go on with other arrays."""

import numpy as np
import pytest
from block_cases import (
    Case,
    assert_same_numbers,
    assert_same_steps,
    drawn,
    drawn_warps,
)
from plain_maps import Full

COUNT = 5
SHAPE = (2, 3, 2)


def make_case():
    return Case([Full(6, "tanh"), Full(4)], SHAPE, COUNT)


def parts_of(kind, case, more):
    """Return the arrays of a kind for COUNT images, and for as many others and one."""
    images = np.concatenate([case.images, more])
    count, num_outputs = len(images), case.layers[-1].units
    every = {
        "labels": {"labels": np.arange(count, dtype=np.int32) % 4 - 1},
        "targets": {"targets": drawn(count, num_outputs)},
        "reconstruction": {},
    }[kind]
    every = {"images": images, "weights": drawn(count), **every}
    first, second = (
        {name: array[part] for name, array in every.items()}
        for part in (slice(COUNT), slice(COUNT, None))
    )
    flag = {"reconstructs": True} if kind == "reconstruction" else {}
    return first | flag, second | flag, every | flag


@pytest.mark.parametrize(
    ("rule", "kept"),
    [
        ({}, []),
        ({"momentum": 0.5}, ["velocities"]),
        ({"optimizer": 2}, ["velocities", "squares"]),
    ],
)
@pytest.mark.parametrize("kind", ["labels", "targets", "reconstruction"])
def test_other_data_are_learnt_as_if_they_had_been_there(core, kind, rule, kept):
    """Parameters, velocities, squares and what is dropped go on."""
    case = Case([Full(6, "tanh", dropout=0.3), Full(12)], SHAPE, COUNT)
    first, second, every = parts_of(kind, case, drawn(COUNT + 1, *SHAPE))
    settings = {"labels": None, "decay": 0.1, **rule}
    session, whole = (
        case.session(core, **{**settings, **data}) for data in (first, every)
    )
    order, rates = np.arange(COUNT, dtype=np.int32), np.full(1, 0.1, np.float32)
    for step, (data, begin) in enumerate([(first, 0), (second, COUNT), (first, 0)]):
        session.set_data(**data)
        cost = session.run(order, rates, step, [])
        assert cost == whole.run(order + np.int32(begin), rates, step, [])
    for which in ({}, *({name: True} for name in kept)):
        assert_same_numbers(case, session, whole, **which)


def test_other_data_may_be_of_another_kind_and_bytes(core):
    case = make_case()
    given = {
        "images": np.round(255 * case.images).astype(np.uint8),
        "targets": drawn(COUNT, 4),
    }
    session = case.session(core)
    session.set_data(**given)
    expected = case.session(core, labels=None, **given)
    assert_same_steps(case, [session, expected], [np.arange(COUNT)] * 2)


def test_other_data_are_shifted_as_the_first_and_not_warped(core):
    case = make_case()
    others = {"images": drawn(3, *SHAPE), "labels": np.array([2, 0, 1], np.int32)}
    shifts = np.array([[0, 0], [1, -1]], np.int32)
    shifted, expected = (case.session(core, shifts=shifts, **of) for of in ({}, others))
    shifted.set_data(**others)
    assert_same_steps(case, [shifted, expected], [[5, 0, 3, 4, 1]] * 2)
    rates = np.ones(1, np.float32)
    with pytest.raises(ValueError, match="indices of examples"):
        shifted.run(np.array([6], np.int32), rates, 0, [])
    warped, expected = case.session(core), case.session(core, **others)
    warped.warp(*map(np.ascontiguousarray, drawn_warps(case)))
    warped.set_data(**others)
    assert_same_steps(case, [warped, expected], [[2, 0, 0, 1, 2]] * 2)


def test_data_that_are_refused_leave_the_others(core):
    case = make_case()
    sessions = [case.session(core), case.session(core)]
    with pytest.raises(ValueError, match="one label for each image"):
        sessions[0].set_data(drawn(3, *SHAPE), labels=np.zeros(2, np.int32))
    assert_same_steps(case, sessions, [np.arange(COUNT)] * 2)
