import pytest

from network4.errors import ArgumentError
from network4.objectives import resolve_cost


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
    assert resolve_cost("auto", output) == cost


@pytest.mark.parametrize("output", ["tanh", "linear", "relu"])
@pytest.mark.parametrize("cost", ["log_likelihood", "cross_entropy"])
def test_logarithms_need_outputs_between_0_and_1(cost, output):
    with pytest.raises(ArgumentError, match="softmax or sigmoid outputs"):
        resolve_cost(cost, output)


def test_an_unknown_cost_is_refused():
    with pytest.raises(ArgumentError, match="Did you mean 'quadratic'"):
        resolve_cost("quadratik", "softmax")
