"""A thousand hostile inputs of each kind: only our errors, in a sentence, soon."""

import pytest

kinds = pytest.importorskip("benchmarks.hostile.kinds", reason="needs a checkout")

COUNT = 1000
SEED = 2026  # benchmarks/faults.py begins with another


@pytest.mark.slow
@pytest.mark.parametrize("kind", kinds.KINDS, ids=lambda kind: kind.name)
def test_a_thousand_inputs_bring_only_our_errors(kind):
    failures = []
    refused = 0
    with kinds.prepared():
        for index in range(COUNT):
            outcome = kind.outcome(SEED, index)
            refused += outcome.refused
            if outcome.fault:
                failures.append(f"--only {index}: {outcome.fault}")
    assert not failures, f"of seed {SEED}: {failures[:5]}"
    assert refused > COUNT / 10, "what is hostile is refused now and then"


def test_the_parts_of_the_kinds_make_a_million():
    assert sum(kind.count for kind in kinds.KINDS) == 10**6


@pytest.mark.parametrize("kind", kinds.KINDS, ids=lambda kind: kind.name)
def test_an_input_is_made_again_from_its_seed_and_index(kind):
    with kinds.prepared():
        first, again, other = (kind.made(SEED, index) for index in (7, 7, 8))
    assert repr(first) == repr(again) != repr(other)
