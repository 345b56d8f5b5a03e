"""Figures, for files and for notebooks; none needs a display."""

import io
import os
from collections.abc import Iterator
from typing import IO, Any, Literal

from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from network4.plots.letters import fit_titles, show_every_letter

DOTS_PER_INCH = 100


class Picture(Figure):
    """A figure that a notebook shows once, as the last value of a cell.

    Pyplot does not know it. Otherwise pyplot would show the figure a second time at the
    end of the cell, and keep it in memory.
    """

    _has_fitting_names = False

    def savefig(
        self, fname: str | os.PathLike[str] | IO[bytes], **options: Any
    ) -> None:
        """Write the figure as a PNG, SVG or PDF file; the name's ending says which."""
        super().savefig(fname, **options)

    def draw(self, renderer: RendererBase) -> None:
        """Draw the figure, with names in letters that can be shown."""
        if not self._has_fitting_names:
            self._has_fitting_names = True  # a second time would break other lines
            for text in self._names():
                text.set_parse_math(False)  # a dollar in a name begins no formula
                show_every_letter(text)
            fit_titles(self)
        super().draw(renderer)

    def _names(self) -> Iterator[Text]:
        """Yield titles, labels and legends; the numbers beside axes are formulas."""
        yield from self.texts
        for axes in self.axes:
            yield from (axes.title, axes.xaxis.label, axes.yaxis.label, *axes.texts)
            legend = axes.get_legend()
            if legend is not None:
                yield from legend.get_texts()

    def _repr_png_(self) -> bytes:
        """Return the figure as a notebook shows it."""
        stream = io.BytesIO()
        self.savefig(stream, dpi=DOTS_PER_INCH, format="png")
        return stream.getvalue()


def new_figure(
    width_inches: float,
    height_inches: float,
    layout: Literal["constrained"] | None = "constrained",
) -> Picture:
    """Return an empty figure.

    Args:
        width_inches: above 0.
        height_inches: above 0.
        layout: "constrained" lets matplotlib place the parts; None leaves them where
            they are put; default "constrained".

    Example:
        >>> new_figure(4, 3).get_size_inches()
        array([4., 3.])
    """
    figure = Picture(figsize=(width_inches, height_inches), layout=layout)
    FigureCanvasAgg(figure)
    return figure
