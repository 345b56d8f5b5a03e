"""Pages of docs/ as programs, for tests that run them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


def run_page(name, folder, checked):
    """Run a page's Python as a reader would, in a file outside of the package.

    Args:
        name: of the page.
        folder: where to run it.
        checked: lines that are run after it, with its names.

    Returns:
        The ended process.
    """
    if not DOCS.is_dir():
        pytest.skip("needs a checkout")
    text = (DOCS / name).read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    script = folder / "page.py"
    script.write_text("".join(blocks) + checked)
    done = subprocess.run(
        [sys.executable, script], cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done
