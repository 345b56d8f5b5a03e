"""Who judges parts of a line beside which model."""

from dataclasses import replace

import numpy as np
import pytest

import network4 as n4
from network4.model.judging import PARTS_MODEL, judge_of


def reading(classes=None, num_outputs=10):
    """A network that learned nothing, with names of its classes or without."""
    network = n4.Network([n4.Softmax(num_outputs)], (1, 28, 28))
    details = {} if classes is None else {"classes": list(classes)}
    return n4.Model(network, network.initial_parameters(0), details)


def test_the_shipped_one_judges_beside_the_shipped_model():
    judge = judge_of(n4.load_model())
    shipped = n4.load_model(PARTS_MODEL)
    assert judge.to_bytes() == shipped.to_bytes()
    images = np.random.default_rng(0).integers(0, 256, (3, 2, 32, 40), np.uint8)
    said = judge.predict_proba(images)
    assert said.shape == (3, 11)
    # Rounding of eleven numbers in float32.
    np.testing.assert_allclose(said.sum(axis=1), 1, atol=11 * 2**-24)
    np.testing.assert_array_equal(said, shipped.predict_proba(images))


def test_it_is_loaded_once():
    assert judge_of(n4.load_model()) is judge_of(reading())


@pytest.mark.parametrize("model", [reading(), reading("0123456789")])
def test_it_judges_beside_each_model_of_the_ten_digits(model):
    assert judge_of(model) is not None


@pytest.mark.parametrize(
    "model",
    [
        reading("abcdefghij"),
        reading("9876543210"),  # in another order
        reading(["0", "1", "2", "3", "4", "5", "6", "7", "8", "nine"]),
        reading(num_outputs=9),
        reading(num_outputs=11),
        reading("0123456789", num_outputs=11),
    ],
    ids=lambda model: "".join(model.class_names),
)
def test_none_judges_beside_a_model_of_other_classes(model):
    assert judge_of(model) is None


def test_names_that_are_numbers_are_digits_too():
    model = replace(reading(), details={"classes": list(range(10))})
    assert judge_of(model) is not None
