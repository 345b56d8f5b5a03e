"""The records of the repository, those committed, and the table made of them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from report_tables import tables_of

from network4.cli.report import _renew
from network4.experiments import BEYOND, EXPERIMENTS, TRIALS
from network4.experiments.experiment import Trained
from network4.experiments.results import Results
from network4.experiments.running import check_settings
from network4.report import (
    book_table,
    make_rows,
    rejection_table,
    robustness_table,
    shipped_record,
    short_book_table,
)

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def committed(tmp_path_factory):
    """A copy without what somebody has run since."""
    listed = subprocess.run(
        ["git", "ls-files", "results"], cwd=ROOT, capture_output=True, text=True
    )
    if listed.returncode or not listed.stdout:
        pytest.skip("needs a checkout with records")
    copy = tmp_path_factory.mktemp("committed")
    for name in listed.stdout.splitlines():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, copy / name)
    return Results(copy / "results")


def test_the_table_of_the_books_numbers_is_made_of_them(committed):
    table = tables_of(committed)["book"]
    assert table in (ROOT / "docs" / "numbers.md").read_text(encoding="utf-8")


def test_the_readmes_five_rows_are_made_of_them(committed):
    table = short_book_table(make_rows(committed))
    assert len(table.lines) == 5
    assert table.markdown() in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_tables_of_the_docs_are_made_of_them(committed):
    text = (ROOT / "docs" / "beyond.md").read_text(encoding="utf-8")
    tables = tables_of(committed)
    assert tables["trials"] in text
    assert tables["beyond"] in text
    text = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    assert rejection_table(shipped_record()).markdown() in text
    assert robustness_table(shipped_record()).markdown() in text


def test_the_tables_of_figures_and_epochs_are_made_of_them(committed):
    text = (ROOT / "docs" / "exercises.md").read_text(encoding="utf-8")
    tables = tables_of(committed)
    assert tables["figures"] in text
    assert tables["epochs"] in text


def test_they_were_made_with_the_settings_of_today(committed):
    for experiment in (*EXPERIMENTS, *BEYOND, *TRIALS):
        records = committed.read(experiment.name)
        if isinstance(experiment, Trained):
            for record in records:
                check_settings(experiment, record)
                assert record["data"]["is_mnist"] is True


def test_the_command_renews_the_five_rows_and_nothing_else(committed, tmp_path):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    table = short_book_table(make_rows(committed))
    spoilt = tmp_path / "README.md"
    spoilt.write_text(text.replace(table.markdown(), "| old |\n"), encoding="utf-8")
    _renew(spoilt, [table, book_table(make_rows(committed))])
    assert spoilt.read_text(encoding="utf-8") == text


def test_each_mark_is_there_for_the_reason_that_the_page_gives():
    """By the cells alone, rounded to 0.01; no result is so near to a bound."""
    page = (ROOT / "docs" / "numbers.md").read_text(encoding="utf-8")
    cells = [line.strip("| ").split(" | ") for line in page.splitlines()]
    judged = [line for line in cells if len(line) >= 8 and line[5].count("±")]
    assert len(judged) > 20
    for _, name, _, book, ours, difference, _, _, *remarks in judged:
        low, high = float(book) - 2 * sampling_error(float(book)), 100.0
        own = re.search(r"expected: (?:exactly )?([\d. to]+)", str(remarks))
        if own:
            low, *rest = map(float, own[1].split(" to "))
            high = rest[0] if rest else low
        assert ("(!)" in difference) == (not low <= float(ours) <= high), name


def sampling_error(percent):
    return (percent * (100 - percent) / 10_000) ** 0.5
