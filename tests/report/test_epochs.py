import pytest
from run_records import record

from network4.experiments.results import Results
from network4.report import epochs_table, make_epochs


def curve(*accuracies):
    return [{"validation_accuracy": value} for value in accuracies]


def test_epochs_are_counted_from_one_and_seeds_keep_their_order(tmp_path):
    results = Results(tmp_path)
    flat = [0.98] * 58
    results.write(record("dbl_conv", 0, epochs=curve(0.9, 0.989, *flat)))
    results.write(record("dbl_conv", 1, epochs=curve(0.9, 0.96, *flat)))
    [row] = make_epochs(results)
    assert row.needed == (2, None)
    assert row.best_percents == pytest.approx((98.45,) * 4)
    [line] = epochs_table([row]).lines
    assert line.cells[2:] == ("2, never", *("98.45",) * 4)


def test_a_run_with_fewer_epochs_says_nothing_of_more(tmp_path):
    results = Results(tmp_path)
    accuracies = [0.5 + n / 100 for n in range(20)]
    results.write(record("dbl_conv_rescaled", epochs=curve(*accuracies)))
    [row] = make_epochs(results)
    assert row.best_percents[:2] == pytest.approx((59.0, 69.0))
    assert row.best_percents[2:] == (None, None)
    assert epochs_table([row]).lines[0].cells[-2:] == ("", "")
