"""The report as one HTML page with its pictures inside, and as Markdown."""

import base64
import html
from collections.abc import Sequence
from pathlib import Path

from network4.files import atomic_path
from network4.report.pictures import Picture
from network4.report.rows import Row
from network4.report.table import HEADERS, cells, machines, markdown_table, table_rows
from network4.report.trials import HEADERS as TRIAL_HEADERS
from network4.report.trials import Trial, base_of, trial_cells, trials_table

TITLE = "Every number in the book, beside ours"
INTRODUCTION = (
    'Each row is an experiment of "Neural Networks and Deep Learning". "ours" is the '
    "best of the protocol's runs, chosen by accuracy on validation data and reported "
    "on test data at the best validation epoch; Chapter 1 chooses and reports on test "
    "data, Chapter 3 on validation data, as the book does. The difference is given "
    "with its standard error over test sets of 10,000 images; (!) marks what lies "
    "outside the range to be expected. Nothing is filled in by anything but its own "
    "run."
)
BEYOND = "Beyond the book"
TRIALS_INTRODUCTION = (
    "One change at a time to a small network, judged by its accuracy on validation "
    "data after the last epoch: mean and standard deviation over runs from different "
    "seeds, and the difference from the first row with its standard error. No test "
    "image was looked at."
)
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
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.low { background: color-mix(in srgb, #c26a12 20%, transparent); }
.pictures { display: grid; gap: 2rem; margin-top: 2rem;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); }
figure { margin: 0; }
img { background: white; max-width: 100%; }
figcaption { font-size: 0.9rem; }
"""
_NUMBERS = range(3, 8)


def write_page(
    out: Path,
    rows: Sequence[Row],
    trials: Sequence[Trial],
    pictures: Sequence[Picture],
) -> None:
    """Write report.html and report.md.

    Raises:
        OSError: one cannot be written.
    """
    for name, text in (
        ("report.html", _html(rows, trials, pictures)),
        ("report.md", _markdown(rows, trials, pictures)),
    ):
        with atomic_path(out / name) as temporary:
            temporary.write_text(text, encoding="utf-8")


def _html(
    rows: Sequence[Row], trials: Sequence[Trial], pictures: Sequence[Picture]
) -> str:
    head = "".join(_cell("th", number, text) for number, text in enumerate(HEADERS))
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{TITLE}</title>
<style>{_STYLE}</style>
<h1>{TITLE}</h1>
<p>{html.escape(INTRODUCTION)}</p>
<div class="scroll"><table>
<thead><tr>{head}</tr></thead>
<tbody>
{chr(10).join(map(_html_row, table_rows(rows)))}
</tbody></table></div>
<p>{html.escape(machines(rows))}</p>
{_html_trials(trials)}
<div class="pictures">
{chr(10).join(map(_html_picture, pictures))}
</div>
</html>
"""


def _html_trials(trials: Sequence[Trial]) -> str:
    if not trials:
        return ""
    head = "".join(f"<th>{html.escape(text)}</th>" for text in TRIAL_HEADERS)
    lines = [trial_cells(trial, base_of(trials)) for trial in trials]
    body = "\n".join(
        f"<tr><td>{html.escape(line[0])}</td>"
        + "".join(f'<td class="number">{html.escape(text)}</td>' for text in line[1:])
        + "</tr>"
        for line in lines
    )
    return f"""<h2>{BEYOND}</h2>
<p>{html.escape(TRIALS_INTRODUCTION)}</p>
<div class="scroll"><table>
<thead><tr>{head}</tr></thead>
<tbody>
{body}
</tbody></table></div>"""


def _html_row(row: Row) -> str:
    low = ' class="low"' if row.is_in_range is False else ""
    where = html.escape(f'Chapter {row.chapter}, "{row.section}"')
    texts = "".join(_cell("td", number, text) for number, text in enumerate(cells(row)))
    return f'<tr{low} title="{where}">{texts}</tr>'


def _cell(kind: str, number: int, text: str) -> str:
    numeric = ' class="number"' if number in _NUMBERS else ""
    return f"<{kind}{numeric}>{html.escape(text)}</{kind}>"


def _html_picture(picture: Picture) -> str:
    content = base64.b64encode(picture.path.read_bytes()).decode()
    title, caption = html.escape(picture.title), html.escape(picture.caption)
    return (
        f'<figure><img src="data:image/png;base64,{content}" alt="{title}">'
        f"<figcaption><b>{title}</b><br>{caption}</figcaption></figure>"
    )


def _markdown(
    rows: Sequence[Row], trials: Sequence[Trial], pictures: Sequence[Picture]
) -> str:
    beyond = f"## {BEYOND}\n\n{TRIALS_INTRODUCTION}\n\n{trials_table(trials)}\n"
    shown = "\n".join(
        f"## {p.title}\n\n![{p.title}]({p.path.name})\n\n{p.caption}\n"
        for p in pictures
    )
    parts = [f"# {TITLE}\n\n{INTRODUCTION}\n\n{markdown_table(rows)}\n"]
    return "".join([*parts, beyond if trials else "", shown])
