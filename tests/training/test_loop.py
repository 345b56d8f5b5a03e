"""How a training ends other than by its last epoch."""

import gc
import signal
import threading
import time

import numpy as np
import pytest
from setups import setup_of
from trainings import SESSION, train

from network4.engines import StepSettings, choose_engine
from network4.errors import TrainingDivergedError, TrainingInterruptedError
from network4.layers import FullyConnected, Softmax
from network4.layers.parameters import check_finite
from network4.model import Model
from network4.network import Network
from network4.training.fit import fit


def test_patience_stops_after_epochs_without_improvement(stripes, accuracies):
    accuracies([0.5, 0.75, 0.75, 0.7, 0.9])
    run = train(stripes, epochs=5, patience=2)
    assert run.stopped == "patience"
    assert len(run.history) == 4


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
    run_epoch = SESSION.run_epoch

    def interrupted_third(self, *arguments, **more):
        self.calls = getattr(self, "calls", 0) + 1
        if self.calls == 3:
            raise KeyboardInterrupt
        return run_epoch(self, *arguments, **more)

    monkeypatch.setattr(SESSION, "run_epoch", interrupted_third)
    run = train(stripes, epochs=100)
    assert run.stopped == "interrupted"
    assert len(run.history) == 2
    assert run.model.accuracy(stripes.test) == run.test_accuracy


def test_ctrl_c_before_the_first_epoch_says_so(stripes, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(SESSION, "run_epoch", interrupt)
    with pytest.raises(TrainingInterruptedError, match="before the first epoch"):
        train(stripes)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_ctrl_c_that_python_drops_is_heard_at_the_next_epoch(stripes, monkeypatch):
    """JAX has a callback of the garbage collector, and a handler may run in it."""
    run_epoch = SESSION.run_epoch

    def collect(phase, about):
        gc.callbacks.remove(collect)
        signal.raise_signal(signal.SIGINT)

    def collecting(self, *arguments, **more):
        if not hasattr(self, "epochs"):
            gc.callbacks.append(collect)
            gc.collect()
        self.epochs = getattr(self, "epochs", 0) + 1
        return run_epoch(self, *arguments, **more)

    monkeypatch.setattr(SESSION, "run_epoch", collecting)
    run = train(stripes, epochs=100)
    assert run.stopped == "interrupted"
    assert len(run.history) == 1
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize("engine", ["native", "jax"])
def test_ctrl_c_is_heard_within_a_second_of_a_long_epoch(generator, engine):
    """A real signal, in the midst of an epoch that would take many seconds."""
    images = generator.integers(0, 256, (64, 1, 28, 28), dtype=np.uint8)
    network = Network([FullyConnected(2000, activation="relu"), Softmax(10)])
    labels = np.zeros(64, np.uint8)
    parameters = network.initial_parameters(0)
    setup = setup_of(network, parameters, images, labels, StepSettings(64), seed=0)
    session = choose_engine(engine, network).start(setup)
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


def test_ctrl_c_at_the_test_set_costs_the_figure_not_the_model(stripes, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(Model, "outputs", interrupt)
    run = train(stripes, epochs=1)
    assert run.test_accuracy is None
    assert len(run.wrong_test_indices) == 0
    check_finite(run.model.parameters)


def test_ctrl_c_while_remembering_leaves_no_epoch_without_parameters(
    stripes, monkeypatch
):
    def interrupt(self):
        raise KeyboardInterrupt

    monkeypatch.setattr(SESSION, "parameters", interrupt)
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


def test_a_run_until_ctrl_c_may_ask_for_any_number_of_epochs(stripes, accuracies):
    accuracies([0.5, 0.5])
    assert train(stripes, epochs=10**12, patience=1).stopped == "patience"
