import math
import statistics

import pytest

from network4.experiments.reproduction import find
from network4.experiments.results import Results
from network4.report import make_rows
from network4.report.rows import best_run

MACHINE = {"processor": "A(R) CPU Processor @ 1GHz", "cores": 2, "system": "Linux"}


def run(seed, test, validation=0.5, name="shallow", engine="native", seconds=10.0):
    return {
        "experiment": name,
        "seed": seed,
        "engine": engine,
        "test_accuracy": test,
        "validation_accuracy": validation,
        "seconds": seconds,
        "cpu_seconds": 2 * seconds,
        "machine": MACHINE,
        "epochs": [],
    }


@pytest.fixture
def results(tmp_path):
    return Results(tmp_path)


def row_of(results, name):
    [row] = [row for row in make_rows(results) if row.id == name]
    return row


def test_what_was_not_run_is_empty(results):
    row = row_of(results, "shallow")
    assert row.published_percent == 97.80
    assert row.num_runs == 0
    for value in (row.best_of_runs_percent, row.mean_percent, row.seconds, row.machine):
        assert value is None
    assert row.difference_percent is None
    assert row.difference_error_percent is None


def test_the_best_run_is_the_one_that_validation_data_pick(results):
    accuracies = [(0.97, 0.975), (0.99, 0.974), (0.98, 0.975)]
    for seed, (test, validation) in enumerate(accuracies):
        results.write(run(seed, test, validation))
    row = row_of(results, "shallow")
    assert row.best_of_runs_percent == 97.0
    assert row.mean_percent == 98.0
    percents = [97.0, 99.0, 98.0]
    assert math.isclose(row.std_percent, statistics.stdev(percents))
    assert (row.num_runs, row.seconds, row.cpu_seconds) == (3, 30.0, 60.0)
    assert row.machine == "A @ 1GHz, 2 cores, native"


def test_runs_beyond_the_protocol_count_for_the_mean_alone():
    """Five networks of dropout are trained for the ensemble; its row has three."""
    records = [run(seed, 0.5, seed / 10) for seed in range(5)]
    assert best_run(find("dropout"), records)["seed"] == 2
    assert best_run(find("ch1_100"), records)["seed"] == 2
    assert best_run(find("ch1_30_wild"), records)["seed"] == 0


def test_each_machine_has_a_row_of_its_own(results):
    results.write(run(0, 0.97))
    results.write(run(0, 0.98, engine="jax"))
    rows = [row for row in make_rows(results) if row.id == "shallow"]
    assert [(row.machine, row.num_runs) for row in rows] == [
        ("A @ 1GHz, 2 cores, jax", 1),
        ("A @ 1GHz, 2 cores, native", 1),
    ]
    assert rows[0].std_percent is None


@pytest.mark.parametrize(("test", "fine"), [(0.9751, True), (0.9750, False), (1, True)])
def test_no_worse_than_published_but_for_two_sampling_errors(results, test, fine):
    """97.80 - 2 * sqrt(97.8 * 2.2 / 10,000) = 97.5066."""
    results.write(run(0, test))
    assert row_of(results, "shallow").is_in_range is fine


def test_the_error_of_a_difference_is_that_of_two_shares(results):
    results.write(run(0, 0.5))
    variance = (0.978 * 0.022 + 0.5 * 0.5) / 10_000
    row = row_of(results, "shallow")
    assert math.isclose(row.difference_error_percent, 100 * math.sqrt(variance))
    assert math.isclose(row.difference_percent, 50 - 97.8)


def test_curves_of_figures_are_no_rows(results):
    ids = {row.id for row in make_rows(results)}
    assert "fig_init" in ids
    assert "init_he" not in ids
