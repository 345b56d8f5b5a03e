"""Arguments of scikit-learn's interface that are wrong, as a user types them."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from network4 import DigitClassifier, FullyConnected
from network4.errors import ArgumentError

IMAGES, LABELS = (each[:60] for each in load_digits(return_X_y=True))


def classifier():
    return DigitClassifier(layers=[FullyConnected(5)], epochs=1, num_threads=1)


@pytest.mark.parametrize(
    "weight",
    [
        np.nan,
        np.inf,
        0,
        3 + 4j,
        np.ones(60, complex),
        np.full(60, 1e308),
        np.ones(3),
        "heavy",
        {},
    ],
    ids=repr,
)
def test_weights_that_are_none_are_refused_by_name(weight):
    with pytest.raises(ArgumentError, match="DigitClassifier: sample_weight") as fit:
        classifier().fit(IMAGES, LABELS, sample_weight=weight)
    with pytest.raises(ArgumentError, match="DigitClassifier: sample_weight") as part:
        classifier().partial_fit(IMAGES, LABELS, range(10), sample_weight=weight)
    assert str(fit.value) == str(part.value)


@pytest.mark.parametrize("classes", [[0, 1, None], [0, "x", None]])
def test_classes_that_cannot_be_sorted_are_refused(classes):
    with pytest.raises(ArgumentError, match="classes must be whole numbers or text"):
        classifier().partial_fit(IMAGES, LABELS, classes)


def test_one_class_that_counts_is_nothing_to_learn():
    with pytest.raises(ArgumentError, match="2 or more classes, received 1 class with"):
        classifier().fit(IMAGES, LABELS, sample_weight=(LABELS == 3).astype(float))
