import json
from dataclasses import replace

import numpy as np
import pytest
from shortened import shortened

from network4.errors import ArgumentError
from network4.evaluation.baselines import nearest_mean
from network4.experiments.experiment import Answered
from network4.experiments.reproduction import find
from network4.experiments.running import (
    judged_accuracy,
    run_baseline,
    run_training,
    run_vote,
)
from network4.model.ensemble import plurality
from network4.training.fit import fit, train
from network4.utils.json_arrays import array_from_json


def test_a_record_is_that_of_fit_by_the_protocol(digits):
    experiment = shortened("shallow")
    record = run_training(experiment, digits, 3)
    run = fit(
        experiment.network,
        digits,
        epochs=3,
        learning_rate=0.1,
        batch_size=10,
        order="fixed",
        seed=3,
    )
    assert record["experiment"] == "shallow"
    assert record["seed"] == 3
    accuracies = [epoch["validation_accuracy"] for epoch in record["epochs"]]
    assert accuracies == [result.validation_accuracy for result in run.history]
    assert judged_accuracy(experiment, record) == run.test_accuracy
    assert record["wrong_test_indices"] == run.wrong_test_indices.tolist()
    assert "source" not in record["data"]
    assert record == json.loads(json.dumps(record))


def test_chapter_1_is_judged_on_test_data_and_chapter_3_on_validation_data(digits):
    for name, split in (("ch1_30", digits.test), ("ch3_100", digits.validation)):
        experiment = shortened(name)
        record = run_training(experiment, digits, 0)
        judged_on = replace(digits, validation=split, test=None)
        settings = experiment.settings_for(len(digits.train))
        run = train(experiment.network, judged_on, settings)
        assert judged_accuracy(experiment, record) == run.validation_accuracy


def test_only_the_first_images_are_trained_on_where_it_says_so(digits):
    experiment = replace(shortened("shallow"), num_images=50)
    record = run_training(experiment, digits, 0)
    assert record["data"]["num_images"]["train"] == 50


def test_validation_images_are_trained_on_where_the_settings_are_frozen(digits):
    experiment = shortened("shallow")
    recipe = replace(experiment.recipe, num_validation_images=50)
    record = run_training(replace(experiment, recipe=recipe), digits, 0)
    moved = len(digits.validation) - 50
    num_images = record["data"]["num_images"]
    assert num_images["train"] == len(digits.train) + moved
    assert num_images["validation"] == 50


def test_a_run_that_is_cut_off_leaves_no_record_and_goes_on(digits, tmp_path):
    experiment = shortened("shallow")
    whole = run_training(experiment, digits, 0)
    path = tmp_path / "run.safetensors"
    assert run_training(experiment, digits, 0, checkpoint=path, max_seconds=0) is None
    resumed = run_training(experiment, digits, 0, checkpoint=path)
    for key in ("test_accuracy", "wrong_test_indices", "best_epoch"):
        assert resumed[key] == whole[key]


@pytest.fixture(scope="module")
def members(digits):
    """Five runs of a small network with dropout that keeps what dropout's keeps."""
    large, small = find("dropout"), find("shallow").recipe
    experiment = replace(large, recipe=small.with_settings(epochs=1))
    return [run_training(experiment, digits, seed) for seed in range(5)]


def test_members_keep_what_their_last_weights_answer(members, digits):
    for record in members:
        last = record["last"]
        answers = array_from_json(last["answers"])
        assert np.mean(answers == digits.test.labels) == last["test_accuracy"]
        kept = array_from_json(last["probabilities_in_ten_thousandths"])
        assert kept.shape == (300, 10)
        # Each of ten rounded numbers is off by at most a half.
        assert np.abs(kept.sum(axis=1, dtype=int) - 10_000).max() <= 5
        assert np.mean(kept.argmax(axis=1) == answers) > 0.99


def test_a_vote_is_counted_from_the_records(members, digits):
    record = run_vote(find("ensemble_5"), digits, members)
    answers = np.stack([array_from_json(m["last"]["answers"]) for m in members])
    voted = plurality(answers, [m["validation_accuracy"] for m in members])
    assert record["test_accuracy"] == np.mean(voted == digits.test.labels)
    wrong = np.flatnonzero(voted != digits.test.labels)
    assert record["wrong_test_indices"] == wrong.tolist()
    assert record["wrong_test_answers"] == voted[wrong].tolist()
    kept = [
        array_from_json(m["last"]["probabilities_in_ten_thousandths"]) for m in members
    ]
    mean = np.mean(kept, axis=0).argmax(axis=1)
    accuracy = record["mean_probability"]["test_accuracy"]
    assert accuracy == np.mean(mean == digits.test.labels)
    by_mean = replace(find("ensemble_5"), judged_by="mean probability")
    turned = run_vote(by_mean, digits, members)
    assert turned["test_accuracy"] == accuracy
    assert turned["plurality"]["test_accuracy"] == record["test_accuracy"]


def test_the_first_run_keeps_its_filters(digits):
    recipe = find("dbl_conv_relu").recipe.with_settings(epochs=1)
    experiment = replace(find("dropout"), recipe=recipe)
    first, second = (run_training(experiment, digits, s) for s in (0, 1))
    shapes = [array_from_json(packed).shape for packed in first["filters"]]
    assert shapes == [(20, 1, 5, 5), (40, 20, 5, 5)]
    assert "filters" not in second


def test_a_baseline_is_recorded(digits):
    record = run_baseline(find("nearest_mean"), digits, 0)
    answers = nearest_mean(digits.train, digits.test)
    assert record["test_accuracy"] == np.mean(answers == digits.test.labels)
    assert record["engine"] == "none"
    with pytest.raises(ArgumentError, match="must have test images"):
        run_baseline(find("darkness"), digits.without_test(), 0)


def test_a_baselines_own_choices_are_recorded(digits):
    answers = nearest_mean(digits.train, digits.test)
    tuned = replace(
        find("svm_tuned"), answer=lambda data, seed: Answered(answers, {"c": 5.0})
    )
    record = run_baseline(tuned, digits, 0)
    assert record["c"] == 5.0
    assert record["test_accuracy"] == np.mean(answers == digits.test.labels)
    assert "scikit-learn" in record["versions"]
