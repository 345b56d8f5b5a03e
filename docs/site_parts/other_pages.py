"""A page that no contents list names is listed at the end of the last one."""

import re

from sphinx.application import Sphinx

_OTHERS = "@others"


def named_in(text: str) -> set[str]:
    """Return the pages that the contents lists of a page in docs/ name."""
    lists = re.findall(r"^```{toctree}$(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    lines = re.findall(r"^(?:.*<)?([\w./*]+)>?$", "\n".join(lists), re.MULTILINE)
    return {line[1:] if line.startswith("/") else f"docs/{line}" for line in lines}


def list_others(app: Sphinx, docname: str, source: list[str]) -> None:
    """Put the pages that have no place of their own where the first page says so."""
    if docname != app.config.root_doc:
        return
    named = named_in(source[0]) | {docname}
    others = [
        page
        for page in sorted(app.env.found_docs)
        if page not in named and not page.startswith(("docs/reference/", "examples/"))
    ]
    listed = "\n".join(f"/{page}" for page in others)
    source[0] = source[0].replace(_OTHERS, listed)


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to Sphinx."""
    app.connect("source-read", list_others)
    return {"parallel_read_safe": True}
