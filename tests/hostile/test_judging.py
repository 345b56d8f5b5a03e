import sys
import time

import numpy as np
import pytest

from network4.errors import ArgumentError

judging = pytest.importorskip("benchmarks.hostile.judging", reason="needs a checkout")


def raising(error):
    def call():
        raise error

    return call


def test_our_error_is_a_refusal_without_fault():
    outcome = judging.judged(raising(ArgumentError("fit: seed must be above 0.")))
    assert outcome.refused and not outcome.fault


def test_what_raises_nothing_is_accepted():
    outcome = judging.judged(lambda: None)
    assert not outcome.refused and not outcome.fault


@pytest.mark.parametrize("error", [TypeError("a"), MemoryError(), SystemExit(1)])
def test_a_foreign_error_is_a_fault_with_its_type(error):
    assert type(error).__name__ in judging.judged(raising(error)).fault


def test_a_documented_error_is_none():
    assert not judging.judged(raising(FileNotFoundError("x")), also=(OSError,)).fault


@pytest.mark.parametrize(
    "message", ["", "x" * 301, "a\nb", "a\x1b[2J", "fit: it is too large: try inf."]
)
def test_a_message_that_helps_nobody_is_a_fault(message):
    assert judging.fault_of(message)


def test_a_sentence_is_none():
    assert not judging.fault_of("fit: epochs must be above 0, received inf.")


def test_what_takes_too_long_is_a_fault():
    def spin():
        begun = time.process_time()
        while time.process_time() < begun + judging.MOST_SECONDS + 0.1:
            sum(range(1000))

    assert judging.judged(spin).fault.startswith("it took 2.")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks /proc")
def test_what_takes_too_much_memory_is_a_fault(monkeypatch):
    monkeypatch.setattr(judging, "MOST_BYTES", 10**7)
    assert "GB" in judging.judged(lambda: np.ones(10**7)).fault


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks /proc")
def test_no_bomb_takes_the_machines_memory():
    with judging.guarded():
        fault = judging.judged(lambda: np.zeros(10**12, np.uint8)).fault
    assert "MemoryError" in fault
