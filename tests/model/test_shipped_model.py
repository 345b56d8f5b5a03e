"""The model that comes with network4 is what its record says."""

from itertools import pairwise

import numpy as np
import pytest

import network4 as n4
from network4.experiments import find_recipe
from network4.experiments.distilling import STUDENT
from network4.experiments.outliers import letters_in_other_fonts
from network4.model import SHIPPED_MODEL
from network4.utils.records import read_record


@pytest.fixture(scope="module")
def record():
    return read_record(SHIPPED_MODEL.with_suffix(".json"))


def test_it_is_small_and_loads_by_itself(record):
    assert SHIPPED_MODEL.stat().st_size < 2_000_000
    model = n4.load_model()
    assert model.network.to_dict() == record["network"]
    assert model.network.input_shape == (1, 28, 28)
    assert model.details["classes"] == list("0123456789")
    assert model.details["rejection_threshold"] == record["rejection_threshold"]


def test_its_recipe_is_the_one_that_it_says(record):
    assert record["name"] == STUDENT.name
    assert STUDENT.network((1, 28, 28), 10).to_dict() == record["network"]
    assert STUDENT.settings.batch_size == record["batch_size"]
    assert STUDENT.settings.learning_rate.to_dict() == record["before"]["schedule"]
    assert STUDENT.settings.epochs == record["before"]["epochs"]
    for teacher in record["teachers"]:
        assert find_recipe(teacher["name"]).prepare is not None


def test_it_reads_what_its_record_says(record, mnist_directory):
    """Another processor rounds otherwise: an image or two may be on the edge."""
    test = n4.load_data(mnist_directory).test
    answers = n4.load_model().predict(test.images)
    wrong = set(np.flatnonzero(answers != test.labels).tolist())
    assert len(wrong ^ set(record["wrong_test_indices"])) <= 2
    assert record["test_accuracy"] == 1 - len(record["wrong_test_indices"]) / 10_000


def test_what_is_refused_spares_errors(record):
    curve = record["rejection"]
    assert [entry["threshold"] for entry in curve][:2] == [0, 0.5]
    assert curve[0]["refused"] == 0
    assert curve[0]["errors_kept"] == pytest.approx(1 - record["test_accuracy"])
    for less, more in pairwise(curve):
        assert less["refused"] <= more["refused"]
        assert less["errors_kept"] >= more["errors_kept"]


def test_it_is_undecided_about_what_is_no_digit(record):
    letters = np.stack(list(letters_in_other_fonts(50, seed=2)))
    images = np.concatenate([np.zeros((1, 28, 28), np.uint8), letters])
    sure = n4.load_model().predict_proba(images).max(axis=1)
    assert sure[0] < 0.2
    assert (sure < record["rejection_threshold"]).mean() > 0.9


def test_distortions_pay_where_images_are_changed(record):
    """At the severest of each; only against noise they are no help, and little harm."""
    with_, without = record["robustness"], record["robustness_without_distortions"]
    gains = {
        name: list(curve.values())[-1] - list(without[name].values())[-1]
        for name, curve in with_.items()
    }
    assert gains.pop("noise") > -0.02
    assert min(gains.values()) > 0.01
