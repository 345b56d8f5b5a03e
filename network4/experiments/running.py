"""One run of an experiment: train or answer, and make the record."""

import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from network4.datasets import Dataset, Split
from network4.ensembles import Answers, plurality
from network4.errors import DataError
from network4.experiments.experiment import (
    Answered,
    Baseline,
    Labels,
    Training,
    Vote,
    test_part,
)
from network4.model import accuracy
from network4.packing import pack_array, unpack_array
from network4.records import Record, machine, to_json, versions
from network4.runs import Run
from network4.schedules import as_schedule
from network4.together import fit_together
from network4.training import fit

# What a record does not say unless it was asked for.
_LEFT_OUT = {
    "optimizer": "sgd",
    "label_smoothing": 0.0,
    "average_decay": 0.0,
    "test_shifts": None,
}
PROBABILITY_STEPS = 10_000  # probabilities are kept to four decimals
_PROBABILITIES = "probabilities_in_ten_thousandths"


@dataclass(frozen=True)
class Machinery:
    """What a run computes with.

    Args:
        engine: "auto" or an engine's name.
        num_threads: of the native engine.
        checkpoint: a file to go on from and to write; None for none.
        max_seconds: when to stop, between epochs; None for never.
    """

    engine: str = "auto"
    num_threads: int | None = None
    checkpoint: str | os.PathLike[str] | None = None
    max_seconds: float | None = None


def run_training(
    experiment: Training, data: Dataset, seed: int, machinery: Machinery
) -> Record | None:
    """Train once, by the book's protocol.

    Args:
        experiment: what to train, and how.
        data: MNIST, with its test images.
        seed: of the run.
        machinery: what to compute with.

    Returns:
        The record; None if time was over.

    Raises:
        KeyboardInterrupt: Ctrl-C came; the checkpoint, if there is one, is written.
    """
    judged = _as_judged(experiment, data, seed)
    run = fit(
        experiment.network,
        judged,
        seed=seed,
        engine=machinery.engine,
        num_threads=machinery.num_threads,
        checkpoint=machinery.checkpoint,
        progress=False,
        **_settings(experiment, judged, machinery),
    )
    return _record(experiment, data, run)


def run_trainings(
    experiment: Training,
    data: Dataset,
    seeds: Sequence[int],
    machinery: Sequence[Machinery],
) -> list[Record | None]:
    """Train from several seeds as one program of the JAX engine; else `run_training`.

    Args:
        experiment: what to train, and how; its recipe prepares no data of its own.
        data: MNIST, with its test images.
        seeds: of the runs.
        machinery: of each run; the first says when to stop.
    """
    judged = _as_judged(experiment, data, seeds[0])  # one program, one set of images
    runs = fit_together(
        experiment.network,
        judged,
        seeds,
        [each.checkpoint for each in machinery],
        **_settings(experiment, judged, machinery[0]),
    )
    return [_record(experiment, data, run) for run in runs]


def _settings(
    experiment: Training, judged: Dataset, machinery: Machinery
) -> dict[str, Any]:
    return {
        **experiment.fit_arguments(judged),
        "max_seconds": machinery.max_seconds,
        "observe": experiment.watch(judged) if experiment.watch else None,
    }


def _record(experiment: Training, data: Dataset, run: Run) -> Record | None:
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
            pack_array(layer["weights"].astype(np.float16))
            for layer in run.last_model.parameters
            if layer and layer["weights"].ndim == 4
        ]
    # Through JSON at once, so that a new record is what will be read from its file.
    return json.loads(to_json(record))


def check_settings(experiment: Training, record: Mapping[str, Any]) -> None:
    """Raise DataError if a record was made with other settings than are asked for."""
    num_images = experiment.num_images or record["data"]["num_images"]["train"]
    asked = experiment.recipe.fit_arguments(num_images)
    distortions = asked["distortions"]
    expected = {
        "network": experiment.network.to_dict(),
        "distortions": distortions and distortions.to_dict(),
        **{key: asked[key] for key in _LEFT_OUT},
        **{key: asked[key] for key in ("batch_size", "l2", "shifts", "momentum")},
        "schedule": as_schedule(asked["learning_rate"]).to_dict(),
        "order": experiment.protocol.order,
        "remainder": experiment.protocol.remainder,
    }
    found = {**_LEFT_OUT, **record, "num_epochs": len(record["epochs"])}
    num_validation_images = experiment.recipe.num_validation_images
    if num_validation_images is not None:
        expected["num_validation_images"] = num_validation_images
        found["num_validation_images"] = record["data"]["num_images"]["validation"]
    for key, value in {**expected, "num_epochs": asked["epochs"]}.items():
        if json.loads(to_json(value)) != found.get(key):
            raise DataError(
                f"reproduce: the record of {experiment.name}, seed {record['seed']}, "
                f"must have been made with the settings of today, but its {key} is "
                "another; remove it to run it again."
            )


def _as_judged(experiment: Training, data: Dataset, seed: int) -> Dataset:
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


def _last_answers(experiment: Training, run: Run, test: Split) -> dict[str, Any]:
    """Return what the last weights answer, for votes."""
    shifts = experiment.recipe.test_shifts
    probabilities = run.last_model.predict_proba(test.images, shifts=shifts)
    answers = probabilities.argmax(axis=1)
    kept = np.round(probabilities * PROBABILITY_STEPS).astype(np.uint16)
    return {
        "test_accuracy": accuracy(answers, test.labels),
        "answers": pack_array(answers.astype(np.uint8)),
        _PROBABILITIES: pack_array(kept),
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
    answers = np.stack([unpack_array(m["last"]["answers"]) for m in members])
    voted = plurality(answers, [m["validation_accuracy"] for m in members])
    kept = np.stack([unpack_array(m["last"][_PROBABILITIES]) for m in members])
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
    judge = (
        experiment.protocol.judged_on if isinstance(experiment, Training) else "test"
    )
    if judge == "validation at the end":
        return record["epochs"][-1]["validation_accuracy"]
    return record["test_accuracy" if judge == "test" else "validation_accuracy"]
