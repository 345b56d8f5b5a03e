"""`network4 reproduce`: run the book's experiments, and record each run."""

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from network4.cli.output import json_option, note, print_json, results_option

if TYPE_CHECKING:
    from network4.experiments.experiment import Experiment
    from network4.experiments.reproduction import Plan, Task
    from network4.records import Record

_SECONDS = {"s": 1, "m": 60, "h": 3600, "": 60}


class _Duration(click.ParamType[float]):
    """A time such as 45s, 90m or 2h; a bare number is minutes."""

    name = "time"

    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        """Return seconds."""
        match = re.fullmatch(r"(\d+(?:\.\d+)?)([smh]?)", str(value))
        if not match:
            self.fail(f"{value!r} is no time; say 45s, 90m or 2h.", param, ctx)
        return float(match[1]) * _SECONDS[match[2]]


class _ListsExperiments(click.Command):
    """Its help ends with the names of the experiments, read from where they are."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from network4.experiments import EXPERIMENTS

        with formatter.section("Names"):
            formatter.write_dl(
                [
                    (e.name, f"chapter {e.chapter}: {e.summary}")
                    for e in EXPERIMENTS
                    if e.num_runs
                ]
            )


@click.command(cls=_ListsExperiments)
@click.argument("names", nargs=-1, metavar="[NAME ...|chapter1|chapter3|chapter6|all]")
@click.option("--runs", type=click.IntRange(1), help="Of each; default: the book's.")
@click.option("--budget", type=_Duration(), help="Stop after so long: 45s, 90m, 2h.")
@click.option("--jobs", type=click.IntRange(1), help="Side by side; default: cores.")
@click.option("--engine", type=click.Choice(["auto", "native", "jax"]), default="auto")
@click.option("--again", is_flag=True, help="Run what is on record too, and compare.")
@click.option(
    "--data", metavar="DIR", help="Where MNIST is; default: where it is found."
)
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
    """Run the book's experiments on MNIST and keep a record of every run.

    What is on record is not run again. A run that is cut off, by --budget or Ctrl-C,
    goes on at its last finished epoch when the command is given again. `network4
    report` shows what came of it.
    """
    from network4.experiments import find_experiments
    from network4.experiments.reproduction import (
        Plan,
        default_jobs,
        list_tasks,
        recorded,
    )
    from network4.experiments.results import Results
    from network4.jobs import num_cores

    chosen = find_experiments(names or ("all",))
    tasks = list_tasks(chosen, runs, engine)
    kept = Results(results)
    tasks = [recorded(t, kept) for t in tasks]
    tasks = [t for t in tasks if again or t.recorded is None]
    jobs = jobs or default_jobs(tasks)
    deadline = None if budget is None else time.time() + budget
    plan = Plan(results, data, jobs, max(1, num_cores() // jobs), deadline)
    minutes = sum(task.experiment.core_minutes for task in tasks)
    note(
        f"{len(tasks)} runs to do, {jobs} at a time, each on {plan.num_threads} "
        f"threads; some {minutes / jobs:.0f} minutes. Ctrl-C keeps what is done."
    )
    done = _run_all(tasks, plan)
    done += _vote_all(chosen, plan)
    if as_json:
        print_json({"runs": done, "num_unfinished": len(tasks) - len(done)})


def _run_all(tasks: "list[Task]", plan: "Plan") -> list[dict[str, Any]]:
    from network4.experiments.reproduction import reproduce

    done: list[dict[str, Any]] = []
    for task, record in reproduce(tasks, plan):
        if record is None:
            continue
        done.append(_told(task.experiment, record, task.recorded))
        click.echo(f"{done[-1]['line']}  [{len(done)} of {len(tasks)}]")
    if len(done) < len(tasks):
        note(f"{len(tasks) - len(done)} runs are left; the same command goes on.")
    return done


def _vote_all(experiments: "list[Experiment]", plan: "Plan") -> list[dict[str, Any]]:
    from network4.experiments.experiment import Vote
    from network4.experiments.reproduction import vote

    done: list[dict[str, Any]] = []
    for experiment in experiments:
        if isinstance(experiment, Vote):
            for record in vote(experiment, plan):
                done.append(_told(experiment, record, None))
                click.echo(done[-1]["line"])
    return done


def _told(
    experiment: "Experiment", record: "Record", old: "Record | None"
) -> dict[str, Any]:
    """Return what is said of a run, as a line and as numbers."""
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
        line += f" (the book: {experiment.published_percent}%)"
    line += f", {record['seconds']:.0f} s"
    if old is not None:
        before = judged_accuracy(experiment, old)
        told["accuracy_before"] = before
        line += ", as before" if accuracy == before else f", BEFORE {before:.2%}"
    return {**told, "line": line}
