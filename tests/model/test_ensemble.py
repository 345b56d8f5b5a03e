from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
import pytest

from network4.errors import ArgumentError, ShapeError
from network4.layers import BatchNorm, FullyConnected, Layer, Softmax
from network4.model import Model
from network4.model.ensemble import Ensemble, plurality
from network4.network import Network


def plurality_one_by_one(answers, accuracies):
    best_first = sorted(range(len(answers)), key=lambda k: (-accuracies[k], k))
    chosen = []
    for votes in answers.T:
        counts = Counter(votes.tolist())
        most = max(counts.values())
        chosen.append(next(votes[k] for k in best_first if counts[votes[k]] == most))
    return chosen


@pytest.mark.parametrize("num_networks", [1, 2, 5])
def test_plurality_is_counting(generator, num_networks):
    answers = generator.integers(0, 4, (num_networks, 500)).astype(np.uint8)
    accuracies = generator.integers(0, 3, num_networks) / 10
    wanted = plurality_one_by_one(answers, accuracies)
    np.testing.assert_array_equal(plurality(answers, accuracies), wanted)


def test_a_tie_goes_to_the_best_of_those_who_tie():
    """3 and 5 have two votes each; the best network of all answers 7, alone."""
    answers = np.array([[3], [5], [7], [5], [3]])
    assert plurality(answers, [0.5, 0.6, 0.9, 0.1, 0.2]) == [5]
    assert plurality(answers, [0.6, 0.5, 0.9, 0.1, 0.2]) == [3]


@pytest.mark.parametrize(
    ("shape", "num_accuracies"), [((0, 3), 0), ((2, 3), 3), ((3,), 3)]
)
def test_votes_without_voters_are_refused(shape, num_accuracies):
    with pytest.raises(ShapeError, match="answers must be"):
        plurality(np.zeros(shape, np.int64), [0.5] * num_accuracies)


def make_model(seed, units=10):
    network = Network([FullyConnected(5), Softmax(units, initializer="he")], (1, 4, 4))
    return Model(network, network.initial_parameters(seed))


def test_an_ensemble_answers_by_the_mean(generator):
    models = [make_model(seed) for seed in range(3)]
    images = generator.integers(0, 256, (20, 4, 4), dtype=np.uint8)
    mean = sum(model.predict_proba(images).astype(float) for model in models) / 3
    ensemble = Ensemble(models)
    np.testing.assert_allclose(ensemble.predict_proba(images), mean, rtol=1e-6)
    assert ensemble.predict_proba(images).dtype == np.float32
    np.testing.assert_array_equal(ensemble.predict(images), mean.argmax(axis=1))


def test_models_whose_classes_have_other_names_are_refused():
    cats, dogs = (
        replace(make_model(0, units=3), details={"classes": names})
        for names in (["cat", "dog", "cow"], ["dog", "cat", "cow"])
    )
    with pytest.raises(ArgumentError, match="cat, dog, cow and dog, cat, cow"):
        Ensemble([cats, dogs])
    assert Ensemble([cats, cats]).predict(np.zeros((2, 4, 4), np.uint8)).shape == (2,)


@pytest.mark.parametrize("models", [[], [make_model(0), make_model(0, units=9)]])
def test_models_that_cannot_answer_together_are_refused(models):
    with pytest.raises(ArgumentError, match="same number of classes"):
        Ensemble(models)


def model_of(layers, cost="auto", shape=(1, 4, 4)):
    network = Network(layers, shape, cost)
    return Model(network, network.initial_parameters(0))


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (
            model_of([FullyConnected(16)], "reconstruction"),
            "trained for Reconstruction",
        ),
        (model_of([FullyConnected(2, activation="tanh")]), "must have softmax or"),
    ],
)
def test_models_without_probabilities_are_refused(model, words):
    with pytest.raises(ArgumentError, match=f"Ensemble: .* {words}"):
        Ensemble([model, model])


def test_detectors_answer_by_the_mean_of_two_probabilities(generator):
    """One output beside two: both tell two classes apart."""
    models = [model_of([FullyConnected(1)]), make_model(3, units=2)]
    images = generator.random((30, 4, 4))
    second = (models[0].outputs(images)[:, 0] + models[1].outputs(images)[:, 1]) / 2
    found = Ensemble(models)
    np.testing.assert_allclose(found.predict_proba(images)[:, 1], second, rtol=1e-6)
    np.testing.assert_array_equal(found.predict(images), second > 0.5)


def test_of_a_sequence_each_step_has_its_answer(generator):
    """Two classes at three steps, by sigmoids."""
    model = model_of([BatchNorm(activation="sigmoid")], "cross_entropy", (3, 2))
    steps = generator.random((5, 3, 2))
    answers = Ensemble([model, model]).predict(steps)
    np.testing.assert_array_equal(answers, steps.argmax(axis=2))


@dataclass(frozen=True, eq=False, repr=False)
class _MeanStep(Layer):
    """The mean of the steps that count: (time, values) to (values,)."""

    def output_shape(self, input_shape):
        return input_shape[1:]

    def weighted_input(self, ops, numbers, a, step):
        return ops.mean(a, 1) if step.mask is None else mean_of(ops, a, step.mask)


def mean_of(ops, a, mask):
    counting = ops.where(mask, 1.0, 0.0)
    return ops.sum(a * counting[:, :, None], 1) / ops.sum(counting, 1)[:, None]


def test_steps_that_do_not_count_are_left_out(generator):
    """Of padded sequences the answers are those of each cut to its length."""
    network = Network([_MeanStep(), Softmax(3, initializer="he")], (None, 4))
    models = [Model(network, network.initial_parameters(seed)) for seed in (1, 2)]
    sequences, lengths = generator.random((5, 6, 4)), np.array([6, 1, 3, 2, 5])
    ensemble = Ensemble(models)
    found = ensemble.predict_proba(sequences, lengths=lengths)
    for sequence, length, share in zip(sequences, lengths, found, strict=True):
        cut = ensemble.predict_proba(sequence[None, :length])[0]
        np.testing.assert_allclose(share, cut, atol=1e-6)
    answers = ensemble.predict(sequences, lengths=lengths)
    np.testing.assert_array_equal(answers, found.argmax(axis=1))
