"""The report as one HTML page with its pictures inside, and as Markdown."""

import base64
from collections.abc import Sequence
from pathlib import Path

from network4.report.pictures import Picture
from network4.report.table import Table
from network4.utils.files import write_whole
from network4.utils.markup import as_html, as_markdown

_TITLE = "network4: report"
_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem;
  padding: 0 1rem; }
p { max-width: 50rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.9rem; }
th, td { padding: 0.3rem 0.7rem; text-align: left; vertical-align: top;
  border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
th { position: sticky; top: 0; background: Canvas; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
td.number { white-space: nowrap; }
td:not(.number) { min-width: 7rem; }
.marked { background: color-mix(in srgb, #c26a12 20%, transparent); }
.pictures { display: grid; gap: 2rem; margin-top: 2rem;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); }
figure { margin: 0; }
img { background: white; max-width: 100%; }
figcaption { font-size: 0.9rem; }
"""


def write_page(out: Path, tables: Sequence[Table], pictures: Sequence[Picture]) -> None:
    """Write report.html and report.md; tables without a line are left out.

    Raises:
        OSError: one cannot be written.
    """
    tables = [table for table in tables if table.lines]
    for name, text in (
        ("report.html", _html(tables, pictures)),
        ("report.md", _markdown(tables, pictures)),
    ):
        write_whole(out / name, text.encode())


def _html(tables: Sequence[Table], pictures: Sequence[Picture]) -> str:
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{_TITLE}</title>
<style>{_STYLE}</style>
{chr(10).join(map(_html_table, tables))}
<div class="pictures">
{chr(10).join(map(_html_picture, pictures))}
</div>
</html>
"""


def _html_table(table: Table) -> str:
    title, introduction = as_html(table.title), as_html(table.introduction)
    return f"<h1>{title}</h1>\n<p>{introduction}</p>\n{table.html()}"


def _html_picture(picture: Picture) -> str:
    content = base64.b64encode(picture.path.read_bytes()).decode()
    title, caption = as_html(picture.title), as_html(picture.caption)
    return (
        f'<figure><img src="data:image/png;base64,{content}" alt="{title}">'
        f"<figcaption><b>{title}</b><br>{caption}</figcaption></figure>"
    )


def _markdown(tables: Sequence[Table], pictures: Sequence[Picture]) -> str:
    parts = [
        f"# {as_markdown(t.title)}\n\n{as_markdown(t.introduction)}\n\n{t.markdown()}"
        for t in tables
    ]
    return "\n".join([*parts, *map(_markdown_picture, pictures)])


def _markdown_picture(picture: Picture) -> str:
    title, caption = as_markdown(picture.title), as_markdown(picture.caption)
    return f"## {title}\n\n![{title}]({picture.path.name})\n\n{caption}\n"
