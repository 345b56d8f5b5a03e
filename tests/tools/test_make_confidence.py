"""The weights of a line's signals are fitted, judged and written."""

import json

import numpy as np
import pytest

from network4.reader.confidence import Signals
from network4.reader.constants import CONFIDENCE


@pytest.fixture(scope="module")
def tool():
    return pytest.importorskip("tools.make_confidence", reason="needs a checkout")


def drawn(tool, count, weights):
    """Lines that are right as often as weights say."""
    generator = np.random.Generator(np.random.Philox(3))
    signals = generator.normal(0, 1, (count, len(Signals._fields)))
    odds = np.exp(weights[0] + signals @ weights[1:])
    right = generator.random(count) < odds / (1 + odds)
    return [
        tool.Line("fitting", "any", bool(is_right), Signals(*each))
        for each, is_right in zip(signals.tolist(), right, strict=True)
    ]


def test_weights_are_found_again(tool):
    weights = np.array([1.5, -0.8, 0.6, 0.0, -1.0, 0.3])
    found = tool.fit(drawn(tool, 20_000, weights))
    assert list(found) == ["BIAS", *(name.upper() for name in Signals._fields)]
    # A weight's standard error is below 1 / sqrt(n * p * (1 - p)), with p (1 - p) about
    # 0.13 on average: 0.02.
    np.testing.assert_allclose(list(found.values()), weights, atol=0.1)


def test_only_the_weights_are_written(tool, tmp_path):
    path = tmp_path / "constants.json"
    before = tool.CONSTANTS.read_text(encoding="utf-8")
    path.write_text(before, encoding="utf-8")
    weights = {"BIAS": 1.25, "DOUBT": -0.5, "SIGNS": 3.0}
    tool.write_weights(path, weights)
    groups, after = json.loads(before), json.loads(path.read_text(encoding="utf-8"))
    for name, value in weights.items():
        assert after["confidence"][name]["value"] == value
        groups["confidence"][name]["value"] = value
    assert after == groups


def test_confidences_are_those_of_the_reader(tool):
    names = ["BIAS", *(name.upper() for name in Signals._fields)]
    weights = {name: getattr(CONFIDENCE, name) for name in names}
    signals = Signals(-3.0, 0.5, 5, 0.1, 1)
    lines = [tool.Line("judging", "any", True, each) for each in (signals, None)]
    total = weights["BIAS"] + np.dot(list(weights.values())[1:], signals)
    expected = [1 / (1 + np.exp(-total)), 0.0]
    np.testing.assert_allclose(tool.confidences(lines, weights), expected)


def test_lines_are_right_in_their_order(tool):
    assert tool.right_lines(["12", "34"], ["12", "34"]) == {0, 1}
    assert tool.right_lines(["1", "12", "34"], ["12", "34"]) == {1, 2}
    assert tool.right_lines(["12", "35"], ["12", "34"]) == {0}
    assert tool.right_lines(["34", "12"], ["12", "34"]) in ({0}, {1})


def test_the_tables_count_what_is_answered(tool, tmp_path):
    sure = np.array([0.0, 0.6, 0.96, 0.97, 0.995])
    right = np.array([False, False, True, False, True])
    assert "| 0.95 to 0.98 | 2 | 96.5 | 50.0 |" in tool.table(sure, right)
    assert "| 0.95 | 60.0 | 33.3 |" in tool.answered(sure, right)
    many = np.tile(sure, 40), np.tile(right, 40)
    tool.draw(*many, tmp_path / "sure.png")
    assert (tmp_path / "sure.png").stat().st_size > 1000


def test_what_is_read_is_what_the_reader_reads(tool):
    import network4 as n4
    from network4.reader import SAMPLE_PICTURE
    from network4.reader.opening import open_picture

    model = n4.load_model()
    reading = n4.read(SAMPLE_PICTURE)
    lines = tool.read_lines(model, open_picture(SAMPLE_PICTURE).grey)
    assert "\n".join(text for text, _ in lines) == reading.text
    weights = {
        name: getattr(CONFIDENCE, name)
        for name in ("BIAS", *(each.upper() for each in Signals._fields))
    }
    judged = [tool.Line("judging", "", True, signals) for _, signals in lines]
    found = tool.confidences(judged, weights)
    np.testing.assert_allclose(found, reading.confidences, atol=1e-6)
