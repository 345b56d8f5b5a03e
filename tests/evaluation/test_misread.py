"""The picture of what a model misreads."""

import numpy as np
import pytest

import network4 as n4
from network4.errors import ArgumentError


@pytest.fixture(scope="module")
def run(stripes):
    network = n4.Network([n4.FullyConnected(3), n4.Softmax(2)], (1, 8, 8))
    shifts = ((0, 1), (1, 0))
    return n4.fit(
        network, stripes, epochs=1, learning_rate=0.01, seed=3, test_shifts=shifts
    )


def drawn(figure):
    return [axes for axes in figure.axes if axes.images]


def test_the_misread_images_are_drawn_with_both_names(run, stripes):
    test, model = stripes.test, run.model
    wrong = np.flatnonzero(model.predict(test.images) != test.labels)
    assert 0 < len(wrong) < len(test)
    for data in (stripes, test):
        axes = drawn(n4.plot_errors(model, data))
        images = [np.asarray(each.images[0].get_array()) for each in axes]
        np.testing.assert_array_equal(images, test.images[wrong])
        names = [tuple(text.get_text() for text in each.texts) for each in axes]
        true = [stripes.class_names[label] for label in test.labels[wrong]]
        other = {"lying": "standing", "standing": "lying"}
        assert names == [(name, other[name]) for name in true]


def test_a_run_is_drawn_as_its_test_images_were_read(run, stripes):
    """Moved as `test_shifts` says; the record of the run has the same images."""
    images = stripes.test.images[run.wrong_test_indices]
    axes = drawn(n4.plot_errors(run, stripes))
    found = [np.asarray(each.images[0].get_array()) for each in axes]
    np.testing.assert_array_equal(found, images)


def test_a_model_without_errors_has_a_figure_that_says_so(run, stripes):
    labels = run.model.predict(stripes.test.images)
    figure = n4.plot_errors(run.model, stripes.test.images, labels)
    assert "No image was misread" in figure.get_suptitle()


@pytest.mark.parametrize(
    ("shape", "cost", "inputs", "words"),
    [
        ((64,), "auto", "pixels", "model must read images of 1 or 3 channels"),
        ((2, 8, 8), "auto", "pixels", "model must read images of 1 or 3 channels"),
        ((1, 8, 8), "auto", "numbers", "reads 'numbers' of shape"),
        ((1, 8, 8), "squared_error", "pixels", "must tell classes apart"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_a_sentence(shape, cost, inputs, words):
    network = n4.Network([n4.FullyConnected(2)], shape, cost, inputs)
    model = n4.Model(network, network.initial_parameters(0))
    with pytest.raises(ArgumentError, match=f"plot_errors: .*{words}"):
        n4.plot_errors(model, np.zeros((3, *shape), np.float32), [0, 1, 0])
