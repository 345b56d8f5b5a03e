"""Samples, labels and weights in the forms that people bring."""

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.utils.class_weight import compute_sample_weight

from network4 import DigitClassifier
from network4.errors import ArgumentError
from network4.estimator.arguments import all_classes
from network4.estimator.samples import in_one_layout, joint_weights, places_among


@pytest.fixture(scope="module")
def digits():
    images, labels = load_digits(return_X_y=True)
    return images[:120].reshape(-1, 8, 8), labels[:120]


def answers(images, labels, shown=None, **settings):
    """Return the probabilities that a classifier trained for an epoch gives."""
    classifier = DigitClassifier(epochs=1, num_threads=1, layers=(), **settings)
    return classifier.fit(images, labels).predict_proba(
        images if shown is None else shown
    )


def test_images_with_channels_first_or_last_are_the_same(digits):
    images, labels = digits
    plain = answers(images, labels)
    last, first = images[..., None], images[:, None]
    for trained, shown in [(last, last), (first, last), (last, first), (images, last)]:
        np.testing.assert_array_equal(answers(trained, labels, shown), plain)


def test_colours_with_channels_last_are_those_with_channels_first(generator):
    colours = generator.random((30, 3, 10, 12))
    labels = np.arange(30) % 2
    np.testing.assert_array_equal(
        answers(np.moveaxis(colours, 1, 3), labels), answers(colours, labels)
    )


def test_a_shape_with_channels_at_both_ends_is_refused_before_it_is_known():
    with pytest.raises(ArgumentError, match="may have their channels first or last"):
        DigitClassifier().fit(np.zeros((20, 3, 9, 3)), np.arange(20) % 2)
    known = in_one_layout(np.zeros((20, 3, 9, 4)), expected=(4, 3, 9))
    assert known.shape == (20, 4, 3, 9)


@pytest.mark.parametrize("dtype", [int, float, bool])
def test_one_hot_rows_are_their_classes(digits, dtype):
    images, labels = digits
    rows = np.eye(10, dtype=dtype)[labels]
    np.testing.assert_array_equal(answers(images, rows), answers(images, labels))
    classifier = DigitClassifier(epochs=1, num_threads=1, layers=()).fit(images, rows)
    assert classifier.score(images, rows) == classifier.score(images, labels)


def test_rows_that_are_not_one_hot_are_refused(digits):
    images, labels = digits
    rows = np.eye(10)[labels]
    rows[5] = 0.5
    with pytest.raises(ArgumentError, match="must be one-hot rows"):
        DigitClassifier().fit(images, rows)


def test_class_weights_are_those_of_their_samples(digits):
    images, labels = digits
    by_class = {label: 1 + label / 3 for label in range(10)}
    by_sample = np.array([by_class[label] for label in labels])
    settings = {"num_threads": 1, "layers": (), "epochs": 1}
    weighted = DigitClassifier(**settings).fit(images, labels, by_sample)
    np.testing.assert_allclose(
        answers(images, labels, class_weight=by_class),
        weighted.predict_proba(images),
        rtol=1e-6,
    )


def test_balanced_weights_are_scikit_learn_s(generator):
    labels = generator.integers(0, 4, 90) // 2 + generator.integers(0, 2, 90)
    classes, places = np.unique(labels, return_inverse=True)
    given = generator.random(90)
    joint = joint_weights(places, classes, "balanced", given)
    expected = compute_sample_weight("balanced", labels) * given
    np.testing.assert_allclose(joint, expected / expected.mean(), rtol=1e-6)
    assert joint_weights(places, classes, None, None) is None


def test_samples_that_do_not_count_are_not_there(digits):
    images, labels = digits
    counts = np.arange(120) % 3 > 0
    settings = {"num_threads": 1, "layers": (), "epochs": 1}
    without = DigitClassifier(**settings).fit(images[counts], labels[counts])
    broken = np.where(counts[:, None, None], images, 1e6)
    weighted = DigitClassifier(**settings).fit(broken, labels, counts.astype(float))
    np.testing.assert_allclose(
        weighted.predict_proba(images), without.predict_proba(images), rtol=1e-6
    )


def test_weights_are_the_shares_that_contradicting_labels_get():
    """Of the same sample, three times as often a class as another, 3/4 is the best."""
    samples, labels = np.tile([[0.0, 1.0], [1.0, 0.0]], (20, 1)), np.arange(40) // 2 % 2
    classifier = DigitClassifier(
        epochs=400,
        learning_rate=1.0,
        batch_size=40,
        validation_fraction=0,
        layers=(),
        class_weight={1: 3},
        num_threads=1,
    ).fit(samples, labels)
    # The slope of the cost vanishes where the shares are right. Two columns of which
    # one is 1 shrink what is wrong by 1 - 3/16 * (1 + 1/2) or better at each step.
    np.testing.assert_allclose(
        classifier.predict_proba(samples), np.tile([0.25, 0.75], (40, 1)), atol=1e-4
    )


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        (np.zeros(120), "ample.weight"),
        (-np.ones(120), "egative"),
        (np.ones(3), "sample_weight"),
        ("ab", "DigitClassifier"),
    ],
)
def test_weights_that_are_none_are_refused(digits, weights, words):
    with pytest.raises(ArgumentError, match=words) as refused:
        DigitClassifier().fit(*digits, sample_weight=weights)
    assert "\n" not in str(refused.value) and len(str(refused.value)) <= 300


@pytest.mark.parametrize("weight", ["even", 3, {"x": 1}, {0: -1}, {0: np.nan}])
def test_class_weights_that_are_none_are_refused(digits, weight):
    with pytest.raises(ArgumentError, match="class_weight"):
        DigitClassifier(class_weight=weight).fit(*digits)


def test_labels_that_are_no_class_have_no_place():
    assert places_among(np.array(["a", "c"]), np.array(["c", "a"])).tolist() == [1, 0]
    with pytest.raises(
        ArgumentError, match="y must have only labels that are in classes"
    ):
        places_among(np.array([1, 3]), np.array([2]))


@pytest.fixture(scope="module")
def fitted(digits):
    return DigitClassifier(epochs=1, num_threads=1, layers=()).fit(*digits)


WRONG_WEIGHTS = {
    "no number": "x",
    "negative": -1,
    "none": 0,
    "too few": np.ones(5),
    "a column": np.ones((120, 1)),
    "columns": np.ones((120, 2)),
    "not a number": np.full(120, np.nan),
    "all none": np.zeros(120),
    "all negative": -np.ones(120),
    "objects": [None] * 120,
    "complex": np.ones(120) * 1j,
    "too large": np.full(120, 1e308),
    "ragged": [[1], [2, 3]],
}


@pytest.mark.parametrize("weight", WRONG_WEIGHTS.values(), ids=list(WRONG_WEIGHTS))
def test_score_refuses_weights_in_a_sentence(digits, fitted, weight):
    with pytest.raises(ArgumentError, match=r"^DigitClassifier: sample_weight") as no:
        fitted.score(*digits, sample_weight=weight)
    assert "\n" not in str(no.value) and len(str(no.value)) <= 300


WRONG_LABELS = {
    "none": None,
    "a number": 5,
    "too few": [1, 2],
    "text": ["a"] * 120,
    "objects": [None] * 120,
    "halves": np.arange(120) + 0.5,
    "more axes": np.zeros((120, 2, 2)),
    "ragged": [[0], [0, 1]],
}


@pytest.mark.parametrize("labels", WRONG_LABELS.values(), ids=list(WRONG_LABELS))
def test_score_refuses_labels_in_a_sentence(digits, fitted, labels):
    with pytest.raises(ArgumentError, match=r"^DigitClassifier: y must have") as no:
        fitted.score(digits[0], labels)
    assert "\n" not in str(no.value) and len(str(no.value)) <= 300


def test_score_counts_samples_by_their_weights(digits, fitted, generator):
    images, labels = digits
    is_right = [
        answer == label
        for answer, label in zip(fitted.predict(images), labels, strict=True)
    ]
    weights = generator.integers(0, 5, 120)
    right = sum(int(w) for w, good in zip(weights, is_right, strict=True) if good)
    assert 0 < sum(is_right) < 120
    assert fitted.score(images, labels, weights) == right / int(weights.sum())
    assert fitted.score(images, labels, 3) == sum(is_right) / 120


class Raising:
    def __array__(self, *args, **how):
        raise RuntimeError("no numbers")

    def __lt__(self, other):
        raise RuntimeError("no order")


def test_whatever_weights_and_classes_raise_is_a_refusal(digits):
    with pytest.raises(ArgumentError, match="sample_weight: no numbers"):
        DigitClassifier().fit(*digits, sample_weight=Raising())
    classes = np.empty(2, object)
    classes.fill(Raising())
    with pytest.raises(ArgumentError, match="classes must be"):
        all_classes(classes)
