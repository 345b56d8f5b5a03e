"""The records that come with network4 say what those in results/ say."""

import json
from pathlib import Path

import numpy as np
import pytest
from run_records import record

from network4.errors import DataError
from network4.experiments import BEYOND, EXPERIMENTS, TRIALS
from network4.experiments.results import Results
from network4.experiments.shipped_results import (
    SUMMARY,
    ShippedResults,
    open_results,
    summarise,
)
from network4.utils.records import read_record, write_record

RESULTS = Path(__file__).parents[2] / "results"
NAMES = [experiment.name for experiment in (*EXPERIMENTS, *BEYOND, *TRIALS)]
AGAIN = "make it again: python -m tools.make_records_summary"


@pytest.fixture(scope="module")
def records():
    """The records of the checkout."""
    if not RESULTS.is_dir():
        pytest.skip("needs a checkout, for its records")
    return Results(RESULTS)


def test_the_summary_is_up_to_date(records):
    assert read_record(SUMMARY) == summarise(records, NAMES), AGAIN


def test_the_summary_is_small():
    assert SUMMARY.stat().st_size < 500_000


def test_what_it_says_of_each_run_is_what_the_record_says(records):
    shipped = ShippedResults()
    for name in NAMES:
        whole = records.read(name)
        for short, full in zip(shipped.read(name), whole, strict=True):
            lists = {f"wrong_test_{kind}" for kind in ("indices", "answers")}
            for field in short.keys() - {"epochs"}:
                if isinstance(full[field], float):
                    # Six significant figures are kept: half a unit of the sixth.
                    assert short[field] == pytest.approx(full[field], rel=5e-6, abs=0)
                else:
                    assert short[field] == full[field]
            assert lists <= short.keys() or not lists & short.keys()
            for ours, epoch in zip(
                short.get("epochs", []), full.get("epochs", []), strict=True
            ):
                theirs = [epoch[key] for key in ours]
                assert np.allclose([*ours.values()], theirs, rtol=5e-6, atol=0)


@pytest.fixture
def written(tmp_path):
    """A directory of two records, and a file with their summary."""
    results = Results(tmp_path / "results")
    lists = {"wrong_test_indices": [3, 70, 500], "wrong_test_answers": [1, 2, 3]}
    results.write(record("shallow", network={"layers": []}, seconds=1.23456789))
    results.write(record("ensemble_5", **lists))
    results.write(record("ch3_100", 1, **lists))
    summary = tmp_path / "records.json"
    write_record(summary, summarise(results, ["shallow", "ensemble_5", "omit_fc"]))
    return results, ShippedResults(summary)


def test_it_keeps_what_reports_read(written):
    results, shipped = written
    (short,), (full,) = shipped.read("shallow"), results.read("shallow")
    assert short["seconds"] == 1.23457
    assert short["epochs"] == [
        {"validation_accuracy": pytest.approx(epoch["validation_accuracy"], rel=5e-6)}
        for epoch in full["epochs"]
    ]
    assert full.keys() - short.keys() == {"network"}
    (vote,) = shipped.read("ensemble_5")
    assert vote["wrong_test_indices"] == [3, 70, 500]
    assert vote["wrong_test_answers"] == [1, 2, 3]
    assert shipped.read("omit_fc") == shipped.read("ch3_100") == []


def test_a_summary_that_was_changed_is_refused(tmp_path):
    path = tmp_path / "records.json"
    changed = json.loads(SUMMARY.read_text(encoding="utf-8"))
    changed["guess"][0]["test_accuracy"] = 0.99
    path.write_text(json.dumps(changed), encoding="utf-8")
    with pytest.raises(DataError, match="digest"):
        ShippedResults(path).read("guess")


def test_records_that_are_here_come_before_the_shipped_ones(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert isinstance(open_results(None), ShippedResults)
    assert type(open_results(tmp_path)) is Results
    assert open_results(tmp_path).read("guess") == []
    (tmp_path / "results").mkdir()
    assert type(open_results(None)) is Results
