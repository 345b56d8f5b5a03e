"""What the documents link to is there: files, and headings within them."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\((?!https?:)([^)#]*)#([^)]+)\)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def anchors(text):
    """Return the names by which GitHub's headings are linked to."""
    headings = re.findall(r"^#+ (.*)$", FENCED.sub("", text), re.MULTILINE)
    return {anchor_of(heading) for heading in headings}


def anchor_of(heading):
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_anchors_are_those_of_github():
    text = "# One\n## 6.5 Early `stopping`\n```\n# no heading\n```\n### Is it a 9?\n"
    assert anchors(text) == {"one", "65-early-stopping", "is-it-a-9"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_headings_that_a_document_links_to_are_there(document):
    links = LINK.findall(document.read_text(encoding="utf-8"))
    targets = [(document.parent / name if name else document, a) for name, a in links]
    missing = [
        (path.name, anchor)
        for path, anchor in targets
        if anchor not in anchors(path.read_text(encoding="utf-8"))
    ]
    assert missing == []


def test_a_row_of_the_commands_links_to_the_section_on_its_command():
    page = ROOT / "docs" / "commands.md"
    row = re.compile(r"^\| `network4 (\w+).*\]\((\w+\.md)#([\w-]+)\) \|$", re.MULTILINE)
    rows = row.findall(page.read_text(encoding="utf-8"))
    assert {"learn", "quiz", "bench"} <= {command for command, *_ in rows}
    for command, name, anchor in rows:
        text = (page.parent / name).read_text(encoding="utf-8")
        parts = text.split("\n## ")
        sections = {anchor_of(part.split("\n")[0]): part for part in parts}
        assert f"network4 {command}" in sections[anchor], (command, anchor)
