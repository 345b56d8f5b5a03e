"""`network4 evaluate`: a trained model on test images."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from network4.cli.completion import complete_model
from network4.cli.output import (
    data_option,
    json_option,
    label_column_option,
    note,
    open_data,
    print_json,
    say,
)
from network4.cli.run_directory import ModelPath
from network4.errors import DataError

if TYPE_CHECKING:
    from network4.datasets import Dataset, Split
    from network4.evaluation.result import Evaluation
    from network4.evaluation.robustness import Curves
    from network4.model import Model


@click.command()
@click.argument(
    "model", required=False, type=ModelPath(), shell_complete=complete_model
)
@data_option
@label_column_option
@click.option(
    "--robustness",
    is_flag=True,
    help="Also measure images with thin or thick pens, moved, turned, noisy; takes "
    "minutes.",
)
@click.option(
    "--shifts",
    "averages_shifts",
    is_flag=True,
    help="Average the outputs over each image and its four shifts by one pixel.",
)
@json_option
def evaluate(
    model: Path | None,
    data: str | None,
    label_column: str | None,
    robustness: bool,
    averages_shifts: bool,
    as_json: bool,
) -> None:
    """Measure a trained model's accuracy on test images.

    MODEL is the file of a trained model, or latest for the newest run in this
    directory. Without it, the model that comes with network4 is measured.

    The command prints the accuracy, the confusion matrix and the calibration error. A
    confusion matrix counts which class was taken for which. The expected calibration
    error is the mean distance between the probability that the model states and the
    share of answers that are right.

    \b
    Examples:
      network4 evaluate
      network4 evaluate run/model.safetensors --data my_images
    """  # noqa: D301  click looks for a backspace, not for a backslash and a b
    from network4.augment import ONE_PIXEL_SHIFTS
    from network4.cli.model_file import open_model
    from network4.evaluation.evaluate import evaluate
    from network4.model import SHIPPED_MODEL

    trained = open_model(model)
    trained.check_names_classes("evaluate")
    images = open_data(
        data, label_column=label_column, shape=trained.network.input_shape
    )
    test = _test_images(images)
    shifts = ONE_PIXEL_SHIFTS if averages_shifts else None
    found = evaluate(trained, images, shifts=shifts)
    say(found)
    curves = _curves(trained, test, found) if robustness else None
    if as_json:
        print_json(
            {
                "test_accuracy": found.accuracy,
                "num_images": found.num_examples,
                "data": images.name,
                "is_mnist": images.is_mnist,
                "confusion_matrix": found.confusion_matrix.tolist(),
                "class_names": found.class_names,
                "model": str(model or SHIPPED_MODEL),
                "shifts": shifts,
                "expected_calibration_error": found.calibration_error,
                "rejection": found.rejection and asdict(found.rejection),
                "robustness": curves,
            }
        )


def _test_images(data: "Dataset") -> "Split":
    if data.test is None or not len(data.test):
        raise DataError(
            f"evaluate: {data.name} must hold test images, received none; "
            "give --data another directory."
        )
    return data.test


def _curves(model: "Model", test: "Split", found: "Evaluation") -> "Curves":
    import numpy as np

    from network4.datasets import Split
    from network4.evaluation.robustness import accuracy_by_severity

    note("Measuring changed images; 10,000 of them take minutes.")
    curves = accuracy_by_severity(model, Split(test.images, np.asarray(found.labels)))
    _print_curves(curves)
    return curves


def _print_curves(curves: "Curves") -> None:
    from network4.augment.corruptions import CORRUPTIONS

    say("\naccuracy on changed images, by severity")
    for corruption in CORRUPTIONS:
        curve = curves[corruption.name]
        shown = "  ".join(
            f"{severity:g}: {share:.2%}" for severity, share in curve.items()
        )
        say(f"{corruption.name:>9}, {corruption.unit}: {shown}")
