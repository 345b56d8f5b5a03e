"""A table of the report, as Markdown, as HTML and on a terminal."""

from collections.abc import Sequence
from dataclasses import dataclass

from network4.errors import DataError
from network4.text import printable
from network4.utils.markup import as_html, as_markdown
from network4.utils.tables import print_table, terminal

ENDS = "<!-- end -->"
_LONG, _LONG_NUMBERS = 80, 20  # letters of a cell that needs lines, and a wide column


@dataclass(frozen=True)
class Line:
    """A line of a table.

    Attributes:
        cells: the texts of its cells.
        hint: the text that appears when the pointer is on the line.
        is_marked: whether the line is highlighted.
    """

    cells: tuple[str, ...]
    hint: str = ""
    is_marked: bool = False


@dataclass(frozen=True)
class Table:
    """A table with its title and the texts around it.

    Attributes:
        begins: the mark before the table in Markdown files that hold it.
        title, introduction: the texts above it.
        headers: the headers of its columns.
        numeric: the columns, from 0, that hold numbers.
        lines: the lines, in order.
        remark: the text below it.
        on_terminal: the columns, from 0, that are shown on a terminal; () for all.
    """

    begins: str
    title: str
    introduction: str
    headers: tuple[str, ...]
    numeric: tuple[int, ...]
    lines: Sequence[Line]
    remark: str = ""
    on_terminal: tuple[int, ...] = ()

    def markdown(self) -> str:
        """Return the table, with its remark, as Markdown."""
        sides = ["---:" if i in self.numeric else "---" for i in self._columns()]
        lines = [self.headers, sides, *(line.cells for line in self.lines)]
        body = "".join(f"| {' | '.join(map(as_markdown, line))} |\n" for line in lines)
        return f"{body}\n{as_markdown(self.remark)}\n" if self.remark else body

    def html(self) -> str:
        """Return the table, with its remark, as HTML."""
        head = self._cells("th", self.headers)
        body = "\n".join(map(self._line, self.lines))
        name = as_html(self.title)
        remark = f"\n<p>{as_html(self.remark)}</p>" if self.remark else ""
        # Without a mouse, a box is scrolled by keys once it has the focus.
        box = f'<div class="scroll" tabindex="0" role="region" aria-label="{name}">'
        return f"""{box}<table>
<thead><tr>{head}</tr></thead>
<tbody>
{body}
</tbody></table></div>{remark}"""

    def print(self) -> None:
        """Print the table, no wider than the terminal, with its remark."""
        shown = self.on_terminal or tuple(self._columns())
        print_table(
            self.title,
            {
                self.headers[column]: "right" if column in self.numeric else "left"
                for column in shown
            },
            [[line.cells[column] for column in shown] for line in self.lines],
        )
        if self.remark:
            terminal().print(printable(self.remark))

    def _columns(self) -> range:
        return range(len(self.headers))

    def _line(self, line: Line) -> str:
        marked = ' class="marked"' if line.is_marked else ""
        hint = f' title="{as_html(line.hint)}"' if line.hint else ""
        return f"<tr{marked}{hint}>{self._cells('td', line.cells)}</tr>"

    def _cells(self, kind: str, texts: Sequence[str]) -> str:
        return "".join(
            f"<{kind}{self._class_of(i, text)}>{as_html(text)}</{kind}>"
            for i, text in enumerate(texts)
        )

    def _class_of(self, column: int, text: str) -> str:
        if column in self.numeric:
            is_long = len(text) > _LONG_NUMBERS
            return ' class="number long"' if is_long else ' class="number"'
        return ' class="long"' if len(text) > _LONG else ""


def replace_tables(text: str, tables: Sequence[Table]) -> str:
    """Return a text in which each table replaces what is between its marks.

    Args:
        text: the text of a Markdown file.
        tables: the tables; those without marks in the text are left out.

    Raises:
        DataError: the text has no marks, or a mark without an end.

    Example:
        >>> new = Table("<!-- new -->", "", "", ("a", "b"), (1,), [Line(("x", "1"))])
        >>> print(replace_tables(f"old <!-- new --> {ENDS} old", [new]))
        old <!-- new -->
        | a | b |
        | --- | ---: |
        | x | 1 |
        <!-- end --> old
    """
    found = [table for table in tables if table.begins in text]
    for table in found:
        before, _, rest = text.partition(table.begins)
        _, ends, after = rest.partition(ENDS)
        if not ends:
            found = []
            break
        text = f"{before}{table.begins}\n{table.markdown()}{ends}{after}"
    if not found:
        marks = " or ".join(table.begins for table in tables)
        raise DataError(
            f"report: the file must hold the lines {marks} and {ENDS} around the "
            "place of the table; add them."
        )
    return text


def duration(seconds: float) -> str:
    """Return a duration in words, rounded to about two digits."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} h"
