"""A web page on which a small network learns; it works without the internet."""

import os

from network4.export.bundle import bundle, fill, read_style
from network4.utils.checks import check_path
from network4.utils.files import write_whole


def write_learning_page(path: str | os.PathLike[str]) -> None:
    """Write a web page on which a small network learns to separate points of a plane.

    The page is one file that works from a disk, without the internet. The reader adds
    and drags points of two classes, and sets the size of the network, the learning rate
    and the regularisation. The page trains by backpropagation written by hand, and
    shows the boundary, the cost, and how hard each point pulls.

    Args:
        path: the file, `*.html` by custom.

    Raises:
        ArgumentError: the path is not a path.
        OSError: the file cannot be written.

    Example:
        >>> import tempfile
        >>> from pathlib import Path
        >>> path = Path(tempfile.mkdtemp()) / "learn.html"
        >>> write_learning_page(path)
        >>> path.read_text(encoding="utf-8")[:15]
        '<!DOCTYPE html>'
    """
    target = check_path("write_learning_page", "path", path)
    parts = {
        "style": read_style("learning/learning.css"),
        "script": bundle("learning/main.js"),
    }
    write_whole(target, fill("learning/learning.html", parts))
