"""What may not be asked of gradients, and what depends on the batch alone."""

import numpy as np
import pytest

import network4 as n4
from network4.errors import ArgumentError, ShapeError

LABELS = np.array([0, 2, 1, 2])


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"by": "weights"}, ArgumentError, "by must be one of 'inputs', 'parameters'"),
        ({"labels": [0, 1]}, ShapeError, "labels must be one an image, 4 here"),
        ({"labels": None}, ShapeError, "labels must be whole numbers"),
        ({"labels": [0, 1, 2, 3]}, ArgumentError, r"labels must be in 0\.\.2"),
        ({"of": ("layer9", 0)}, ArgumentError, "path must be one of 'layer1'"),
        ({"of": ("layer4", 3)}, ArgumentError, r"index of a unit must be .* in 0\.\.2"),
        ({"of": (1, 2)}, ArgumentError, "path must be one of .* received 1"),
        ({"of": ("layer4",)}, ArgumentError, r"of must be .* received \('layer4',\)"),
        ({"of": "entropy"}, ArgumentError, "cost must be"),
        ({"labels": [[0], [1, 2]]}, ArgumentError, "labels must be an array"),
        ({"training": 1}, ArgumentError, "training must be True or False"),
    ],
)
def test_what_cannot_be_asked_is_refused(model, images, change, error, words):
    given = {"labels": LABELS, **change}
    with pytest.raises(error, match=words):
        n4.gradient(model, images, given.pop("labels"), **given)


def test_slopes_of_another_form_are_refused(model, images):
    with pytest.raises(ShapeError, match=r"slopes must be \(4, 3\), .* \(4, 2\)"):
        n4.pull_back(model, images, np.zeros((4, 2)))
    with pytest.raises(
        ShapeError, match="pull_back: images must be one or more, since"
    ):
        n4.pull_back(model, images[:0], np.zeros((0, 3)), by="parameters")
    with pytest.raises(ArgumentError, match="path must be one of"):
        n4.activations(model, images, "layer2.shortcut")


@pytest.mark.parametrize("path", ["layer9", "layer1.layer1", 5, None])
def test_a_path_of_no_layer_is_refused(model, images, path):
    with pytest.raises(ArgumentError, match="path must be one of"):
        n4.activations(model, images, path)


def test_a_network_is_no_model(model, images):
    slopes = np.zeros((4, 3))
    for ask in (
        lambda network: n4.gradient(network, images, LABELS),
        lambda network: n4.pull_back(network, images, slopes),
        lambda network: n4.activations(network, images, "layer1"),
    ):
        with pytest.raises(
            ArgumentError, match=r"model must be a Model, .* Network; g"
        ):
            ask(model.network)


def test_of_no_images_there_are_no_activations(model, images):
    assert n4.activations(model, images[:0], "layer1").shape == (0, 3, 4, 5)


@pytest.fixture
def open_model():
    """Two values at each of any number of steps: normalised, then squashed."""
    layers = [n4.BatchNorm(), n4.BatchNorm(activation="sigmoid")]
    network = n4.Network(layers, (None, 2), "quadratic", inputs="numbers")
    return n4.Model(network, network.initial_parameters(0))


def test_slopes_of_an_open_shape_are_those_of_the_batch(open_model, generator):
    """The second layer divides by the root of 1 + epsilon, as the first does."""
    steps = generator.standard_normal((3, 4, 2)).astype(np.float32)
    slopes = generator.standard_normal((3, 4, 2))
    a = open_model.outputs(steps).astype(np.float64)
    factor = 1 / (1 + n4.BatchNorm().epsilon)
    found = n4.pull_back(open_model, steps, slopes)
    # Products of four numbers of size 1, each rounded.
    np.testing.assert_allclose(found, factor * slopes * a * (1 - a), atol=1e-6)
    for shape in [(3, 5, 2), (3, 4, 1), (3, 1, 2), (1, 4, 2), (4, 2), ()]:
        with pytest.raises(ShapeError, match=r"slopes must be \(3, 4, 2\)"):
            n4.pull_back(open_model, steps, np.zeros(shape))


def test_a_unit_of_an_open_layer_is_one_of_the_batch(open_model, generator):
    """Unit 5 of four steps of two values is the second value of the third step."""
    steps = generator.standard_normal((3, 4, 2)).astype(np.float32)
    found = n4.gradient(open_model, steps, of=("layer1", 5))
    expected = np.zeros((3, 4, 2))
    expected[:, 2, 1] = 1 / np.sqrt(1 + n4.BatchNorm().epsilon)
    np.testing.assert_allclose(found, expected, atol=1e-6)
    with pytest.raises(ArgumentError, match=r"index of a unit must be .* in 0\.\.7"):
        n4.gradient(open_model, steps, of=("layer1", 8))
