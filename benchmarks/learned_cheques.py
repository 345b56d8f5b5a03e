"""How well cheques are read by a model that learned from cheques like them.

    python -m benchmarks.learned_cheques CHEQUES LABELS.csv
    python -m benchmarks.learned_cheques CHEQUES LABELS.csv --only-fold 0
    python -m benchmarks.learned_cheques CHEQUES LABELS.csv --choosing --epochs 5

cuts the cheques into tenths. For each tenth, the model that comes with network4 learns
from what the reader cuts out of the nine others, mixed with images of MNIST, and then
reads the tenth. The table has for each tenth how many strings are read exactly, how
many with a "?" or not at all, and how many wrongly without a word of doubt, beside the
counts of the model as it comes. The last row has the shares of all strings with their
standard errors. CHEQUES is a folder with images/ and, in COCO's form, annotations/. Ten
tenths take half an hour of a core. No model is kept.

Settings are chosen with --choosing, which leaves the first tenth out: a model learns
from the last seven and reads the two between.
"""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click
import numpy as np

import network4 as n4
from benchmarks.cheque_digits import Cheque, Parts, cut_out, load_cheques
from benchmarks.cheque_lessons import SEED, Choices, learn, lessons
from benchmarks.labelled import OUTCOMES, outcome
from benchmarks.reading import share
from network4.datasets import NO_CLASS, Dataset
from network4.errors import Network4Error
from network4.model import SHIPPED_MODEL
from network4.utils.digests import digest_of_array
from network4.utils.randomness import random_generator
from network4.utils.records import machine, versions, write_record

_HEAD = (
    "| tenth | strings | exact | in doubt | wrong | as shipped: exact | in doubt | "
    "wrong |\n|---|---:|---:|---:|---:|---:|---:|---:|"
)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
Counts = Mapping[str, int]
Decorator = Callable[[Any], Any]


class Tenth(NamedTuple):
    """Cheques that are read, and those that are learned from, by their numbers."""

    read: Sequence[int]
    learned_from: Sequence[int]


class Learned(NamedTuple):
    """What came of a tenth.

    Attributes:
        number: which tenth, from 0.
        images: how many were learned from, by what they show.
        mnist_accuracy: of the model on MNIST's validation images afterwards, 0 to 1.
        cpu_seconds: that learning and reading with both models took.
        outcomes: how many strings have each outcome.
        shipped: the same of the model that comes with network4.
    """

    number: int
    images: Counts
    mnist_accuracy: float
    cpu_seconds: float
    outcomes: Counts
    shipped: Counts


def tenths(num_cheques: int, num_folds: int) -> list[Tenth]:
    """Return equal parts of the cheques, drawn by a fixed seed."""
    parts = np.array_split(
        random_generator(SEED, "split").permutation(num_cheques), num_folds
    )
    return [
        Tenth(part.tolist(), np.concatenate([*parts[:n], *parts[n + 1 :]]).tolist())
        for n, part in enumerate(parts)
    ]


def for_choosing(num_cheques: int, num_folds: int) -> Tenth:
    """Return two tenths to read and others to learn from, without the first tenth."""
    _, one, two, *others = (each.read for each in tenths(num_cheques, num_folds))
    return Tenth([*one, *two], [number for part in others for number in part])


def counted(cheques: Iterable[Cheque], model: n4.Model) -> Counts:
    """Return how many cheques a model reads with each outcome."""
    found = Counter(
        outcome(cheque.picture, cheque.text, model, digits_only=True)
        for cheque in cheques
    )
    return {name: found[name] for name in OUTCOMES}


class Work(NamedTuple):
    """What all tenths share: cheques, their parts, MNIST, the model to start from."""

    cheques: Sequence[Cheque]
    parts: Sequence[Parts | None]
    data: Dataset
    model: n4.Model

    def result(self, number: int, tenth: Tenth, choices: Choices) -> Learned:
        """Learn from the other tenths and read one, with both models."""
        began = time.process_time()
        parts = [self.parts[each] for each in tenth.learned_from]
        taught = lessons([part for part in parts if part], self.data, choices)
        model = learn(self.model, taught, choices)
        cheques = [self.cheques[each] for each in tenth.read]
        outcomes, shipped = counted(cheques, model), counted(cheques, self.model)
        accuracy = model.accuracy(self.data.validation)
        seconds = round(time.process_time() - began, 1)
        images = self._images(taught, choices)
        return Learned(number, images, accuracy, seconds, outcomes, shipped)

    def _images(self, taught: Dataset, choices: Choices) -> Counts:
        none = int((taught.train.labels == NO_CLASS).sum())
        mnist = min(choices.mnist, len(self.data.train))
        digits = len(taught.train) - none - mnist
        return {"digits": digits, "no digits": none, "MNIST": mnist}


def row(name: str, outcomes: Counts, shipped: Counts, *, as_shares: bool) -> str:
    """Return a line of the table, with counts, or shares and their standard errors."""
    total = sum(outcomes.values())
    cells = [each[outcome] for each in (outcomes, shipped) for outcome in OUTCOMES]
    shown = [share(cell, total) if as_shares else str(cell) for cell in cells]
    return f"| {name} | {total} | {' | '.join(shown)} |"


def totals(results: Iterable[Learned]) -> tuple[Counts, Counts]:
    """Return the counts of all tenths together, learned and as shipped."""
    learned = Counter[str]()
    shipped = Counter[str]()
    for each in results:
        learned.update(each.outcomes)
        shipped.update(each.shipped)
    return learned, shipped


def write(path: Path, choices: Choices, work: Work, results: Sequence[Learned]) -> None:
    """Write what was asked and what came of it as a record."""
    learned, shipped = totals(results)
    record = {
        "cheques": len(work.cheques),
        "cheques_without_parts": sum(part is None for part in work.parts),
        "mnist": choices.mnist,
        "others": choices.others,
        "settings": choices.settings(work.model).to_dict(),
        "shipped_mnist_accuracy": work.model.accuracy(work.data.validation),
        "shipped_model_digest": digest_of_array(np.fromfile(SHIPPED_MODEL, np.uint8)),
        "versions": versions(),
        "machine": machine(),
        "tenths": [each._asdict() for each in results],
        "outcomes": learned,
        "shipped": shipped,
    }
    write_record(path, record)


def option(name: str, kind: Any, default: Any, said: str) -> Decorator:
    """Return an option whose default is shown."""
    return click.option(name, type=kind, default=default, show_default=True, help=said)


def prepared(cheques: Sequence[Cheque]) -> Work:
    """Return cheques with what the reader cuts out of each, MNIST, and the model."""
    model, data = n4.load_model(), n4.load_mnist()
    parts = [cut_out(cheque, model) for cheque in cheques]
    return Work(cheques, parts, data.without_test(), model)


def planned(
    num_cheques: int, folds: int, only_fold: int | None, *, choosing: bool
) -> dict[int, Tenth]:
    """Return what to read, and what to learn from, by number."""
    if folds > num_cheques:
        raise click.UsageError(
            f"--folds must be at most the number of cheques, {num_cheques}, "
            f"received {folds}."
        )
    if only_fold is not None and (choosing or only_fold >= folds):
        raise click.UsageError(
            f"--only-fold must be below --folds, {folds}, and cannot stand beside "
            f"--choosing, received {only_fold}."
        )
    if choosing:
        return {0: for_choosing(num_cheques, folds)}
    every = dict(enumerate(tenths(num_cheques, folds)))
    return every if only_fold is None else {only_fold: every[only_fold]}


@click.command(help=__doc__)
@click.argument("folder", metavar="CHEQUES", type=_FOLDER)
@click.argument("labels", metavar="LABELS.csv", type=_FILE)
@option("--folds", click.IntRange(4), 10, "Equal parts of the cheques.")
@option("--only-fold", click.IntRange(0), None, "One part, from 0.")
@click.option("--choosing", is_flag=True, help="Leave the first part out.")
@option("--epochs", click.IntRange(1), 10, "Passes over the images.")
@option("--rate", click.FloatRange(0, min_open=True), 0.03, "The first learning rate.")
@option("--mnist", click.IntRange(0), 10_000, "Images of MNIST among them.")
@option("--others", click.FloatRange(0), 1.5, "Images of no digit for each of a digit.")
@option("--distortions", click.FloatRange(0), 1.0, "How strong distortions are.")
@click.option("--out", type=click.Path(path_type=Path), help="Write a record.")
def main(**asked: Any) -> None:
    """Learn, read, count, print."""
    os.environ["NETWORK4_NUM_THREADS"] = "1"
    try:
        compare(**asked)
    except (Network4Error, OSError) as error:
        raise click.ClickException(str(error)) from None


def compare(
    folder: Path,
    labels: Path,
    folds: int,
    only_fold: int | None,
    choosing: bool,
    out: Path | None,
    **chosen: Any,
) -> None:
    """Print the table, and write the record after each tenth."""
    cheques, choices = load_cheques(folder, labels), Choices(**chosen)
    plan = planned(len(cheques), folds, only_fold, choosing=choosing)
    work = prepared(cheques)
    click.echo(_HEAD)
    results: list[Learned] = []
    for number, tenth in plan.items():
        found = work.result(number, tenth, choices)
        results.append(found)
        click.echo(row(str(number), found.outcomes, found.shipped, as_shares=False))
        if out is not None:
            write(out, choices, work, results)
    learned, shipped = totals(results)
    click.echo(row("all, %", learned, shipped, as_shares=True))


if __name__ == "__main__":
    main()
