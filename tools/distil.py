"""Train the model that comes with network4 on what teachers say.

    network4 train teacher --seed 0 --threads 1 --out teacher-0   # and so for 1, 2, 3
    python -m tools.distil teacher-0 teacher-1 teacher-2 teacher-3 --out student

Each teacher and the student take some ... minutes of a core. If either is
stopped, it goes on after its last finished epoch: `network4 train --resume --out
teacher-0`, and the same command again for the student. `python -m
tools.make_shipped_model student` then measures it and puts it into network4/models/.
"""

import argparse
from pathlib import Path
from typing import Any

import network4 as n4
from network4.experiments.distilling import STUDENT, with_lessons
from network4.training.fit import train
from network4.utils.records import read_record, write_record


def what_was_said(run: Path) -> dict[str, Any]:
    """Return what there is to say of a teacher."""
    record = read_record(run / "record.json")
    return {name: record[name] for name in ("name", "seed", "validation_accuracy")}


def main() -> None:
    """Train, then write the model and its record."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "teachers", type=Path, nargs="+", help="what network4 train teacher wrote"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("student"))
    given = parser.parse_args()
    files = [run / "model.safetensors" for run in given.teachers]
    given.out.mkdir(parents=True, exist_ok=True)
    recipe = STUDENT.with_settings(
        seed=given.seed, num_threads=1, checkpoint=given.out / "checkpoint.safetensors"
    )
    data = with_lessons(
        n4.load_mnist(),
        n4.Ensemble(list(map(n4.load_model, files))),
        recipe.settings.batch_size,
    )
    network = recipe.network(data.image_shape, data.num_classes)
    run = train(network, data, recipe.settings)
    if run.stopped != "interrupted":
        run.model.save(given.out / "model.safetensors")
        teachers = [what_was_said(teacher) for teacher in given.teachers]
        record = {"name": recipe.name, "teachers": teachers, **run.record()}
        write_record(given.out / "record.json", record)
    print(run)


if __name__ == "__main__":
    main()
