"""What `fit` cannot do is refused before anything is done, by name."""

import inspect
import json
from dataclasses import fields, replace

import numpy as np
import pytest
from trainings import NETWORK, train

from network4 import Distortions
from network4.errors import ArgumentError, ShapeError
from network4.layers import Softmax, map_tree
from network4.model import Model
from network4.network import Network
from network4.training.fit import fit
from network4.training.settings import Settings, recorded_settings
from network4.training.stepper import Stepper
from network4.utils.records import to_json


def test_the_arguments_of_fit_are_the_settings_with_their_defaults():
    parameters = dict(inspect.signature(fit).parameters)
    del parameters["network"], parameters["data"]
    defaults = {field.name: field.default for field in fields(Settings)}
    assert set(parameters) == set(defaults)
    for name in parameters.keys() - {"epochs", "learning_rate"}:
        assert parameters[name].default == defaults[name]


@pytest.mark.parametrize(
    "change",
    [
        {"average_decay": 0.9, "label_smoothing": 0.1},
        {"shifts": [[0, 0], [1, 0]], "test_shifts": [(0, 1)]},
        {"distortions": Distortions(rotation=6), "patience": 3, "keep": "last"},
        {"clip_norm": np.float32(0.5), "rates": {"layer1.*": 0, "*.biases": 2.0}},
    ],
)
def test_a_record_says_all_settings_or_leaves_out_defaults(change):
    settings = Settings(epochs=3, learning_rate=0.1, **change)
    record = json.loads(to_json(settings.to_dict()))
    plain = json.loads(to_json(Settings(epochs=3, learning_rate=0.1).to_dict()))
    known = json.loads(to_json(recorded_settings(record)))
    usual = json.loads(to_json(recorded_settings(plain)))
    assert {name for name in known if known[name] != usual[name]} == set(change)
    assert "optimizer" not in record
    assert known["optimizer"] == "sgd"


def test_the_order_of_rates_belongs_to_the_settings():
    """The last pattern counts; so a checkpoint of another order is of another run."""
    rates = {"layer1.*": 0, "*.biases": np.float32(2)}
    settings = Settings(epochs=3, learning_rate=0.1, rates=rates)
    assert settings.rates == (("layer1.*", 0.0), ("*.biases", 2.0))
    assert replace(settings).rates == settings.rates
    other = replace(settings, rates=dict(reversed(rates.items())))
    assert other.to_dict()["rates"] != settings.to_dict()["rates"]
    assert Settings(epochs=3, learning_rate=0.1, rates={}).rates is None


def test_a_model_of_another_network_is_no_start(stripes):
    other = Network([Softmax(2)], (1, 8, 8))
    with pytest.raises(ShapeError, match="parameters must have the shapes"):
        train(stripes, initial=Model(other, other.initial_parameters(0)))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"epochs": 0}, "epochs must be a whole number of at least 1, received 0"),
        ({"epochs": 2.0}, "epochs must be"),
        ({"batch_size": 0}, "batch_size must be"),
        ({"batch_size": 61}, "batch_size must be at most 60, .* remainder='keep'"),
        ({"learning_rate": 0}, "learning_rate must be a number above 0"),
        ({"learning_rate": None}, "learning_rate must be"),
        ({"l2": -1}, "l2 must be"),
        ({"momentum": 1.0}, "momentum must be .* below 1"),
        ({"seed": -1}, "seed must be"),
        ({"order": "random"}, "order must be one of 'shuffled', 'fixed'"),
        ({"remainder": "kept"}, "remainder must be .* Did you mean 'keep'"),
        ({"keep": "first"}, "keep must be"),
        ({"patience": 0}, "patience must be"),
        ({"optimizer": "adamw"}, "optimizer must be .* Did you mean 'adam'"),
        ({"optimizer": "adam", "momentum": 0.9}, "momentum must be 0 with"),
        (
            {"optimizer": "rmsprop", "momentum": 0.9},
            "momentum must be 0 with optimizer='rmsprop', received 0.9",
        ),
        ({"optimizer": "nesterov"}, "momentum must be above 0 with .*, received 0.0"),
        ({"clip_norm": 0}, "clip_norm must be a finite number above 0, received 0"),
        ({"clip_norm": True}, "clip_norm must be"),
        ({"rates": 0.5}, "rates must map patterns of paths to factors"),
        ({"rates": {1: 0.5}}, "rates must map patterns of paths to factors"),
        (
            {"rates": {"*": -1.0}},
            r"rates\[.*\] must be a finite number of at least 0",
        ),
        ({"rates": {"*": np.nan}}, r"rates\['\*'\] must be"),
        (
            {"rates": {"*": 1.0, "layer3.*": 0.0}},
            r"received 'layer3\.\*'; the parameters are layer1.weights, layer1.biases, "
            r"layer2.weights, layer2.biases\.",
        ),
        ({"label_smoothing": 1}, "label_smoothing must be .* below 1"),
        ({"average_decay": -0.1}, "average_decay must be"),
        ({"distortions": 3}, "distortions must be Distortions"),
        ({"test_shifts": [(0, 1, 2)]}, "test_shifts must be pairs of pixels"),
        (
            {"distortions": Distortions(), "shifts": [(0, 1)]},
            "shifts must be None if distortions are given",
        ),
        ({"num_threads": 0}, "num_threads must be a whole number in 1..256"),
        ({"observe": 5}, "observe must be a function"),
        ({"checkpoint": 5}, "checkpoint must be a path, received 5"),
        ({"engine": "jaxx"}, "engine must be .* Did you mean 'jax'"),
    ],
)
def test_bad_settings_are_refused_by_name(stripes, change, words):
    with pytest.raises(ArgumentError, match=words):
        train(stripes, **change)


def test_data_that_do_not_fit_the_network_are_refused(stripes):
    with pytest.raises(ShapeError, match="expects images of shape"):
        fit(Network([Softmax(2)]), stripes, epochs=1, learning_rate=0.1)
    with pytest.raises(
        ArgumentError, match="an output for each of the data's 3 classes"
    ):
        three = replace(stripes, class_names=("lying", "standing", "neither"))
        fit(Network([Softmax(2)], (1, 8, 8)), three, epochs=1, learning_rate=0.1)


def test_vectors_cannot_be_distorted(stripes):
    vectors = Network([Softmax(2)], (64,))
    with pytest.raises(
        ShapeError, match=r"distortions must go with images, .* vectors of 64"
    ):
        fit(vectors, stripes, epochs=1, learning_rate=0.1, distortions=Distortions())
    with pytest.raises(ShapeError, match="test_shifts must go with images"):
        fit(vectors, stripes, epochs=1, learning_rate=0.1, test_shifts=[(0, 1)])


@pytest.mark.parametrize(
    ("network", "change", "words"),
    [
        (NETWORK, {"data": "mnist"}, "data must be a Dataset, received str"),
        ([Softmax(2)], {}, "network must be a Network, received list"),
        (
            NETWORK,
            {"initial": "x.safetensors"},
            "initial must be a Model, received str",
        ),
    ],
)
def test_arguments_of_another_kind_are_refused(stripes, network, change, words):
    given = {"data": stripes, "epochs": 1, "learning_rate": 0.1, **change}
    with pytest.raises(ArgumentError, match=words):
        fit(network, **given)


def test_a_run_is_not_a_model_but_has_one(stripes):
    run = train(stripes, epochs=1)
    with pytest.raises(ArgumentError, match=r"received Run; give its \.model"):
        train(stripes, initial=run)


def test_a_start_that_is_not_finite_is_refused(stripes):
    nan = map_tree(lambda array: array * np.nan, NETWORK.initial_parameters(0))
    with pytest.raises(
        ArgumentError, match=r"must be finite, received nan in layer1\."
    ):
        train(stripes, initial=Model(NETWORK, nan))


def weighted(stripes, weights):
    return replace(stripes, train=replace(stripes.train, weights=weights))


def test_images_of_which_none_counts_are_refused(stripes):
    nothing = np.zeros(len(stripes.train))
    with pytest.raises(ArgumentError, match="weights of the training images must have"):
        train(weighted(stripes, nothing), epochs=1)
    few = nothing.copy()
    few[[np.argmin(stripes.train.labels), np.argmax(stripes.train.labels)]] = 1
    assert len(train(weighted(stripes, few), epochs=1).history) == 1


def test_classes_that_do_not_count_are_no_classes(stripes):
    of_one_class = np.float32(stripes.train.labels == 1)
    with pytest.raises(ArgumentError, match="two classes or more, received only class"):
        train(weighted(stripes, of_one_class), epochs=1)


def test_an_unknown_engine_is_told_by_the_function_that_was_called(stripes):
    with pytest.raises(ArgumentError, match=r"^fit: engine must be one of '"):
        train(stripes, engine="x")
    with pytest.raises(ArgumentError, match=r"^Stepper: engine must be one of '"):
        Stepper(NETWORK, engine="x")
