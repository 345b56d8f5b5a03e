"""The commands' help, with defaults as one types them."""

import re

from click import Context
from sphinx.application import Sphinx

_PATH = re.compile(r"(?:Posix|Windows)Path\('(.*?)'\)")


def write_paths_plainly(_app: Sphinx, _context: Context, lines: list[str]) -> None:
    """Change lines of options in place: a default path stands without its type."""
    lines[:] = [_PATH.sub(r"\1", line) for line in lines]


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to sphinx-click."""
    app.setup_extension("sphinx_click")
    app.connect("sphinx-click-process-options", write_paths_plainly)
    return {"parallel_read_safe": True}
