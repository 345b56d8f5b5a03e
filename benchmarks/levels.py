"""The native engine's levels of instructions beside each other: one table.

    python -m benchmarks.levels

prints the time of a training step at mini-batch 10 for each network of `network4 bench`
and each level that this processor can run: the least of eight rounds, in which the
levels take turns, each in its own process.
"""

import importlib
import os
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from network4.bench.competitors import OURS
from network4.bench.environment import worker_environment
from network4.bench.process import Worker
from network4.bench.work import DEFAULT_NETWORKS
from network4.engines.native import default_num_threads

BATCH_SIZE = 10
ROUNDS = 8
TURN_SECONDS = 0.5
ANSWER_SECONDS = 300.0


def start(level: str, num_threads: int) -> Worker:
    """Start a process in which the engine runs on one level."""
    native = next(entrant for entrant in OURS if entrant.name == "native")
    environment = worker_environment(
        num_threads, {**os.environ, "NETWORK4_LEVEL": level}
    )
    worker = Worker(native, num_threads, environment, ANSWER_SECONDS)
    worker.wait_until_ready()
    return worker


def step_microseconds(
    levels: Sequence[str], network: str, num_threads: int
) -> list[float]:
    """Return the time of a step on each level."""
    task = {"network": network, "batch_size": BATCH_SIZE, "seconds": TURN_SECONDS}
    with ExitStack() as stack:
        workers = [start(level, num_threads) for level in levels]
        for worker in workers:
            stack.callback(worker.close)
        steps = [worker.ask("prepare", **task)["num_steps"] for worker in workers]
        rounds = [
            [
                worker.ask("run", num_steps=n)["seconds"] / n * 1e6
                for worker, n in zip(workers, steps, strict=True)
            ]
            for _ in range(ROUNDS)
        ]
    return [min(times) for times in zip(*rounds, strict=True)]


def main() -> None:
    """Print the table, the processor's highest level first."""
    core: Any = importlib.import_module("network4.engines.native._core")
    levels: list[str] = core.levels()
    print("| network | threads |", " | ".join(levels), "| second to first |")
    print("| --- | ---: |", " | ".join(["---:"] * len(levels)), "| ---: |")
    for network in DEFAULT_NETWORKS:
        for num_threads in range(1, default_num_threads() + 1):
            times = step_microseconds(levels, network, num_threads)
            cells = " | ".join(f"{microseconds:,.0f}" for microseconds in times)
            ratio = times[1] / times[0] if len(times) > 1 else 1.0
            print(f"| {network} | {num_threads} | {cells} | {ratio:.2f} |", flush=True)


if __name__ == "__main__":
    main()
