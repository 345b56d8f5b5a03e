"""Pictures that are not drawn, each with its reason."""

import pytest
from run_records import record

from network4.experiments import EXPERIMENTS
from network4.experiments.experiment import Comparison
from network4.experiments.results import Results
from network4.report import draw_all, list_absent


@pytest.fixture
def results(tmp_path):
    return Results(tmp_path / "results")


def names_of(absent):
    return [each.title.partition(":")[0] for each in absent]


def test_without_records_every_picture_is_absent_and_has_its_command(results, stripes):
    absent = list_absent(results, stripes)
    wanted = [e.name for e in EXPERIMENTS if e.picture]
    assert names_of(absent) == wanted
    assert [e.command for e in absent] == [f"network4 reproduce {n}" for n in wanted]


def test_a_picture_is_either_drawn_or_absent(results, tmp_path, stripes):
    results.write(record("ch1_30"))
    results.write(record("dropout"))  # without its filters
    wrong = {"wrong_test_indices": [0], "wrong_test_answers": [1]}
    results.write(record("ensemble_5", **wrong))
    for name in ("dbl_conv", "dbl_conv_tanh"):
        results.write(record(name))
    wanted = {e.name for e in EXPERIMENTS if e.picture}
    for data in (stripes, None):
        drawn = [picture.path.stem for picture in draw_all(results, data, tmp_path)]
        shown = {name.removesuffix("_errors") for name in drawn} - {"distortions"}
        absent = set(names_of(list_absent(results, data))) - {"Beyond the book"}
        assert shown | absent == wanted
        assert not shown & absent


def test_the_reason_names_what_is_missing(results, stripes):
    results.write(record("max_pooling"))
    [pooling] = [e for e in list_absent(results, stripes) if "l2_pooling" in e.title]
    assert pooling.reason == "There is no record of l2_pooling and l2_pooling_slower."


def test_pictures_of_digits_say_that_there_are_none(results):
    wrong = {"wrong_test_indices": [0], "wrong_test_answers": [1]}
    results.write(record("ensemble_5", **wrong))
    by_name = dict(
        zip(names_of(found := list_absent(results, None)), found, strict=True)
    )
    for name in ("ensemble_5", "Beyond the book"):
        assert "--data" in by_name[name].reason
        assert by_name[name].command == ""


def test_a_figure_of_many_says_how_many_are_missing(results, stripes):
    figures = [e for e in EXPERIMENTS if isinstance(e, Comparison)]
    [figure] = [e for e in figures if e.name == "fig_first_convolution"]
    results.write(record(figure.members[0].name))
    [absent] = [e for e in list_absent(results, stripes) if figure.name in e.title]
    assert absent.reason == "There is no record of 7 of its 8 networks."
