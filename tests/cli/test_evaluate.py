"""`network4 evaluate` as a user meets it."""

import json
import shutil

import numpy as np
import pytest
from command_line import network4

from network4.augment import ONE_PIXEL_SHIFTS
from network4.cli.output import open_data
from network4.layers import BatchNorm, FullyConnected
from network4.model import SHIPPED_MODEL, Model, load_model
from network4.network import Network
from network4.utils.records import read_record


def test_evaluate_prints_the_confusion_matrix(trained, striped_folder):
    out, _ = trained
    done = network4(
        "evaluate", out / "model.safetensors", "--data", striped_folder, "--json"
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    record = read_record(out / "record.json")
    assert result["test_accuracy"] == pytest.approx(record["test_accuracy"])
    matrix = np.array(result["confusion_matrix"])
    assert matrix.trace() / matrix.sum() == pytest.approx(result["test_accuracy"])
    assert "rows: true class, columns: predicted class" in done.stdout
    assert done.stdout.count("standing") >= 2


def test_evaluate_averages_over_shifts(trained, striped_folder):
    out, _ = trained
    options = ("--data", striped_folder, "--shifts", "--json")
    done = network4("evaluate", out / "model.safetensors", *options)
    result = json.loads(done.stdout.splitlines()[-1])
    test = open_data(str(striped_folder)).test
    model = load_model(out / "model.safetensors")
    answers = model.predict(test.images, shifts=ONE_PIXEL_SHIFTS)
    assert result["test_accuracy"] == pytest.approx((answers == test.labels).mean())
    assert result["shifts"] == [list(shift) for shift in ONE_PIXEL_SHIFTS]


def test_evaluate_goes_by_the_names_of_classes(trained, striped_folder, tmp_path):
    """A folder of "standing" alone: its only label is 0, the model's class is 1."""
    out, _ = trained
    shutil.copytree(striped_folder / "standing", tmp_path / "some" / "standing")
    some = ("--data", tmp_path / "some", "--json")
    done = network4("evaluate", out / "model.safetensors", *some)
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["test_accuracy"] > 0.9
    assert result["class_names"] == ["lying", "standing"]
    done = network4("evaluate", out / "model.safetensors", "--data", "digits")
    assert done.returncode == 1
    done = network4("evaluate", out)
    assert "is a directory; give the file in it" in done.stderr


@pytest.mark.parametrize(
    ("layers", "shape", "cost", "words"),
    [
        ([FullyConnected(1)], (1, 20, 16), "squared_error", "trained for SquaredError"),
        ([FullyConnected(320)], (1, 20, 16), "reconstruction", "for Reconstruction"),
        ([BatchNorm()], (20, 16), "quadratic", "must name one class for each image"),
    ],
)
def test_evaluate_is_of_classifiers(
    tmp_path, striped_folder, layers, shape, cost, words
):
    network, path = Network(layers, shape, cost), tmp_path / "a.safetensors"
    Model(network, network.initial_parameters(2)).save(path)
    done = network4("evaluate", path, "--data", striped_folder)
    assert done.returncode == 2
    assert done.stderr.startswith("Error: evaluate: the network must")
    assert words in done.stderr


def test_one_output_names_either_class(tmp_path, striped_folder):
    """Even columns are some 94 brighter than odd ones in all, where stripes stand."""
    network, path = (
        Network([FullyConnected(1)], (1, 20, 16)),
        tmp_path / "a.safetensors",
    )
    columns = np.tile([[1.0], [-1.0]], (160, 1)).astype(np.float32)
    biases = np.full(1, -50, np.float32)
    Model(network, {"layer1": {"weights": columns, "biases": biases}}).save(path)
    done = network4("evaluate", path, "--data", striped_folder, "--json")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    matrix = np.array(result["confusion_matrix"])
    assert (matrix.diagonal() > 0).all()
    assert result["test_accuracy"] == 1


@pytest.mark.slow
def test_without_a_model_it_is_the_one_that_comes_with_network4(mnist_directory):
    done = network4("evaluate", "--data", mnist_directory, "--json")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    record = read_record(SHIPPED_MODEL.with_suffix(".json"))
    assert result["model"] == str(SHIPPED_MODEL)
    assert result["test_accuracy"] == pytest.approx(record["test_accuracy"], abs=2e-4)
    assert result["rejection"]["threshold"] == record["rejection_threshold"]
    assert "the model is less than 50% sure" in done.stdout


def test_rows_of_the_confusion_matrix_are_true_classes():
    from network4.evaluation.confusions import Confusions

    matrix = Confusions(np.array([0, 0, 1]), np.array([1, 1, 1]), "ab").matrix()
    assert matrix.tolist() == [[0, 2], [0, 1]]
