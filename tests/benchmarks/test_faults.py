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
