"""`network4 evaluate`: a trained model on test images."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

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
from network4.text import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    from network4.datasets import Dataset, Split
    from network4.engines import Outputs
    from network4.evaluation.robustness import Curves
    from network4.model import Model


@click.command()
@click.argument("model", required=False, type=ModelPath())
@data_option
@label_column_option
@click.option(
    "--robustness",
    is_flag=True,
    help="Also on images with thin and thick pens, moved, turned, noisy (minutes).",
)
@click.option(
    "--shifts",
    "averages_shifts",
    is_flag=True,
    help="Average what it says over each image and its four shifts by one pixel.",
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
    """Evaluate a trained MODEL on test images; print its confusion matrix.

    Without MODEL it is the one that comes with network4; latest is that of the newest
    run in this directory.

    The calibration error says how far its probabilities are from how often it is right.
    """
    from network4.augment import ONE_PIXEL_SHIFTS
    from network4.cli.model_file import open_model
    from network4.model import SHIPPED_MODEL
    from network4.objectives import predicted_classes

    trained = open_model(model)
    trained.check_names_classes("evaluate")
    images = open_data(
        data, label_column=label_column, shape=trained.network.input_shape
    )
    test = _test_images(images)
    shifts = ONE_PIXEL_SHIFTS if averages_shifts else None
    outputs = trained.outputs(test.images, shifts=shifts)
    names = _class_names(trained, images)
    labels = _labels_among(names, images, test)
    matrix = _confusion_matrix(labels, predicted_classes(outputs), len(names))
    accuracy = float(matrix.trace() / matrix.sum())
    say(f"{accuracy:.2%} of {matrix.sum():,} test images of {printable(images.name)}\n")
    _print_matrix(matrix, [*map(printable, names)])
    error = _calibration_error(trained, outputs, labels)
    refused = _refused(trained, outputs, labels)
    _print_confidence(error, refused)
    curves = _curves(trained, test, labels) if robustness else None
    if as_json:
        print_json(
            {
                "test_accuracy": accuracy,
                "num_images": int(matrix.sum()),
                "data": images.name,
                "is_mnist": images.is_mnist,
                "confusion_matrix": matrix.tolist(),
                "class_names": names,
                "model": str(model or SHIPPED_MODEL),
                "shifts": shifts,
                "expected_calibration_error": error,
                "rejection": refused,
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


def _class_names(model: "Model", data: "Dataset") -> list[str]:
    """Return the model's own names of its classes; the data's, if it has none."""
    if model.details.get("classes"):
        return [*model.class_names]
    size = max(model.network.num_classes, data.num_classes)
    return [*data.class_names, *map(str, range(data.num_classes, size))]


def _labels_among(
    names: "Sequence[str]", data: "Dataset", test: "Split"
) -> "npt.NDArray[np.int64]":
    """Return the test labels as positions among the model's classes, by name."""
    import numpy as np

    unknown = [name for name in data.class_names if name not in names]
    if unknown:
        raise DataError(
            f"evaluate: {data.name} must have classes that the model knows "
            f"({', '.join(names)}), received {', '.join(unknown)}; give --data the "
            "kind of images that it was trained on."
        )
    return np.array([names.index(name) for name in data.class_names])[test.labels]


def _confusion_matrix(
    labels: "npt.NDArray[np.int64]", predictions: "npt.NDArray[np.int64]", size: int
) -> "npt.NDArray[np.int64]":
    """Return counts (size, size): row the true class, column the predicted one."""
    import numpy as np

    matrix = np.zeros((size, size), np.int64)
    np.add.at(matrix, (labels, predictions), 1)
    return matrix


def _calibration_error(
    model: "Model", outputs: "Outputs", labels: "npt.NDArray[np.int64]"
) -> float | None:
    """Return None where the outputs are no probabilities."""
    from network4.evaluation.calibration import expected_calibration_error

    if model.network.output_activation != "softmax":
        return None
    return expected_calibration_error(outputs, labels)


def _refused(
    model: "Model", outputs: "Outputs", labels: "npt.NDArray[np.int64]"
) -> dict[str, float] | None:
    """Return what the model's threshold does; None if it has none."""
    from network4.evaluation.calibration import refuse_below
    from network4.objectives import class_probabilities

    threshold = model.details.get("rejection_threshold")
    if threshold is None:
        return None
    return asdict(refuse_below(class_probabilities(outputs), labels, threshold))


def _print_confidence(error: float | None, refused: dict[str, float] | None) -> None:
    if error is not None:
        say(f"\nexpected calibration error: {error:.2%}")
    if refused is not None:
        say(
            f"refused, less than {refused['threshold']:.0%} sure: "
            f"{refused['refused']:.2%}; answered wrongly: {refused['errors_kept']:.2%}"
        )


def _curves(model: "Model", test: "Split", labels: "npt.NDArray[np.int64]") -> "Curves":
    from network4.datasets import Split
    from network4.evaluation.robustness import accuracy_by_severity

    note("Changing the images, more and more: minutes for 10,000 of them.")
    curves = accuracy_by_severity(model, Split(test.images, labels))
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


def _print_matrix(matrix: "npt.NDArray[np.int64]", names: "Sequence[str]") -> None:
    width = max(len(str(matrix.max())), *map(len, names)) + 1
    say("rows: true class, columns: predicted class")
    say(" " * width + "".join(f"{name:>{width}}" for name in names))
    for name, row in zip(names, matrix, strict=True):
        say(f"{name:>{width}}" + "".join(f"{count:>{width}}" for count in row))
