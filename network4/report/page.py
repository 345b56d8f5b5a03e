"""The report as one HTML page with its pictures inside, and as Markdown."""

import base64
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from PIL import Image

from network4.export.bundle import fill, read_style
from network4.report.absent import Absent
from network4.report.pictures import Picture
from network4.report.table import Table
from network4.utils.files import write_whole
from network4.utils.markup import as_html, as_markdown

_TITLE = "The book's numbers, and ours"
_PICTURES, _ABSENT = "Pictures", "Pictures that are not drawn"
_NO_LETTERS = re.compile(r"[^a-z0-9]+")


def write_page(
    out: Path,
    tables: Sequence[Table],
    pictures: Sequence[Picture],
    absent: Sequence[Absent] = (),
) -> None:
    """Write report.html and report.md; empty tables are left out.

    Args:
        out: the directory for both.
        tables: the tables, in order.
        pictures: the pictures, in order; their files are in `out`.
        absent: the pictures that are not drawn, and why; default none.

    Raises:
        OSError: a file cannot be written.
    """
    tables = [table for table in tables if table.lines]
    parts = {
        "style": read_style("report/report.css"),
        "contents": _contents(tables, pictures, absent),
        "sections": "\n".join(_sections(tables, pictures, absent)),
    }
    write_whole(out / "report.html", fill("report/report.html", parts))
    markdown = _markdown(tables, pictures, absent)
    write_whole(out / "report.md", markdown.encode())


def _id(kind: str, text: str) -> str:
    """Return the anchor of a part of the page.

    >>> _id("table", "What helps, and what does not")
    'table-what-helps-and-what-does-not'
    """
    return f"{kind}-{_NO_LETTERS.sub('-', text.lower()).strip('-')}"


def _contents(
    tables: Sequence[Table], pictures: Sequence[Picture], absent: Sequence[Absent]
) -> str:
    lines = [_link(_id("table", table.title), table.title) for table in tables]
    if pictures:
        shown = [_link(_id("picture", p.path.stem), p.title) for p in pictures]
        lines.append(_link("pictures", _PICTURES) + _list("ol", shown))
    if absent:
        lines.append(_link("absent", _ABSENT))
    return _list("ol", lines)


def _link(place: str, text: str) -> str:
    return f'<a href="#{place}">{as_html(text)}</a>'


def _list(kind: str, items: Iterable[str]) -> str:
    lines = "\n".join(f"<li>{item}</li>" for item in items)
    return f"<{kind}>\n{lines}\n</{kind}>"


def _sections(
    tables: Sequence[Table], pictures: Sequence[Picture], absent: Sequence[Absent]
) -> list[str]:
    sections = [
        _section(
            _id("table", table.title),
            table.title,
            f"<p>{as_html(table.introduction)}</p>\n{table.html()}",
        )
        for table in tables
    ]
    if pictures:
        shown = "\n".join(map(_html_picture, pictures))
        sections.append(_section("pictures", _PICTURES, shown))
    if absent:
        listed = _list("ul", map(_html_absent, absent))
        text = f'<div class="absent">\n{listed}\n</div>'
        sections.append(_section("absent", _ABSENT, text))
    return sections


def _section(place: str, title: str, content: str) -> str:
    return f'<section>\n<h2 id="{place}">{as_html(title)}</h2>\n{content}\n</section>'


def _html_picture(picture: Picture) -> str:
    content = base64.b64encode(picture.path.read_bytes()).decode()
    with Image.open(picture.path) as image:
        width, height = image.size
    return (
        f'<figure id="{_id("picture", picture.path.stem)}">\n'
        f"<h3>{as_html(picture.title)}</h3>\n"
        f'<img src="data:image/png;base64,{content}" width="{width}" '
        f'height="{height}" alt="{as_html(picture.alt or picture.title)}">\n'
        f"<figcaption>{as_html(picture.caption)}</figcaption>\n</figure>"
    )


def _html_absent(absent: Absent) -> str:
    text = f"<b>{as_html(absent.title)}</b><br>{as_html(absent.reason)}"
    if not absent.command:
        return text
    return f"{text} This makes it: <code>{as_html(absent.command)}</code>"


def _markdown(
    tables: Sequence[Table], pictures: Sequence[Picture], absent: Sequence[Absent]
) -> str:
    parts = [f"# {_TITLE}\n"]
    parts += [
        f"## {as_markdown(t.title)}\n\n{as_markdown(t.introduction)}\n\n{t.markdown()}"
        for t in tables
    ]
    if pictures:
        parts += [f"## {_PICTURES}\n", *map(_markdown_picture, pictures)]
    if absent:
        parts += [f"## {_ABSENT}\n", *map(_markdown_absent, absent)]
    return "\n".join(parts)


def _markdown_picture(picture: Picture) -> str:
    title, caption = as_markdown(picture.title), as_markdown(picture.caption)
    alt = as_markdown(picture.alt or picture.title)
    return f"### {title}\n\n![{alt}]({picture.path.name})\n\n{caption}\n"


def _markdown_absent(absent: Absent) -> str:
    text = f"- {as_markdown(absent.title)}. {as_markdown(absent.reason)}"
    return f"{text} This makes it: `{absent.command}`" if absent.command else text
