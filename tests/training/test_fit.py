import dataclasses
import json
from typing import NamedTuple

import numpy as np
import pytest
from trainings import NETWORK, SESSION, all_weights, train

from network4 import Distortions
from network4.augment import Warps
from network4.engines import choose_engine
from network4.errors import ArgumentError
from network4.layers import Softmax
from network4.model import Model
from network4.network import Network
from network4.training.fit import fit
from network4.training.schedules import Linear
from network4.utils.records import read_record, write_record


class Asked(NamedTuple):
    """What a session is asked for in an epoch."""

    order: np.ndarray
    rates: np.ndarray
    warps: Warps | None


@pytest.fixture
def asked(monkeypatch):
    """All that sessions are asked for, epoch by epoch."""
    seen = []
    run_epoch = SESSION.run_epoch

    def remember(self, order, rates, *, warps):
        seen.append(Asked(order, rates, warps))
        return run_epoch(self, order, rates, warps=warps)

    monkeypatch.setattr(SESSION, "run_epoch", remember)
    return seen


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


def test_shuffled_epochs_differ_and_hold_every_image_once(stripes, asked):
    train(stripes, epochs=2)
    first, second = (epoch.order for epoch in asked)
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(np.sort(first), np.arange(60))


def test_fixed_order_is_the_datas_own(stripes, asked):
    train(stripes, epochs=2, order="fixed")
    for order in (epoch.order for epoch in asked):
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


@pytest.mark.parametrize(
    ("keep", "epoch", "accuracy"), [("best", 1, 0.75), ("last", 2, 0.5)]
)
def test_figures_are_those_of_the_weights_that_are_kept(
    stripes, accuracies, keep, epoch, accuracy
):
    accuracies([0.5, 0.75, 0.5])
    run = train(stripes, epochs=3, keep=keep)
    accuracies([0.5, 0.75, 0.8])
    at_end = train(stripes, epochs=3)
    accuracies([0.5, 0.75])
    at_best = train(stripes, epochs=2)
    assert (run.best_epoch, run.kept_epoch) == (1, epoch)
    assert run.validation_accuracy == accuracy
    kept = {1: at_best, 2: at_end}[epoch]
    np.testing.assert_array_equal(all_weights(run.model), all_weights(kept.model))
    np.testing.assert_array_equal(run.test_predictions, kept.test_predictions)
    last = all_weights(run.last_model)
    np.testing.assert_array_equal(last, all_weights(at_end.model))


@pytest.mark.parametrize(("remainder", "steps"), [("drop", 8), ("keep", 9)])
def test_a_remainder_is_dropped_or_kept_by_name(stripes, asked, remainder, steps):
    """60 images in mini-batches of 7."""
    train(stripes, epochs=1, batch_size=7, remainder=remainder)
    assert [len(epoch.rates) for epoch in asked] == [steps]


def test_the_schedule_reaches_every_step(stripes, asked):
    schedule = Linear(0.2, 0.1)
    run = train(stripes, epochs=2, learning_rate=schedule)
    given = np.concatenate([epoch.rates for epoch in asked])
    np.testing.assert_array_equal(given, schedule.rates(2, 12))
    assert run.history[-1].learning_rate == pytest.approx(0.1)


def test_training_goes_on_from_a_model(stripes):
    first = train(stripes)
    on = train(stripes, epochs=1, learning_rate=1e-12, initial=first.model)
    np.testing.assert_allclose(
        all_weights(on.model), all_weights(first.model), atol=1e-9
    )
    assert on.record()["continued"] is True


@pytest.mark.parametrize(
    "rule",
    [
        {"optimizer": "nesterov", "momentum": 0.9},
        {"optimizer": "adam"},
        {"optimizer": "rmsprop"},
    ],
)
def test_both_engines_have_every_optimizer(stripes, engine, rule):
    run = train(stripes, epochs=2, learning_rate=0.01, engine=engine, **rule)
    assert run.record()["engine"] == engine
    assert run.history[1].training_cost < run.history[0].training_cost


def test_a_frozen_layer_keeps_its_weights_and_the_other_learns(stripes, engine):
    rates = {"layer1.*": 0.0}
    run = train(stripes, rates=rates, l2=0.01, momentum=0.5, engine=engine)
    initial, after = NETWORK.initial_parameters(3), run.model.parameters
    for name, array in after["layer1"].items():
        np.testing.assert_array_equal(array, initial["layer1"][name])
    assert (after["layer2"]["weights"] != initial["layer2"]["weights"]).all()
    assert run.validation_accuracy > 0.9


def test_weights_go_no_further_than_clipped_gradients_take_them(stripes):
    """Forty-eight steps, each of at most the rate times the norm."""
    first = all_weights(Model(NETWORK, NETWORK.initial_parameters(3)))
    clipped, plain = train(stripes, clip_norm=1e-3), train(stripes)
    furthest = 48 * 0.1 * 1e-3
    assert 0 < np.linalg.norm(all_weights(clipped.model) - first) < furthest
    assert np.linalg.norm(all_weights(plain.model) - first) > furthest
    assert clipped.record()["clip_norm"] == 1e-3


def test_what_was_not_asked_for_is_not_in_the_record(stripes):
    plain = train(stripes, epochs=1).record()
    unusual = {
        "label_smoothing": 0.1,
        "average_decay": 0.9,
        "test_shifts": ((0, 0), (1, 0)),
        "rates": (("layer2.*", 0.5),),
    }
    assert not {"optimizer", *unusual} & plain.keys()
    other = train(stripes, epochs=1, **unusual).record()
    assert {name: other[name] for name in unusual} == unusual


def test_test_images_are_read_over_their_shifts(stripes):
    moves = [(1, 1)]  # stripes are bright where those of no class were
    run = train(stripes, test_shifts=moves)
    expected = run.model.predict(stripes.test.images, shifts=moves)
    np.testing.assert_array_equal(run.test_predictions, expected)
    plain = train(stripes)
    assert run.history[-1].validation_accuracy == plain.history[-1].validation_accuracy
    assert not np.array_equal(run.test_predictions, plain.test_predictions)


def test_distortions_are_drawn_for_each_epoch_and_recorded(stripes, asked):
    bounds = Distortions(rotation=20, elastic_alpha=8)
    run = train(stripes, epochs=2, distortions=bounds)
    first, second = (epoch.warps for epoch in asked)
    assert first.affine.shape == second.affine.shape == (60, 2, 3)
    assert not np.array_equal(first.affine, second.affine)
    assert not np.array_equal(first.noise, second.noise)
    assert run.record()["distortions"] == {"rotation": 20, "elastic_alpha": 8}
    assert "distortions" not in train(stripes, epochs=1).record()


def test_without_test_data_there_is_no_test_accuracy(stripes):
    run = train(stripes.without_test(), epochs=1)
    assert run.test_accuracy is None
    assert run.record()["test_accuracy"] is None
    assert len(run.wrong_test_indices) == 0


def test_the_record_holds_settings_curves_and_errors(stripes):
    run = train(
        stripes, learning_rate=Linear(0.1), l2=0.01, momentum=0.5, num_threads=1
    )
    record = json.loads(json.dumps(run.record()))
    assert record["l2"] == 0.01
    assert record["momentum"] == 0.5
    assert record["seed"] == 3
    assert record["engine"] == choose_engine("auto", NETWORK).name
    threads = {"native": 1, "jax": None}
    assert record["num_threads"] == threads[record["engine"]]
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


def test_numpy_numbers_reach_record_and_model_file(stripes, tmp_path):
    network = Network([Softmax(np.uint8(2), dropout=np.float32(0.5))], (1, 8, 8))
    rates = {"learning_rate": np.float32(0.1), "l2": np.float32(0.01)}
    numbers = {"seed": np.int64(3), "epochs": np.int32(1), "momentum": np.float32(0.5)}
    run = fit(network, stripes, **rates, **numbers)
    run.model.save(tmp_path / "model.safetensors")
    write_record(tmp_path / "record.json", run.record())
    assert read_record(tmp_path / "record.json")["seed"] == 3


def test_what_is_observed_after_each_epoch_is_kept(stripes):
    seen = []

    def observe(epoch, model):
        seen.append(all_weights(model))
        return {"largest_weight": float(np.abs(all_weights(model)).max())}

    run = train(stripes, observe=observe, keep="last")
    largest = [result.observed["largest_weight"] for result in run.history]
    assert largest == [float(np.abs(weights).max()) for weights in seen]
    np.testing.assert_array_equal(seen[-1], all_weights(run.model))
    epochs = run.record()["epochs"]
    assert [epoch["largest_weight"] for epoch in epochs] == largest
    assert "observed" not in epochs[0]


def test_a_mini_batch_of_more_than_all_images_is_one_of_all(stripes):
    every = len(stripes.train)
    runs = [
        train(stripes, batch_size=size, remainder="keep") for size in (10**6, every)
    ]
    larger, exact = (all_weights(run.model) for run in runs)
    assert np.array_equal(larger, exact)
    assert runs[0].settings["batch_size"] == every


@pytest.mark.parametrize(
    "said",
    [None, 3, [1.0], {1: 2.0}, {"a": "b"}, {"a": np.nan}, {"a": np.ones(2)}],
    ids=str,
)
def test_what_no_record_can_hold_is_not_observed(stripes, said):
    words = "fit: observe must return a dict of finite numbers by name, received"
    with pytest.raises(ArgumentError, match=words):
        train(stripes, observe=lambda epoch, model: said)


def test_observed_numbers_of_numpy_are_plain_in_the_record(stripes):
    observe = lambda epoch, model: {"a": np.float32(0.5), "b": np.int64(3)}  # noqa: E731
    epochs = json.loads(json.dumps(train(stripes, observe=observe).record()))["epochs"]
    assert [(each["a"], each["b"]) for each in epochs] == [(0.5, 3)] * len(epochs)
