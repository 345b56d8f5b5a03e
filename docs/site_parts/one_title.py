"""A page has one title: what has others of the same rank becomes its sections."""

from docutils import nodes
from sphinx.application import Sphinx


def put_under_the_first(_app: Sphinx, tree: nodes.document) -> None:
    """Move later top sections into the first, so that contents lists name it alone."""
    sections = [child for child in tree.children if isinstance(child, nodes.section)]
    for later in sections[1:]:
        tree.remove(later)
        sections[0] += later


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to Sphinx, before it makes contents lists."""
    app.connect("doctree-read", put_under_the_first, priority=400)
    return {"parallel_read_safe": True}
