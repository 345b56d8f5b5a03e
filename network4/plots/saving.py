"""Writes pictures as files."""

import os

from matplotlib.figure import Figure

from network4.plots.figures import DOTS_PER_INCH
from network4.utils.checks import check_path
from network4.utils.files import atomic_path


def save(figure: Figure, path: str | os.PathLike[str]) -> None:
    """Write a PNG file, whole or not at all; ArgumentError for what is not a path."""
    with atomic_path(check_path("plots", "path", path)) as temporary:
        figure.savefig(temporary, dpi=DOTS_PER_INCH, format="png")
