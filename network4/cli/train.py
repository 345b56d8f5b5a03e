"""`network4 train`: data, recipe, training, and what comes out of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from network4.cli.completion import (
    complete_network,
    complete_run,
    complete_target,
)
from network4.cli.output import (
    data_option,
    json_option,
    label_column_option,
    note,
    open_data,
    print_json,
    print_rows,
    size_option,
)
from network4.cli.run_directory import RunDirectory, claimed
from network4.cli.settings_options import settings_options
from network4.cli.unfinished import (
    Options,
    keep_options,
    options_to_go_on_with,
    with_absolute_data,
)
from network4.cli.writing import check_room_for_run
from network4.errors import (
    ArgumentError,
    EngineError,
    TrainingDivergedError,
    named_as,
)
from network4.utils.files import write_or_rescue

if TYPE_CHECKING:
    from network4.datasets import Dataset
    from network4.experiments import Recipe
    from network4.network import Network
    from network4.training.run import Run
    from network4.training.settings import Settings


class _ListsRecipes(click.Command):
    """A command whose help ends with the names of the recipes."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from network4.experiments import RECIPES

        with formatter.section("Networks (NAME)"):
            formatter.write_dl([(recipe.name, recipe.summary) for recipe in RECIPES])


@click.command(cls=_ListsRecipes)
@click.argument("name", required=False, shell_complete=complete_network)
@click.option(
    "--target",
    metavar="PERCENT",
    shell_complete=complete_target,
    help="Test accuracy on MNIST that quick should reach: 99.0, 99.5, 99.6 or 99.67; "
    "default: 99.0.",
)
@data_option
@label_column_option
@size_option
@settings_options
@click.option(
    "-o",
    "--out",
    shell_complete=complete_run,
    type=click.Path(file_okay=False, path_type=Path),
    show_default="the first free of run, run-2, ...",
    help="Directory for model.safetensors, record.json, errors.png and curves.png.",
)
@click.option(
    "--resume",
    "resumes",
    is_flag=True,
    help="Continue the run in --out, or else the newest run that was stopped.",
)
@click.option(
    "--force", "overwrites", is_flag=True, help="Replace the run that is in --out."
)
@json_option
def train(
    out: Path | None, resumes: bool, overwrites: bool, as_json: bool, **given: Any
) -> None:
    """Train a network and show which images it misreads.

    NAME is one of the networks listed below. Without it, quick is trained, which takes
    little time and reads well. Options change its settings. The command writes the
    trained model, a record of the run and two pictures into a directory. Other
    commands take that model as MODEL.

    Ctrl-C stops a run and keeps what it has learned. --resume continues the run after
    its last finished epoch, with the options that it started with.

    \b
    Examples:
      network4 train
      network4 train dbl_conv --epochs 10 --seed 1
      network4 train --data my_images --out my_run
      network4 train --resume
    """  # noqa: D301  click looks for a backspace, not for a backslash and a b
    if resumes and overwrites:
        raise ArgumentError(
            "train: --force must be left out with --resume, received both; give only "
            "one of them."
        )
    given = with_absolute_data(given)
    with claimed(out, resumes=resumes, overwrites=overwrites) as place:
        options = options_to_go_on_with(place, given) if resumes else given
        if resumes and place.is_finished():
            _say_finished(place, as_json)
        else:
            with named_as("train", "fit"):
                _train(place, options, not resumes, as_json)


def _train(place: RunDirectory, options: Options, begins: bool, as_json: bool) -> None:
    from network4.datasets.alike import warn_of_equal_images
    from network4.datasets.labels import check_classes_differ
    from network4.experiments import DEFAULT_RECIPE, find_recipe
    from network4.training.fit import train as train_network
    from network4.training.settings import check_data

    recipe = find_recipe(options["name"] or DEFAULT_RECIPE, options["target"])
    data = open_data(options["data"], options["size"], options["label_column"])
    # In what is prepared not every byte is MNIST's.
    options["data"] = options["data"] or ("mnist" if data.is_mnist else "digits")
    check_classes_differ("train", data.train.labels, data.class_names)
    warn_of_equal_images("train", data)
    images = recipe.prepared(data, options["seed"] or 0)
    network = recipe.network(images.image_shape, images.num_classes)
    settings = _settings(recipe, options, images, place)
    options = _as_used(options, network, settings)
    note(f"{recipe.name}: {recipe.summary}\n{network}\ndata: {images.source}")
    _say_remainder(settings.num_examples(len(images.train)), settings.batch_size)
    check_data(network, images, settings)
    check_room_for_run(place.path, network)
    if begins:  # only here, so that no mistake in the options loses a run
        place.forget_progress()
    keep_options(place, options)
    try:
        run = train_network(network, images, settings)
    except (ArgumentError, EngineError, TrainingDivergedError) as error:
        if begins or isinstance(error, TrainingDivergedError):
            place.forget_progress()
        raise
    _finish(place, run, images, {"name": recipe.name, "options": options}, as_json)


def _settings(
    recipe: "Recipe", options: Options, images: "Dataset", place: RunDirectory
) -> "Settings":
    own = recipe.settings_for(
        len(images.train), options["epochs"], options["batch_size"]
    )
    settings = replace(
        own,
        seed=options["seed"] or 0,
        engine=options["engine"] or "auto",
        num_threads=options["num_threads"],
        checkpoint=place.checkpoint,
    )
    if options["learning_rate"] is not None:
        settings = replace(settings, learning_rate=options["learning_rate"])
    return settings


def _as_used(options: Options, network: "Network", settings: "Settings") -> Options:
    """Return options, with the values that were used for those not given."""
    from network4.engines import choose_engine
    from network4.experiments import DEFAULT_RECIPE

    engine = choose_engine(settings.engine, network, settings, owner="train")
    threads = engine.conditions(settings.num_threads).get("threads")
    return {
        **options,
        "name": options["name"] or DEFAULT_RECIPE,
        "epochs": settings.epochs,
        "batch_size": settings.batch_size,
        "seed": settings.seed,
        "engine": engine.name,
        "num_threads": threads,
    }


def _finish(
    place: RunDirectory, run: "Run", images: "Dataset", said: Options, as_json: bool
) -> None:
    """Write and print the results of a run; remove its checkpoint if it is over."""
    is_over = run.stopped != "interrupted"
    if not is_over:
        note(
            f"Stopped after epoch {len(run.history)}. The model of epoch "
            f"{run.kept_epoch + 1} is kept. To continue: network4 train --resume "
            f"--out {place.path}"
        )
    names: list[str] = []
    record = {**said, **run.record()}

    def write(directory: Path) -> None:
        names[:] = _write(RunDirectory(directory), run, images, record)

    write_or_rescue("train", place.path, write)
    if is_over:
        place.forget_progress()
    else:
        # Somebody may have emptied the directory meanwhile.
        keep_options(place, said["options"])
    print_rows(_rows(run, images, place.path, names))
    if as_json:
        print_json(_result(run, images, place.model))


def _say_finished(place: RunDirectory, as_json: bool) -> None:
    """Say that a run cannot continue because it has finished."""
    from network4.utils.records import read_record

    place.forget_progress()
    record = read_record(place.record)
    note(f"The run in {place.path} has finished; nothing is left to do.")
    if as_json:
        names = "test_accuracy", "validation_accuracy", "best_epoch", "kept_epoch"
        told = {name: record.get(name) for name in (*names, "seconds", "engine")}
        print_json({**told, "stopped": "finished", "model": str(place.model)})


def _say_remainder(num_images: int, batch_size: int) -> None:
    rest = num_images % batch_size
    if rest and rest < num_images:
        note(
            f"{rest} of {num_images:,} training images do not fill a mini-batch of "
            f"{batch_size}. Each epoch leaves out {rest} images, not always the same."
        )


def _write(
    place: RunDirectory, run: "Run", data: "Dataset", record: Mapping[str, Any]
) -> list[str]:
    """Write the files of a run, the model first; return their names."""
    from network4.plots import draw_curves, draw_errors
    from network4.utils.records import write_record

    curves, errors = place.path / "curves.png", place.path / "errors.png"
    run.model.save(place.model)
    write_record(place.record, record)
    draw_curves(curves, dict(record))
    if data.test is None or run.test_accuracy is None:
        errors.unlink(missing_ok=True)  # of a run before
        return [place.model.name, place.record.name, curves.name]
    wrong = run.wrong_test_indices
    draw_errors(
        errors,
        data.test.images[wrong],
        data.test.labels[wrong].tolist(),
        run.wrong_test_answers.tolist(),
        data.class_names,
    )
    return [place.model.name, place.record.name, curves.name, errors.name]


def _rows(
    run: "Run", data: "Dataset", out: Path, written: Sequence[str]
) -> dict[str, str]:
    test = run.test_accuracy
    count = 0 if data.test is None else len(data.test)
    return {
        "data": f"{data.name}{'' if data.is_mnist else ' (not MNIST)'}",
        "validation": f"accuracy {run.validation_accuracy:.2%} after epoch "
        f"{run.kept_epoch + 1} of {len(run.history)}, the {run.settings['keep']} one",
        "test": "none"
        if test is None
        else f"accuracy {test:.2%} on {count:,} images, after the same epoch",
        "time": f"{run.seconds:.1f} s, engine {run.settings['engine']}",
        "written": f"{out}/: {', '.join(written)}",
    }


def _result(run: "Run", data: "Dataset", model: Path) -> dict[str, Any]:
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
        "model": str(model),
    }
