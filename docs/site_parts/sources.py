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


def link_to_pages(app: Sphinx, tree: nodes.document, docname: str) -> None:
    """Let links to Python files lead to their pages instead of downloading them."""
    for link in list(tree.findall(download_reference)):
        path = str(link["reftarget"]).lstrip("/")
        full = (ROOT / docname).parent.joinpath(path).resolve()
        if full.suffix != ".py" or app.builder.format != "html":
            continue
        page = f"sources/{full.relative_to(ROOT).with_suffix('')}"
        app.env.linked_sources.add(page)  # type: ignore[attr-defined]
        uri = app.builder.get_relative_uri(docname, page)
        link.replace_self(
            nodes.reference("", "", *link.children, internal=True, refuri=uri)
        )


def source_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield a page for each source file that is linked to."""
    for page in sorted(app.env.linked_sources):  # type: ignore[attr-defined]
        path = Path(page).relative_to("sources").with_suffix(".py")
        code = highlight(
            (ROOT / path).read_text(encoding="utf-8"), PythonLexer(), HtmlFormatter()
        )
        body = f"<h1>{path}</h1>{code}"
        yield page, {"title": str(path), "body": body}, "page.html"


def prepare(app: Sphinx) -> None:
    """Begin with no links, or with those of the build before."""
    if not hasattr(app.env, "linked_sources"):
        app.env.linked_sources = set()  # type: ignore[attr-defined]


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to Sphinx."""
    app.connect("builder-inited", prepare)
    app.connect("doctree-resolved", link_to_pages)
    app.connect("html-collect-pages", source_pages)
    return {"parallel_read_safe": True}
