"""Run what has no record yet: the cheapest first, several at a time, and resumable.

A run is recorded at once by the process that made it. Processes share no thread, so
that as many runs as there are cores go on side by side and none waits for another. On a
GPU all runs of a network are trained together, as one program.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from network4.datasets import Dataset, load_only_mnist
from network4.engines import choose_engine, find_engine
from network4.errors import Network4Error, TrainingInterruptedError
from network4.experiments import BEYOND, EXPERIMENTS, TRIALS
from network4.experiments.experiment import (
    Baseline,
    Comparison,
    Experiment,
    Trained,
    Vote,
)
from network4.experiments.record_fields import refusing_records
from network4.experiments.results import Results
from network4.experiments.running import (
    check_settings,
    run_baseline,
    run_training,
    run_trainings,
    run_vote,
)
from network4.training.checkpoints import settings_of
from network4.utils.files import write_or_rescue
from network4.utils.processes import map_in_processes, num_cores
from network4.utils.records import Record


@dataclass(frozen=True)
class Task:
    """One run of one experiment.

    Args:
        experiment: what to run.
        seed: of the run.
        engine: the engine's name; "none" for a baseline.
        recorded: the record of an earlier run, to compare with: the new one computes on
            as many threads, and is not written. Default None.
    """

    experiment: Trained | Baseline
    seed: int
    engine: str
    recorded: Record | None = None


class TaskResult(NamedTuple):
    """What came of a task.

    Args:
        task: which.
        record: None where there is none, because time was over or it failed.
        failure: why it failed, in a sentence; None where it did not.
    """

    task: Task
    record: Record | None = None
    failure: str | None = None


@dataclass(frozen=True)
class Resources:
    """Where and with what to run tasks.

    Args:
        results: the directory of the records.
        data: where MNIST is, as `load_data` takes it; None for the usual places.
        num_processes: side by side, 1 or more.
        num_threads: of each run; one that was cut off keeps its own number.
        deadline: `time.time()` at which to stop, between epochs; None for never.
    """

    results: Path
    data: str | None = None
    num_processes: int = 1
    num_threads: int = 1
    deadline: float | None = None

    def seconds_left(self) -> float | None:
        """Return the time until the deadline, 0 after it; None if there is none."""
        return None if self.deadline is None else max(0, self.deadline - time.time())


def list_tasks(
    experiments: Iterable[Experiment], num_runs: int | None, engine: str
) -> list[Task]:
    """Return the runs that experiments ask for, the cheapest first.

    Args:
        experiments: which; a vote or a comparison asks for the runs of its members.
        num_runs: how often each, with seeds 0, 1, 2 and so on; None for as often as the
            book's protocol says.
        engine: "auto" or an engine's name.

    Raises:
        EngineError: the engine cannot run a network.
    """
    counts: dict[str, int] = {}
    for experiment in experiments:
        for name, count in _runs_of(experiment, num_runs):
            counts[name] = max(count, counts.get(name, 0))
    tasks = [
        Task(found, seed, _engine_name(found, engine))
        for name, count in counts.items()
        if isinstance(found := find(name), Trained | Baseline)
        for seed in range(count)
    ]
    return sorted(tasks, key=lambda task: (task.experiment.core_minutes, task.seed))


def default_num_processes(tasks: Sequence[Task]) -> int:
    """Return how many runs to make at the same time, so that each has a core.

    Runs that keep to their threads, and baselines, take a core each; a run on an engine
    that takes all cores, or the GPU, is alone, and so is one whose time counts.
    """
    alone = any(
        task.experiment.is_timed
        or not (_is_baseline(task) or find_engine(task.engine).keeps_to_threads)
        for task in tasks
    )
    return max(1, min(1 if alone else num_cores(), len(tasks)))


def _is_baseline(task: Task) -> bool:
    return isinstance(task.experiment, Baseline)


def recorded(task: Task, results: Results) -> Task:
    """Return the task with its record, where there is one, and tidy up after it.

    Raises:
        DataError: the record is damaged, or was made with other settings.
    """
    for record in results.read(task.experiment.name):
        if (record["seed"], record["engine"]) == (task.seed, task.engine):
            if isinstance(task.experiment, Trained):
                with refusing_records("reproduce", task.experiment.name):
                    check_settings(task.experiment, record)
            # A run may be killed after it wrote its record and before it tidied up.
            results.forget_progress(task.experiment.name, task.seed, task.engine)
            return replace(task, recorded=record)
    return task


def _runs_of(experiment: Experiment, num_runs: int | None) -> Iterator[tuple[str, int]]:
    if isinstance(experiment, Vote):
        yield experiment.member, experiment.seeds.stop
    elif isinstance(experiment, Comparison):
        for member in experiment.members:
            yield from _runs_of(find(member.name), num_runs)
    else:
        yield experiment.name, num_runs or experiment.num_runs


def find(name: str) -> Experiment:
    """Return the experiment of a name that is known to be one."""
    every = (*EXPERIMENTS, *BEYOND, *TRIALS)
    return next(experiment for experiment in every if experiment.name == name)


def _engine_name(experiment: Trained | Baseline, engine: str) -> str:
    if isinstance(experiment, Baseline):
        return "none"
    settings = experiment.recipe.settings
    chosen = choose_engine(engine, experiment.network, settings, owner="reproduce")
    return chosen.name


def reproduce(tasks: Iterable[Task], resources: Resources) -> Iterator[TaskResult]:
    """Run tasks, and record each when it is done.

    Args:
        tasks: what to run.
        resources: where, and with what.

    Yields:
        Tasks as they end. One that fails, because its training diverges, say, leaves
        the others alone.

    Raises:
        DataError: MNIST cannot be found.
    """
    for ended in map_in_processes(
        partial(_run, resources), _groups(tasks), resources.num_processes
    ):
        yield from ended


def _groups(tasks: Iterable[Task]) -> Iterator[list[Task]]:
    """Yield tasks that are run as one: those of a network on a GPU, others alone."""
    together: dict[tuple[str, str], list[Task]] = {}
    for task in tasks:
        if _is_baseline(task) or not find_engine(task.engine).prefers_one_program():
            yield [task]
        else:
            together.setdefault((task.experiment.name, task.engine), []).append(task)
    yield from together.values()


def _run(resources: Resources, tasks: Sequence[Task]) -> list[TaskResult]:
    left = resources.seconds_left()
    if left is not None and left <= _least_seconds(tasks[0].experiment):
        return [TaskResult(task) for task in tasks]
    data = _load(resources.data)
    try:
        records = _records(resources, tasks, data, left)
    except TrainingInterruptedError:
        raise KeyboardInterrupt from None
    except (Network4Error, OSError) as error:
        return [TaskResult(task, failure=str(error)) for task in tasks]
    for task, record in zip(tasks, records, strict=True):
        if record is not None and task.recorded is None:
            try:
                _keep(resources.results, record)
            except Network4Error as error:
                return [TaskResult(each, failure=str(error)) for each in tasks]
    return [TaskResult(*pair) for pair in zip(tasks, records, strict=True)]


def _keep(directory: Path, record: Record) -> None:
    """Write a record where it belongs, or where there is room.

    Raises:
        Network4Error: it is not where it belongs; the message says where it is.
    """
    write_or_rescue("reproduce", directory, lambda where: Results(where).write(record))


def _least_seconds(experiment: Experiment) -> float:
    """Return how much time there must be to begin: a baseline cannot be cut off."""
    return 60 * experiment.core_minutes if isinstance(experiment, Baseline) else 0.0


def _records(
    resources: Resources, tasks: Sequence[Task], data: Dataset, left: float | None
) -> Sequence[Record | None]:
    experiment, seeds = tasks[0].experiment, [task.seed for task in tasks]
    if isinstance(experiment, Baseline):
        return [run_baseline(experiment, data, seed) for seed in seeds]
    settings = [
        {**_own_settings(task, resources), "max_seconds": left} for task in tasks
    ]
    if len(tasks) > 1:
        return run_trainings(experiment, data, seeds, settings)
    return [run_training(experiment, data, seeds[0], **settings[0])]


def _own_settings(task: Task, resources: Resources) -> dict[str, Any]:
    """Return the settings that are the task's, and not the experiment's."""
    if task.recorded is not None:
        return {"engine": task.engine, "num_threads": task.recorded["num_threads"]}
    name = task.experiment.name
    checkpoint = Results(resources.results).checkpoint(name, task.seed, task.engine)
    # Another number of threads rounds otherwise: a run ends on as many as it began on.
    before = settings_of(checkpoint).get("num_threads", resources.num_threads)
    return {"engine": task.engine, "num_threads": before, "checkpoint": checkpoint}


@lru_cache(maxsize=1)
def _load(where: str | None) -> Dataset:
    return load_only_mnist("reproduce", where)


def vote(experiment: Vote, resources: Resources) -> Iterator[Record]:
    """Let runs on record vote, engine by engine, once, and record what came of it.

    Yields:
        A record for each engine of which there are enough runs.
    """
    results = Results(resources.results)
    by_engine: dict[str, list[Record]] = {}
    for record in results.read(experiment.member):
        if record["seed"] in experiment.seeds:
            by_engine.setdefault(record["engine"], []).append(record)
    for engine, members in by_engine.items():
        is_on_record = results.path(experiment.name, 0, engine).exists()
        if len(members) == experiment.num_members and not is_on_record:
            with refusing_records("reproduce", experiment.member):
                record = run_vote(experiment, _load(resources.data), members)
            _keep(resources.results, record)
            yield record
