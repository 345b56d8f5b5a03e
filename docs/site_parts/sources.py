"""Links to source files lead to pages that show them in colour."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from sphinx.addnodes import download_reference
from sphinx.application import Sphinx

ROOT = Path(__file__).parents[2]


def linked_sources(
    app: Sphinx, tree: nodes.document, docname: str
) -> Iterator[tuple[download_reference, str]]:
    """Yield the links of a page to Python files, each with the name of its page."""
    for link in list(tree.findall(download_reference)):
        path = Path(app.env.relfn2path(link["reftarget"], docname)[1])
        if path.suffix == ".py":
            yield link, f"sources/{path.relative_to(ROOT).with_suffix('')}"


def remember(app: Sphinx, tree: nodes.document) -> None:
    """Keep in Sphinx's environment, and so for the next build, what a page links to."""
    known: set[str] = getattr(app.env, "linked_sources", set())
    found = {page for _, page in linked_sources(app, tree, app.env.docname)}
    app.env.linked_sources = known | found  # type: ignore[attr-defined]


def link_to_pages(app: Sphinx, tree: nodes.document, docname: str) -> None:
    """Let links to Python files lead to their pages instead of downloading them."""
    if app.builder.format != "html":
        return
    for link, page in linked_sources(app, tree, docname):
        uri = app.builder.get_relative_uri(docname, page)
        link.replace_self(
            nodes.reference("", "", *link.children, internal=True, refuri=uri)
        )


def source_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield a page for each source file that is linked to."""
    known: set[str] = getattr(app.env, "linked_sources", set())
    for page in sorted(known):
        path = Path(page).relative_to("sources").with_suffix(".py")
        text = (ROOT / path).read_text(encoding="utf-8")
        body = f"<h1>{path}</h1>{highlight(text, PythonLexer(), HtmlFormatter())}"
        yield page, {"title": str(path), "body": body}, "page.html"


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to Sphinx."""
    app.connect("doctree-read", remember)
    app.connect("doctree-resolved", link_to_pages)
    app.connect("html-collect-pages", source_pages)
    return {"parallel_read_safe": False}
