import math

import pytest

from network4.errors import DataError
from network4.utils.records import machine, read_record, versions, write_record


def test_a_record_is_read_as_it_was_written(tmp_path):
    record = {"seed": 3, "epochs": [{"validation_accuracy": 0.99}], "test": None}
    write_record(tmp_path / "deep" / "record.json", record)
    assert read_record(tmp_path / "deep" / "record.json") == record


def test_nan_is_not_written(tmp_path):
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_record(tmp_path / "record.json", {"cost": math.nan})
    assert not (tmp_path / "record.json").exists()


@pytest.mark.parametrize("text", ["", "[1]", "{", None])
def test_other_files_are_refused_by_name(tmp_path, text):
    if text is not None:
        (tmp_path / "record.json").write_text(text)
    with pytest.raises(DataError, match=r"record\.json"):
        read_record(tmp_path / "record.json")


def test_versions_and_machine_say_what_computed():
    assert {"python", "network4", "jax", "numpy"} <= set(versions())
    assert machine()["processor"]
    assert machine()["cores"] >= 1
