"""A directive for the reference: all public names that live in some rooms."""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

import network4
from network4 import _HOMES

_REST = """```{{eval-rst}}
.. currentmodule:: network4

.. autosummary::
   :nosignatures:

{table}

{full}
```"""


def names_in(rooms: list[str]) -> list[str]:
    """Return the public names that live in these rooms, room after room."""
    homes = [home for room in rooms for home in _HOMES if home.split(".")[0] == room]
    return [name for home in homes for name in _HOMES[home]]


def described(name: str) -> str:
    """Return the directive that shows the whole docstring of a public name."""
    value = getattr(network4, name)
    if isinstance(value, type):
        return f".. autoclass:: {name}\n   :members:\n"
    if callable(value):
        return f".. autofunction:: {name}\n"
    return f".. autodata:: {name}\n   :no-value:\n"


class PublicNames(SphinxDirective):
    """`{public-names} layers`: a table of what lives there, then each in full."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the table and the descriptions."""
        names = names_in(self.arguments[0].split())
        table = "\n".join(f"   {name}" for name in names)
        full = "\n".join(map(described, names))
        return self.parse_text_to_nodes(_REST.format(table=table, full=full))


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive."""
    app.add_directive("public-names", PublicNames)
    return {"parallel_read_safe": True}
