"""Commands look whether they can write before they work."""

import os
import subprocess
import sys

import pytest
from command_line import network4

NOWHERE = "/dev/null/directory/file"


@pytest.mark.parametrize(
    "command",
    [
        ("export", "MODEL", "--to", "json", "-o", NOWHERE),
        ("page", "--out", NOWHERE),
        ("report", "--out", NOWHERE, "--results", "."),
        ("reproduce", "guess", "--results", NOWHERE),
        ("train", "--data", "digits", "--out", NOWHERE),
        ("read", "none.png", "--boxes", f"{NOWHERE}.png"),
    ],
)
def test_what_cannot_be_written_is_refused_in_a_sentence(command):
    done = network4(*command)
    assert done.returncode == 1
    assert NOWHERE.rpartition("/")[0] in done.stderr
    assert "Not a directory" in done.stderr
    assert len(done.stderr) < 300 and done.stderr.count("\n") == 1


LIMIT = """
import resource, sys
from network4.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
main()
"""


def test_a_page_that_does_not_fit_leaves_nothing(tmp_path):
    done = limited("page", cwd=tmp_path)
    assert done.returncode == 1
    assert "page: digits.html cannot be written (File too large)" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def limited(*arguments, cwd):
    return subprocess.run(
        [sys.executable, "-c", LIMIT, *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "TMPDIR": str(cwd)},
    )
