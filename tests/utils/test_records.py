import json
import math
import os

import numpy as np
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


@pytest.mark.parametrize(
    "text",
    [
        '{"cost": NaN}',
        '{"cost": 1e999}',
        '{"cost": -Infinity}',
        "[" * 10**5,
        '{"a":' * 10**5,
        '{"seed": ' + "9" * 5000 + "}",
        '{"digest": 3}',
        "\ud800",
    ],
)
def test_what_is_no_record_is_refused_in_one_sentence(tmp_path, text):
    path = tmp_path / "record.json"
    path.write_bytes(text.encode(errors="surrogatepass"))
    with pytest.raises(DataError, match="must be a record") as raised:
        read_record(path)
    said = str(raised.value).replace(str(path), "")
    assert len(said) < 300 and "\n" not in said


def test_a_record_of_before_digests_is_read(tmp_path):
    (tmp_path / "record.json").write_text('{"test_accuracy": 0.99}')
    assert read_record(tmp_path / "record.json") == {"test_accuracy": 0.99}


def test_a_flipped_bit_that_changes_the_content_is_found(tmp_path):
    """Each bit in turn; what still reads as the same numbers and names is no change."""
    path = tmp_path / "record.json"
    record = {"seed": 3, "epochs": [{"cost": 0.125, "accuracy": 0.5}], "name": "a-b"}
    write_record(path, record)
    content = path.read_bytes()
    found = 0
    for place in range(len(content)):
        for bit in range(8):
            changed = bytearray(content)
            changed[place] ^= 1 << bit
            path.write_bytes(changed)
            try:
                read = read_record(path)
            except DataError:
                found += 1
                continue
            # A digest that is not called so is a field of somebody's.
            assert {name: read.get(name) for name in record} == record
    assert found > 6 * len(content)


def test_the_order_and_the_form_of_a_record_are_no_content(tmp_path):
    path = tmp_path / "record.json"
    write_record(path, {"a": 1, "b": [0.1, 2e-30, np.float32(0.1)]})
    written = json.loads(path.read_text())
    path.write_text(json.dumps(dict(reversed(written.items()))))
    assert read_record(path) == {"a": 1, "b": [0.1, 2e-30, float(np.float32(0.1))]}


def test_a_record_without_an_end_is_refused(tmp_path):
    pipe, deep, large = (tmp_path / name for name in ("pipe", "deep", "large"))
    os.mkfifo(pipe)
    deep.write_text("[" * 100_000)
    with large.open("wb") as file:
        file.truncate(2**40)
    for path, words in ((pipe, "a named pipe"), (deep, "recursion"), (large, "bytes")):
        with pytest.raises(DataError, match=words):
            read_record(path)


def test_each_flipped_bit_of_a_record_is_found(tmp_path):
    path = tmp_path / "record.json"
    write_record(path, {"seed": 3, "test_accuracy": 0.5})
    content = path.read_bytes()
    for number in range(8 * len(content)):
        changed = bytearray(content)
        changed[number // 8] ^= 1 << number % 8
        path.write_bytes(changed)
        try:
            record = read_record(path)
        except DataError:
            continue
        # Between its parts JSON has other white space too.
        assert record == {"seed": 3, "test_accuracy": 0.5}
        assert bytes(changed).split() == content.split()
