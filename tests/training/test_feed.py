"""`fit` on mini-batches that are made instead of stored."""

import numpy as np
import pytest
from other_data import OPEN, REGRESSION, ragged_sums, run, sums

import network4 as n4
from network4.errors import ArgumentError

ENGINES = ["native", "jax"]


@pytest.mark.parametrize("engine", ENGINES)
def test_batches_are_made_by_seed_and_number(engine, tmp_path):
    """More than are made at a time; a run goes on where it was cut, to the bit."""
    asked = []

    def make(seed, number, size):
        asked.append((seed, number, size))
        return sums(seed, number, size)

    sample, batches = sums(0, 10**6, 50), n4.Batches(make, num_batches=40)
    data = n4.Dataset(sample, sample, batches=batches)
    how = {"engine": engine, "seed": 5, "batch_size": 8, "epochs": 3}
    whole = run(REGRESSION, data, **how)
    started = asked.pop(0)
    assert started == (5, 0, 8)
    assert asked == [(5, number, 8) for number in range(120)]
    assert whole.validation_score < 0.1 * sample.labels.var()
    path = tmp_path / "run.checkpoint"
    run(REGRESSION, data, **how, checkpoint=path, max_seconds=1e-9)
    asked.clear()
    resumed = run(REGRESSION, data, **how, checkpoint=path)
    assert asked.pop(0) == (5, 0, 8)  # by it the data are told from others
    assert asked[0][1] == 40
    assert [e.training_cost for e in resumed.history] == [
        e.training_cost for e in whole.history
    ]


def test_batches_are_trained_on_as_if_they_were_stored():
    made = [sums(0, number, 10) for number in range(4)]
    images = np.concatenate([split.images for split in made])
    labels = np.concatenate([split.labels for split in made])
    stored = n4.Dataset(n4.Split(images, labels), made[0])
    source = n4.Dataset(made[0], made[0], batches=n4.Batches(sums, num_batches=4))
    costs = [
        run(REGRESSION, data, epochs=1, order="fixed").history[0].training_cost
        for data in (stored, source)
    ]
    assert costs[0] == pytest.approx(costs[1], rel=1e-6)


def test_batches_may_differ_in_length():
    """Mini-batches of 1 to 4 steps; all are trained on, in their order."""

    def make(seed, number, size):
        generator = np.random.default_rng([seed, number])
        x = generator.normal(size=(size, 1 + number % 4, 3)).astype(np.float32)
        return n4.Split(x, (x[:, -1].sum(axis=1) > 0).astype(int))

    sample = make(9, 3, 200)
    data = n4.Dataset(sample, sample, batches=n4.Batches(make, num_batches=40))
    assert run(OPEN, data, epochs=4, learning_rate=0.5).validation_accuracy > 0.9


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda seed, number, size: None, "must return a Split of 10.*None"),
        (lambda seed, number, size: sums(seed, number, 3), "a Split of 10.*3 images"),
    ],
)
def test_what_makes_no_batches_is_refused(make, words):
    data = n4.Dataset(sums(0, 0, 9), sums(0, 1, 9), batches=n4.Batches(make, 4))
    with pytest.raises(ArgumentError, match=words):
        run(REGRESSION, data)


def test_batches_are_not_moved(stripes):
    data = n4.Dataset(
        stripes.train, stripes.validation, batches=n4.Batches(sums, num_batches=2)
    )
    network = n4.Network([n4.Softmax(2)], (1, 8, 8))
    with pytest.raises(ArgumentError, match="must be None for data with batches"):
        run(network, data, distortions=n4.Distortions(shift=1))


def test_batches_may_have_weights_or_lengths_now_and_then():
    """Each mini-batch is trained on as if it came alone."""

    def make(seed, number, size):
        made = ragged_sums(seed, number, size)
        if number % 2:
            return made
        return n4.Split(made.images, made.labels, weights=np.full(size, 2.0))

    def alone(seed, number, size):
        split = make(seed, number, size)
        longer = np.zeros((size, 5 + number, 3), np.float32)
        longer[:, :5] = split.images
        lengths = np.full(size, 5) if split.lengths is None else split.lengths
        return n4.Split(longer, split.labels, lengths, split.weights)

    sample = ragged_sums(9, 0, 50)
    costs = [
        run(OPEN, n4.Dataset(sample, sample, batches=n4.Batches(source, 6)), epochs=1)
        for source in (make, alone)
    ]
    together, apart = (found.history[0].training_cost for found in costs)
    assert together == pytest.approx(apart, rel=1e-4)
