"""Tables: what is in which cell, and that they fit a terminal."""

from network4.bench.competitors import Competitor
from network4.bench.results import Outcome, Slices, inference_results, step_results
from network4.bench.table import make_sheets, print_tables, to_markdown

OURS = Competitor("jax", "network4 (jax)", "", is_peer=False)
PEER, BROKEN = Competitor("torch", "PyTorch", ""), Competitor("keras", "Keras", "")


def an_outcome(error="keras is not installed"):
    field = [
        Slices(OURS, (20e-6, 30e-6, 40e-6)),
        Slices(PEER, (6e-3,)),
        Slices(BROKEN, (), error),
    ]
    outcome = Outcome({1: 80.4})
    for batch_size in (10, 100):
        outcome.steps += step_results(("shallow", batch_size, 1), field, 15.0)
    outcome.inference += inference_results(("shallow", 1), field, 10_000)
    return outcome


def test_rows_of_steps_end_with_the_floor():
    steps, _ = make_sheets(an_outcome())
    assert steps.title == "shallow · 1 thread · matrix product 80 GFLOP/s"
    assert steps.rows[:5] == (
        ("10", "network4 (jax)", "30.0", "20.0", "40.0", "0.01", "2.00"),
        ("10", "PyTorch", "6,000", "6,000", "6,000", "1.00", "400.0"),
        ("10", "Keras: keras is not installed", "-", "-", "-", "-", "-"),
        ("10", "floor", "15.0", "-", "-", "0.00", "1.00"),
        None,
    )
    assert steps.rows[5][0] == "100"


def test_rows_of_predictions():
    _, inference = make_sheets(an_outcome())
    assert inference.title == (
        "shallow · 1 thread · predicting 10,000 images in one call"
    )
    assert inference.rows[1] == ("PyTorch", *["1,666,667"] * 3, "1.00")


def test_without_peer_and_floor_there_are_dashes():
    outcome = Outcome({2: None})
    outcome.steps += step_results(("shallow", 10, 2), [Slices(OURS, (1.0,))], None)
    (sheet,) = make_sheets(outcome)
    assert sheet.title == "shallow · 2 threads"
    assert sheet.rows[0][-2:] == ("-", "-")
    assert sheet.rows[1] == ("10", "floor", "-", "-", "-", "-", "-")


def test_drawn_tables_fit_100_columns(capsys):
    print_tables(make_sheets(an_outcome(error="no luck " * 20)))
    drawn = capsys.readouterr().out
    assert max(map(len, drawn.splitlines())) <= 100
    assert "network4 (jax)" in drawn
    assert "…" in drawn
    assert "Floor: the arithmetic" in drawn


def test_markdown_has_a_table_for_each_sheet():
    text = to_markdown(make_sheets(an_outcome(error="a | b")))
    assert text.count("| --- |") == 1 + 1
    assert "| 10 | PyTorch | 6,000 |" in text
    assert r"Keras: a \| b" in text
