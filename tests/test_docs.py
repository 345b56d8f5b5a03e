"""What the documents name is there."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
ROOMS = "benchmarks|docs|native|network4|results|tests|tools"
PATH = re.compile(rf"`((?:{ROOMS})/[\w./-]*)`")
MODULE = re.compile(r"python -m ((?:benchmarks|tools)\.\w+)")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
NO_PROSE = re.compile(r"^```.*?^```|<\w[^>]*>", re.MULTILINE | re.DOTALL)
ENDED = re.compile(r"[\w)\]*][.!?] +[A-Z(\[`*]")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_paths_that_a_document_names_are_there(document):
    if not (ROOT / "results").is_dir():
        pytest.skip("needs a checkout")
    text = document.read_text(encoding="utf-8")
    modules = [f"{name.replace('.', '/')}.py" for name in MODULE.findall(text)]
    named = [ROOT / path for path in (*PATH.findall(text), *modules)]
    linked = [document.parent / link for link in LINK.findall(text)]
    assert [path for path in (*named, *linked) if not path.exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_line_of_prose_has_one_sentence(document):
    prose = NO_PROSE.sub("", document.read_text(encoding="utf-8"))
    lines = [line for line in prose.splitlines() if not line.startswith("|")]
    bare = [re.sub(r"^\d+\. |`[^`]*`", "x", line) for line in lines]
    assert [line for line in bare if ENDED.search(line)] == []


def test_each_extra_is_told_of():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    told = re.findall(
        r'^\| `(\w+)` \| .+ \| `pip install -e "\.\[(\w+)\]"` \|$',
        (ROOT / "docs" / "commands.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    extras = project["project"]["optional-dependencies"]
    assert sorted(told) == sorted((extra, extra) for extra in extras)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_what_a_document_tells_make_to_do_is_in_the_makefile(document):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^(\w+):", makefile, re.MULTILINE)
    text = document.read_text(encoding="utf-8")
    told = re.findall(r"(?:`|^)make (\w+)(?=`|$|\s+#)", text, re.MULTILINE)
    assert [target for target in told if target not in targets] == []
    assert told or document.name != "CONTRIBUTING.md"
