"""`network4 evaluate`: a trained model on test images."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from network4.cli.output import data_option, json_option, open_data, print_json
from network4.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt


@click.command()
@click.argument("model", type=click.Path(path_type=Path))
@data_option
@json_option
def evaluate(model: Path, data: str | None, as_json: bool) -> None:
    """Evaluate a trained MODEL on test images; print its confusion matrix."""
    from network4.model import load_model

    trained = load_model(model)
    images = open_data(data)
    if images.test is None or not len(images.test):
        raise DataError(
            f"evaluate: {images.name} must hold test images, received none; "
            "give --data another directory."
        )
    predictions = trained.predict(images.test.images)
    size = max(trained.network.num_classes, images.num_classes)
    matrix = _confusion_matrix(images.test.labels, predictions, size)
    accuracy = float(matrix.trace() / matrix.sum())
    names = [*images.class_names, *map(str, range(images.num_classes, size))]
    click.echo(f"{accuracy:.2%} of {matrix.sum():,} test images of {images.name}\n")
    _print_matrix(matrix, names)
    if as_json:
        print_json(
            {
                "test_accuracy": accuracy,
                "num_images": int(matrix.sum()),
                "data": images.name,
                "is_mnist": images.is_mnist,
                "confusion_matrix": matrix.tolist(),
                "class_names": names,
                "model": str(model),
            }
        )


def _confusion_matrix(
    labels: "npt.NDArray[np.uint8]", predictions: "npt.NDArray[np.int64]", size: int
) -> "npt.NDArray[np.int64]":
    """Return counts (size, size): row the true class, column the predicted one."""
    import numpy as np

    matrix = np.zeros((size, size), np.int64)
    np.add.at(matrix, (labels, predictions), 1)
    return matrix


def _print_matrix(matrix: "npt.NDArray[np.int64]", names: "Sequence[str]") -> None:
    width = max(len(str(matrix.max())), *map(len, names)) + 1
    click.echo("rows: true class, columns: predicted class")
    click.echo(" " * width + "".join(f"{name:>{width}}" for name in names))
    for name, row in zip(names, matrix, strict=True):
        click.echo(f"{name:>{width}}" + "".join(f"{count:>{width}}" for count in row))
