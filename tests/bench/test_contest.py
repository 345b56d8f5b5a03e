"""A whole contest, tiny: who fails is left out, and no process is left behind."""

import pytest

from network4.bench.contest import Plan, run_contest

TINY = {"threads": (1,), "networks": ("shallow",), "batch_sizes": (10,)}
QUICK = {"rounds": 1, "seconds": 0.01}


def test_who_fails_has_an_error_and_stops_nobody(
    broken, numpy_by_hand, process_ids, has_ended
):
    ways = ("crashes", "absent", "refuses")
    competitors = (*map(broken, ways), numpy_by_hand)
    said = []
    outcome = run_contest(
        Plan(competitors=competitors, inference=True, **TINY, **QUICK), said.append
    )
    assert [result.error for result in outcome.steps] == [
        "ended with code 3",
        "absent is not installed",
        "ValueError: no such layer",
        None,
    ]
    numpy = outcome.steps[-1]
    assert numpy.min <= numpy.microseconds_per_step <= numpy.max
    assert numpy.ratio_to_best_peer == 1
    assert outcome.matrix_product_gflops[1] > 0
    floor = 3_196_000 / outcome.matrix_product_gflops[1] / 1e3
    assert numpy.floor_microseconds == pytest.approx(floor)
    assert [result.error is None for result in outcome.inference] == [False] * 3 + [
        True
    ]
    assert outcome.inference[-1].images_per_second > 0
    assert len(process_ids()) == 5  # the matrix product has one, too
    assert all(map(has_ended, process_ids()))
    assert said[0].startswith("shallow, mini-batch 10, 1 thread: NumPy by hand")


def test_who_crashed_gets_a_new_worker_for_the_next_task(broken, process_ids):
    plan = Plan(
        competitors=(broken("crashes"), broken("absent")),
        **{**TINY, "batch_sizes": (10, 20)},
        **QUICK,
    )
    outcome = run_contest(plan)
    assert [result.error for result in outcome.steps] == [
        *("ended with code 3", "absent is not installed"),
    ] * 2
    assert len(process_ids()) == 2 + 1 + 1  # who is not installed is not tried again


def test_everyone_has_a_turn_each_round_and_the_first_changes(teller):
    """They get ready before; the fourth in a round is the product of matrices."""
    competitor, log = teller
    plan = Plan(
        competitors=tuple(map(competitor, "abc")), **TINY, rounds=3, seconds=0.01
    )
    outcome = run_contest(plan)
    assert log.read_text()[-9:] == "abcbcacab"
    slept = {"a": 20_000, "b": 60_000, "c": 120_000}
    for result in outcome.steps:
        assert slept[result.competitor] <= result.min
        assert result.microseconds_per_step < 1.5 * slept[result.competitor]


def test_interrupted_it_leaves_no_process(numpy_by_hand, process_ids, has_ended):
    def interrupt(text):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_contest(Plan(competitors=(numpy_by_hand,), **TINY, **QUICK), interrupt)
    assert len(process_ids()) == 2
    assert all(map(has_ended, process_ids()))
