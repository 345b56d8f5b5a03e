"""`fit` on sequences, padded and whole, and on whole numbers."""

from dataclasses import dataclass

import numpy as np
import pytest
from other_data import OPEN, TAGGER, divided, run

import network4 as n4
from network4.errors import ArgumentError, ShapeError


def test_a_network_on_sequences_learns(stripes):
    layers = [n4.FullyConnected(8, activation="relu"), n4.Softmax(2)]
    found = run(n4.Network(layers, (8, 8)), stripes, epochs=20, learning_rate=0.2)
    assert found.test_accuracy > 0.9


@pytest.fixture
def ragged(generator):
    """Sequences of 1 to 5 steps: does the last one sum up to more than 0?"""
    lengths = generator.integers(1, 6, 300)
    x = generator.normal(size=(300, 5, 3)).astype(np.float32)
    last = x[np.arange(300), lengths - 1].sum(axis=1)
    return n4.Split(x, (last > 0).astype(int), lengths=lengths)


def test_sequences_of_different_lengths_learn(ragged):
    found = run(OPEN, divided(ragged), epochs=8, learning_rate=0.5)
    assert found.test_accuracy > 0.9


def test_padding_changes_no_result(ragged):
    """What stands in it, and how much of it there is: not in training either."""
    steps = np.arange(5) < ragged.lengths[:, None]
    longer = np.full((300, 9, 3), 7, np.float32)
    longer[:, :5] = np.where(steps[:, :, None], ragged.images, -100)
    other = n4.Split(longer, ragged.labels, lengths=ragged.lengths)
    ours, theirs = (run(OPEN, divided(split)) for split in (ragged, other))
    for one, another in zip(ours.history, theirs.history, strict=True):
        # Sums over more steps, of which the others are 0, in another order.
        assert one.training_cost == pytest.approx(another.training_cost, rel=1e-4)
    outputs = [
        found.model.outputs(split.images, lengths=split.lengths)
        for found, split in ((ours, ragged), (theirs, other))
    ]
    np.testing.assert_allclose(*outputs, atol=1e-4)


def test_lengths_are_refused_where_layers_would_read_the_padding(ragged):
    network = n4.Network([n4.Softmax(2)], (5, 3), inputs="numbers")
    with pytest.raises(ArgumentError, match=r"fit: lengths must be left out.*\(5, 3\)"):
        run(network, divided(ragged))
    model = n4.Model(network, network.initial_parameters(0))
    with pytest.raises(ArgumentError, match="outputs: lengths must be left out"):
        model.outputs(ragged.images, lengths=ragged.lengths)
    with pytest.raises(ArgumentError, match=r"lengths must be 300 whole numbers in 1"):
        n4.Model(OPEN, OPEN.initial_parameters(0)).outputs(ragged.images, lengths=[1])


def test_lengths_matter_to_gradients_too(ragged):
    model = n4.Model(OPEN, OPEN.initial_parameters(0))
    found = n4.gradient(model, ragged.images, ragged.labels, lengths=ragged.lengths)
    steps = np.arange(5) == ragged.lengths[:, None] - 1
    assert not found[~steps].any()
    seen = n4.activations(model, ragged.images, "layer1", lengths=ragged.lengths)
    assert seen.shape == ragged.images.shape


def test_a_class_at_each_step(ragged):
    """Is a step's sum above 0? Steps without a label, and padding, do not count."""
    labels = (ragged.images.sum(axis=2) > 0).astype(int)
    labels[:, 1] = -1
    data = divided(n4.Split(ragged.images, labels, lengths=ragged.lengths))
    found = run(TAGGER, data, epochs=10, learning_rate=0.2)
    assert found.test_accuracy > 0.9
    answers = found.model.predict(data.test.images, lengths=data.test.lengths)
    steps = np.arange(5) < data.test.lengths[:, None]
    counts = steps & (data.test.labels != -1)
    share = (answers == data.test.labels)[counts].mean()
    assert found.test_accuracy == pytest.approx(share)


@pytest.mark.parametrize("shape", [(300, 4), (300,), (300, 5, 3)])
def test_labels_of_sequences_are_one_for_each_step(ragged, shape):
    split = n4.Split(ragged.images, np.zeros(shape, int), lengths=ragged.lengths)
    with pytest.raises(ShapeError, match="one for each of 5 steps"):
        run(TAGGER, divided(split))
    model = n4.Model(TAGGER, TAGGER.initial_parameters(0))
    with pytest.raises(ShapeError, match=r"gradient: labels must be.*each of 5 steps"):
        n4.gradient(model, ragged.images, split.labels)
    values = n4.Network(TAGGER.layers, (None, 3), "squared_error", inputs="numbers")
    floats = n4.Split(ragged.images, np.zeros(shape), lengths=ragged.lengths)
    with pytest.raises(ShapeError, match=r"labels must be \(n, 5, 2\)"):
        run(values, divided(floats))


def test_judging_needs_a_class(ragged):
    none = n4.Split(ragged.images, np.full((300, 5), -1))
    some = n4.Split(ragged.images, np.zeros((300, 5), int))
    with pytest.raises(
        ArgumentError, match="must name the class of at least one example"
    ):
        run(TAGGER, n4.Dataset(some, none))
    model = n4.Model(TAGGER, TAGGER.initial_parameters(0))
    with pytest.raises(ArgumentError, match="score: labels must name the class"):
        model.score(none)
    with pytest.raises(ArgumentError, match="one example or more, received none"):
        model.score(some.part(slice(0)))


def test_a_length_that_layers_need_must_be_known():
    with pytest.raises(
        ShapeError, match=r"layer 1: FullyConnected expects inputs of one"
    ):
        n4.Network([n4.FullyConnected(3), n4.Softmax(2)], (None, 3))
    for layer in (n4.Conv(2, 3), n4.MaxPool(2), n4.PaddedShortcut(4)):
        with pytest.raises(ShapeError, match="expects inputs of one shape"):
            n4.Network([layer, n4.Softmax(2)], (1, None, 8))
    assert "any x 3" in str(OPEN)


@dataclass(frozen=True)
class Embedding(n4.FullyConnected):
    """A row of weights for each whole number, flattened."""

    def parameters(self, input_shape):
        return super().parameters((self.units,))

    def output_shape(self, input_shape):
        return (input_shape[0] * self.units,)

    def weighted_input(self, ops, numbers, a, step):
        rows = numbers["weights"][a] + numbers["biases"].reshape(1, 1, -1)
        return rows.reshape(a.shape[0], -1)


def test_whole_numbers_are_read(generator):
    """Is the first of two numbers below 4 the larger?"""
    layers = [Embedding(4, activation="linear"), n4.FullyConnected(8), n4.Softmax(2)]
    network = n4.Network(layers, (2,), inputs=4)
    pairs = generator.integers(0, 4, (400, 2), dtype=np.int32)
    data = divided(n4.Split(pairs, (pairs[:, 0] > pairs[:, 1]).astype(int)))
    assert run(network, data, epochs=10, learning_rate=0.5).test_accuracy > 0.9
    model = n4.Model(network, network.initial_parameters(0))
    for wrong in (np.array([[0, 4]]), np.array([[-1, 0]]), np.array([[0.0, 1.0]])):
        with pytest.raises(ShapeError, match=r"expects whole numbers in 0\.\.3"):
            model.outputs(wrong)
    with pytest.raises(
        ArgumentError, match="reads whole numbers, which have no slopes"
    ):
        n4.gradient(model, pairs, np.zeros(400, int))
