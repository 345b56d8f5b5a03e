"""The images that the student sees, and what it is told of them."""

from dataclasses import replace

import numpy as np
import pytest

import network4 as n4
from network4.augment import Distortions
from network4.experiments.distilling import STUDENT, with_lessons
from network4.training.fit import train

NUM_IMAGES = 240
HARDENED = 408  # with half as many that are changed, and a fifth that are no digits
SIZE = 8


@pytest.fixture(scope="module")
def few(digits):
    """Some digits, as there are minutes of them else."""
    return replace(digits, train=digits.train.part(slice(NUM_IMAGES)))


def saying(weights, biases):
    """Return a model of one layer with these weights."""
    whole = np.broadcast_to(np.asarray(weights, np.float32), (784, 10)).copy()
    layer = {"weights": whole, "biases": np.float32(biases)}
    return n4.Model(n4.Network([n4.Softmax(10)]), {"layer1": layer})


@pytest.fixture(scope="module")
def teachers():
    """Two networks that differ: one is sure of this or that, one of nothing."""
    weights = np.random.default_rng(0).normal(0, 0.5, (784, 10))
    return n4.Ensemble([saying(weights, np.zeros(10)), saying(0, np.zeros(10))])


@pytest.fixture(scope="module")
def taught(few, teachers):
    return with_lessons(few, teachers, SIZE)


def epoch_of(data, number, seed=0):
    """Return the images of an epoch, one a row."""
    first = number * data.batches.num_batches
    numbers = range(first, first + data.batches.num_batches)
    splits = [data.batches.batch(seed, number, SIZE) for number in numbers]
    return np.concatenate([split.images for split in splits]).reshape(-1, 28 * 28)


def test_the_targets_are_what_the_teachers_say_of_what_is_shown(taught, teachers):
    for number in (0, 1, 130):
        split = taught.batches.batch(3, number, SIZE)
        assert split.images.dtype == np.uint8
        wanted = teachers.predict_proba(split.images)
        # The teachers answered many images at a time, whose sums may round otherwise.
        np.testing.assert_allclose(split.labels, wanted, rtol=1e-4, atol=1e-6)
        assert 0.4 < split.labels.max() < 0.56  # half of it is even


def test_a_mini_batch_is_made_by_its_seed_and_number(taught, few, teachers):
    again = with_lessons(few, teachers, SIZE)
    first = taught.batches.batch(3, 130, SIZE)
    for other, same in [
        (again.batches.batch(3, 130, SIZE), True),
        (taught.batches.batch(3, 131, SIZE), False),
        (taught.batches.batch(4, 130, SIZE), False),
    ]:
        assert np.array_equal(other.images, first.images) == same
        assert np.array_equal(other.labels, first.labels) == same


def test_an_epoch_shows_each_image_once_and_hardens_anew(few, teachers):
    still = with_lessons(few, teachers, SIZE, Distortions())
    assert still.batches.num_batches == HARDENED // SIZE
    first, second = (epoch_of(still, number) for number in range(2))
    assert len(first) == HARDENED
    plain = few.train.images.reshape(NUM_IMAGES, -1)
    for epoch in (first, second):
        shown = [image.tobytes() for image in epoch]
        assert all(shown.count(image.tobytes()) >= 1 for image in plain)
    known = {image.tobytes() for image in first}
    again = [image.tobytes() in known for image in second]
    # Those as they are come again, and blank ones among those that are no digits.
    assert NUM_IMAGES <= sum(again) < NUM_IMAGES + 0.3 * (HARDENED - NUM_IMAGES)


def test_images_are_distorted_besides(taught, few):
    plain = {image.tobytes() for image in few.train.images.reshape(NUM_IMAGES, -1)}
    shown = epoch_of(taught, 0)
    assert not any(image.tobytes() in plain for image in shown)


def test_a_student_learns_what_it_is_told(few):
    """A teacher says the same of all images; at first the student's answers are even.

    Their least cost is the entropy of what is said.
    """
    chances = np.arange(1, 11) / 55
    taught = with_lessons(few, n4.Ensemble([saying(0, np.log(chances))]), SIZE)
    assert taught.test is None
    settings = replace(STUDENT.settings, batch_size=SIZE, epochs=2, engine="native")
    network = STUDENT.network(taught.image_shape, taught.num_classes)
    run = train(network, taught, settings)
    costs = [each.training_cost for each in run.history]
    assert -(chances * np.log(chances)).sum() - 1e-6 < costs[1] < costs[0] < np.log(10)
    said = run.model.predict_proba(few.validation.images)
    assert np.abs(said - chances).mean() < 0.2 * np.abs(0.1 - chances).mean()
