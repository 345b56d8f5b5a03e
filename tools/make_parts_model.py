"""Make the network that judges parts of lines, which comes with network4.

    python -m tools.parts --out parts
    python -m tools.parts --out parts-validation --digits validation --lines 800
    python -m tools.make_parts_model parts parts-validation [--engine jax]

trains a network on parts of lines of training digits, with the ink around them, and
judges it on parts of lines of validation digits. It writes
network4/models/parts.safetensors and its record, parts.json. It takes twenty minutes of
two cores, or a minute of a large GPU. A run that was stopped goes on after its last
epoch.
"""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

import network4 as n4
from network4.model.judging import PARTS_MODEL
from network4.reader.surroundings import HEIGHT, WIDTH
from network4.utils.records import write_record
from tools.parts import NUM_CLASSES, Part, read_parts

_LAYERS = (
    n4.ConvPool(20, 5, activation="relu"),
    n4.Conv(40, 3, padding=1, activation="relu"),
    n4.ConvPool(40, 3, padding=1, activation="relu"),
    n4.Conv(56, 3, activation="relu"),
    n4.FullyConnected(120, activation="relu", dropout=0.3),
    n4.Softmax(NUM_CLASSES),
)
_EPOCHS, _BATCH_SIZE, _RATE = 12, 32, n4.Cosine(0.1, warmup_epochs=0.2)
_TRAINED_BY = "python -m tools.make_parts_model parts parts-validation"
NETWORK = n4.Network(_LAYERS, (2, HEIGHT, WIDTH))


def dataset(train: Part, validation: Part) -> n4.Dataset:
    """Return parts as data to learn from, the likeliest class of each to judge by."""
    labels = validation.target.argmax(axis=1)
    return n4.Dataset(
        n4.Split(train.surroundings, train.target),
        n4.Split(validation.surroundings, labels),
        name="mnist, in lines as a reader cuts them",
    )


def named(model: n4.Model) -> n4.Model:
    """Return the model with the names of its classes, and what made it."""
    details = {"classes": [*"0123456789", "none"], "trained_by": _TRAINED_BY}
    return replace(model, details={**model.details, **details})


def judged(model: n4.Model, parts: Part) -> dict[str, Any]:
    """Return how often whole digits, and what is none, are taken for it."""
    said = model.outputs(parts.surroundings).argmax(axis=1)
    wanted = parts.target.argmax(axis=1)
    is_sure = parts.target.max(axis=1) == 1
    is_none = wanted == NUM_CLASSES - 1
    of_kind = {"digits": is_sure & ~is_none, "no digits": is_sure & is_none}
    return {
        f"validation_accuracy_of_{kind.replace(' ', '_')}": float(
            (said == wanted)[which].mean()
        )
        for kind, which in of_kind.items()
    }


def main() -> None:
    """Learn, judge, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", type=Path, help="what tools.parts wrote")
    parser.add_argument("validation", type=Path, help="the same of validation digits")
    parser.add_argument("--engine", choices=["native", "jax"], default="native")
    given = parser.parse_args()
    validation = read_parts(given.validation)
    run = n4.fit(
        NETWORK,
        dataset(read_parts(given.parts), validation),
        epochs=_EPOCHS,
        learning_rate=_RATE,
        batch_size=_BATCH_SIZE,
        keep="last",
        engine=given.engine,
        checkpoint=given.parts / "checkpoint.safetensors",
        progress=True,
    )
    named(run.model).save(PARTS_MODEL, dtype="float16")
    record = {**run.record(), **judged(n4.load_model(PARTS_MODEL), validation)}
    write_record(PARTS_MODEL.with_suffix(".json"), record)
    print(f"{PARTS_MODEL}: {PARTS_MODEL.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
