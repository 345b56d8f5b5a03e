"""The walk through the guide: its numbers beside ours."""

import subprocess
import sys

import numpy as np
import pytest

from network4.errors import ArgumentError, ShapeError
from network4.scratch.gates.guide import (
    EVERY,
    GUIDES_ACCURACIES,
    GUIDES_START,
    START,
    Row,
    accuracies,
    printed,
    rows,
)


@pytest.fixture(scope="module")
def table():
    return rows()


def _numbers(text):
    return [float(word) for word in text.replace(",", " ").split()]


def test_all_numbers_agree_that_have_no_remark(table):
    compared = [row for row in table if row.guide and not row.remark]
    assert len(compared) >= 15
    for row in compared:
        # The guide prints as many decimals as it has; ours are at most as coarse.
        for theirs, ours in zip(_numbers(row.guide), _numbers(row.ours), strict=True):
            assert ours == pytest.approx(theirs, abs=1e-12), row.what


def test_what_is_drawn_lies_where_it_must(table):
    """Around the start nothing is above -1.99 * 2.99 = -5.9501; the other moves on."""
    ours = {row.what: row for row in table}
    around = ours["random search around the start"]
    low, high = _numbers(around.ours.partition("(")[2].strip(")").replace("to", ""))
    assert low <= float(around.guide) <= high <= -5.95
    moved_on = ours["random search that moves on"].ours
    assert -5.25 < float(moved_on.split()[0]) < -5.1


def test_the_svm_learns_from_33_to_100_percent_while_one_watches():
    seen = accuracies(START, np.random.default_rng(0))
    assert len(seen) == len(GUIDES_ACCURACIES) == 400 / EVERY
    assert seen[0] == pytest.approx(1 / 3)
    assert seen[-1] == 1
    assert set(np.diff(seen) * 6) - {0}  # it changes on the way


def test_from_the_guides_parameters_four_points_are_right_at_once():
    starts, ends = zip(
        *(
            (seen[0], seen[-1])
            for seed in range(10)
            for seen in [accuracies(GUIDES_START, np.random.default_rng(seed))]
        ),
        strict=True,
    )
    assert set(starts) == {4 / 6}
    assert sum(end == 5 / 6 for end in ends) >= 9


def test_the_module_prints_its_table(table):
    command = [sys.executable, "-m", "network4.scratch.gates"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == printed(table).splitlines()
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: printed(3), ArgumentError, "printed: table must be a list"),
        (lambda: printed([("a", "b", "c")]), ArgumentError, "each row must be a Row"),
        (
            lambda: accuracies((1, 2), np.random.default_rng(0)),
            ShapeError,
            "has 3 para",
        ),
        (lambda: accuracies(START, 3), ArgumentError, "generator must be a Generator"),
        (
            lambda: accuracies(START, np.random.default_rng(0), -1),
            ArgumentError,
            "accuracies: steps must be a whole number",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_an_empty_table_has_heads():
    heads = "what the guide ours ---- --------- ----"
    assert printed([]).split() == heads.split()
    assert printed([Row("a", "b", "c", "d")]).splitlines()[-1].split() == list("abcd")
