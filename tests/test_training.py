import dataclasses
import json
import signal
import threading
import time

import numpy as np
import pytest

from network4.engines import Job, StepSettings, choose_engine
from network4.engines.jax import JaxSession
from network4.errors import (
    ArgumentError,
    ShapeError,
    TrainingDivergedError,
    TrainingInterruptedError,
)
from network4.layers import FullyConnected, Softmax
from network4.model import Model
from network4.network import Network
from network4.records import read_record, write_record
from network4.schedules import Linear
from network4.training import fit

NETWORK = Network(
    [FullyConnected(8, activation="relu", dropout=0.1), Softmax(2)],
    input_shape=(1, 8, 8),
)


def train(data, **changes):
    settings = {"epochs": 4, "learning_rate": 0.1, "batch_size": 5, "seed": 3}
    return fit(NETWORK, data, **{**settings, **changes})


def all_weights(model):
    return np.concatenate([a.ravel() for p in model.parameters for a in p.values()])


@pytest.fixture
def orders(monkeypatch):
    """Every order of images that a session is given."""
    seen = []
    run_epoch = JaxSession.run_epoch

    def remember(self, order, *rest):
        seen.append(order)
        return run_epoch(self, order, *rest)

    monkeypatch.setattr(JaxSession, "run_epoch", remember)
    return seen


@pytest.fixture
def accuracies(monkeypatch, stripes):
    """Make validation accuracies what a test wants, epoch by epoch."""

    def script(wanted):
        values = iter(wanted)
        labels = stripes.validation.labels

        def outputs(self):
            right = round(next(values) * len(labels))
            answers = np.where(np.arange(len(labels)) < right, labels, 1 - labels)
            return np.eye(2, dtype=np.float32)[answers]

        monkeypatch.setattr(JaxSession, "validation_outputs", outputs)

    return script


def test_it_learns(stripes):
    run = train(stripes, epochs=10)
    assert run.validation_accuracy > 0.95
    assert run.test_accuracy > 0.9
    assert run.history[-1].training_cost < run.history[0].training_cost


def test_the_same_seed_repeats_a_run_exactly_and_another_does_not(stripes):
    first, again, other = (train(stripes, seed=seed) for seed in (3, 3, 4))
    costs = [[r.training_cost for r in run.history] for run in (first, again, other)]
    assert costs[0] == costs[1] != costs[2]
    np.testing.assert_array_equal(all_weights(first.model), all_weights(again.model))


def test_accuracies_are_those_of_the_kept_model(stripes):
    run = train(stripes)
    assert run.model.accuracy(stripes.validation) == run.validation_accuracy
    assert run.model.accuracy(stripes.test) == run.test_accuracy


def test_shuffled_epochs_differ_and_hold_every_image_once(stripes, orders):
    train(stripes, epochs=2)
    first, second = orders
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(np.sort(first), np.arange(60))


def test_fixed_order_is_the_datas_own(stripes, orders):
    train(stripes, epochs=2, order="fixed")
    for order in orders:
        np.testing.assert_array_equal(order, np.arange(60))


def test_the_best_epoch_is_kept_and_of_equals_the_last(stripes, accuracies):
    accuracies([0.5, 0.75, 0.75, 0.5])
    best = train(stripes)
    assert best.best_epoch == 2
    assert best.validation_accuracy == 0.75
    accuracies([0.5, 0.75, 0.75])
    np.testing.assert_array_equal(
        all_weights(best.model), all_weights(train(stripes, epochs=3).model)
    )


def test_keep_last_keeps_the_last_weights_but_reports_the_best_epoch(
    stripes, accuracies
):
    accuracies([0.5, 0.75, 0.5])
    run = train(stripes, epochs=3, keep="last")
    accuracies([0.5, 0.75, 0.8])
    at_end = train(stripes, epochs=3)
    assert run.best_epoch == 1
    np.testing.assert_array_equal(all_weights(run.model), all_weights(at_end.model))
    accuracies([0.5, 0.75])
    at_best = train(stripes, epochs=2)
    np.testing.assert_array_equal(run.test_predictions, at_best.test_predictions)


def test_patience_stops_after_epochs_without_improvement(stripes, accuracies):
    accuracies([0.5, 0.75, 0.75, 0.7, 0.9])
    run = train(stripes, epochs=5, patience=2)
    assert run.stopped == "patience"
    assert len(run.history) == 4


@pytest.mark.parametrize(("remainder", "steps"), [("drop", 8), ("keep", 9)])
def test_a_remainder_is_dropped_or_kept_by_name(stripes, monkeypatch, remainder, steps):
    """60 images in mini-batches of 7."""
    given = []
    run_epoch = JaxSession.run_epoch
    monkeypatch.setattr(
        JaxSession,
        "run_epoch",
        lambda self, order, rates: (
            given.append(len(rates)),
            run_epoch(self, order, rates),
        )[1],
    )
    train(stripes, epochs=1, batch_size=7, remainder=remainder)
    assert given == [steps]


def test_the_schedule_reaches_every_step(stripes, monkeypatch):
    given = []
    run_epoch = JaxSession.run_epoch
    monkeypatch.setattr(
        JaxSession,
        "run_epoch",
        lambda self, order, rates: (given.extend(rates), run_epoch(self, order, rates))[
            1
        ],
    )
    schedule = Linear(0.2, 0.1)
    run = train(stripes, epochs=2, learning_rate=schedule)
    np.testing.assert_array_equal(given, schedule.rates(2, 12))
    assert run.history[-1].learning_rate == pytest.approx(0.1)


def test_training_goes_on_from_a_model(stripes):
    first = train(stripes)
    on = train(stripes, epochs=1, learning_rate=1e-12, initial=first.model)
    np.testing.assert_allclose(
        all_weights(on.model), all_weights(first.model), atol=1e-9
    )
    assert on.record()["continued"] is True


def test_a_model_of_another_network_is_no_start(stripes):
    other = Network([Softmax(2)], (1, 8, 8))
    with pytest.raises(ShapeError, match="parameters must have the shapes"):
        train(stripes, initial=Model(other, other.initial_parameters(0)))


def test_a_diverging_cost_stops_the_run_with_cause_and_remedy(stripes):
    linear = Network([FullyConnected(2, activation="linear")], (1, 8, 8))
    with pytest.raises(TrainingDivergedError) as caught:
        fit(linear, stripes, epochs=30, learning_rate=50.0)
    assert str(caught.value).startswith("fit: the cost became ")
    assert "in epoch " in str(caught.value)
    assert "the learning rate, up to 50, is too large: try 5" in str(caught.value)


def test_a_run_stuck_near_chance_goes_on(stripes):
    stuck = Network(
        [FullyConnected(8, initializer="unit_normal"), FullyConnected(2)],
        (1, 8, 8),
        cost="quadratic",
    )
    run = fit(stuck, stripes, epochs=5, learning_rate=1000.0)
    assert run.stopped == "finished"
    assert len(run.history) == 5


def test_ctrl_c_ends_with_the_best_network_so_far(stripes, monkeypatch):
    run_epoch = JaxSession.run_epoch

    def interrupted_third(self, *arguments):
        self.calls = getattr(self, "calls", 0) + 1
        if self.calls == 3:
            raise KeyboardInterrupt
        return run_epoch(self, *arguments)

    monkeypatch.setattr(JaxSession, "run_epoch", interrupted_third)
    run = train(stripes, epochs=100)
    assert run.stopped == "interrupted"
    assert len(run.history) == 2
    assert run.model.accuracy(stripes.test) == run.test_accuracy


def test_ctrl_c_before_the_first_epoch_says_so(stripes, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(JaxSession, "run_epoch", interrupt)
    with pytest.raises(TrainingInterruptedError, match="before the first epoch"):
        train(stripes)


def test_ctrl_c_is_heard_within_a_second_of_a_long_epoch(generator):
    """A real signal, in the midst of an epoch that would take many seconds."""
    images = generator.integers(0, 256, (64, 1, 28, 28), dtype=np.uint8)
    network = Network([FullyConnected(2000, activation="relu"), Softmax(10)])
    labels = np.zeros(64, np.uint8)
    parameters = network.initial_parameters(0)
    job = Job(network, parameters, images, labels, images, StepSettings(64), seed=0)
    session = choose_engine("jax", network).start(job)
    steps = 400
    order = np.tile(np.arange(64, dtype=np.int32), steps)
    rates = np.full(steps, 1e-6, np.float32)
    session.run_epoch(order, rates)  # compiles
    began = time.perf_counter()
    session.run_epoch(order, rates)
    whole = time.perf_counter() - began
    threading.Timer(whole / 4, signal.raise_signal, [signal.SIGINT]).start()
    began = time.perf_counter()
    with pytest.raises(KeyboardInterrupt):
        session.run_epoch(order, rates)
    assert time.perf_counter() - began < whole / 4 + 1


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
        ArgumentError, match="an output for each of the data's 2 classes"
    ):
        fit(Network([Softmax(1)], (1, 8, 8)), stripes, epochs=1, learning_rate=0.1)


def test_without_test_data_there_is_no_test_accuracy(stripes):
    run = train(stripes.without_test(), epochs=1)
    assert run.test_accuracy is None
    assert run.record()["test_accuracy"] is None
    assert len(run.wrong_test_indices) == 0


def test_the_record_holds_settings_curves_and_errors(stripes):
    run = train(stripes, learning_rate=Linear(0.1), l2=0.01, momentum=0.5)
    record = json.loads(json.dumps(run.record()))
    assert record["l2"] == 0.01
    assert record["momentum"] == 0.5
    assert record["seed"] == 3
    assert record["engine"] == "jax"
    assert record["schedule"]["type"] == "Linear"
    assert record["data"]["num_images"] == {"train": 60, "validation": 40, "test": 30}
    assert record["data"]["note"] == "these images are not MNIST"
    assert record["network"] == json.loads(json.dumps(NETWORK.to_dict()))
    assert [e["epoch"] for e in record["epochs"]] == [0, 1, 2, 3]
    wrong = np.array(record["wrong_test_indices"], int)
    assert len(wrong) == round(30 * (1 - run.test_accuracy))
    assert all(stripes.test.labels[wrong] != record["wrong_test_answers"])
    assert record["seconds"] > 0
    assert {"versions", "machine", "stopped", "best_epoch"} <= set(record)


def test_history_is_frozen(stripes):
    run = train(stripes, epochs=1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        run.history[0].epoch = 5


def test_ctrl_c_at_the_test_set_costs_the_figure_not_the_model(stripes, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Model, "predict", interrupt)
    run = train(stripes, epochs=1)
    assert run.test_accuracy is None
    assert len(run.wrong_test_indices) == 0
    assert run.model.is_finite()


def test_ctrl_c_while_remembering_leaves_no_epoch_without_parameters(
    stripes, monkeypatch
):
    def interrupt(self):
        raise KeyboardInterrupt

    monkeypatch.setattr(JaxSession, "parameters", interrupt)
    with pytest.raises(TrainingInterruptedError):
        train(stripes)


def test_weights_that_overflow_in_the_last_step_are_divergence(stripes):
    """One step, so that the cost, measured before it, is still finite."""
    linear = Network([FullyConnected(2, activation="linear")], (1, 8, 8))
    with pytest.raises(TrainingDivergedError, match="the cost became nan in epoch 1"):
        fit(linear, stripes, epochs=1, batch_size=60, learning_rate=3e38)


def test_an_l2_beyond_the_rate_is_named_as_the_cause(stripes):
    with pytest.raises(
        TrainingDivergedError, match="probably l2, 1e\\+06, is too large"
    ):
        train(stripes, epochs=30, l2=1e6)


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
    nan = [{n: a * np.nan for n, a in p.items()} for p in NETWORK.initial_parameters(0)]
    with pytest.raises(ArgumentError, match="must have finite parameters"):
        train(stripes, initial=Model(NETWORK, tuple(nan)))


def test_numpy_numbers_reach_record_and_model_file(stripes, tmp_path):
    network = Network([Softmax(np.uint8(2), dropout=np.float32(0.5))], (1, 8, 8))
    rates = {"learning_rate": np.float32(0.1), "l2": np.float32(0.01)}
    numbers = {"seed": np.int64(3), "epochs": np.int32(1), "momentum": np.float32(0.5)}
    run = fit(network, stripes, **rates, **numbers)
    run.model.save(tmp_path / "model.safetensors")
    write_record(tmp_path / "record.json", run.record())
    assert read_record(tmp_path / "record.json")["seed"] == 3


def test_a_run_until_ctrl_c_may_ask_for_any_number_of_epochs(stripes, accuracies):
    accuracies([0.5, 0.5])
    assert train(stripes, epochs=10**12, patience=1).stopped == "patience"
