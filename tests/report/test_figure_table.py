import pytest
from run_records import record

from network4.experiments.results import Results
from network4.report import figure_table, make_figure_lines


@pytest.fixture
def results(tmp_path):
    return Results(tmp_path)


def lines_of(results, name):
    return [line for line in make_figure_lines(results) if line.figure.name == name]


def test_without_records_there_is_no_line(results):
    assert make_figure_lines(results) == []


def test_a_setting_has_mean_spread_and_number_of_its_runs(results):
    """Of 0.98 and 0.99 the deviation is 0.01/sqrt 2 = 0.0071."""
    results.write(record("dbl_conv", 0, test_accuracy=0.98))
    results.write(record("dbl_conv", 1, test_accuracy=0.99))
    assert lines_of(results, "fig_tanh") == []
    results.write(record("dbl_conv_tanh", 0, test_accuracy=0.985))
    [line] = lines_of(results, "fig_tanh")
    assert line.percents == {"sigmoid": (98.0, 99.0), "tanh": (98.5,)}
    table = figure_table(lines_of(results, "fig_tanh")).markdown()
    assert "sigmoid: 98.50 ± 0.71 (2) · tanh: 98.50 (1)" in table


def test_each_line_of_a_figure_has_one_of_its_own(results):
    for activation in ("tanh", "relu"):
        for label in ("rate_1", "few_epochs"):
            results.write(record(f"try_{label}_{activation}"))
    lines = lines_of(results, "fig_tanh_tries")
    assert [line.label for line in lines] == ["tanh", "relu"]


def test_a_run_counts_as_its_protocol_says(results):
    """A field is judged by the last epoch on validation data, 0.94 in this record."""
    results.write(record("first_field_3_stride_1", test_accuracy=None))
    results.write(record("first_field_5_stride_1", test_accuracy=None))
    [line] = lines_of(results, "fig_first_convolution")
    assert line.percents["3"] == pytest.approx((94.0,))


def test_a_setting_that_is_not_on_record_is_said_to_be(results):
    for name in ("dbl_conv", "dbl_conv_tanh"):
        results.write(record(name, test_accuracy=0.98))
    [line] = lines_of(results, "fig_rescaled_sigmoid")
    assert line.missing == ("2 sigmoid(2z) - 1",)
    assert "tanh: 98.00 (1) · 2 sigmoid(2z) - 1: not on record" in (
        figure_table([line]).markdown()
    )
    results.write(record("dbl_conv_rescaled", test_accuracy=0.98))
    [line] = lines_of(results, "fig_rescaled_sigmoid")
    assert "not on record" not in figure_table([line]).markdown()
