"""How an input that failed is shown where it is tried again."""

import pytest

faults = pytest.importorskip("benchmarks.faults", reason="needs a checkout")
values = pytest.importorskip("benchmarks.hostile.values", reason="needs a checkout")


def test_what_has_no_repr_is_shown_by_its_type():
    shown = faults.in_words({"X": values.Unshowable(), "y": 3})
    assert shown.startswith("X=<Unshowable instance at ")
    assert shown.endswith(", y=3")


def test_what_has_one_is_shown_by_it():
    assert (
        faults.in_words((["train", "--seed"], b"\0"))
        == r"(['train', '--seed'], b'\x00')"
    )


def test_a_record_keeps_what_came_of_other_kinds(tmp_path):
    first, second = (faults.Tally(kind) for kind in faults.KINDS[:2])
    first.tried, second.tried = 3, 5
    for found, seed in ((first, 0), (second, 1), (first, 2)):
        faults.write(tmp_path / "faults.json", found, seed)
    kinds = faults.read_record(tmp_path / "faults.json")["kinds"]
    assert {name: (each["seed"], each["tried"]) for name, each in kinds.items()} == {
        first.kind.name: (2, 3),
        second.kind.name: (1, 5),
    }
