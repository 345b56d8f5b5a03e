"""The tool that trains the model that comes with network4."""

from dataclasses import replace

import numpy as np
import pytest

import network4 as n4
from network4.experiments.distilling import STUDENT
from network4.utils.records import read_record, write_record
from tools.distil import digits_of, distil, mean_of
from tools.parts import Part

RECIPE = STUDENT.with_settings(epochs=2, batch_size=8, engine="native", num_threads=1)


@pytest.fixture(scope="module")
def few():
    digits = n4.load_digits()
    return replace(digits, train=digits.train.part(slice(80)))


@pytest.fixture(scope="module")
def parts(few):
    """Some digits, with the row of probabilities that says so."""
    some = few.validation.part(slice(7))
    return n4.Split(some.images, np.eye(10, dtype=np.float32)[some.labels])


@pytest.fixture
def teachers(tmp_path):
    """What two runs wrote."""
    network, places = n4.Network([n4.Softmax(10)]), []
    for seed in range(2):
        weights = np.random.default_rng(seed).normal(0, 0.5, (784, 10))
        layer = {"weights": np.float32(weights), "biases": np.zeros(10, np.float32)}
        places.append(tmp_path / f"teacher-{seed}")
        places[-1].mkdir()
        n4.Model(network, {"layer1": layer}).save(places[-1] / "model.safetensors")
        record = {"name": "one", "seed": seed, "validation_accuracy": 0.1, "more": 0}
        write_record(places[-1] / "record.json", record)
    return places


def test_a_run_that_was_cut_off_goes_on_and_ends_as_if_it_had_not_been(
    few, teachers, parts, tmp_path, monkeypatch
):
    monkeypatch.setattr("tools.distil._LAST_EPOCHS", 2)
    whole = distil(few, teachers, parts, tmp_path / "whole", RECIPE)
    out = tmp_path / "cut" / "here"
    cut = distil(few, teachers, parts, out, RECIPE.with_settings(max_seconds=1e-9))
    assert len(cut.history) == 1
    assert not (out / "model.safetensors").exists()
    again = distil(few, teachers, parts, out, RECIPE)
    costs = [[each.training_cost for each in run.history] for run in (whole, again)]
    assert costs[0] == costs[1]
    record = read_record(out / "record.json")
    assert record["name"] == "student"
    assert [teacher["seed"] for teacher in record["teachers"]] == [0, 1]
    assert record["parts"] == 7
    assert record["test_accuracy"] is None
    model = n4.load_model(out / "model.safetensors")
    assert model.network == STUDENT.network((1, 28, 28), 10)
    images = few.validation.images[:20]
    other = n4.load_model(tmp_path / "whole" / "model.safetensors")
    np.testing.assert_array_equal(model.outputs(images), other.outputs(images))


def test_the_mean_of_two_models_has_a_share_of_the_others_weights():
    network = n4.Network([n4.Softmax(3)])
    drawn = np.random.default_rng(0).normal(size=(2, 784, 3)).astype(np.float32)
    biases = np.float32([[1, 2, 3], [5, 2, -1]])
    one, other = (
        n4.Model(network, {"layer1": {"weights": weights, "biases": own}})
        for weights, own in zip(drawn, biases, strict=True)
    )
    both = mean_of(one, other, 0.25).parameters["layer1"]
    np.testing.assert_allclose(both["biases"], [2, 2, 2])
    expected = 0.75 * drawn[0] + 0.25 * drawn[1]
    np.testing.assert_allclose(both["weights"], expected, rtol=1e-5, atol=1e-6)


def test_parts_that_are_rather_digits_than_none_are_digits():
    target = np.zeros((4, 11), np.float32)
    target[0, 3] = 1.0
    target[1, [7, 10]] = 0.75, 0.25
    target[2, [7, 10]] = 0.5, 0.5
    target[3, [7, 10]] = 0.25, 0.75
    image = np.arange(4, dtype=np.uint8)[:, None, None] * np.ones((28, 28), np.uint8)
    around = np.zeros((4, 2, 32, 40), np.uint8)
    found = digits_of(Part(image, around, target))
    np.testing.assert_array_equal(found.images, image[:3])
    # What is said for none is shared evenly by the ten digits.
    expected = np.full((3, 10), [[0.0], [0.025], [0.05]])
    expected[[0, 1, 2], [3, 7, 7]] += 1.0, 0.75, 0.5
    # A sum of two numbers below 1 in float32, one of which was divided.
    np.testing.assert_allclose(found.labels, expected, atol=2**-23)
