"""Pages that commands open in the user's browser, or write where they are told to."""

import json
import sys
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from command_line import network4

COMMANDS = {"learn": (), "quiz": ("--random", 2, "--hard", 1)}
BROWSER = """import sys
from pathlib import Path
Path(sys.argv[1]).write_text(sys.argv[2], encoding="utf-8")
"""


@pytest.fixture(params=COMMANDS)
def words(request):
    if request.param == "quiz":
        request.getfixturevalue("mnist_directory")
    return (request.param, *COMMANDS[request.param])


@pytest.fixture
def browser(tmp_path):
    """A browser that only writes down what it is asked to open, and where it does."""
    (tmp_path / "browser.py").write_text(BROWSER)
    opened = tmp_path / "opened.txt"
    return f"{sys.executable} {tmp_path / 'browser.py'} {opened} %s", opened


def test_without_a_file_the_page_is_opened(words, browser, tmp_path):
    command, opened = browser
    done = network4(*words, "--json", BROWSER=command, TMPDIR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "it is open in your browser" in done.stderr
    path = Path(json.loads(done.stdout)["path"])
    assert path.name == f"{words[0]}.html" and path.is_relative_to(tmp_path)
    assert unquote(urlparse(opened.read_text(encoding="utf-8")).path) == str(path)
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_file_that_is_named_is_not_opened(words, browser, tmp_path):
    command, opened = browser
    out = tmp_path / "a page #1.html"
    done = network4(*words, "-o", out, BROWSER=command)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert f"{out}: {out.stat().st_size:,} bytes; open it in a browser" in done.stderr
    assert not opened.exists()


def test_without_a_browser_it_is_said_where_the_page_is(words, tmp_path):
    done = network4(*words, BROWSER="false", PATH="", DISPLAY="", TMPDIR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "open it in a browser" in done.stderr
    assert len([*tmp_path.glob(f"*/{words[0]}.html")]) == 1


def test_where_no_file_can_be_it_is_refused(words, tmp_path):
    done = network4(*words, "-o", "/dev/null/directory/page.html")
    assert done.returncode == 1
    assert f"{words[0]}: --out must be a path where files can be written" in done.stderr
    done = network4(*words, "-o", tmp_path)
    assert done.returncode == 2
    assert "is a directory" in done.stderr
