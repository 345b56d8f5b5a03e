"""Pictures as files."""

import os
from collections.abc import Iterator

from matplotlib.figure import Figure
from matplotlib.text import Text

from network4.plots.letters import fit_titles, show_every_letter
from network4.utils.checks import check_path
from network4.utils.files import atomic_path


def save(figure: Figure, path: str | os.PathLike[str]) -> None:
    """Write a PNG file, whole or not at all; ArgumentError where it is no path."""
    for text in _written_by_others(figure):
        text.set_parse_math(False)  # a dollar in a name begins no formula
        show_every_letter(text)
    fit_titles(figure)
    with atomic_path(check_path("plots", "path", path)) as temporary:
        figure.savefig(temporary, dpi=100, format="png")


def _written_by_others(figure: Figure) -> Iterator[Text]:
    """Yield titles, labels and legends; the numbers beside axes are formulas."""
    for axes in figure.axes:
        yield from (axes.title, axes.xaxis.label, axes.yaxis.label, *axes.texts)
        legend = axes.get_legend()
        if legend is not None:
            yield from legend.get_texts()
