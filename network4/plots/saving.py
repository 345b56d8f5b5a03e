"""Pictures as files."""

import os

from matplotlib.figure import Figure

from network4.utils.files import atomic_path


def save(figure: Figure, path: str | os.PathLike[str]) -> None:
    """Write a PNG file, whole or not at all."""
    with atomic_path(path) as temporary:
        figure.savefig(temporary, dpi=100)
