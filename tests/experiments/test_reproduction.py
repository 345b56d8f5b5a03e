"""Tasks: which, in what order, recorded when done, and gone on with when cut."""

import errno
import os
import re
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from shortened import shortened

from network4.engines import find_engine
from network4.errors import DataError, TrainingInterruptedError
from network4.experiments import find_experiments, reproduction, running
from network4.experiments.reproduction import (
    Resources,
    Task,
    TaskResult,
    default_num_processes,
    find,
    list_tasks,
    recorded,
    reproduce,
    vote,
)
from network4.experiments.results import Results
from network4.experiments.running import run_training


@pytest.fixture
def tasks():
    engine = list_tasks(find_experiments(["shallow"]), 1, "auto")[0].engine
    shallow = [Task(shortened("shallow"), seed, engine) for seed in (0, 1)]
    return [Task(find("darkness"), 0, "none"), *shallow]


def test_each_run_is_recorded_when_it_is_done(on_digits, tmp_path, tasks):
    results = Results(tmp_path)
    seen = []
    for task, record, _ in reproduce(tasks, Resources(tmp_path)):
        assert results.read(task.experiment.name)[-1] == record
        seen.append(task)
    assert seen == tasks


def test_nothing_is_begun_after_the_deadline(on_digits, tmp_path, tasks):
    ended = list(reproduce(tasks, Resources(tmp_path, deadline=time.time() - 1)))
    assert ended == [TaskResult(task) for task in tasks]
    assert not list(tmp_path.iterdir())


def test_what_was_cut_off_goes_on_to_the_same_result(
    on_digits, tmp_path, tasks, monkeypatch
):
    task = tasks[1]
    whole = run_training(task.experiment, on_digits, task.seed)
    monkeypatch.setattr(Resources, "seconds_left", lambda self: 1e-9)
    [(_, cut, _)] = reproduce([task], Resources(tmp_path))
    assert cut is None
    checkpoint = Results(tmp_path).checkpoint("shallow", 0, task.engine)
    assert checkpoint.exists()
    monkeypatch.undo()
    monkeypatch.setattr(reproduction, "_load", lambda where: on_digits)
    [(_, record, _)] = reproduce([task], Resources(tmp_path))
    assert record["wrong_test_indices"] == whole["wrong_test_indices"]
    assert len(record["epochs"]) == 3
    assert not checkpoint.exists()


def test_a_run_on_record_is_compared_and_left_as_it_is(on_digits, tmp_path, tasks):
    task, results = tasks[1], Results(tmp_path)
    assert recorded(task, results) == task
    [(_, first, _)] = reproduce([task], Resources(tmp_path))
    path = results.path("shallow", 0, task.engine)
    written = path.stat().st_mtime_ns
    known = recorded(task, results)
    assert known.recorded == first
    [(_, again, _)] = reproduce([known], Resources(tmp_path, num_threads=2))
    assert again["num_threads"] == first["num_threads"]
    assert again["wrong_test_indices"] == first["wrong_test_indices"]
    assert path.stat().st_mtime_ns == written


def test_a_checkpoint_that_outlived_its_record_is_removed(on_digits, tmp_path, tasks):
    results, (first, second) = Results(tmp_path), tasks[:2]
    list(reproduce([first], Resources(tmp_path)))
    left, of_another = (
        results.checkpoint(task.experiment.name, task.seed, task.engine)
        for task in (first, second)
    )
    for checkpoint in (left, of_another):
        checkpoint.parent.mkdir(exist_ok=True)
        checkpoint.touch()
    for task in (first, second):
        recorded(task, results)
    assert not left.exists()
    assert of_another.exists()


@pytest.mark.skipif(
    list_tasks([find("shallow")], 1, "auto")[0].engine != "native",
    reason="the native engine was not built",
)
def test_a_run_ends_on_as_many_threads_as_it_began_on(
    on_digits, tmp_path, tasks, monkeypatch
):
    monkeypatch.setattr(Resources, "seconds_left", lambda self: 1e-9)
    list(reproduce([tasks[1]], Resources(tmp_path, num_threads=2)))
    monkeypatch.setattr(Resources, "seconds_left", lambda self: None)
    [(_, record, _)] = reproduce([tasks[1]], Resources(tmp_path, num_threads=1))
    assert record["num_threads"] == 2


def test_jax_has_the_machine_to_itself(tasks, monkeypatch):
    monkeypatch.setattr(reproduction, "num_cores", lambda: 8)
    native = [replace(task, engine="native") for task in tasks]
    assert default_num_processes(native) == 3
    assert default_num_processes(native * 5) == 8
    assert default_num_processes([*native, replace(tasks[1], engine="jax")]) == 1
    assert default_num_processes([]) == 1


@pytest.mark.parametrize("keeps_to_threads", [True, False])
def test_an_engine_says_whether_it_has_the_machine_to_itself(
    tasks, monkeypatch, third_engine, keeps_to_threads
):
    third_engine(keeps_to_threads=keeps_to_threads)
    monkeypatch.setattr(reproduction, "num_cores", lambda: 8)
    third = [replace(task, engine="third") for task in tasks[1:]]
    expected = 3 if keeps_to_threads else 1
    assert default_num_processes([tasks[0], *third]) == expected


@pytest.mark.parametrize("prefers", [True, False])
def test_an_engine_says_whether_runs_are_one_program(tasks, third_engine, prefers):
    third_engine(prefers_one_program=lambda self: prefers)
    baseline, *third = tasks[0], *(replace(task, engine="third") for task in tasks[1:])
    groups = list(reproduction._groups([third[0], baseline, third[1]]))
    together = [[baseline], third]
    assert groups == (together if prefers else [[third[0]], [baseline], [third[1]]])


def test_a_record_with_other_settings_is_refused(on_digits, tmp_path, tasks):
    list(reproduce([tasks[1]], Resources(tmp_path)))
    longer = replace(tasks[1], experiment=shortened("shallow", epochs=4))
    with pytest.raises(DataError, match="its num_epochs is another"):
        recorded(longer, Results(tmp_path))
    recipe = replace(tasks[1].experiment.recipe, book_lambda=1.0)
    other = replace(tasks[1].experiment, recipe=recipe)
    with pytest.raises(DataError, match="its l2 is another"):
        recorded(replace(tasks[1], experiment=other), Results(tmp_path))


def test_on_a_gpu_the_runs_of_a_network_are_one_program(
    on_digits, tmp_path, tasks, monkeypatch
):
    """Pretended: the CPU runs that program as well."""
    baseline, *runs = (
        replace(t, engine="jax") if t.engine != "none" else t for t in tasks
    )
    alone = [ended.record for ended in reproduce(runs, Resources(tmp_path / "alone"))]
    jax = type(find_engine("jax"))
    monkeypatch.setattr(jax, "prefers_one_program", lambda self: True)
    ended = list(reproduce([runs[0], baseline, runs[1]], Resources(tmp_path)))
    assert [one.task for one in ended] == [baseline, *runs]
    results = Results(tmp_path)
    assert len(results.read("shallow")) == 2
    for (_, together, _), single in zip(ended[1:], alone, strict=True):
        assert together["seed"] == single["seed"]
        ours, theirs = (
            [epoch["training_cost"] for epoch in record["epochs"]]
            for record in (together, single)
        )
        assert ours == pytest.approx(theirs, rel=1e-4)


def test_a_vote_waits_for_all_its_members(on_digits, tmp_path):
    recipe = find("shallow").recipe.with_settings(epochs=1)
    member = replace(find("dropout"), recipe=recipe)
    resources, results = Resources(tmp_path), Results(tmp_path)
    for seed in range(5):
        assert list(vote(find("ensemble_5"), resources)) == []
        results.write(run_training(member, on_digits, seed))
    [record] = vote(find("ensemble_5"), resources)
    assert results.read("ensemble_5") == [record]
    assert list(vote(find("ensemble_5"), resources)) == []


def test_an_ensemble_takes_the_seeds_it_names(on_digits, tmp_path):
    recipe = find("shallow").recipe.with_settings(epochs=1)
    member = replace(find("dropout"), recipe=recipe)
    for seed in range(4):
        record = run_training(member, on_digits, seed)
        Results(tmp_path).write(record)
    last = replace(find("ensemble_5"), num_members=2, first_seed=2)
    [record] = vote(last, Resources(tmp_path))
    known = Results(tmp_path).read("dropout")
    told = [one["last"]["test_accuracy"] for one in known]
    assert record["member_accuracies"] == told[2:]


def test_other_data_than_mnist_are_refused(tmp_path):
    with pytest.raises(DataError, match="data must be the whole of MNIST"):
        list(
            reproduce(
                [Task(find("darkness"), 0, "none")], Resources(tmp_path, "digits")
            )
        )


def test_a_run_that_fails_leaves_the_others_alone(on_digits, tmp_path, tasks):
    experiment = tasks[1].experiment
    wild = replace(
        experiment, recipe=experiment.recipe.with_settings(learning_rate=1e30)
    )
    given = [replace(tasks[1], experiment=wild), tasks[2]]
    failed, fine = reproduce(given, Resources(tmp_path))
    assert failed.record is None
    assert "the cost became" in failed.failure
    assert fine.failure is None
    assert [record["seed"] for record in Results(tmp_path).read("shallow")] == [1]


def test_a_baseline_is_not_begun_that_cannot_end_in_time(on_digits, tmp_path):
    """Nothing cuts it off once it has begun."""
    task = Task(replace(find("darkness"), core_minutes=5), 0, "none")
    [ended] = reproduce([task], Resources(tmp_path, deadline=time.time() + 60))
    assert ended == TaskResult(task)
    [ended] = reproduce([task], Resources(tmp_path, deadline=time.time() + 600))
    assert ended.record is not None


def test_ctrl_c_stops_all_that_follows(on_digits, tmp_path, tasks, monkeypatch):
    """`fit` keeps Ctrl-C to itself, so that a run is whole; here it must go on."""
    monkeypatch.setattr(
        running,
        "train",
        lambda *given: SimpleNamespace(stopped="interrupted"),
    )
    with pytest.raises(KeyboardInterrupt):
        list(reproduce(tasks[1:], Resources(tmp_path)))


def test_ctrl_c_in_a_first_epoch_is_no_failed_run(
    on_digits, tmp_path, tasks, monkeypatch
):
    def stopped(*given):
        raise TrainingInterruptedError("fit: stopped; nothing was kept.")

    monkeypatch.setattr(running, "train", stopped)
    with pytest.raises(KeyboardInterrupt):
        list(reproduce(tasks[1:], Resources(tmp_path)))


def test_a_record_without_room_is_kept_elsewhere_and_told(
    on_digits, tmp_path, monkeypatch
):
    write = Results.write

    def write_where_there_is_room(results, record):
        if results.directory == tmp_path / "full":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(results, record)

    monkeypatch.setattr(Results, "write", write_where_there_is_room)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    tasks = list_tasks(find_experiments(["guess"]), 1, "auto")
    [result] = reproduce(tasks, Resources(tmp_path / "full"))
    assert result.record is None
    assert "full cannot be written (No space left on device)" in result.failure
    where = re.search(r"it lies in (\S+) instead", result.failure)[1]
    [record] = Results(Path(where)).read("guess")
    assert record["seed"] == 0
