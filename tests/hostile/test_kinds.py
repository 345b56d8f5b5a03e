"""A thousand hostile inputs of each kind: only our errors, in a sentence, soon."""

import pytest

kinds = pytest.importorskip("benchmarks.hostile.kinds", reason="needs a checkout")
working = pytest.importorskip("benchmarks.hostile.working", reason="needs a checkout")

COUNT = 1000
SEED = 2026  # benchmarks/faults.py begins with another


@pytest.mark.slow
@pytest.mark.parametrize("kind", kinds.KINDS, ids=lambda kind: kind.name)
def test_a_thousand_inputs_bring_only_our_errors(kind):
    found = list(working.tried(working.Task(kind.name, SEED, 0, COUNT)))
    failures = [
        f"--only {f.index}: {f.outcome.fault}" for f in found if f.outcome.fault
    ]
    assert len(found) == COUNT
    assert not failures, f"--kind {kind.name} --seed {SEED} {failures[:5]}"
    refused = sum(each.outcome.refused for each in found)
    assert refused > COUNT / 10, "what is hostile is refused now and then"


def test_the_parts_of_the_kinds_make_a_million():
    assert sum(kind.count for kind in kinds.KINDS) == 10**6


@pytest.mark.parametrize("kind", kinds.KINDS, ids=lambda kind: kind.name)
def test_an_input_is_made_again_from_its_seed_and_index(kind):
    with kinds.prepared():
        first, again, other = (kind.made(SEED, index) for index in (7, 7, 8))
    assert repr(first) == repr(again) != repr(other)
