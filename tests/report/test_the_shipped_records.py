"""A report of the records that come with network4 is that of the whole records."""

from pathlib import Path

import pytest
from command_line import network4
from matplotlib.figure import Figure
from report_tables import tables_of

from network4.experiments.results import Results
from network4.experiments.shipped_results import ShippedResults
from network4.report import draw_all

RESULTS = Path(__file__).parents[2] / "results"


@pytest.fixture
def records():
    """The records of the checkout."""
    if not RESULTS.is_dir():
        pytest.skip("needs a checkout, for its records")
    return Results(RESULTS)


def test_the_tables_are_the_same(records):
    assert tables_of(ShippedResults()) == tables_of(records)


def test_the_pictures_are_the_same_with_the_same_captions(
    records, tmp_path, monkeypatch
):
    def touch(figure, path, **how):  # writing the pixels would take ten seconds
        path.touch()

    monkeypatch.setattr(Figure, "savefig", touch)
    drawn = [
        [(p.path.name, p.title, p.caption) for p in draw_all(results, None, tmp_path)]
        for results in (ShippedResults(), records)
    ]
    assert len(drawn[0]) > 10
    assert drawn[0] == drawn[1]


def test_report_works_in_an_empty_directory(tmp_path):
    done = network4("report", cwd=tmp_path, NETWORK4_DATA=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "the ones that come with network4" in done.stderr
    assert "Pictures of digits are left out" in done.stderr
    table = tables_of(ShippedResults())["book"]
    assert table in (tmp_path / "report" / "report.md").read_text(encoding="utf-8")
