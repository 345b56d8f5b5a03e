import os

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
