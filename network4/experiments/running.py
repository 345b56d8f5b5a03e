"""One run of an experiment: train or answer, and make the record."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from network4.datasets import Dataset, Split
from network4.errors import DataError
from network4.experiments.experiment import (
    Answered,
    Baseline,
    Labels,
    Trained,
    Vote,
    test_part,
)
from network4.layers import named
from network4.model.ensemble import Answers, plurality
from network4.objectives import accuracy
from network4.training.fit import train
from network4.training.one_program import train_as_one_program
from network4.training.run import Run
from network4.training.settings import Settings, recorded_settings
from network4.utils.json_arrays import array_from_json, array_to_json
from network4.utils.records import Record, machine, to_json, versions

PROBABILITY_STEPS = 10_000  # probabilities are kept to four decimals
_PROBABILITIES = "probabilities_in_ten_thousandths"


def run_training(
    experiment: Trained, data: Dataset, seed: int, **changes: Any
) -> Record | None:
    """Train once, by the book's protocol.

    Args:
        experiment: what to train, and how.
        data: MNIST, with its test images.
        seed: of the run.
        changes: other settings: `engine`, `num_threads`, `checkpoint`, `max_seconds`.

    Returns:
        The record; None if time was over.

    Raises:
        KeyboardInterrupt: Ctrl-C came; the checkpoint, if there is one, is written.
    """
    judged = _as_judged(experiment, data, seed)
    settings = _settings(experiment, judged, seed, changes)
    return _record(experiment, data, train(experiment.network, judged, settings))


def run_trainings(
    experiment: Trained,
    data: Dataset,
    seeds: Sequence[int],
    changes: Sequence[Mapping[str, Any]],
) -> list[Record | None]:
    """Train from several seeds as one program of an engine; else `run_training`.

    Args:
        experiment: what to train, and how; its recipe prepares no data of its own.
        data: MNIST, with its test images.
        seeds: of the runs.
        changes: of each run.
    """
    judged = _as_judged(experiment, data, seeds[0])  # one program, one set of images
    settings = [
        _settings(experiment, judged, seed, of_run)
        for seed, of_run in zip(seeds, changes, strict=True)
    ]
    runs = train_as_one_program(experiment.network, judged, settings)
    return [_record(experiment, data, run) for run in runs]


def _settings(
    experiment: Trained,
    judged: Dataset,
    seed: int,
    changes: Mapping[str, Any],
) -> Settings:
    observe = experiment.watch(judged) if experiment.watch else None
    settings = experiment.settings_for(len(judged.train))
    return replace(settings, seed=seed, observe=observe, progress=False, **changes)


def _record(experiment: Trained, data: Dataset, run: Run) -> Record | None:
    """Return the record of a run; None if time was over.

    Raises:
        KeyboardInterrupt: Ctrl-C came, which `fit` keeps to itself.
    """
    if run.stopped == "interrupted":
        raise KeyboardInterrupt
    if run.stopped != "finished":
        return None
    record: Record = {"experiment": experiment.name, **run.record()}
    # Where MNIST lies on somebody's disk is nobody's business; its bytes are checked.
    del record["data"]["source"]
    if experiment.keeps_answers:
        record["last"] = _last_answers(experiment, run, test_part(data))
    if experiment.keeps_filters and run.settings["seed"] == 0:
        record["filters"] = [
            array_to_json(array.astype(np.float16))
            for _, array in named(run.last_model.parameters)
            if array.ndim == 4
        ]
    # Through JSON at once, so that a new record is what will be read from its file.
    return json.loads(to_json(record))


def check_settings(experiment: Trained, record: Mapping[str, Any]) -> None:
    """Raise DataError if a record was made with other settings than are asked for."""
    counts = record["data"]["num_images"]
    asked = experiment.settings_for(experiment.num_images or counts["train"])
    kept = experiment.recipe.num_validation_images or counts["validation"]
    expected = {
        **recorded_settings(asked.to_dict()),
        "network": experiment.network.to_dict(),
        "num_epochs": asked.epochs,
        "num_validation_images": kept,
    }
    found = {
        **recorded_settings(record),
        "network": record.get("network"),
        "num_epochs": len(record["epochs"]),
        "num_validation_images": counts["validation"],
    }
    # Seed and threads are the run's own, `epochs` are its history, and `keep` had
    # another meaning in the first records.
    for key in sorted(expected.keys() - {"seed", "num_threads", "epochs", "keep"}):
        if json.loads(to_json(expected[key])) != found[key]:
            raise DataError(
                f"reproduce: the record of {experiment.name}, seed {record['seed']}, "
                f"must have been made with the settings of today, but its {key} is "
                "another; remove it to run it again."
            )


def _as_judged(experiment: Trained, data: Dataset, seed: int) -> Dataset:
    """Return the data as the protocol looks at them."""
    data = experiment.recipe.prepared(data, seed)
    if experiment.num_images is not None:
        few, _ = data.train.divided(experiment.num_images)
        data = replace(data, train=few)
    if experiment.protocol.judged_on == "test itself":
        return replace(data, validation=test_part(data))
    if experiment.protocol.judged_on == "validation at the end":
        return data.without_test()
    return data


def _last_answers(experiment: Trained, run: Run, test: Split) -> dict[str, Any]:
    """Return what the last weights answer, for votes."""
    shifts = experiment.recipe.settings.test_shifts
    probabilities = run.last_model.predict_proba(test.images, shifts=shifts)
    answers = probabilities.argmax(axis=1)
    kept = np.round(probabilities * PROBABILITY_STEPS).astype(np.uint16)
    return {
        "test_accuracy": accuracy(answers, test.labels),
        "answers": array_to_json(answers.astype(np.uint8)),
        _PROBABILITIES: array_to_json(kept),
    }


def run_baseline(experiment: Baseline, data: Dataset, seed: int) -> Record:
    """Answer for the test images; return the record."""
    began, cpu_began = time.perf_counter(), time.process_time()
    answer = experiment.answer(data, seed)
    seconds = time.perf_counter() - began
    cpu_seconds = time.process_time() - cpu_began
    if not isinstance(answer, Answered):
        answer = Answered(answer, {})
    return {
        "experiment": experiment.name,
        "seed": seed,
        "engine": "none",
        **answer.settings,
        **_judged(answer.labels, test_part(data)),
        "seconds": seconds,
        "cpu_seconds": cpu_seconds,
        "versions": versions(),
        "machine": machine(),
    }


def run_vote(experiment: Vote, data: Dataset, members: Sequence[Record]) -> Record:
    """Let the last weights of runs vote; return the record.

    Args:
        experiment: which.
        data: MNIST, with its test images.
        members: the records of the runs.
    """
    began, cpu_began = time.perf_counter(), time.process_time()
    answers = np.stack([array_from_json(m["last"]["answers"]) for m in members])
    voted = plurality(answers, [m["validation_accuracy"] for m in members])
    kept = np.stack([array_from_json(m["last"][_PROBABILITIES]) for m in members])
    mean: Answers = kept.sum(axis=0).argmax(axis=1)
    test = test_part(data)
    ways = {
        "plurality": _judged(voted, test),
        "mean_probability": _judged(mean, test),
    }
    return {
        "experiment": experiment.name,
        "seed": 0,
        "engine": members[0]["engine"],
        **ways.pop(experiment.judged_by.replace(" ", "_")),
        **ways,
        "member_accuracies": [m["last"]["test_accuracy"] for m in members],
        "seconds": time.perf_counter() - began,
        "cpu_seconds": time.process_time() - cpu_began,
        "versions": versions(),
        "machine": members[0]["machine"],
    }


def _judged(answers: Labels, test: Split) -> dict[str, Any]:
    wrong = np.flatnonzero(answers != test.labels)
    return {
        "test_accuracy": (len(test) - len(wrong)) / len(test),
        "wrong_test_indices": wrong.tolist(),
        "wrong_test_answers": answers[wrong].tolist(),
    }


def judged_accuracy(experiment: object, record: Mapping[str, Any]) -> float:
    """Return what the experiment's protocol reports of a run, 0 to 1."""
    judge = experiment.protocol.judged_on if isinstance(experiment, Trained) else "test"
    if judge == "validation at the end":
        return record["epochs"][-1]["validation_accuracy"]
    return record["test_accuracy" if judge == "test" else "validation_accuracy"]
