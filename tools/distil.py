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

import numpy as np

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
# The weights that ship are a mean of those before and after (Wortsman et al. 2022), so
# that MNIST is read as well as before. The share was chosen on validation digits.
_SHARE_OF_LAST = 0.7
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
    before = run.model
    if run.stopped == "finished":
        last = replace(
            recipe.settings,
            epochs=_LAST_EPOCHS,
            learning_rate=_LAST_RATE,
            initial=before,
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
        model = mean_of(before, run.model, _SHARE_OF_LAST)
        model.save(out / "model.safetensors")
        said["validation_accuracy"] = model.accuracy(data.validation)
        write_record(out / "record.json", {**run.record(), **said})
    return run


def mean_of(one: n4.Model, other: n4.Model, share: float) -> n4.Model:
    """Return a model with the mean of two models' weights, a share of the other's."""
    parameters = {
        layer: {
            name: (1 - share) * np.asarray(values) + share * np.asarray(theirs[name])
            for name, values in own.items()
        }
        for layer, own in one.parameters.items()
        for theirs in [other.parameters[layer]]
    }
    return replace(other, parameters=parameters)


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
