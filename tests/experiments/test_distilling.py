"""The images that the student sees, and what it is told of them."""

from dataclasses import replace

import numpy as np
import pytest

import network4 as n4
from network4.augment import Distortions
from network4.datasets import Split
from network4.errors import ArgumentError
from network4.experiments.distilling import STUDENT, with_lessons, with_others
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


@pytest.fixture(scope="module")
def others():
    """Five images that no student is shown else, each with a row of its own."""
    drawn = np.random.default_rng(7)
    images = np.full((5, 28, 28), 17, np.uint8)
    images[:, 0, 0] = range(5)
    return Split(images, np.float32(drawn.dirichlet(np.ones(10), 5)))


def test_others_replace_a_share_of_the_images_with_their_rows(taught, others):
    mixed = with_others(taught, others, share=0.3)
    assert mixed.batches.num_batches == taught.batches.num_batches
    assert mixed.validation is taught.validation
    drawn = []
    for number in range(60):
        before, after = (
            data.batches.batch(5, number, SIZE) for data in (taught, mixed)
        )
        assert after.images.dtype == np.uint8 and after.labels.dtype == np.float32
        flat = after.images.reshape(SIZE, -1)
        replaced = flat[:, 1] == 17
        which = flat[replaced, 0]
        drawn += which.tolist()
        wanted = others.images.reshape(5, -1)[which]
        np.testing.assert_array_equal(flat[replaced], wanted)
        np.testing.assert_array_equal(after.labels[replaced], others.labels[which])
        for name in ("images", "labels"):
            kept = [getattr(split, name)[~replaced] for split in (before, after)]
            np.testing.assert_array_equal(*kept)
    # Within four standard deviations of 480 draws, and of those among five.
    count = 60 * SIZE
    assert abs(len(drawn) / count - 0.3) < 4 * np.sqrt(0.3 * 0.7 / count)
    shares = np.bincount(drawn, minlength=5) / len(drawn)
    assert (abs(shares - 0.2) < 4 * np.sqrt(0.2 * 0.8 / len(drawn))).all()


def test_all_or_none_are_replaced_if_the_share_says_so(taught, others):
    every = with_others(taught, others, share=1.0).batches.batch(0, 3, SIZE)
    assert (every.images.reshape(SIZE, -1)[:, 1] == 17).all()
    none = with_others(taught, others, share=0.0).batches.batch(0, 3, SIZE)
    np.testing.assert_array_equal(none.images, taught.batches.batch(0, 3, SIZE).images)


def test_the_same_others_are_drawn_for_the_same_numbers(taught, others):
    mixed = with_others(taught, others, share=0.5).batches
    first = mixed.batch(1, 2, SIZE)
    for numbers, same in [((1, 2), True), ((1, 3), False), ((2, 2), False)]:
        again = mixed.batch(*numbers, SIZE)
        assert np.array_equal(again.images, first.images) == same
        assert np.array_equal(again.labels, first.labels) == same


def test_others_in_the_place_of_stored_images_are_refused(few, others):
    with pytest.raises(ArgumentError, match="must be made by batches") as caught:
        with_others(few, others, share=0.5)
    assert str(caught.value).startswith("with_others: data ")
    assert len(str(caught.value)) <= 300 and "\n" not in str(caught.value)
