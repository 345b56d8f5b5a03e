from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest

from network4.errors import ArgumentError
from network4.layers import FullyConnected, Softmax
from network4.model import Model, load_model
from network4.network import Network
from network4.objectives import (
    OBJECTIVES,
    Classification,
    SquaredError,
    describe_objective,
    register_objective,
    resolve_objective,
)


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
