"""Pictures of settings: what joins them, and what is said of it."""

import pytest
from run_records import record

from network4.experiments.reproduction import find
from network4.experiments.results import Results
from network4.report.curves import DRAWN_BY


@pytest.mark.parametrize(
    ("name", "means"),
    [
        ("fig_l2_shallow", "the line joins the means"),  # lambda, a number
        ("fig_tanh_tries", "the strokes are their means"),  # by name
    ],
)
def test_a_line_joins_numbers_and_no_categories(name, means, tmp_path):
    figure, results = find(name), Results(tmp_path)
    for member in figure.members:
        results.write(record(member.name))
    runs = {member.name: results.read(member.name) for member in figure.members}
    caption = DRAWN_BY[figure.picture](tmp_path / "a.png", figure, runs)
    assert caption == f"A dot a run, at its best validation epoch; {means}."
