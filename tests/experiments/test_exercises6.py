"""What Chapter 6 proposes: each row changes what it says, and no more."""

import pytest
from shortened import shortened

from network4.experiments.exercises6 import EXPERIMENTS
from network4.experiments.experiment import Comparison
from network4.experiments.reproduction import find
from network4.experiments.running import judged_accuracy, run_training
from network4.layers import ConvPool, Dropout, FullyConnected

TRIES = find("fig_tanh_tries").members


def test_each_try_is_made_with_all_three_activations_and_nothing_else_changes():
    labels = dict.fromkeys(member.label for member in TRIES)
    assert len(labels) == 6
    for label in labels:
        runs = {m.line: find(m.name) for m in TRIES if m.label == label}
        assert set(runs) == {"sigmoid", "tanh", "relu"}
        for activation, run in runs.items():
            *hidden, _ = run.recipe.layers
            assert {layer.activation for layer in hidden} == {activation}
        shapes = {tuple(run.network.shapes) for run in runs.values()}
        assert len(shapes) == 1
        assert len({repr(run.recipe.settings) for run in runs.values()}) == 1
        assert len({(r.protocol, r.num_images) for r in runs.values()}) == 1


def test_dropout_300_is_dropout_with_fewer_units():
    few, many = find("dropout_300").recipe, find("dropout").recipe
    assert few.settings == many.settings
    units = [each.units for each in few.layers if isinstance(each, FullyConnected)]
    assert units == [300, 300]
    assert [getattr(each, "dropout", None) for each in few.layers] == [
        getattr(each, "dropout", None) for each in many.layers
    ]


@pytest.mark.parametrize("probability", [0.2, 0.5])
def test_dropout_stands_behind_both_convolutions(probability):
    run = find(f"convolution_dropout_{probability:g}")
    layers = run.recipe.layers
    assert [type(layers[place]) for place in (1, 3)] == [Dropout, Dropout]
    assert layers[1].probability == probability
    others = tuple(layer for layer in layers if not isinstance(layer, Dropout))
    assert others == find("dbl_conv_relu").recipe.layers
    assert run.recipe.settings == find("dbl_conv_relu").recipe.settings


@pytest.mark.parametrize(("field", "stride"), [(5, 1), (3, 2), (9, 2)])
def test_the_first_convolution_has_the_field_and_stride_of_its_name(field, stride):
    run = find(f"first_field_{field}_stride_{stride}")
    convolution, *_ = run.recipe.layers
    assert isinstance(convolution, ConvPool)
    assert (convolution.field, convolution.stride) == (field, stride)
    side = ((28 - field) // stride + 1) // 2
    assert run.network.shapes[1] == (20, side, side)


def test_field_5_and_stride_1_is_the_books_own_network():
    own, books = find("first_field_5_stride_1"), find("basic_conv")
    assert own.recipe.layers == books.recipe.layers


def test_fields_are_chosen_without_a_look_at_the_test_images(digits):
    run = shortened("first_field_3_stride_1", epochs=1)
    record = run_training(run, digits, 0)
    assert record["test_accuracy"] is None
    last = record["epochs"][-1]["validation_accuracy"]
    assert judged_accuracy(run, record) == last


def test_rows_and_figures_alike_say_what_they_are():
    for experiment in EXPERIMENTS:
        assert experiment.chapter == 6
        assert experiment.summary
        if isinstance(experiment, Comparison):
            assert experiment.picture
