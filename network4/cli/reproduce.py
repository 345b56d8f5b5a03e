"""`network4 reproduce`: run the book's experiments, and record each run."""

import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from network4.cli.completion import complete_experiment
from network4.cli.output import (
    json_option,
    mnist_option,
    note,
    print_json,
    results_option,
    say,
)
from network4.cli.writing import check_can_write
from network4.errors import Network4Error, shown

if TYPE_CHECKING:
    from network4.experiments.experiment import Experiment
    from network4.experiments.reproduction import Resources, Task
    from network4.utils.records import Record

# It takes its type in click's latest versions only.
_DurationType = click.ParamType[float] if TYPE_CHECKING else click.ParamType
_SECONDS = {"s": 1, "m": 60, "h": 3600, "": 60}


class _Duration(_DurationType):
    """A time such as 45s, 90m or 2h; a number without a unit means minutes."""

    name = "time"

    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        """Return seconds."""
        match = re.fullmatch(r"(\d+(?:\.\d+)?)([smh]?)", str(value))
        if not match:
            message = f"{shown(value)} is no time; give one such as 45s, 90m or 2h."
            self.fail(message, param, ctx)
        return float(match[1]) * _SECONDS[match[2]]


class _ListsExperiments(click.Command):
    """A command whose help ends with the names of the experiments."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from network4.experiments import EXPERIMENTS

        with formatter.section("Experiments (NAME)"):
            formatter.write_dl(
                [
                    (e.name, f"chapter {e.chapter}: {e.summary}")
                    for e in EXPERIMENTS
                    if e.num_runs and e.is_listed
                ]
            )


@click.command(cls=_ListsExperiments)
@click.argument(
    "names", nargs=-1, metavar="[NAME]...", shell_complete=complete_experiment
)
@click.option(
    "--runs",
    type=click.IntRange(1),
    metavar="N",
    help="Runs of each experiment, from seed 0 on; default: the experiment's own.",
)
@click.option("--budget", type=_Duration(), help="Stop after this time: 45s, 90m, 2h.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help="Runs at the same time; default: one for each core, if an engine allows it.",
)
@click.option(
    "--engine",
    type=click.Choice(["auto", "native", "jax"]),
    default="auto",
    show_default=True,
    help="What computes: native is the fastest on a CPU, jax runs every network, "
    "auto takes the fastest that can run each.",
)
@click.option(
    "--again",
    is_flag=True,
    help="Repeat runs that have a record, and compare the results.",
)
@mnist_option
@results_option
@json_option
def reproduce(  # noqa: PLR0913  one parameter for each option
    names: tuple[str, ...],
    runs: int | None,
    budget: float | None,
    jobs: int | None,
    engine: str,
    again: bool,
    data: str | None,
    results: Path,
    as_json: bool,
) -> None:
    """Run the book's experiments and keep a record of every run.

    NAME is an experiment listed below, a chapter (chapter1, chapter3, chapter5 or
    chapter6), or all, the default. A name that begins with fig_ runs all that a figure
    compares. Two more names go beyond the book: beyond runs our own networks, one at a
    time on all cores, because their time is measured; trials shows on validation data
    what helps and what does not.

    A run that has a record is not repeated. --budget or Ctrl-C stop the command; give
    it again, and it continues after the last finished epoch. `network4 report` shows
    the results.

    \b
    Examples:
      network4 reproduce ch1_30
      network4 reproduce chapter1 --runs 1
      network4 reproduce --budget 2h
    """  # noqa: D301  click looks for a backspace, not for a backslash and a b
    from network4.experiments import find_experiments
    from network4.experiments.reproduction import (
        Resources,
        default_num_processes,
        list_tasks,
        recorded,
    )
    from network4.experiments.results import Results
    from network4.utils.processes import num_cores

    chosen = find_experiments(names or ("all",))
    for experiment in chosen:
        if experiment.name in names and not experiment.num_runs:
            note(f"{experiment.name} is a result of others: there is nothing to run.")
    check_can_write("reproduce: --results", results, directory=results)
    tasks = list_tasks(chosen, runs, engine)
    kept = Results(results)
    tasks = [recorded(t, kept) for t in tasks]
    tasks = [t for t in tasks if again or t.recorded is None]
    jobs = min(jobs or default_num_processes(tasks), max(1, len(tasks)))
    deadline = None if budget is None else time.time() + budget
    resources = Resources(results, data, jobs, max(1, num_cores() // jobs), deadline)
    minutes = sum(task.experiment.core_minutes for task in tasks) / jobs
    note(
        f"{len(tasks)} {_runs(tasks)} to do, {jobs} at a time, in about {minutes:.0f} "
        "minutes. Ctrl-C stops and keeps what is done."
    )
    done, failures = _run_all(tasks, resources)
    unfinished = len(tasks) - len(done)
    done += _vote_all(chosen, resources)
    if as_json:
        print_json({"runs": done, "num_unfinished": unfinished, "failures": failures})
    if failures:
        raise Network4Error(
            f"reproduce: {len(failures)} {_runs(failures)} failed, the first "
            f"{failures[0]}"
        )


def _runs(things: Sequence[object]) -> str:
    return "run" if len(things) == 1 else "runs"


def _run_all(
    tasks: "list[Task]", resources: "Resources"
) -> tuple[list[dict[str, Any]], list[str]]:
    """Run tasks and print each result; return the results and the failures."""
    from network4.experiments.record_fields import refusing_records
    from network4.experiments.reproduction import reproduce

    done: list[dict[str, Any]] = []
    failures: list[str] = []
    for task, record, failure in reproduce(tasks, resources):
        name = f"{task.experiment.name} seed {task.seed}"
        if failure is not None:
            failures.append(f"{name}: {failure}")
            note(failures[-1])
        if record is not None:
            with refusing_records("reproduce", task.experiment.name):
                done.append(_told(task.experiment, record, task.recorded))
            say(f"{done[-1]['line']}  [{len(done)} of {len(tasks)}]")
    left = tasks[len(done) + len(failures) :]
    if left:
        note(f"{len(left)} {_runs(left)} left; the same command continues.")
    return done, failures


def _vote_all(
    experiments: "list[Experiment]", resources: "Resources"
) -> list[dict[str, Any]]:
    from network4.experiments.experiment import Vote
    from network4.experiments.reproduction import vote

    done: list[dict[str, Any]] = []
    for experiment in experiments:
        if isinstance(experiment, Vote):
            for record in vote(experiment, resources):
                done.append(_told(experiment, record, None))
                say(done[-1]["line"])
    return done


def _told(
    experiment: "Experiment", record: "Record", old: "Record | None"
) -> dict[str, Any]:
    """Return the result of a run, as a line and as numbers."""
    from network4.experiments.running import judged_accuracy

    accuracy = judged_accuracy(experiment, record)
    told = {
        "experiment": experiment.name,
        "seed": record["seed"],
        "engine": record["engine"],
        "accuracy": accuracy,
        "seconds": record["seconds"],
    }
    line = f"{experiment.name} seed {record['seed']}: {accuracy:.2%}"
    if experiment.published_percent is not None:
        mark = "the book" if experiment.chapter else "the aim"
        line += f" ({mark}: {experiment.published_percent}%)"
    line += f", {record['seconds']:.0f} s"
    if old is not None:
        before = judged_accuracy(experiment, old)
        told["accuracy_before"] = before
        wrong = "wrong_test_indices", "wrong_test_answers"
        same = all(record[key] == old[key] for key in wrong)
        told["is_as_before"] = same
        line += ", as before" if same else f", NOT AS BEFORE: {before:.2%}"
    return {**told, "line": line}
