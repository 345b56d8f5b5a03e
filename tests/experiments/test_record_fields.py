"""Records from strangers are refused in one sentence, by whatever reads them."""

import copy
import json

import numpy as np
import pytest

from network4.errors import DataError
from network4.experiments.record_fields import wrong_field
from network4.experiments.reproduction import Task, find, recorded
from network4.experiments.results import Results
from network4.report import (
    draw_all,
    make_beyond,
    make_rows,
    make_trials,
)
from network4.utils.records import write_record

WHOLE = {
    "experiment": "shallow",
    "seed": 0,
    "engine": "native",
    "test_accuracy": 0.9,
    "validation_accuracy": 0.91,
    "seconds": 1.0,
    "cpu_seconds": 2.0,
    "machine": {"processor": "A", "cores": 2, "system": "Linux"},
    "data": {"num_images": {"train": 50000, "validation": 10000}},
    "network": {},
    "best_epoch": 0,
    "kept_epoch": 0,
    "wrong_test_indices": [3, 5],
    "wrong_test_answers": [1, 1],
    "epochs": [{"epoch": 0, "training_cost": 0.3, "validation_accuracy": 0.91}],
}
NAMES = ("shallow", "best", "trial_base", "dropout", "ensemble_5", "learning_speed_2")
VALUES = (
    None,
    True,
    -1,
    10**400,
    1e308,
    "x" * 300,
    [],
    {},
    [[]],
    {"a": {}},
    "<b>\x1b[2J",
)


def read_all(directory, out):
    """Do with records all that is done with them."""
    results = Results(directory)
    make_rows(results), make_beyond(results), make_trials(results)
    draw_all(results, None, out)
    for name in NAMES:
        experiment = find(name)
        if hasattr(experiment, "recipe"):
            recorded(Task(experiment, 0, "native"), results)


def changed(record, generator):
    """A record with one thing in it missing, or another."""
    record = copy.deepcopy(record)
    place = record
    while True:
        key = generator.choice(sorted(place)) if place else None
        inner = place.get(key) if key else None
        if isinstance(inner, list) and inner and isinstance(inner[0], dict):
            inner = inner[0]
        if not isinstance(inner, dict) or not inner or generator.random() < 0.5:
            break
        place = inner
    if key is None or generator.random() < 0.3:
        place.pop(key, None)
    else:
        place[key] = VALUES[generator.integers(len(VALUES))]
    return record


def test_wrong_fields_give_our_error_or_none(tmp_path):
    generator = np.random.default_rng(3)
    refused = 0
    for number in range(90):
        name = NAMES[number % len(NAMES)]
        directory = tmp_path / str(number)
        record = changed({**WHOLE, "experiment": name}, generator)
        path = directory / name / "seed-0.native.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(record))
        try:
            read_all(directory, tmp_path)
        except DataError as error:
            refused += 1
            said = str(error).replace(str(path), "")
            assert len(said) < 300 and "\n" not in said and "\x1b" not in said
    assert refused > 45


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("seed", -1),
        ("seed", True),
        ("engine", 7),
        ("test_accuracy", 1.5),
        ("seconds", 1e300),
        ("machine", {"processor": "A" * 999}),
        ("machine", {"cores": "two"}),
        ("epochs", [{"epoch": 0}, {"cost": 1}]),
        ("epochs", [{"validation_accuracy": "good"}]),
        ("epochs", {}),
        ("wrong_test_indices", [0.5]),
        ("data", []),
    ],
)
def test_each_field_has_its_kind(field, value):
    assert wrong_field(WHOLE) is None
    assert wrong_field({**WHOLE, field: value}).startswith(f"{field} must be ")


def test_a_record_that_is_no_run_is_refused_by_name(tmp_path):
    path = tmp_path / "shallow" / "seed-0.native.json"
    write_record(path, {**WHOLE, "seed": 4})
    with pytest.raises(DataError, match=r"must be the record of shallow, seed 0"):
        Results(tmp_path).read("shallow")
