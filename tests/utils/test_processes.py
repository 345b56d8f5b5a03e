import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from network4.utils.processes import map_in_processes, num_cores


def process_and_square(number):
    return os.getpid(), number * number


@pytest.mark.parametrize("num_jobs", [1, 2])
def test_every_item_is_done_once(num_jobs):
    done = list(map_in_processes(process_and_square, range(7), num_jobs))
    assert sorted(square for _, square in done) == [n * n for n in range(7)]
    in_here = {process for process, _ in done} == {os.getpid()}
    assert in_here == (num_jobs == 1)


def test_items_are_taken_when_there_is_room_for_them():
    taken = []

    def items():
        for number in range(10):
            taken.append(number)
            yield number

    results = map_in_processes(abs, items(), num_processes=1)
    next(results)
    assert len(taken) < 10
    results.close()


def test_cores_are_counted():
    assert 1 <= num_cores() <= os.cpu_count()


MAPS = """
from network4.utils.processes import map_in_processes
from test_processes import tell_and_wait
list(map_in_processes(tell_and_wait, [0, 1], 2))
"""


def tell_and_wait(number):
    print(os.getpid(), flush=True)
    time.sleep(60)


def is_running(process_id):
    try:
        return " Z " not in Path(f"/proc/{process_id}/stat").read_text()
    except FileNotFoundError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_processes_end_when_the_one_that_started_them_is_killed():
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, "-c", MAPS]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environment
    ) as parent:
        workers = [int(parent.stdout.readline()) for _ in range(2)]
        assert all(map(is_running, workers))
        parent.kill()
        end = time.monotonic() + 10
        while any(map(is_running, workers)) and time.monotonic() < end:
            time.sleep(0.1)
        assert not any(map(is_running, workers))
