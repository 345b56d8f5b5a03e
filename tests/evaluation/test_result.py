"""How what `evaluate` found is shown."""

import numpy as np
import pytest

import network4 as n4
from network4.errors import ArgumentError
from network4.evaluation.confusions import Confusions
from network4.evaluation.result import Evaluation


def test_the_text_has_the_matrix_and_the_calibration(model, stripes):
    found = n4.evaluate(model, stripes)
    first, blank, title, head, *rows, last = str(found).splitlines()
    assert first == f"accuracy {found.accuracy:.2%} on 30 test images of stripes"
    assert (blank, title) == ("", "rows: true class, columns: predicted class")
    assert head.split() == ["lying", "standing", "error"]
    numbers = [line.split()[1:3] for line in rows[:2]]
    assert numbers == [list(map(str, row)) for row in found.confusion_matrix]
    assert last == f"expected calibration error: {found.calibration_error:.2%}"


def test_a_notebook_shows_names_of_strangers_as_text(stripes):
    names = ("<script>alert(1)</script>", 'a"&b\x1b')
    data = n4.Dataset(stripes.train, stripes.validation, class_names=names)
    network = n4.Network([n4.Softmax(2)], (1, 8, 8))
    model = n4.Model(network, network.initial_parameters(0), {"classes": names})
    html = n4.evaluate(model, data, part="validation")._repr_html_()
    assert "<script" not in html and "\x1b" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "a&quot;&amp;b\\x1b" in html


def test_of_many_classes_the_worst_confusions_are_shown(generator):
    labels = generator.integers(0, 40, 500)
    predictions = np.where(labels == 7, 9, labels)
    predictions[:1] = (labels[0] + 1) % 40
    text = Confusions(labels, predictions, [f"c{n}" for n in range(40)]).as_text()
    title, head, worst, *_ = text.splitlines()
    assert title == "40 classes; the most frequent confusions"
    assert head.split() == ["true", "class", "predicted", "class", "images"]
    assert worst.split() == [
        "c7",
        "c9",
        str(np.sum((labels == 7) & (predictions == 9))),
    ]


def test_the_figure_has_the_counts_the_errors_and_the_calibration(model, stripes):
    found = n4.evaluate(model, stripes)
    matrix, errors, calibration = found.plot().axes
    counts = {
        (int(text.get_position()[1]), int(text.get_position()[0])): text.get_text()
        for text in matrix.texts
    }
    drawn = np.argwhere(found.confusion_matrix)
    assert counts == {
        (r, c): str(found.confusion_matrix[r, c]) for r, c in drawn.tolist()
    }
    widths = [bar.get_width() for bar in errors.patches]
    np.testing.assert_allclose(widths, 100 * found.error_by_class)
    [points] = calibration.collections
    sure, right = points.get_offsets().T / 100
    share = found.reliability.counts[found.reliability.counts > 0] / 30
    gap = float(np.sum(share * np.abs(sure - right)))
    assert gap == pytest.approx(found.calibration_error)


def test_very_many_classes_are_printed_and_not_drawn():
    labels, predictions = np.arange(2000), np.arange(2000)[::-1]
    names = tuple(map(str, range(2000)))
    found = Evaluation("images", 2000, "accuracy", 0.0, names, labels, predictions)
    assert "2,000 classes; the most frequent confusions" in str(found)
    with pytest.raises(
        ArgumentError, match="plot: there must be at most 1,000 classes"
    ):
        found.plot()
