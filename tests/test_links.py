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
    kept = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings]
    return {each.replace(" ", "-") for each in kept}


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
