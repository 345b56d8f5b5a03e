"""What the networks say of what they are shown, and how sure the reader is of it."""

from dataclasses import replace

import numpy as np
import pytest
from pictures import written

import network4 as n4
from network4.model.judging import judge_of
from network4.reader import normalize
from network4.reader.constants import RECOGNIZING
from network4.reader.ink import find_ink
from network4.reader.opening import open_picture
from network4.reader.recognizing import recognize, sureness_by_class
from network4.reader.splitting import split_page


def test_sureness_is_a_softmax_of_weighted_outputs_divided_by_a_temperature(generator):
    weighted = generator.normal(scale=4, size=(5, 10))

    def softmax(z):
        return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)

    said = softmax(weighted).astype(np.float32)
    softened = softmax(weighted / 1.75).max(axis=1)
    assert softened.min() > 0.18
    wanted = (softened - 0.09) / 0.91
    # Probabilities in float32 are off by 2^-24 of themselves, which a root makes less.
    # Of 0.18 or more, half is left at least, so the share of the error doubles at most.
    found = sureness_by_class(said).max(axis=1)
    assert found == pytest.approx(wanted, rel=2**-21)


def test_what_is_certain_stays_so_and_an_equal_share_is_next_to_nothing():
    assert sureness_by_class(np.float32([[0, 1, 0]])).tolist() == [[0, 1, 0]]
    equal = sureness_by_class(np.float32([[0.25] * 4]))
    assert equal == pytest.approx(0.025 / 0.775)


@pytest.fixture(scope="module")
def splits():
    """Two lines of printed digits."""
    picture = written(["304", "81"], shape=(240, 300))
    found = split_page(find_ink(open_picture(np.asarray(picture)).grey)).splits
    assert len(found) == 2
    return found


def test_the_reader_is_as_sure_as_both_networks_say(splits):
    model = n4.load_model()
    seen = recognize(model, splits, every=True)
    assert [line.split for line in seen] == splits
    pairs = [(line, n) for line in seen for n in range(len(line.split.spans))]
    pieces = [line.split.spans[number].piece for line, number in pairs]
    images = np.array([normalize(piece.ink) for piece in pieces])
    around = [
        line.split.surroundings(piece)
        for (line, _), piece in zip(pairs, pieces, strict=True)
    ]
    said = model.predict_proba(images)
    judged = judge_of(model).predict_proba(np.array(around)).astype(float)
    softer = said.astype(float) ** (1 / RECOGNIZING.TEMPERATURE)
    softer /= softer.sum(axis=1)[:, None]
    least = RECOGNIZING.UNDECIDED / 10
    alone = np.maximum((softer - least) / (1 - least), 0)
    both = alone**RECOGNIZING.ALONE * judged[:, :10] ** RECOGNIZING.AMONG
    for place, (line, number) in enumerate(pairs):
        np.testing.assert_array_equal(line.images[number], images[place])
        np.testing.assert_array_equal(line.probabilities[number], said[place])
        # A root in float32 is off by 2^-23 of itself at most.
        assert line.by_class[number] == pytest.approx(both[place], rel=2**-22)
        assert line.sureness[number] == line.by_class[number].max()
        assert line.none[number] == judged[place, 10]
    # The networks differ, so that each of them counts.
    assert np.abs(both - alone).max() > 0.1


def test_a_whole_digit_is_one_and_two_together_are_none(splits):
    [line, _] = recognize(n4.load_model(), splits, every=True)
    wholes = [other.whole for other in line.split.others if other.text == "?"]
    assert [int(line.by_class[number].argmax()) for number in wholes] == [3, 0, 4]
    assert max(line.none[number] for number in wholes) < 0.5
    others = [number for number in line.none if number not in wholes]
    assert max(line.none[number] for number in others) > 0.5


def test_what_is_looked_at_is_filled_in_everywhere(splits):
    for line in recognize(n4.load_model(), splits, every=False):
        every = line.images.keys()
        assert every
        for found in (line.probabilities, line.by_class, line.sureness, line.none):
            assert found.keys() == every


def test_of_other_classes_one_network_tells_how_sure_the_reader_is(splits):
    digits = n4.load_model()
    letters = replace(digits, details={"classes": list("abcdefghij")})
    for line in recognize(letters, splits, every=True):
        assert line.none == {}
        said = np.array(list(line.probabilities.values()))
        alone = sureness_by_class(said)
        for found, expected in zip(line.by_class.values(), alone, strict=True):
            # Of several lines at once or of one: sums may round otherwise.
            assert found == pytest.approx(expected, rel=1e-12)
        assert [*line.sureness.values()] == pytest.approx(alone.max(axis=1), rel=1e-12)


def test_no_lines_are_no_trouble():
    assert recognize(n4.load_model(), [], every=True) == []
