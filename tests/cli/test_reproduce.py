"""`network4 reproduce` and `network4 report` as a user meets them."""

import json
import os
import signal
import time

import pytest
from command_line import network4, started

from network4.experiments import EXPERIMENTS
from network4.utils.records import read_record


@pytest.fixture(scope="module")
def done(tmp_path_factory, mnist_directory):
    """The cheapest experiments, run once: what was printed, and the records."""
    results = tmp_path_factory.mktemp("reproduced") / "results"
    names = ("guess", "darkness", "ch1_none")
    options = ("--runs", 1, "--results", results, "--data", mnist_directory, "--json")
    return network4("reproduce", *names, *options), results


@pytest.mark.slow
def test_every_run_is_told_and_recorded(done):
    process, results = done
    assert process.returncode == 0, process.stderr
    assert "darkness seed 0: 22.25% (the book: 22.25%)" in process.stdout
    told = json.loads(process.stdout.splitlines()[-1])
    assert told["num_unfinished"] == 0
    assert {run["experiment"] for run in told["runs"]} == {
        *("guess", "darkness", "ch1_none"),
    }
    [path] = (results / "ch1_none").iterdir()
    record = read_record(path)
    assert record["data"]["is_mnist"] is True
    assert "/" not in json.dumps(record["data"])


@pytest.mark.slow
def test_what_is_on_record_is_not_run_again_unless_asked(done, mnist_directory):
    _, results = done
    options = ("--runs", 1, "--results", results, "--data", mnist_directory)
    again = network4("reproduce", "darkness", *options)
    assert again.stdout == ""
    assert "0 runs to do" in again.stderr
    compared = network4("reproduce", "darkness", "--again", *options)
    assert "as before" in compared.stdout


@pytest.mark.slow
def test_report_shows_what_was_run(done, mnist_directory, tmp_path):
    _, results = done
    options = ("--results", results, "--out", tmp_path, "--data", mnist_directory)
    shown = network4("report", *options, "--json")
    assert shown.returncode == 0, shown.stderr
    rows = json.loads(shown.stdout.splitlines()[-1])["experiments"]
    assert {row["id"] for row in rows} == {e.name for e in EXPERIMENTS if e.is_listed}
    by_id = {row["id"]: row for row in rows}
    assert by_id["darkness"]["best_of_runs_percent"] == 22.25
    assert by_id["shallow"]["best_of_runs_percent"] is None
    assert {
        *("published_percent", "best_of_runs_percent", "mean_percent"),
        *("std_percent", "num_runs", "seconds", "machine"),
    } <= set(rows[0])
    assert (tmp_path / "report.html").exists()
    assert (tmp_path / "report.md").exists()


@pytest.mark.slow
def test_ctrl_c_stops_and_the_same_command_goes_on(mnist_directory, tmp_path):
    command = ("reproduce", "shallow", "--runs", 2, "--results", tmp_path)
    command = (*command, "--data", mnist_directory)
    unfinished = tmp_path / "unfinished"
    with started(*command) as process:
        end = time.monotonic() + 100
        while len(list(unfinished.glob("shallow*"))) < 2 and time.monotonic() < end:
            time.sleep(0.1)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Stopped." in said
    assert "Traceback" not in said
    assert len(list(unfinished.glob("*.safetensors"))) == 2
    on = network4(*command, "--budget", "1s")
    assert on.returncode == 0, on.stderr
    assert "2 runs left; the same command continues" in on.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("reproduce", "shalow"), "Did you mean 'shallow'"),
        (("reproduce", "--budget", "soon"), "is no time; give one such as 45s"),
        (("reproduce", "--runs", "0"), "x>=1"),
        (("reproduce", "--engine", "fast"), "--engine"),
    ],
)
def test_wrong_usage_exits_2(arguments, words):
    process = network4(*arguments)
    assert process.returncode == 2
    assert words in process.stderr
    assert "Traceback" not in process.stderr


def test_without_records_or_data_there_is_one_sentence(tmp_path):
    process = network4("report", "--results", tmp_path / "none")
    assert process.returncode == 1
    assert "none does not exist" in process.stderr
    process = network4(
        "reproduce", "darkness", "--data", "digits", "--results", tmp_path
    )
    assert process.returncode == 1
    assert "data must be the whole of MNIST" in process.stderr
    assert "Traceback" not in process.stderr


def test_help_names_every_experiment():
    text = network4("reproduce", "--help").stdout
    for experiment in EXPERIMENTS:
        is_shown = experiment.is_listed and experiment.num_runs > 0
        assert (f" {experiment.name} " in text) == is_shown


def test_what_others_reported_is_no_run():
    process = network4("reproduce", "wan_2013")
    assert process.returncode == 0
    assert "wan_2013 is a result of others: there is nothing to run" in process.stderr
