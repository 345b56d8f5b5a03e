"""Hostile inputs of every kind: only network4's own errors may come out.

    python -m benchmarks.faults                          # a million, an hour
    python -m benchmarks.faults --kind models --count 1000
    python -m benchmarks.faults --kind models --only 123 --seed 0

prints for each kind how many inputs were refused and accepted, how long the slowest
took, how much memory the largest, and those that failed: another exception came out
than network4's own or a documented one; its message was no single sentence of 300
printable characters; it took more than two seconds or a gigabyte; or the process ended.
Ends with 1 where there is one.
"""

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from benchmarks.hostile.arguments import Call
from benchmarks.hostile.kind import Kind
from benchmarks.hostile.kinds import KINDS, find_kind, prepared
from benchmarks.hostile.working import Task, Tried, tried
from network4.errors import shown
from network4.utils.records import machine, read_record, versions, write_record

_AT_ONCE = 5000  # inputs of one process, so that what leaks does not add up
_MOST_SHOWN = 20


@dataclass
class Tally:
    """What came of the inputs of a kind."""

    kind: Kind
    tried: int = 0
    refused: int = 0
    accepted: int = 0
    slowest_seconds: float = 0.0
    largest_bytes: int = 0
    failures: list[tuple[int, str]] = field(default_factory=list)

    def add(self, one: Tried) -> None:
        """Count the outcome of one input."""
        outcome = one.outcome
        self.tried += 1
        self.refused += outcome.refused
        self.accepted += not outcome.refused
        self.slowest_seconds = max(self.slowest_seconds, outcome.seconds)
        self.largest_bytes = max(self.largest_bytes, outcome.num_bytes)
        if outcome.fault:
            self.failures.append((one.index, outcome.fault))

    def line(self) -> str:
        """Return the line of the table."""
        return (
            f"| {self.kind.name} | {self.tried:,} | {self.refused:,} | "
            f"{self.accepted:,} | {len(self.failures):,} | "
            f"{self.slowest_seconds:.2f} | {self.largest_bytes / 1e6:,.0f} |"
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the tally for a record."""
        return {
            "summary": self.kind.summary,
            "tried": self.tried,
            "refused": self.refused,
            "accepted": self.accepted,
            "slowest_seconds": round(self.slowest_seconds, 3),
            "largest_bytes": self.largest_bytes,
            "failures": [{"index": i, "fault": fault} for i, fault in self.failures],
        }


def tally(kind: Kind, count: int, seed: int, jobs: int) -> Tally:
    """Try so many inputs of a kind, some side by side."""
    found = Tally(kind)
    starts = range(0, count, max(1, min(_AT_ONCE, -(-count // jobs))))
    tasks = [Task(kind.name, seed, s, min(count, s + starts.step)) for s in starts]
    with ThreadPoolExecutor(jobs) as threads:
        for outcomes in threads.map(_collected, tasks):
            for one in outcomes:
                found.add(one)
    return found


def _collected(task: Task) -> list[Tried]:
    return list(tried(task))


def show(found: Tally, seed: int) -> Iterator[str]:
    """Yield the line of a kind, and how each of the first failures is tried again."""
    yield found.line()
    for index, fault in found.failures[:_MOST_SHOWN]:
        again = f"--kind {found.kind.name} --seed {seed} --only {index}"
        yield f"  {fault!r}: python -m benchmarks.faults {again}"


def write(path: Path, found: Tally, seed: int) -> None:
    """Put what came of a kind into a record, in which the other kinds stay."""
    kinds = read_record(path)["kinds"] if path.exists() else {}
    made_by = {"seed": seed, "machine": machine(), "versions": versions()}
    write_record(path, {"kinds": {**kinds, found.kind.name: made_by | found.to_dict()}})


def in_words(made: object) -> str:
    """Return an input as its parts are shown, of which some have no `repr`."""
    if isinstance(made, Call):
        return f"{made.target.name} {in_words(made.arguments)}"
    if isinstance(made, dict):
        return ", ".join(f"{name}={shown(value)}" for name, value in made.items())
    return f"{made!r:.2000}"


def replay(kinds: Sequence[Kind], seed: int, index: int) -> None:
    """Show one input, and let whatever it raises through."""
    for kind in kinds:
        with prepared():
            made = kind.made(seed, index)
            click.echo(f"{kind.name} {index}: {in_words(made)}")
            kind.call(made)


@click.command(help=__doc__)
@click.option(
    "--kind", "names", multiple=True, type=click.Choice([kind.name for kind in KINDS])
)
@click.option("--count", type=click.IntRange(1), help="Of each; default: a million.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True)
@click.option("--only", "index", type=click.IntRange(0), help="Try one input, here.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Write a record; other kinds that it has stay.",
)
def main(
    names: tuple[str, ...],
    count: int | None,
    seed: int,
    jobs: int,
    index: int | None,
    out: Path | None,
) -> None:
    """Try hostile inputs, and print what came of them."""
    kinds = [find_kind(name) for name in names] or list(KINDS)
    if index is not None:
        replay(kinds, seed, index)
        return
    click.echo("| kind | tried | refused | accepted | failures | seconds | MB |")
    click.echo("|---|---:|---:|---:|---:|---:|---:|")
    num_failures = 0
    for kind in kinds:
        found = tally(kind, count or kind.count, seed, jobs)
        num_failures += len(found.failures)
        for line in show(found, seed):
            click.echo(line)
        if out is not None:
            write(out, found, seed)
    sys.exit(num_failures > 0)


if __name__ == "__main__":
    main()
