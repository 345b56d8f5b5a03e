"""`partial_fit`: more samples, one pass at a time."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from network4 import DigitClassifier
from network4.errors import ArgumentError

CLASSES = np.arange(10)


@pytest.fixture(scope="module")
def digits():
    return load_digits(return_X_y=True)


def classifier(**settings):
    return DigitClassifier(num_threads=1, layers=(), **settings)


def test_each_call_learns_from_more_samples(digits):
    images, labels = digits
    learned, scores = classifier(), []
    for some in np.split(np.arange(1400), 7):
        learned.partial_fit(images[some], labels[some], classes=CLASSES)
        scores.append(learned.score(images[1400:], labels[1400:]))
    assert len(learned.run_.history) == 1
    # 397 digits; who guesses has 0.1 of them, with a standard error of 0.015.
    assert scores[-1] > 0.7 > scores[0]


def test_classes_that_come_later_have_their_outputs_from_the_beginning(digits):
    images, labels = digits
    is_early = labels < 5
    learned = classifier().partial_fit(images[is_early], labels[is_early], CLASSES)
    assert learned.predict_proba(images[:3]).shape == (3, 10)
    assert set(learned.predict(images)) <= set(range(5))
    for _ in range(3):
        learned.partial_fit(images[~is_early], labels[~is_early])
    assert set(learned.predict(images)) & {5, 6, 7, 8, 9}


def test_samples_of_one_class_are_taken_in_every_call(digits):
    images, labels = digits
    learned = classifier()
    for label in range(10):
        is_one = labels == label
        learned.partial_fit(images[is_one], labels[is_one], classes=CLASSES)
    assert learned.predict(images[labels == 9]).tolist() == [9] * sum(labels == 9)


def test_it_goes_on_from_what_fit_learned(digits):
    images, labels = digits
    learned = classifier(epochs=20).fit(images[:1000], labels[:1000])
    before = learned.score(images[1400:], labels[1400:])
    old = learned.run_.model.parameters["layer1"]["weights"]
    learned.learning_rate = 1e-6
    learned.partial_fit(images[1000:1400], labels[1000:1400])
    new = learned.run_.model.parameters["layer1"]["weights"]
    assert np.abs(new - old).max() < 1e-3
    assert not np.array_equal(new, old)
    assert learned.score(images[1400:], labels[1400:]) == pytest.approx(
        before, abs=0.01
    )


def test_the_same_calls_give_the_same_whatever_form_the_samples_have(digits):
    images, labels = digits
    squares = images.reshape(-1, 8, 8, 1)
    one, other = classifier(), classifier()
    for some in (slice(200), slice(200, 400)):
        one.partial_fit(images[some], labels[some], CLASSES)
        rows = np.eye(10)[labels[some]]
        other.partial_fit(squares[some], rows, CLASSES, np.full(200, 2.0))
    np.testing.assert_allclose(
        one.predict_proba(images), other.predict_proba(squares), rtol=1e-5
    )


def test_weights_count_in_each_call():
    """Of the same sample, three times as often a class as another, 3/4 is the best."""
    samples, labels = np.tile([[0.0, 1.0], [1.0, 0.0]], (20, 1)), np.arange(40) // 2 % 2
    learned = classifier(learning_rate=1.0, batch_size=40)
    for _ in range(60):
        learned.partial_fit(samples, labels, [0, 1], np.where(labels, 3.0, 1.0))
    np.testing.assert_allclose(
        learned.predict_proba(samples), np.tile([0.25, 0.75], (40, 1)), atol=1e-4
    )


@pytest.mark.parametrize(
    ("first", "later", "words"),
    [
        (None, None, "classes must be given in the first call"),
        ([1], None, "classes must be 2 or more"),
        (range(9), None, "y must have only labels that are in classes, received 9"),
        (CLASSES, range(11), "classes must be those of the first call"),
    ],
)
def test_classes_that_do_not_fit_are_refused(digits, first, later, words):
    images, labels = digits
    learned = classifier()
    with pytest.raises(ArgumentError, match=words):
        for classes in (first, later):
            learned.partial_fit(images[:50], labels[:50], classes=classes)


def test_samples_of_another_shape_are_refused_in_a_later_call(digits):
    images, labels = digits
    learned = classifier().partial_fit(images[:50], labels[:50], classes=CLASSES)
    with pytest.raises(ArgumentError, match="64"):
        learned.partial_fit(images[:50, :40], labels[:50])
