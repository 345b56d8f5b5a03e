"""Signals that end programs, while something runs."""

import signal
import threading

import pytest

from network4.utils.interrupts import interrupts_held, interrupts_noted


def test_ctrl_c_waits_until_what_it_met_is_done():
    done = []
    with pytest.raises(KeyboardInterrupt), interrupts_held():
        signal.raise_signal(signal.SIGINT)
        done.append(True)
    assert done
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.fixture
def met():
    """The signals that a handler of one's own, for SIGTERM, has met."""
    numbers = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: numbers.append(number))
    yield numbers
    signal.signal(signal.SIGTERM, before)


def test_a_handler_of_ones_own_is_called_afterwards_and_stays(met):
    handler = signal.getsignal(signal.SIGTERM)
    with interrupts_held():
        signal.raise_signal(signal.SIGTERM)
        assert not met
    assert met == [signal.SIGTERM]
    assert signal.getsignal(signal.SIGTERM) is handler


def test_a_signal_whose_handler_raised_nothing_is_noted(met):
    handler = signal.getsignal(signal.SIGTERM)
    with interrupts_noted() as check:
        check()
        signal.raise_signal(signal.SIGTERM)
        assert met == [signal.SIGTERM]
        with pytest.raises(KeyboardInterrupt):
            check()
    assert signal.getsignal(signal.SIGTERM) is handler


def test_what_is_held_within_is_noted_afterwards(met):
    with interrupts_noted() as check:
        with interrupts_held():
            signal.raise_signal(signal.SIGTERM)
            check()
        with pytest.raises(KeyboardInterrupt):
            check()


@pytest.mark.parametrize("around", [interrupts_held, interrupts_noted])
def test_a_signal_that_is_ignored_stays_so(around):
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with around():
            signal.raise_signal(signal.SIGTERM)
            assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize("around", [interrupts_held, interrupts_noted])
def test_other_threads_leave_the_handlers_alone(around):
    found = []

    def look():
        with around():
            found.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert found == [signal.default_int_handler]
