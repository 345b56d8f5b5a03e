"""Makes texts fit a figure: letters that a font has, and short enough lines."""

from functools import cache
from pathlib import Path
from textwrap import fill

from matplotlib import get_data_path
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text

_USUAL = "DejaVu Sans"  # comes with matplotlib
_LETTER = 0.62  # the mean width of a letter, as a share of the size of the font
_FEWEST_LETTERS = 10


def show_every_letter(text: Text) -> None:
    """Choose a font that has the letters of a text; without one, escape the letters.

    Args:
        text: a text of a figure. The usual font lacks the letters of many languages.
    """
    said = text.get_text()
    missing = {c for c in said if c not in "\n\t" and not _has(_usual_file(), c)}
    if not missing:
        return
    font = _font_with("".join(sorted(missing)))
    if font:
        text.set_fontfamily([_USUAL, font])
    else:
        text.set_text("".join(_escaped(c) if c in missing else c for c in said))


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode()


@cache
def _usual_file() -> str:
    return str(Path(get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf")


@cache
def _letters_of(file: str) -> frozenset[int]:
    return frozenset(FT2Font(file).get_charmap())


def _has(file: str, character: str) -> bool:
    return ord(character) in _letters_of(file)


@cache
def _font_with(letters: str) -> str | None:
    """Return the name of an installed font that has all these letters."""
    for font in fontManager.ttflist:
        if all(_has(font.fname, letter) for letter in letters):
            return font.name
    return None


def fit_titles(figure: Figure) -> None:
    """Break the titles of panels into lines that are not wider than the panel."""
    for axes in figure.axes:
        inches = axes.get_position().width * float(figure.get_figwidth())
        letter = _LETTER * float(axes.title.get_fontsize()) / 72
        letters = max(_FEWEST_LETTERS, int(inches / letter))
        # A line that is empty on purpose keeps the titles of two panels level.
        lines = axes.title.get_text().split("\n")
        axes.title.set_text("\n".join(fill(line, letters) for line in lines))
