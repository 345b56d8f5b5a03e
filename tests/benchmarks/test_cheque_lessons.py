"""What is learned from the parts of cheques."""

from dataclasses import replace

import numpy as np
import pytest

import network4 as n4
from network4.datasets import NO_CLASS, Dataset, Split
from network4.errors import DataError

lessons_room = pytest.importorskip(
    "benchmarks.cheque_lessons", reason="needs a checkout"
)
parts_room = pytest.importorskip("benchmarks.cheque_digits", reason="needs a checkout")
CHOICES = lessons_room.Choices(epochs=1, rate=0.1, mnist=7, others=0.5, distortions=1)


@pytest.fixture
def data():
    """Images of one value, 200, in place of MNIST's."""
    some = Split(np.full((20, 28, 28), 200, np.uint8), np.arange(20) % 10)
    return Dataset(some, some, some, is_mnist=True)


def parts_of(labels, sureness):
    """Return parts, each of whose images has its number in all pixels."""
    numbers = np.arange(len(labels), dtype=np.uint8)
    images = np.broadcast_to(numbers[:, None, None], (len(labels), 28, 28))
    return parts_room.Parts(images, np.array(labels, np.int32), np.array(sureness))


def test_lessons_are_digits_and_shares_of_others_and_of_mnist(data):
    digits = parts_of([3, 1, 4, 1], [1.0, 0, 0, 1])
    others = parts_of([NO_CLASS] * 30, np.ones(30))
    taught = lessons_room.lessons([digits, others], data, CHOICES)
    values, labels = taught.train.images.reshape(-1, 784)[:, 0], taught.train.labels
    assert labels[:4].tolist() == [3, 1, 4, 1]
    assert values[:4].tolist() == [0, 1, 2, 3]
    assert (labels == NO_CLASS).sum() == 2
    assert len(set(values[4:6])) == 2
    assert (values[6:] == 200).all()
    assert len(labels) == 4 + 2 + 7
    assert taught.test is None
    assert not taught.is_mnist


def test_the_surer_a_network_is_the_likelier_it_learns_better(data):
    labels = [1] * 50 + [NO_CLASS] * 200
    parts = parts_of(labels, np.repeat([1.0, 0.0, 1.0], [50, 100, 100]))
    taught = lessons_room.lessons([parts], data, CHOICES)
    drawn = taught.train.images.reshape(-1, 784)[50:75, 0]
    # The odds are 1,001 to 1, so of 25 draws two are of the others with p < 0.001.
    assert (drawn >= 150).sum() >= 24


def test_without_others_digits_are_learned_alone(data):
    taught = lessons_room.lessons([parts_of([1, 2], [1.0, 1])], data, CHOICES)
    assert (taught.train.labels >= 0).all()


def test_where_no_ink_was_found_nothing_is_learned(data):
    with pytest.raises(DataError, match="CHEQUES must have digits"):
        lessons_room.lessons([], data, CHOICES)


def test_a_model_that_learned_keeps_what_is_said_of_it():
    few = n4.load_digits()
    network = n4.Network([n4.Softmax(10)], input_shape=few.image_shape)
    details = {"rejection_threshold": 0.5}
    first = n4.fit(network, few, epochs=1, learning_rate=0.1).model
    model = lessons_room.learn(replace(first, details=details), few, CHOICES)
    assert model.details == details
    assert not np.array_equal(
        model.outputs(few.test.images), first.outputs(few.test.images)
    )
