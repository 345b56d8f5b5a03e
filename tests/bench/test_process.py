"""A worker process from outside: answers, ways to fail, and its certain end."""

import os
import sys

import pytest

from network4.bench.environment import worker_environment
from network4.bench.process import Worker, WorkerError

TASK = {"network": "shallow", "batch_size": 10, "seconds": 0.01}


@pytest.fixture
def start():
    """A function that starts a worker; all are closed after the test."""
    workers = []

    def started(competitor, answer_seconds=60.0, num_threads=1):
        environment = worker_environment(num_threads, os.environ)
        workers.append(Worker(competitor, num_threads, environment, answer_seconds))
        return workers[-1]

    yield started
    for worker in workers:
        worker.close()


def test_ask_and_close(start, numpy_by_hand, has_ended):
    worker = start(numpy_by_hand)
    worker.wait_until_ready()
    num_steps = worker.ask("prepare", **TASK)["num_steps"]
    assert worker.ask("run", num_steps=num_steps)["seconds"] > 0
    assert worker.is_alive
    worker.close()
    assert not worker.is_alive
    assert has_ended(worker.process_id)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a core count")
def test_it_is_kept_on_its_cores(start, numpy_by_hand):
    worker = start(numpy_by_hand)
    worker.wait_until_ready()
    assert len(os.sched_getaffinity(worker.process_id)) == 1


def test_an_error_is_told_and_the_worker_goes_on(start, broken):
    worker = start(broken("refuses"))
    worker.wait_until_ready()
    for _ in range(2):
        with pytest.raises(WorkerError, match=r"^ValueError: no such layer$"):
            worker.ask("prepare", **TASK)
    assert worker.is_alive


def test_a_missing_library_is_named(start, broken):
    with pytest.raises(WorkerError, match=r"^absent is not installed$"):
        start(broken("absent")).wait_until_ready()


def test_a_crash_is_told_by_its_code_and_last_words(start, broken):
    worker = start(broken("crashes"))
    worker.wait_until_ready()
    with pytest.raises(WorkerError, match=r"^ended with code 3$"):
        worker.ask("prepare", **TASK)
    with pytest.raises(WorkerError, match=r"^ended with code 3$"):
        worker.ask("run", num_steps=1)
    worker = start(broken("says"))
    worker.wait_until_ready()
    with pytest.raises(WorkerError, match=r"^ended with code 1: out of luck$"):
        worker.ask("prepare", **TASK)


def test_who_does_not_answer_is_ended(start, broken, has_ended):
    worker = start(broken("hangs"), answer_seconds=0.2)
    with pytest.raises(WorkerError, match=r"^no answer in 0.2 s$"):
        worker.wait_until_ready()
    worker.close()
    assert has_ended(worker.process_id)


def test_close_does_not_wait_for_what_is_being_computed(start, broken, has_ended):
    worker = start(broken("hangs"))
    worker.close()
    assert has_ended(worker.process_id)
