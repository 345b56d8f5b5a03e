"""Text that came from elsewhere, as it may stand in Markdown and HTML."""

import html
import re
from collections.abc import Iterable, Sequence
from itertools import repeat

from network4.errors import on_one_line
from network4.text import printable

_LONGEST = 2000  # characters
_MEANS_SOMETHING = re.compile(r"[\\|`\[\]]")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_SIDES = {"l": "left", "r": "right"}
# Text of either colour stays readable on it.
_SHADE, _MOST_SHADE = "rgba(64,128,208,{:.2f})", 0.6


def as_markdown(text: str) -> str:
    r"""Return text that Markdown shows as it is, in a cell of a table too.

    Example:
        >>> print(as_markdown("a|b <script> &lt; [link](x)"))
        a\|b &lt;script> &amp;lt; \[link\](x)
    """
    escaped = _MEANS_SOMETHING.sub(
        lambda match: f"\\{match[0]}", on_one_line(text, _LONGEST)
    )
    return _TAG.sub("&lt;", _ENTITY.sub("&amp;", escaped))


def as_html(text: str) -> str:
    """Return text that HTML shows as it is, in an attribute too.

    Example:
        >>> as_html('a "b" <script>')
        'a &quot;b&quot; &lt;script&gt;'
    """
    return html.escape(on_one_line(text, _LONGEST))


def html_table(
    rows: Iterable[Sequence[object]],
    sides: str,
    head: Sequence[str] = (),
    shades: Iterable[Sequence[float]] | None = None,
) -> str:
    """Return a table for a notebook, with the colours of its page, light or dark.

    Args:
        rows: of cells; what is in them stays text, its spaces included.
        sides: for each column "l" or "r", the side on which its cells are aligned.
        head: the names of the columns; default (), there is no head.
        shades: for each cell 0, clear, to 1, blue; default None, all are clear.

    Example:
        >>> "<td style=" in html_table([["a", 1]], "lr")
        True
    """
    lines = [_html_row("th", head, sides, [0.0] * len(head))] if head else []
    rows = list(rows)
    shaded = [[0.0] * len(row) for row in rows] if shades is None else shades
    lines += [
        _html_row("td", row, sides, shade)
        for row, shade in zip(rows, shaded, strict=True)
    ]
    body = "\n".join(lines)
    return f'<table style="border-collapse:collapse">\n{body}\n</table>'


def _html_row(
    tag: str, cells: Sequence[object], sides: str, shades: Sequence[float]
) -> str:
    return f"<tr>{''.join(map(_html_cell, repeat(tag), cells, sides, shades))}</tr>"


def _html_cell(tag: str, cell: object, side: str, shade: float) -> str:
    style = f"text-align:{_SIDES[side]};white-space:pre;padding:0.2em 0.7em"
    if shade:
        style += f";background-color:{_SHADE.format(_MOST_SHADE * shade)}"
    return f'<{tag} style="{style}">{html.escape(printable(str(cell)))}</{tag}>'


def html_block(title: str, *parts: str) -> str:
    """Return a title, which stays text, and under it what is HTML already.

    Example:
        >>> html_block("a < b", "<i>c</i>")
        '<div><p><b>a &lt; b</b></p><i>c</i></div>'
    """
    heading = f"<p><b>{html.escape(printable(title))}</b></p>"
    return f"<div>{heading}{''.join(parts)}</div>"


def html_folded(title: str, part: str) -> str:
    """Return HTML that is hidden until a reader opens its title.

    Example:
        >>> html_folded("more", "<i>c</i>")
        '<details><summary>more</summary><i>c</i></details>'
    """
    heading = html.escape(printable(title))
    return f"<details><summary>{heading}</summary>{part}</details>"
