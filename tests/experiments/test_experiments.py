"""The experiments are the book's."""

import math
from itertools import pairwise

import numpy as np
import pytest
from layered import as_layers

from network4.errors import ArgumentError
from network4.experiments import BEYOND, EXPERIMENTS, RECIPES, find_experiments
from network4.experiments.experiment import Comparison, Trained, Vote
from network4.experiments.figures3 import SIZES
from network4.experiments.reproduction import find

PUBLISHED = {
    "guess": 10.0,
    "darkness": 22.25,
    "svm_gamma_auto": 94.35,
    "svm_tuned": 98.5,
    "ch1_30": 95.42,
    "ch1_100": 96.59,
    "ch1_100_slow": 21.42,
    "ch1_30_wild": 10.09,
    "wan_2013": 99.79,
    "ch3_100": 98.04,
    "shallow": 97.80,
    "basic_conv": 98.78,
    "dbl_conv": 99.06,
    "dbl_conv_relu": 99.23,
    "expanded_100": 99.37,
    "expanded_300": 99.46,
    "expanded_1000": 99.43,
    "double_fc_100": 99.43,
    "double_fc_300": 99.48,
    "double_fc_1000": 99.47,
    "dropout": 99.60,
    "ensemble_5": 99.67,
    "simard_2003": 99.6,
    "ciresan_2010": 99.65,
}
CONVOLUTIONS = 20 * 25 + 20 + 40 * 20 * 25 + 40


def dense(*sizes):
    return sum(n * m + m for n, m in pairwise(sizes))


@pytest.mark.parametrize(
    ("name", "num_parameters", "epochs", "rate", "l2"),
    [
        ("ch1_100_slow", dense(784, 100, 10), 30, 0.001, 0),
        ("ch1_30_wild", dense(784, 30, 10), 30, 100.0, 0),
        ("ch3_100", dense(784, 100, 10), 60, 0.1, 5 / 50_000),
        ("dbl_conv", CONVOLUTIONS + dense(640, 100, 10), 60, 0.1, 0),
        ("expanded_100", CONVOLUTIONS + dense(640, 100, 10), 60, 0.03, 0.1 / 25_000),
        ("expanded_1000", CONVOLUTIONS + dense(640, 1000, 10), 60, 0.03, 4e-6),
        ("double_fc_300", CONVOLUTIONS + dense(640, 300, 300, 10), 60, 0.03, 4e-6),
        ("dropout", CONVOLUTIONS + dense(640, 1000, 1000, 10), 40, 0.03, 0),
    ],
)
def test_networks_and_settings(name, num_parameters, epochs, rate, l2):
    experiment = find(name)
    assert experiment.network.num_parameters == num_parameters
    settings = experiment.recipe.settings_for(50_000)
    assert settings.epochs == epochs
    assert settings.batch_size == 10
    assert settings.learning_rate == rate
    assert math.isclose(settings.l2, l2)


def test_published_figures():
    stated = {e.name: e.published_percent for e in EXPERIMENTS if e.published_percent}
    assert stated == PUBLISHED


def test_names_are_unique_and_members_exist():
    names = [experiment.name for experiment in EXPERIMENTS]
    assert len(set(names)) == len(names)
    for experiment in EXPERIMENTS:
        if isinstance(experiment, Comparison):
            assert {member.name for member in experiment.members} <= set(names)
        if isinstance(experiment, Vote):
            assert find(experiment.member).keeps_answers


@pytest.mark.parametrize(
    ("name", "variance"),
    [("ch1_30", 1.0), ("ch3_100", 1.0), ("shallow", 1 / 100), ("init_he", 2 / 25)],
)
def test_first_weights_are_as_wide_as_the_protocol_says(name, variance):
    first = find(name).network.initial_parameters(seed=0)["layer1"]["weights"]
    # The variance of n numbers has a relative standard deviation of sqrt(2/n).
    slack = 5 * math.sqrt(2 / first.size)
    assert math.isclose(np.var(first), variance, rel_tol=slack)


def test_the_softmax_layer_begins_at_zero():
    *_, last = as_layers(find("dropout").network.initial_parameters(seed=0))
    assert not last["weights"].any()


def test_every_recipe_is_an_experiment():
    every = (*EXPERIMENTS, *BEYOND)
    trained = {e.recipe.name for e in every if isinstance(e, Trained)}
    assert {recipe.name for recipe in RECIPES} <= trained | {"reader", "teacher"}


def test_no_worse_than_published_but_for_chance():
    low, high = find("dropout").range_percent
    assert math.isclose(low, 99.60 - 2 * 100 * math.sqrt(0.996 * 0.004 / 10_000))
    assert high == 100
    assert find("omit_fc").range_percent is None
    assert find("darkness").range_percent == (22.25, 22.25)


def test_experiments_are_found_by_name_chapter_and_all_once_each():
    assert find_experiments(["all"]) == list(EXPERIMENTS)
    both = find_experiments(["shallow", "chapter6", "shallow"])
    assert both[0].name == "shallow"
    assert {e.chapter for e in both} == {6}
    assert len(both) == len({e.name for e in both})
    with pytest.raises(ArgumentError, match="Did you mean 'shallow'"):
        find_experiments(["shalow"])


@pytest.mark.parametrize("size", SIZES)
def test_more_data_are_shown_as_often_and_regularized_alike(size):
    experiment = find(f"more_data_{size}")
    settings = experiment.recipe.settings_for(size)
    assert experiment.num_images == size
    shown = settings.epochs * size * len(settings.shifts)
    assert shown == 1_500_000
    assert math.isclose(settings.l2, 0.0001)


def test_every_result_of_the_book_has_an_entry():
    figures = {
        *("fig_tanh", "fig_l2_sigmoid", "fig_l2_relu", "fig_l2_pooling", "fig_init"),
        *("fig_multiple_eta", "fig_weight_init_30", "fig_weight_init_100"),
        *("fig_overfitting", "fig_more_data", "fig_learning_speed"),
        *("fig_mini_batch", "fig_mini_batch_time", "fig_l2_shallow"),
        *("fig_first_convolution", "fig_dropout_units", "fig_convolution_dropout"),
        *("fig_rescaled_sigmoid", "fig_tanh_tries"),
    }
    exercises = {
        *("svm_gamma_scale", "ch1_none", "omit_fc", "dbl_conv_tanh"),
        *("outputs_4", "outputs_10", "mini_batch_1", "mini_batch_20"),
        *("dropout_300", "convolution_dropout_0.2", "convolution_dropout_0.5"),
        *("dbl_conv_rescaled", "shallow_lambda_0.1"),
    }
    names = {experiment.name for experiment in EXPERIMENTS if experiment.is_listed}
    assert names == {*PUBLISHED, *figures, *exercises, "nearest_mean"}


@pytest.mark.parametrize(
    ("name", "protocol_runs"),
    [("ch1_100", 3), ("ch1_100_slow", 1), ("ch1_none", 1), ("dropout", 3)],
)
def test_the_protocol_reports_the_best_of_so_many(name, protocol_runs):
    assert find(name).protocol_runs == protocol_runs


def test_l2_pooling_stands_where_max_pooling_did():
    network, other = find("l2_pooling").network, find("dbl_conv_relu").network
    assert network.num_parameters == other.num_parameters
    assert network.shapes[-1] == other.shapes[-1]
