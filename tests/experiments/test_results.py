import json

import pytest

from network4.errors import DataError
from network4.experiments.results import Results
from network4.utils.records import write_record


def record(seed=0, engine="native", **more):
    measured = {"test_accuracy": 0.9, "seconds": 1.0, "cpu_seconds": 1.0, "machine": {}}
    run = {"experiment": "shallow", "seed": seed, "engine": engine}
    return {**run, **measured, **more}


def test_records_are_found_by_name_engine_and_seed(tmp_path):
    results = Results(tmp_path / "results")
    assert results.read("shallow") == []
    given = [record(10), record(2), record(2, "jax")]
    for one in given:
        results.write(one)
    assert results.read("shallow") == [record(2, "jax"), record(2), record(10)]
    assert results.read("basic_conv") == []


def test_long_lists_are_compressed_and_read_as_they_were(tmp_path):
    results = Results(tmp_path)
    wrong = {
        "wrong_test_indices": list(range(1, 10_000, 3)),
        "wrong_test_answers": [7] * 3333,
    }
    given = record(**wrong, plurality={"test_accuracy": 0.5, **wrong})
    path = results.write(given)
    assert path.stat().st_size < 2000 < len(json.dumps(wrong))
    assert results.read("shallow") == [given]
    write_record(path, given)  # as the first records are
    assert results.read("shallow") == [given]


def test_indices_that_steps_cannot_hold_are_kept_as_they_are(tmp_path):
    results = Results(tmp_path)
    for indices in ([5, 3], [70_000]):
        given = record(wrong_test_indices=indices)
        results.write(given)
        assert results.read("shallow") == [given]


@pytest.mark.parametrize("numbers", [None, {"dtype": "uint16"}, {"zlib_base64": "?"}])
def test_a_list_that_is_damaged_is_refused(tmp_path, numbers):
    results = Results(tmp_path)
    path = results.write(record())
    write_record(path, record(wrong_test_indices=numbers))
    with pytest.raises(DataError, match="remove it, and run it again"):
        results.read("shallow")


def test_a_record_ends_its_checkpoint(tmp_path):
    results = Results(tmp_path)
    checkpoint = results.checkpoint("shallow", 0, "native")
    checkpoint.parent.mkdir()
    checkpoint.touch()
    results.write(record())
    assert not checkpoint.exists()


def test_other_files_are_left_alone(tmp_path):
    results = Results(tmp_path)
    results.write(record())
    (tmp_path / "shallow" / "seed-one.native.json").write_text("{}")
    (tmp_path / "shallow" / "notes.txt").write_text("mine")
    assert results.read("shallow") == [record()]


@pytest.mark.parametrize("content", ["{}", "not JSON", '{"experiment": "dropout"}'])
def test_a_record_in_the_wrong_place_is_refused(tmp_path, content):
    results = Results(tmp_path)
    path = results.path("shallow", 0, "native")
    path.parent.mkdir()
    path.write_text(content)
    with pytest.raises(DataError):
        results.read("shallow")


def test_a_record_of_another_run_is_refused(tmp_path):
    results = Results(tmp_path)
    path = results.write(record())
    path.rename(path.with_name("seed-5.native.json"))
    with pytest.raises(DataError, match="put it where it belongs"):
        results.read("shallow")
