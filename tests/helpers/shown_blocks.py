"""Pages that show what their blocks print, for tests that run and compare them.

A block of Python or of commands may be followed by a block of text, which shows what
it prints. There `...` stands for whatever differs from machine to machine.
"""

import doctest
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
# What is printed between two blocks; no page prints it.
BETWEEN = "\0\n"
_FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ALIKE = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclass
class Block:
    """A fenced block of a page.

    Attributes:
        language: the word after the fence.
        text: what is in it.
        shown: what the page says that it prints.
    """

    language: str
    text: str
    shown: str = ""

    def commands(self):
        """Return the lines of a block of commands, without comments."""
        lines = [re.sub(r"\s+#.*", "", line) for line in self.text.splitlines()]
        return [line for line in lines if line]


def blocks_of(page):
    """Return the blocks of a page, each with the text that follows it.

    Args:
        page: path of a Markdown file.
    """
    blocks = []
    for language, text in _FENCED.findall(page.read_text(encoding="utf-8")):
        if language == "text" and blocks:
            blocks[-1].shown += text
        else:
            blocks.append(Block(language, text))
    return blocks


def assert_prints(block, printed):
    """Check what a block printed against what its page shows."""
    alike = doctest.OutputChecker().check_output(block.shown, printed, _ALIKE)
    assert alike, f"{block.text}\nprints\n{printed}\nand is shown with\n{block.shown}"


def run_page(name, folder, checked="", instead: Mapping[str, str] | None = None):
    """Run a page's Python as a reader would, and check what each block prints.

    It runs in a file outside of the package.

    Args:
        name: of the page, or its path from docs/.
        folder: where to run it.
        checked: lines that are run after it, with its names.
        instead: lines of the page, each with a smaller one to run in its place.

    Returns:
        The ended process.
    """
    if not DOCS.is_dir():
        pytest.skip("needs a checkout")
    blocks = [each for each in blocks_of(DOCS / name) if each.language == "python"]
    between = f"print({BETWEEN!r}, end='', flush=True)\n"
    program = between.join(each.text for each in blocks)
    for line, smaller in (instead or {}).items():
        assert program.count(line) == 1, line
        program = program.replace(line, smaller)
    script = folder / "page.py"
    script.write_text(f"{program}{between}{checked}", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script], cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    for block, printed in zip(blocks, done.stdout.split(BETWEEN), strict=False):
        assert_prints(block, printed)
    return done
