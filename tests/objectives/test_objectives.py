from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest

from network4.datasets import Dataset, Split
from network4.errors import ArgumentError, ShapeError
from network4.layers import FullyConnected, Softmax
from network4.model import Model, load_model
from network4.model.gradients import gradient
from network4.network import Network
from network4.objectives import (
    OBJECTIVES,
    Classification,
    SquaredError,
    describe_objective,
    register_objective,
    resolve_objective,
)
from network4.objectives.base import Objective
from network4.training.fit import fit


@pytest.mark.parametrize(
    ("output", "cost"),
    [
        ("softmax", "log_likelihood"),
        ("sigmoid", "cross_entropy"),
        ("tanh", "quadratic"),
        ("linear", "quadratic"),
        ("relu", "quadratic"),
    ],
)
def test_auto_follows_the_last_layer(output, cost):
    assert resolve_objective("auto", output) == Classification(cost)


def test_an_unknown_cost_is_refused():
    with pytest.raises(ArgumentError, match="Did you mean 'quadratic'"):
        resolve_objective("quadratik", "softmax")


@pytest.mark.parametrize(
    "objective",
    [*OBJECTIVES.values(), Classification("quadratic", 0.1)],
    ids=lambda objective: repr(objective),
)
def test_a_description_gives_the_objective_back(objective):
    assert resolve_objective(describe_objective(objective), "sigmoid") == objective


def test_a_network_is_saved_with_its_objective(tmp_path):
    network = Network(
        [FullyConnected(3)],
        (3,),
        Classification("cross_entropy", label_smoothing=0.1),
        inputs="numbers",
    )
    Model(network, network.initial_parameters(0)).save(tmp_path / "model.safetensors")
    loaded = load_model(tmp_path / "model.safetensors").network
    assert loaded == network
    assert loaded.objective == Classification("cross_entropy", 0.1)
    assert (loaded.cost, loaded.inputs) == ("Classification", "numbers")


@dataclass(frozen=True)
class AbsoluteError(SquaredError):
    """C = sum over j of |y_j - a_j|."""

    score_name: ClassVar[str] = "error"

    def cost_of_each(self, ops, output, z, targets):
        errors = targets - ops.activate(output, z)
        return ops.maximum(errors, -errors)


def test_an_objective_of_ones_own_is_saved_once_registered(tmp_path):
    network = Network([FullyConnected(2)], (3,), AbsoluteError())
    model = Model(network, network.initial_parameters(0))
    with pytest.raises(ArgumentError, match=r"call network4\.register_objective"):
        model.save(tmp_path / "model.safetensors")
    register_objective(AbsoluteError)
    model.save(tmp_path / "model.safetensors")
    assert load_model(tmp_path / "model.safetensors").network == network


def test_only_objectives_with_names_of_their_own_are_registered():
    with pytest.raises(ArgumentError, match="must be a subclass of Objective"):
        register_objective(Softmax)
    other = type("SquaredError", (SquaredError,), {})
    with pytest.raises(ArgumentError, match="must have a name of its own"):
        register_objective(other)


def test_labels_alone_are_smoothed():
    smoothed = Classification("log_likelihood").smoothed(0.1)
    assert smoothed == Classification("log_likelihood", label_smoothing=0.1)
    assert SquaredError().smoothed(0.0) == SquaredError()
    with pytest.raises(ArgumentError, match="label_smoothing must be 0 with Squared"):
        SquaredError().smoothed(0.1)


@pytest.mark.parametrize(
    ("objective", "better"), [(Classification("quadratic"), 0.9), (SquaredError(), 0.1)]
)
def test_a_score_says_which_way_it_is_better(objective, better):
    assert objective.is_better(better, 0.5)
    assert not objective.is_better(0.5, better)
    assert not objective.is_better(np.nan, better)


def linear(objective):
    return Network([FullyConnected(2, activation="linear")], (3,), objective, "numbers")


class Weighted(SquaredError):
    """Its weight is no field: two of them are equal, whatever their weights."""

    def __init__(self, weight):
        object.__setattr__(self, "weight", weight)


def test_what_an_objective_holds_must_be_fields():
    with pytest.raises(ArgumentError, match=r"Weighted must hold .* with weight; dec"):
        linear(Weighted(2.0))
    with pytest.raises(ArgumentError, match="received Weighted with an __init__"):
        register_objective(Weighted)


@dataclass(frozen=True)
class Nameless(Objective):
    """It does not say what its score is called."""

    higher_is_better: ClassVar[bool] = True

    def as_targets(self, owner, targets, output_shape):
        return targets

    def costs(self, ops, output, z, targets, mask=None):
        return ops.sum(z, 1)

    def score(self, outputs, targets, mask=None):
        return 0.0


def test_an_objective_must_say_what_training_asks_of_it():
    with pytest.raises(ArgumentError, match="Nameless must define score_name, a str"):
        linear(Nameless())

    @dataclass(frozen=True)
    class Directionless(Nameless):
        score_name: ClassVar[str] = "score"
        higher_is_better: ClassVar[str] = "yes"

    with pytest.raises(ArgumentError, match="higher_is_better, a bool, received 'yes'"):
        linear(Directionless())


@dataclass(frozen=True)
class Returning(SquaredError):
    """It gives what it is told to instead of a score, or of targets."""

    found: object = 0.5
    targets: object = "given"

    def as_targets(self, owner, targets, output_shape):
        given = super().as_targets(owner, targets, output_shape)
        return given if self.targets == "given" else self.targets

    def score(self, outputs, targets, mask=None):
        return np.ones(3) if self.found == "array" else self.found


def trained(objective):
    split = Split(np.ones((4, 3), np.float32), np.ones((4, 2)))
    how = {"epochs": 1, "learning_rate": 0.1, "batch_size": 2}
    return fit(linear(objective), Dataset(split, split), **how)


@pytest.mark.parametrize("found", [0.5, 1, np.float32(0.5)])
def test_a_score_is_a_number(found):
    score = trained(Returning(found)).validation_score
    assert (type(score), score) == (float, float(found))


@pytest.mark.parametrize("found", [float("nan"), float("inf"), None, "array", "0.5"])
def test_a_score_that_is_none_is_refused(found):
    with pytest.raises(ArgumentError, match="Returning: score must return a finite"):
        trained(Returning(found))


@pytest.mark.parametrize("targets", [None, 0])
def test_no_targets_are_refused(targets):
    objective = Returning(targets=targets)
    words = rf"Returning: as_targets must return an array.* received {targets}; say"
    with pytest.raises(ShapeError, match=words):
        trained(objective)
    model = Model(linear(objective), linear(objective).initial_parameters(0))
    with pytest.raises(ShapeError, match=words):
        gradient(model, np.ones((4, 3)), np.ones((4, 2)))


def test_too_few_targets_are_refused():
    with pytest.raises(ShapeError, match="fit: labels must be one an image, 4 here, r"):
        trained(Returning(targets=(1.0, 2.0)))
