"""`fit` on the probabilities of classes instead of labels."""

import numpy as np
import pytest

import network4 as n4
from network4.errors import ArgumentError

ENGINES = ["native", "jax"]
NETWORK = n4.Network([n4.Softmax(3)], (4,), inputs="numbers")


@pytest.fixture(scope="module")
def teacher():
    """A model with weights of its own, whose answers are far from certain."""
    generator = np.random.default_rng(0)
    weights = generator.normal(size=(4, 3)).astype(np.float32)
    biases = generator.normal(size=3).astype(np.float32)
    return n4.Model(NETWORK, {"layer1": {"weights": weights, "biases": biases}})


@pytest.fixture(scope="module")
def taught(teacher):
    """Probabilities to train on, and labels to judge by."""
    images = np.random.default_rng(1).normal(size=(1200, 4)).astype(np.float32)
    rows = teacher.predict_proba(images)
    train, rest = n4.Split(images, rows).divided(1000)
    judge = n4.Split(rest.images, rest.labels.argmax(axis=1))
    return n4.Dataset(train, judge, judge)


def fitted(data, **how):
    given = {"epochs": 20, "learning_rate": 1.0, "seed": 0, "progress": False}
    return n4.fit(NETWORK, data, **given | how)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_student_comes_to_say_what_its_teacher_says(taught, teacher, engine):
    """It can say the same, so that its cost has the teacher's entropy as its least."""
    run = fitted(taught, engine=engine)
    rows = taught.train.labels.astype(np.float64)
    entropy = -(rows * np.log(rows)).sum(axis=1).mean()
    cost = run.history[-1].training_cost
    said = run.model.predict_proba(taught.test.images)
    wanted = teacher.predict_proba(taught.test.images)
    # By Pinsker's inequality: the cost is above the entropy by the mean divergence.
    distance = np.abs(run.model.predict_proba(taught.train.images) - rows).sum(axis=1)
    assert cost - entropy < 1e-3
    assert distance.mean() < np.sqrt(2 * 1e-3)
    assert np.abs(said - wanted).max() < 0.05
    assert run.test_accuracy > 0.98
    assert len(run.wrong_test_indices) == round(200 * (1 - run.test_accuracy))


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_both_engines_take_the_same_steps(taught, smoothing):
    native, jax = (
        fitted(taught, engine=engine, epochs=2, label_smoothing=smoothing)
        for engine in ENGINES
    )
    costs = [[each.training_cost for each in run.history] for run in (native, jax)]
    np.testing.assert_allclose(*costs, rtol=1e-5)
    for path in ("weights", "biases"):
        both = (run.model.parameters["layer1"][path] for run in (native, jax))
        np.testing.assert_allclose(*both, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("engine", ENGINES)
def test_batches_may_have_labels_and_probabilities_by_turns(taught, engine):
    rows = taught.train

    def make(seed, number, size):
        part = rows.part(slice(number * size, (number + 1) * size))
        if number % 2:
            return n4.Split(part.images, part.labels.argmax(axis=1))
        return part

    batches = n4.Batches(make, num_batches=100)
    data = n4.Dataset(rows, taught.validation, batches=batches)
    run = fitted(data, engine=engine, epochs=1)
    assert run.validation_accuracy > 0.9


@pytest.mark.parametrize("engine", ENGINES)
def test_slopes_by_inputs_are_those_of_the_probabilities(taught, teacher, engine):
    """By hand: W (a - y), and 0 for the teacher's own probabilities."""
    images = taught.train.images[:5]
    y = np.array([[0.2, 0.3, 0.5]] * 5, np.float32)
    model = n4.Model(NETWORK, teacher.parameters, engine=engine)
    found = n4.gradient(model, images, y, by="inputs")
    a, weights = teacher.predict_proba(images), teacher.parameters["layer1"]["weights"]
    np.testing.assert_allclose(found, (a - y) @ weights.T, rtol=1e-4, atol=1e-6)
    own = n4.gradient(model, images, a, by="inputs")
    np.testing.assert_allclose(own, np.zeros_like(own), atol=1e-6)


def test_all_parts_may_have_probabilities(taught, teacher):
    """They are judged by the likeliest class of each."""
    rows = taught.train
    data = n4.Dataset(rows, rows, rows)
    run = fitted(data, epochs=2)
    evaluation = n4.evaluate(run.model, rows)
    right = run.model.predict(rows.images) == rows.labels.argmax(axis=1)
    assert evaluation.accuracy == run.test_accuracy == right.mean()
    assert evaluation.wrong_indices.tolist() == np.flatnonzero(~right).tolist()
    of_classes = n4.Split(rows.images, rows.labels.argmax(axis=1))
    named = n4.Dataset(rows, of_classes, rows)
    assert n4.evaluate(run.model, named).accuracy == right.mean()
    assert run.model.accuracy(rows) == right.mean()


def test_rows_that_are_no_probabilities_are_refused(taught):
    rows = np.full((1000, 3), 0.5, np.float32)
    wrong = n4.Dataset(n4.Split(taught.train.images, rows), taught.validation)
    with pytest.raises(ArgumentError, match="probabilities whose sum is 1"):
        fitted(wrong)
