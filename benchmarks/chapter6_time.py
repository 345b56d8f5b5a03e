"""How long Chapter 6 takes, by the book's protocol: here, and in PyTorch eager.

    python -m benchmarks.chapter6_time [--steps 5000]

measures the training steps of each row, 5,000 of them (an epoch of MNIST), and
EXTRAPOLATES to all epochs and runs of the row. network4 is measured as `network4
reproduce` runs it, a process with one thread on each core, all at once; PyTorch one run
at a time on all cores. Both train on the made-up images of `network4 bench`, from the
same first weights; shifts, and evaluation after each epoch, are counted for neither.
"""

import os
import statistics
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import click

from network4.bench.competitors import OURS, PEERS, Competitor
from network4.bench.environment import worker_environment
from network4.bench.process import Worker
from network4.experiments import EXPERIMENTS
from network4.experiments.chapter6 import PROTOCOL
from network4.experiments.experiment import Trained, Vote
from network4.utils.processes import num_cores

ANSWER_SECONDS = 900.0
NUM_IMAGES = 50_000


def find_competitor(name: str) -> Competitor:
    """Return network4's native engine or a peer by name."""
    return next(c for c in (*OURS, *PEERS) if c.name == name)


@contextmanager
def workers(name: str, count: int, num_threads: int) -> Iterator[list[Worker]]:
    """Start so many processes of a competitor; end them afterwards."""
    environment = worker_environment(num_threads)
    competitor = find_competitor(name)
    started = [
        Worker(competitor, num_threads, environment, ANSWER_SECONDS)
        for _ in range(count)
    ]
    try:
        for number, worker in enumerate(started):
            worker.wait_until_ready()
            if num_threads == 1:
                _put_on_core(worker, number)
        yield started
    finally:
        for worker in started:
            worker.close()


def _put_on_core(worker: Worker, number: int) -> None:
    """Give a worker a core of its own: each takes the first ones for itself."""
    if hasattr(os, "sched_setaffinity"):
        core = sorted(os.sched_getaffinity(0))[number]
        os.sched_setaffinity(worker.process_id, {core})


def step_seconds(group: list[Worker], network: str, num_steps: int) -> float:
    """Return the time of a step, all processes of a group working at once."""

    def run(worker: Worker) -> float:
        worker.ask("prepare", network=network, batch_size=10, seconds=0.2)
        seconds: float = worker.ask("run", num_steps=num_steps)["seconds"]
        return seconds / num_steps

    with ThreadPoolExecutor(len(group)) as pool:
        return statistics.fmean(pool.map(run, group))


def rows() -> list[tuple[Trained, int]]:
    """Return the rows of Chapter 6 that are trained, and how many runs of each."""
    votes = {e.member: e.num_members for e in EXPERIMENTS if isinstance(e, Vote)}
    return [
        (experiment, max(experiment.num_runs, votes.get(experiment.name, 0)))
        for experiment in EXPERIMENTS
        if isinstance(experiment, Trained)
        and experiment.protocol == PROTOCOL
        and experiment.is_listed
    ]


@click.command()
@click.option("--steps", type=click.IntRange(1), default=5000, show_default=True)
def main(steps: int) -> None:
    """Print a line for each row, and the sums."""
    cores = num_cores()
    print("| row | runs | steps of a run | network4, µs | h | PyTorch eager, µs | h |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    sums = [0.0, 0.0]
    with workers("native", cores, 1) as ours, workers("pytorch", 1, cores) as theirs:
        for experiment, num_runs in rows():
            recipe = experiment.recipe
            settings = recipe.settings_for(NUM_IMAGES)
            num_examples = settings.num_examples(NUM_IMAGES)
            num_steps = settings.epochs * settings.num_steps(num_examples)
            times = [
                step_seconds(group, recipe.name, steps) for group in (ours, theirs)
            ]
            runs_at_once = cores, 1
            hours = [
                time * num_steps * num_runs / at_once / 3600
                for time, at_once in zip(times, runs_at_once, strict=True)
            ]
            sums = [total + more for total, more in zip(sums, hours, strict=True)]
            cells = " | ".join(
                f"{time * 1e6:,.0f} | {hour:.2f}"
                for time, hour in zip(times, hours, strict=True)
            )
            print(
                f"| {recipe.name} | {num_runs} | {num_steps:,} | {cells} |", flush=True
            )
    print(f"| all | | | | {sums[0]:.1f} | | {sums[1]:.1f} |")


if __name__ == "__main__":
    main()
