"""Train the model that comes with network4 on what teachers say.

    network4 train teacher --seed 0 --threads 1 --out teacher-0    # and 1, and 2
    network4 train reader --seed 0 --threads 1 --out teacher-3
    python -m tools.parts --out parts
    python -m tools.distil teacher-0 teacher-1 teacher-2 teacher-3 --parts parts \
        --out student
    python -m tools.make_shipped_model student

A teacher takes eight minutes of a core, the parts twenty, the student an hour. A run
that was stopped goes on after its last finished epoch: a teacher's by `network4 train
--resume --out teacher-0`, the others by the same command. The last command measures the
student and puts it into network4/models/.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import network4 as n4
from network4.experiments.distilling import STUDENT, with_lessons, with_others
from network4.experiments.recipe import Recipe
from network4.training.fit import train
from network4.training.run import Run
from network4.training.schedules import Cosine
from network4.utils.records import read_record, write_record
from tools.parts import Part, read_parts

# At the end the student also learns what its teachers never saw: digits that a reader
# cuts out of lines, and ones with a flag, which the teachers take for a 7.
_LAST_EPOCHS, _LAST_RATE, _SHARE_OF_PARTS = 20, Cosine(0.05), 0.2
_MOST_NONE = 0.5  # probability that a part is no whole digit


def distil(
    data: n4.Dataset,
    teachers: Sequence[Path],
    parts: n4.Split,
    out: Path,
    recipe: Recipe,
) -> Run:
    """Train a network on what teachers say of the data; write it with its record.

    Args:
        data: digits as MNIST has them.
        teachers: what `network4 train` wrote, a directory for each.
        parts: digits as a reader cuts them, with a row of probabilities each.
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
        run = train(network, with_others(taught, parts, _SHARE_OF_PARTS), last)
    if run.stopped == "finished":
        said = {
            "name": recipe.name,
            "teachers": [*map(described, teachers)],
            "parts": len(parts),
            "before": {
                "epochs": recipe.settings.epochs,
                "schedule": recipe.settings.learning_rate.to_dict(),
            },
        }
        run.model.save(out / "model.safetensors")
        write_record(out / "record.json", {**said, **run.record()})
    return run


def digits_of(parts: Part) -> n4.Split:
    """Return the parts that are digits; how sure it is tells the probabilities."""
    digits = parts.target[:, :-1]
    none = parts.target[:, -1:]
    chosen = none[:, 0] <= _MOST_NONE
    probabilities = digits + none / digits.shape[1]
    return n4.Split(parts.image[chosen], probabilities[chosen])


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
    parser.add_argument(
        "--parts", type=Path, required=True, help="what tools.parts wrote"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("student"))
    given = parser.parse_args()
    recipe = STUDENT.with_settings(seed=given.seed, num_threads=1)
    parts = digits_of(read_parts(given.parts))
    print(distil(n4.load_mnist(), given.teachers, parts, given.out, recipe))


if __name__ == "__main__":
    main()
