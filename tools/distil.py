"""Train the model that comes with network4 on what teachers say.

    network4 train teacher --seed 0 --threads 1 --out teacher-0    # and 1, and 2
    network4 train reader --seed 0 --threads 1 --out teacher-3
    python -m tools.distil teacher-0 teacher-1 teacher-2 teacher-3 --out student
    python -m tools.make_shipped_model student

A teacher takes eight minutes of a core, the student fifty. A run that was stopped goes
on after its last finished epoch: a teacher's by `network4 train --resume --out
teacher-0`, the student's by the same command. The last command measures the student
and puts it into network4/models/.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import network4 as n4
from network4.experiments.distilling import STUDENT, with_lessons
from network4.experiments.flagged_ones import with_flagged_ones
from network4.experiments.recipe import Recipe
from network4.training.fit import train
from network4.training.run import Run
from network4.training.schedules import Cosine
from network4.utils.records import read_record, write_record

# The student learns of ones with a flag, which its teachers take for a 7, at the end.
_LAST_EPOCHS, _LAST_RATE = 5, Cosine(0.02)


def distil(
    data: n4.Dataset, teachers: Sequence[Path], out: Path, recipe: Recipe
) -> Run:
    """Train a network on what teachers say of the data; write it with its record.

    Args:
        data: digits as MNIST has them.
        teachers: what `network4 train` wrote, a directory for each.
        out: the directory for the model, its record and the checkpoint, from which a
            run goes on.
        recipe: the network to train, and how.
    """
    out.mkdir(parents=True, exist_ok=True)
    recipe = recipe.with_settings(checkpoint=out / "checkpoint.safetensors")
    models = [n4.load_model(teacher / "model.safetensors") for teacher in teachers]
    taught = with_lessons(data, n4.Ensemble(models), recipe.settings.batch_size)
    network = recipe.network(taught.image_shape, taught.num_classes)
    run = train(network, taught, recipe.settings)
    if run.stopped == "finished":
        last = replace(
            recipe.settings,
            epochs=_LAST_EPOCHS,
            learning_rate=_LAST_RATE,
            initial=run.model,
            checkpoint=out / "last.safetensors",
        )
        run = train(network, with_flagged_ones(taught), last)
    if run.stopped == "finished":
        said = {"name": recipe.name, "teachers": [*map(described, teachers)]}
        run.model.save(out / "model.safetensors")
        write_record(out / "record.json", {**said, **run.record()})
    return run


def described(teacher: Path) -> dict[str, Any]:
    """Return what there is to say of a teacher."""
    record = read_record(teacher / "record.json")
    return {name: record[name] for name in ("name", "seed", "validation_accuracy")}


def main() -> None:
    """Train on MNIST."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "teachers", type=Path, nargs="+", help="what network4 train wrote"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("student"))
    given = parser.parse_args()
    recipe = STUDENT.with_settings(seed=given.seed, num_threads=1)
    print(distil(n4.load_mnist(), given.teachers, given.out, recipe))


if __name__ == "__main__":
    main()
