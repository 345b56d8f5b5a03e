"""Classes in every form that people bring them, and what is none."""

import numpy as np
import pytest

import network4 as n4
from network4.datasets.labels import check_classes_differ, class_numbers
from network4.errors import ArgumentError, ShapeError

NUMBERS = np.array([2, 0, 1, 2])
FORMS = {
    "int64": NUMBERS,
    "uint8": NUMBERS.astype(np.uint8),
    "whole floats": NUMBERS.astype(np.float64),
    "half floats": NUMBERS.astype(np.float16),
    "a column": NUMBERS[:, None],
    "one-hot floats": np.eye(3)[NUMBERS],
    "one-hot bytes": np.eye(3, dtype=np.uint8)[NUMBERS],
    "one-hot booleans": np.eye(3, dtype=bool)[NUMBERS],
}


@pytest.mark.parametrize("labels", FORMS.values(), ids=FORMS)
def test_every_form_names_the_same_classes(labels):
    np.testing.assert_array_equal(class_numbers("fit", labels), NUMBERS)


def test_steps_of_sequences_have_forms_too():
    steps = np.array([[2, 0], [1, 1]])
    for form in (steps, steps.astype(float), steps[..., None], np.eye(3)[steps]):
        np.testing.assert_array_equal(class_numbers("fit", form, 2), steps)


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (np.array([0.5, 1]), "whole numbers to name classes, received 0.5"),
        (np.array([np.nan]), "received nan"),
        (np.array([np.inf]), "received inf"),
        (np.array([2**40]), "32 bits"),
        (np.array([[0.9, 0.1]]), "one-hot rows"),
        (np.array([[1, 1]]), r"one-hot rows, .*received \[1, 1\]"),
        (np.array([[0, 0]]), r"received \[0, 0\]"),
        (np.array([[0, 2]]), r"received \[0, 2\]"),
        (np.array(["a"]), "whole number or a one-hot"),
        (np.zeros((2, 2, 2)), "whole number or a one-hot"),
    ],
)
def test_what_names_no_class_is_refused(labels, words):
    with pytest.raises(ArgumentError, match=f"fit: labels.*{words}"):
        class_numbers("fit", labels)


@pytest.fixture(scope="module")
def trained():
    draw = np.random.default_rng(0)
    images = draw.integers(0, 256, (40, 6, 6), dtype=np.uint8)
    network = n4.Network([n4.Softmax(3)], (1, 6, 6))

    def run(labels):
        split = n4.Split(images, labels)
        return n4.fit(
            network, n4.Dataset(split, split, split), epochs=1, learning_rate=0.1
        )

    return images, run


@pytest.mark.parametrize("form", FORMS)
def test_fit_and_gradient_take_every_form(trained, form):
    images, run = trained
    labels = np.tile(NUMBERS, 10)
    given = np.tile(FORMS[form], (10, *[1] * (FORMS[form].ndim - 1)))
    known, found = run(labels), run(given)
    assert found.test_accuracy == known.test_accuracy
    for by in ("inputs", "parameters"):
        np.testing.assert_equal(
            n4.gradient(found.model, images, given, by=by),
            n4.gradient(known.model, images, labels, by=by),
        )
    split = n4.Split(images, given)
    assert found.model.accuracy(split) == known.test_accuracy


def test_one_hot_rows_of_other_classes_are_refused(trained):
    _, run = trained
    with pytest.raises(ShapeError, match="rows of 3 probabilities, received float32"):
        run(np.eye(4)[np.tile(NUMBERS, 10)])


def test_two_classes_of_one_output_have_two_columns():
    network = n4.Network([n4.FullyConnected(1)], (4,), cost="cross_entropy")
    images, labels = np.eye(4, dtype=np.float32), np.array([0, 1, 1, 0])
    model = n4.Model(network, network.initial_parameters(seed=0))
    expected = n4.gradient(model, images, labels)
    for form in (np.eye(2)[labels], labels[:, None], labels == 1):
        np.testing.assert_array_equal(n4.gradient(model, images, form), expected)


@pytest.mark.parametrize("label", [0, 2])
def test_labels_of_one_class_are_refused_whatever_its_number(label):
    labels = np.array([label, label])
    with pytest.raises(ArgumentError, match=f"received only class '{'abc'[label]}'"):
        check_classes_differ("train", labels, ("a", "b", "c"))


def test_labels_of_two_classes_pass():
    check_classes_differ("train", np.array([1, 2, 1]), ("a", "b", "c"))
    check_classes_differ("train", np.array([-1, -1]), ("a", "b", "c"))
    check_classes_differ("train", np.array([1, 1, -1]), ("a", "b", "c"))
