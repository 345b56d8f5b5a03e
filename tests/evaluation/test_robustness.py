import numpy as np
import pytest

from network4 import DigitClassifier, load_digits
from network4.augment.corruptions import CORRUPTIONS
from network4.datasets import Split
from network4.errors import ArgumentError, ShapeError
from network4.evaluation.robustness import accuracy_by_severity
from network4.layers import FullyConnected
from network4.model import Model
from network4.network import Network


@pytest.fixture(scope="module")
def trained():
    data = load_digits()
    classifier = DigitClassifier(epochs=8, num_threads=1)
    classifier.fit(data.train.images, data.train.labels)
    return classifier.run_.model, data.test


def test_without_change_it_is_the_accuracy_and_falls_with_severity(trained):
    """300 digits: an accuracy errs by 0.03 at most; a rise within that is chance."""
    model, test = trained
    curves = accuracy_by_severity(model, test)
    assert list(curves) == [corruption.name for corruption in CORRUPTIONS]
    for curve in curves.values():
        accuracies = list(curve.values())
        assert accuracies[0] == model.accuracy(test)
        assert accuracies[-1] <= accuracies[0] + 0.03
    assert min(min(curve.values()) for curve in curves.values()) < 0.9


def test_what_is_random_is_drawn_from_the_seed(trained):
    model, test = trained
    noise = [c for c in CORRUPTIONS if c.name == "noise"]
    first, again = (accuracy_by_severity(model, test, noise, seed=3) for _ in range(2))
    assert first == again


def test_colours_are_refused(trained):
    model, _ = trained
    split = Split(np.zeros((2, 3, 28, 28), np.uint8), np.zeros(2, np.uint8))
    with pytest.raises(
        ShapeError, match=r"must have grey images .* received .*2 images of 3x28x28"
    ):
        accuracy_by_severity(model, split)


def test_vectors_and_networks_without_classes_are_refused(trained):
    model, test = trained
    vectors = Split(test.images.reshape(-1, 784), test.labels)
    with pytest.raises(ShapeError, match="must have grey images"):
        accuracy_by_severity(model, vectors)
    network = Network([FullyConnected(784)], cost="reconstruction")
    autoencoder = Model(network, network.initial_parameters(0))
    with pytest.raises(ArgumentError, match=r"accuracy_by_severity: .*Reconstruction"):
        accuracy_by_severity(autoencoder, test)
