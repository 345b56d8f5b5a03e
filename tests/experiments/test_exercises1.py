"""Codes of the digits, and mini-batches of other sizes."""

from dataclasses import replace

import numpy as np
import pytest

from network4 import load_digits, load_mnist
from network4.experiments.exercises1 import BINARY, ONE_A_DIGIT
from network4.experiments.reproduction import find
from network4.experiments.running import run_baseline, run_training
from network4.training.fit import train


@pytest.fixture(scope="module")
def few():
    return load_digits()


def test_a_code_is_the_digit_in_binary():
    assert BINARY @ [8, 4, 2, 1] == pytest.approx(np.arange(10))
    assert len({tuple(code) for code in BINARY}) == 10
    assert (ONE_A_DIGIT.argmax(axis=1) == np.arange(10)).all()
    assert (ONE_A_DIGIT.sum(axis=1) == 1).all()


@pytest.mark.parametrize("name", ["outputs_4", "outputs_10"])
def test_both_codes_learn_and_a_seed_repeats_them(few, name):
    """A quarter is two and a half times what one answer for all would get."""
    record = run_baseline(find(name), few, seed=1)
    assert record["test_accuracy"] > 0.25
    again = run_baseline(find(name), few, seed=1)
    assert again["wrong_test_answers"] == record["wrong_test_answers"]
    other = run_baseline(find(name), few, seed=2)
    assert other["wrong_test_answers"] != record["wrong_test_answers"]


def test_a_larger_mini_batch_moves_as_far_for_each_image():
    runs = [find(f"mini_batch_{size}") for size in (1, 2, 5, 10, 20, 50, 100)]
    settings = [run.settings_for(50_000) for run in runs]
    rates = [each.learning_rate / each.batch_size for each in settings]
    assert rates == pytest.approx([0.3] * 7)
    fixed = find("mini_batch_20_at_3").settings_for(50_000)
    assert (fixed.batch_size, fixed.learning_rate) == (20, 3.0)
    ten = find("mini_batch_10").settings_for(50_000)
    usual = find("ch1_30").settings_for(50_000)
    assert replace(ten, epochs=usual.epochs) == usual


def test_every_image_is_one_step_with_a_mini_batch_of_one(few):
    images, _ = few.train.divided(30)
    data = replace(few, train=images)
    one = find("mini_batch_1")
    recipe = one.recipe.with_settings(epochs=1)
    record = run_training(replace(one, recipe=recipe), data, 0)
    whole = replace(one, recipe=recipe.with_settings(batch_size=30))
    assert record["batch_size"] == 1
    assert record["epochs"] != run_training(whole, data, 0)["epochs"]


def test_the_output_of_a_digit_that_is_never_learned_is_flat(mnist_directory):
    """Seed 8 of ch1_100 never learns the 4; its others are learned in an epoch or so.

    A mean slope a(1 - a) of 1e-4 is a thousandth of a learned output's 1e-2 and more.
    """
    digits = load_mnist(mnist_directory)
    data = replace(digits, validation=digits.test, test=None)
    experiment = find("ch1_100")
    settings = experiment.settings_for(len(data.train))
    settings = replace(settings, epochs=1, seed=8, progress=False)
    model = train(experiment.network, data, settings).model
    labels = data.validation.labels
    outputs = model.outputs(data.validation.images)
    stuck, learned = (outputs[labels == digit, digit] for digit in (4, 0))
    assert np.mean(stuck * (1 - stuck)) < 1e-4
    assert np.mean(learned * (1 - learned)) > 1e-2
