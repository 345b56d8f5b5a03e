import json

import numpy as np
import pytest

mutating = pytest.importorskip("benchmarks.hostile.mutating", reason="needs a checkout")


def test_nearly_all_mutants_differ_from_what_they_were(generator):
    content = bytes(range(256)) * 4
    mutants = {mutating.mutated(generator, content) for _ in range(200)}
    assert len(mutants - {content}) > 180


def test_nothing_stays_nothing(generator):
    assert mutating.mutated(generator, b"") == b""


def test_a_mutant_of_json_is_json_and_leaves_the_original(generator):
    original = {"a": [1, {"b": "c"}], "d": None}
    before = json.dumps(original)
    mutants = [mutating.json_mutant(generator, original) for _ in range(200)]
    texts = {json.dumps(mutant) for mutant in mutants}
    assert json.dumps(original) == before
    assert len(texts - {before}) > 50


def test_changes_fall_on_the_beginning_more_than_on_the_end(generator):
    content = np.zeros(10_000, np.uint8).tobytes()
    mutants = [mutating.mutated(generator, content) for _ in range(300)]
    places = [next((i for i, byte in enumerate(m) if byte), 0) for m in mutants]
    assert np.median(places) < 1000
