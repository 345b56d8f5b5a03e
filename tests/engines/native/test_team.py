"""Shares belong to numbers: which thread does them, and when, changes no bit."""

import os
from pathlib import Path

import numpy as np
import pytest

IMAGES = np.arange(24 * 36, dtype=np.uint32).reshape(24, 1, 6, 6).astype(np.uint8)
LABELS = np.arange(24, dtype=np.int32) % 3


def train(core, num_threads=4):
    layers = [
        core.convolution(3, [3, 3], [1, 1], [0, 0], [1, 1], 3),
        core.batch_norm(3, 0.9, 1e-5),
        core.residual([core.batch_norm(3, 0.9, 1e-5)], [], 3),
        core.dense(3, 0, 0.5),
    ]
    description = core.Description([1, 6, 6], layers, 4, 0)
    session = core.TrainingSession(
        description,
        batch_size=6,
        num_threads=num_threads,
        decay=1e-3,
        momentum=0.9,
        label_smoothing=0.0,
        seed=1,
        images=IMAGES,
        labels=LABELS,
    )
    for layer, (weights, biases) in enumerate([(27, 3), (6, 6), (6, 6), (144, 3)]):
        numbers = np.linspace(-0.5, 0.5, weights, dtype=np.float32)
        session.write(layer, numbers, np.ones(biases, np.float32))
    order = np.tile(np.arange(24, dtype=np.int32), 25)
    costs = session.run(order, np.full(100, 0.01, np.float32), 0, [])
    weights, biases = np.zeros(144, np.float32), np.zeros(3, np.float32)
    session.read(3, weights, biases)
    return [*costs, *weights.tolist(), *biases.tolist()]


THREADS = Path("/proc/self/task")


def hold_all_threads_to(cores):
    for thread in THREADS.iterdir():
        os.sched_setaffinity(int(thread.name), cores)


@pytest.mark.skipif(not THREADS.exists(), reason="threads cannot be held to a core")
def test_one_core_does_the_shares_of_four_threads_to_the_same_bits(core):
    cores = os.sched_getaffinity(0)
    expected = train(core)
    try:
        hold_all_threads_to({min(cores)})
        assert train(core) == expected
    finally:
        hold_all_threads_to(cores)


def test_more_threads_than_images_come_to_the_same_bits_again(core):
    assert train(core, num_threads=11) == train(core, num_threads=11)
