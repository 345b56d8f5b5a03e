"""Small matrix products stay on one thread, unless their user says otherwise."""

import os
import subprocess
import sys

import numpy as np
import pytest

from network4.errors import ArgumentError
from network4.utils import blas
from network4.utils.blas import BLAS_VARIABLES, on_few_threads

THREADS = """
import scipy.linalg.blas, threadpoolctl
from network4.utils.blas import on_few_threads

def counts():
    libraries = threadpoolctl.threadpool_info()
    return {l["num_threads"] for l in libraries if l["user_api"] == "blas"}

threadpoolctl.threadpool_limits(3, "blas")
print(counts(), on_few_threads(counts)(), counts())
"""


class Library:
    """Has a number of threads, as threadpoolctl's libraries have."""

    def __init__(self, num_threads):
        self.num_threads, self.seen = num_threads, []

    def set_num_threads(self, num_threads):
        self.num_threads = num_threads
        self.seen.append(num_threads)


@pytest.fixture
def library(monkeypatch):
    monkeypatch.delenv("NETWORK4_NUM_THREADS", raising=False)
    one = Library(4)
    monkeypatch.setattr(blas, "_libraries", lambda with_scipy: [one])
    return one


def threads_of(library):
    return on_few_threads(lambda: library.num_threads)()


def test_a_call_has_one_thread_and_leaves_what_was(library):
    assert threads_of(library) == 1
    assert library.num_threads == 4


def test_a_failing_call_leaves_what_was(library):
    @on_few_threads
    def fail():
        raise KeyError(library.num_threads)

    with pytest.raises(KeyError, match="1"):
        fail()
    assert library.num_threads == 4


def test_calls_within_calls_change_nothing(library):
    outer = on_few_threads(lambda: (threads_of(library), library.num_threads))
    assert outer() == (1, 1)
    assert library.seen == [1, 4]


@pytest.mark.parametrize(("asked", "given"), [("2", 2), ("1", 1), ("9", 4)])
def test_network4s_own_variable_decides(library, monkeypatch, asked, given):
    monkeypatch.setenv("NETWORK4_NUM_THREADS", asked)
    assert threads_of(library) == given
    assert library.num_threads == 4


def test_a_variable_that_is_no_number_is_refused(library, monkeypatch):
    monkeypatch.setenv("NETWORK4_NUM_THREADS", "all")
    with pytest.raises(ArgumentError, match="NETWORK4_NUM_THREADS must be a whole"):
        threads_of(library)


@pytest.mark.parametrize(
    ("variables", "within"),
    [({}, 1), ({"NETWORK4_NUM_THREADS": "2"}, 2), ({"OPENBLAS_NUM_THREADS": "3"}, 3)],
)
def test_the_libraries_themselves_are_limited(variables, within):
    others = (*BLAS_VARIABLES, "NETWORK4_NUM_THREADS")
    kept = {name: value for name, value in os.environ.items() if name not in others}
    done = subprocess.run(
        [sys.executable, "-c", THREADS],
        env={**kept, **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    if done.stdout.startswith("set()"):
        pytest.skip("NumPy here uses no BLAS whose threads can be set")
    assert done.stdout.split("\n")[0] == f"{{3}} {{{within}}} {{3}}"


def test_what_a_function_says_of_itself_stays():
    def double(a: float) -> float:
        """Return twice a."""
        return 2 * a

    limited = on_few_threads(double)
    assert (limited.__name__, limited.__doc__) == ("double", "Return twice a.")
    assert limited(np.float64(2.0)) == 4.0
