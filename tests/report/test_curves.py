"""Pictures of settings: what joins them, and what is said of it."""

import pytest
from run_records import record

from network4.experiments.reproduction import find
from network4.experiments.results import Results
from network4.report.curves import DRAWN_BY


@pytest.mark.parametrize(
    ("name", "means"),
    [
        ("fig_l2_shallow", "Lines join the dots."),  # lambda, a number
        ("fig_tanh_tries", "A stroke marks each dot."),  # by name
    ],
)
def test_a_line_joins_numbers_and_no_categories(name, means, tmp_path):
    figure, results = find(name), Results(tmp_path)
    for member in figure.members:
        results.write(record(member.name))
    runs = {member.name: results.read(member.name) for member in figure.members}
    caption = DRAWN_BY[figure.picture](tmp_path / "a.png", figure, runs)
    assert caption == f"Each dot is a run at its best validation epoch. {means}"


def test_a_line_of_accuracies_is_one_of_errors(tmp_path, monkeypatch):
    """Tenths of a percent near 100 are hidden beside a network that failed."""
    given = []
    monkeypatch.setattr(
        "network4.report.curves.draw_settings", lambda *a: given.append(a)
    )
    figure, results = find("fig_l2_shallow"), Results(tmp_path)
    for number, member in enumerate(figure.members):
        results.write(record(member.name, test_accuracy=0.99 - number / 10))
    runs = {member.name: results.read(member.name) for member in figure.members}
    DRAWN_BY[figure.picture](tmp_path / "a.png", figure, runs)
    [(_, lines, _, quantity, _, scale)] = given
    assert (quantity, scale) == ("test error, %", "log")
    errors = [error for runs in lines[""].values() for error in runs]
    assert errors == pytest.approx([1, 11, 21, 31, 41])


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((1, 1), "Each line is one run."),
        ((2, 2), "means (of 2 runs)"),
        ((3, 1), "means (of 1 or 3 runs)"),
    ],
)
def test_a_caption_speaks_of_means_only_where_there_are_some(tmp_path, counts, said):
    figure, results = find("fig_tanh"), Results(tmp_path)
    for member, count in zip(figure.members, counts, strict=True):
        for seed in range(count):
            results.write(record(member.name, seed))
    runs = {member.name: results.read(member.name) for member in figure.members}
    caption = DRAWN_BY[figure.picture](tmp_path / "a.png", figure, runs)
    assert said in caption
    assert ("mean" in caption) == (max(counts) > 1)
