import math

import numpy as np
import pytest
from layered import as_layers

from network4.experiments.epoch_observers import watch_costs, watch_learning_speed
from network4.layers import FullyConnected
from network4.model import Model
from network4.network import Network


@pytest.fixture
def model():
    layers = [FullyConnected(5), FullyConnected(4), FullyConnected(2)]
    network = Network(layers, (1, 8, 8), cost="cross_entropy")
    return Model(network, network.initial_parameters(seed=2))


def cost_one_by_one(model, split):
    total = 0.0
    for image, label in zip(split.images, split.labels, strict=True):
        for j, a in enumerate(model.outputs(image)[0].tolist()):
            total -= math.log(a if j == label else 1 - a)
    return total / len(split)


def test_costs_and_accuracies_are_those_of_the_model(model, stripes):
    seen = watch_costs(0.0, stripes)(0, model)
    for name, split in (("training", stripes.train), ("other", stripes.validation)):
        expected = cost_one_by_one(model, split)
        assert math.isclose(seen[f"cost_on_{name}_data"], expected, rel_tol=1e-5)
    right = np.mean(model.predict(stripes.train.images) == stripes.train.labels)
    assert seen["accuracy_on_training_data"] == right


def test_costs_have_the_books_regularisation(model, stripes):
    plain, more = (watch_costs(value, stripes)(0, model) for value in (0.0, 3.0))
    layers = as_layers(model.parameters)
    squares = sum((p["weights"].astype(float) ** 2).sum() for p in layers)
    for name, split in (("training", stripes.train), ("other", stripes.validation)):
        difference = more[f"cost_on_{name}_data"] - plain[f"cost_on_{name}_data"]
        assert math.isclose(difference, 3 / 2 / len(split) * squares, rel_tol=1e-5)


def test_speed_is_the_slope_of_the_cost_by_the_biases(model, stripes):
    """By central differences of the cost over all training images."""
    data = stripes
    seen = watch_learning_speed(data)(0, model)
    assert list(seen) == ["speed_of_layer_1", "speed_of_layer_2"]
    step = 2.0**-7
    for number in (1, 2):
        biases = model.parameters[f"layer{number}"]["biases"]
        slopes = []
        for place in range(len(biases)):
            was = biases[place]
            biases[place] = was + step
            above = watch_costs(0.0, data)(0, model)["cost_on_training_data"]
            biases[place] = was - step
            below = watch_costs(0.0, data)(0, model)["cost_on_training_data"]
            biases[place] = was
            slopes.append((above - below) / (2 * step))
        # The cost is exact to some 1e-7, and the step leaves out terms of its square.
        expected = np.linalg.norm(slopes)
        speed = seen[f"speed_of_layer_{number}"]
        assert math.isclose(speed, expected, rel_tol=1e-3, abs_tol=2e-7 / step)
