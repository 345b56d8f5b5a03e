"""`network4 train`: data, recipe, training, and what comes out of it."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from network4.cli.output import (
    data_option,
    json_option,
    note,
    open_data,
    print_json,
    print_rows,
)
from network4.errors import Network4Error

if TYPE_CHECKING:
    from network4.datasets import Dataset
    from network4.experiments import Recipe
    from network4.training.run import Run


class _ListsRecipes(click.Command):
    """Its help ends with the names of the recipes, read from where they are."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from network4.experiments import RECIPES

        with formatter.section("Names"):
            formatter.write_dl([(recipe.name, recipe.summary) for recipe in RECIPES])


@click.command(cls=_ListsRecipes)
@click.argument("name", required=False)
@click.option(
    "--target",
    metavar="PERCENT",
    help="Of quick: the test accuracy to reach, 99.0, 99.5, 99.6 or 99.67.",
)
@data_option
@click.option("--epochs", type=click.IntRange(1), help="Passes over the data.")
@click.option("--batch-size", type=click.IntRange(1), help="Images in a mini-batch.")
@click.option("--learning-rate", type=float, help="A constant rate, above 0.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=0, show_default=True)
@click.option(
    "--engine",
    type=click.Choice(["auto", "native", "jax"]),
    default="auto",
    show_default=True,
    help="native is the fastest on a CPU; auto takes it where it can.",
)
@click.option(
    "--threads",
    "num_threads",
    type=click.IntRange(1, 256),
    help="Of the native engine; all cores if not given.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("run"),
    show_default=True,
    help="Where model.safetensors, record.json, errors.png and curves.png go.",
)
@json_option
def train(  # noqa: PLR0913  one parameter for each option
    name: str | None,
    target: str | None,
    data: str | None,
    epochs: int | None,
    batch_size: int | None,
    learning_rate: float | None,
    seed: int,
    engine: str,
    num_threads: int | None,
    out: Path,
    as_json: bool,
) -> None:
    """Train a network and show what it misreads.

    NAME is a network of the book or one of ours; without it, a quick and good one.
    Options change its settings.
    """
    from network4.experiments import DEFAULT_RECIPE, find_recipe
    from network4.training.fit import train as train_network

    recipe = find_recipe(name or DEFAULT_RECIPE, target)
    opened = open_data(data)
    opened.check_images_differ("train")
    images = recipe.prepared(opened, seed)
    settings = replace(
        recipe.settings_for(len(images.train), epochs, batch_size),
        seed=seed,
        engine=engine,
        num_threads=num_threads,
    )
    if learning_rate is not None:
        settings = replace(settings, learning_rate=learning_rate)
    network = recipe.network(images.image_shape, images.num_classes)
    note(f"{recipe.name}: {recipe.summary}\n{network}\ndata: {images.source}")
    _say_remainder(settings.num_examples(len(images.train)), settings.batch_size)
    _prepare(out)
    run = train_network(network, images, settings)
    if run.stopped == "interrupted":
        note(
            f"Stopped after epoch {len(run.history)}; the network of epoch "
            f"{run.kept_epoch + 1} is kept."
        )
    written = _write(out, run, images, recipe)
    print_rows(_rows(run, images, out, written))
    if as_json:
        print_json(_result(run, images, out))


def _say_remainder(num_images: int, batch_size: int) -> None:
    rest = num_images % batch_size
    if rest and rest < num_images:
        note(
            f"{rest} of {num_images:,} training images do not fill a mini-batch of "
            f"{batch_size}; each epoch leaves out others."
        )


def _prepare(out: Path) -> None:
    """Make the directory, and find out before training that it can be written."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            return
    except OSError as error:
        raise Network4Error(
            f"train: cannot write in {out} ({error.strerror}); give --out another "
            "directory."
        ) from None


def _write(out: Path, run: "Run", data: "Dataset", recipe: "Recipe") -> tuple[str, ...]:
    """Write all that came of a run, the model first; return the names."""
    from network4.plots import draw_curves, draw_errors
    from network4.utils.records import write_record

    run.model.save(out / "model.safetensors")
    record = {"name": recipe.name, **run.record()}
    write_record(out / "record.json", record)
    draw_curves(out / "curves.png", record)
    if data.test is None or run.test_accuracy is None:
        return "model.safetensors", "record.json", "curves.png"
    wrong = run.wrong_test_indices
    draw_errors(
        out / "errors.png",
        data.test.images[wrong],
        data.test.labels[wrong].tolist(),
        run.wrong_test_answers.tolist(),
        data.class_names,
    )
    return "model.safetensors", "record.json", "curves.png", "errors.png"


def _rows(
    run: "Run", data: "Dataset", out: Path, written: tuple[str, ...]
) -> dict[str, str]:
    test = run.test_accuracy
    count = 0 if data.test is None else len(data.test)
    return {
        "data": f"{data.name}{'' if data.is_mnist else ' (not MNIST)'}",
        "validation": f"{run.validation_accuracy:.2%} in epoch {run.kept_epoch + 1} "
        f"of {len(run.history)}, the {run.settings['keep']}",
        "test": "none" if test is None else f"{test:.2%} of {count:,} images, there",
        "time": f"{run.seconds:.1f} s, engine {run.settings['engine']}",
        "written": f"{out}/: {', '.join(written)}",
    }


def _result(run: "Run", data: "Dataset", out: Path) -> dict[str, Any]:
    return {
        "test_accuracy": run.test_accuracy,
        "validation_accuracy": run.validation_accuracy,
        "best_epoch": run.best_epoch,
        "kept_epoch": run.kept_epoch,
        "seconds": run.seconds,
        "engine": run.settings["engine"],
        "data": data.name,
        "is_mnist": data.is_mnist,
        "stopped": run.stopped,
        "model": str(out / "model.safetensors"),
    }
