"""The commands' help, with options and defaults as one types them."""

import re

from click import Context
from sphinx.application import Sphinx

from site_parts.docstrings import escaped

# Two hyphens would become a dash. A directive's own line stays as it is.
_OPTION = re.compile(r"(?<![\w`-])--[a-z][\w-]*")
_PATH = re.compile(r"(?:Posix|Windows)Path\('(.*?)'\)")


def typed(line: str) -> str:
    """Return a line in which options are code, and a path stands without its type."""
    if line.lstrip().startswith((".. ", ":")):
        return _PATH.sub(r"\1", line)
    return _OPTION.sub(r"``\g<0>``", escaped(line))


def write_as_typed(_app: Sphinx, _context: Context, lines: list[str]) -> None:
    """Change the lines of a description or of options in place."""
    lines[:] = map(typed, lines)


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to sphinx-click."""
    app.setup_extension("sphinx_click")
    for part in ("description", "options", "epilog"):
        app.connect(f"sphinx-click-process-{part}", write_as_typed)
    return {"parallel_read_safe": True}
