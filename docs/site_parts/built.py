"""The drawing page and the report, which network4 writes into the site itself."""

import subprocess
import sys
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

ROOT = Path(__file__).parents[2]


def run_network4(*arguments: str | Path) -> None:
    """Run a command of network4; what it complains of ends the build."""
    command = [sys.executable, "-m", "network4", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        raise ExtensionError(f"{' '.join(command[1:])}: {done.stderr}")


def write_built_pages(app: Sphinx) -> None:
    """Write drawing.html, report/ and an index.html that leads to the first page."""
    if app.builder.name != "html":
        return
    out = Path(app.outdir)
    run_network4("page", "--out", out / "drawing.html")
    run_network4("report", "--results", ROOT / "results", "--out", out / "report")
    (out / "index.html").write_text(
        "<!doctype html><title>network4</title>"
        f'<meta http-equiv="refresh" content="0; url={app.config.root_doc}.html">',
        encoding="utf-8",
    )


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to Sphinx."""
    app.connect("builder-inited", write_built_pages)
    return {"parallel_read_safe": True}
