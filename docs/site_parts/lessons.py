"""Lessons that need MNIST are shown, but not run, on a machine that has none."""

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from network4.datasets import find_mnist

_NEEDS_MNIST = "load_mnist", "mnist_loader"
_NOT_RUN = (
    "This page shows the lesson without what it prints and draws: the machine that "
    "built the site has no copy of MNIST. Open the notebook to run it."
)


def needs_mnist(notebook: Path) -> bool:
    """Return whether a notebook cannot run without MNIST."""
    text = notebook.read_text(encoding="utf-8")
    return any(name in text for name in _NEEDS_MNIST)


def lessons_without_data(examples: Path) -> list[str]:
    """Return patterns of the notebooks that cannot run here: none where MNIST is."""
    if find_mnist() is not None:
        return []
    lessons = filter(needs_mnist, sorted(examples.glob("*.ipynb")))
    return [f"*{lesson.name}" for lesson in lessons]


def say_what_is_missing(app: Sphinx, tree: nodes.document) -> None:
    """Put a note below the title of a lesson that was not run."""
    path = Path(tree["source"])
    if f"*{path.name}" not in app.config.nb_execution_excludepatterns:
        return
    title = next(tree.findall(nodes.title))
    note = nodes.note("", nodes.paragraph(text=_NOT_RUN))
    title.parent.insert(title.parent.index(title) + 1, note)


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to Sphinx."""
    app.connect("doctree-read", say_what_is_missing)
    return {"parallel_read_safe": True}
