"""Parts of lines are what was written there, or none."""

from dataclasses import replace

import numpy as np
import pytest

import network4 as n4
from network4.datasets import Split
from network4.experiments.flagged_ones import draw_flagged_ones
from network4.reader import normalize
from network4.reader.ink import find_ink
from network4.reader.joining import Span
from network4.reader.opening import open_picture
from network4.reader.pieces import Piece, join
from network4.reader.splitting import split_page
from network4.reader.straightening import straighten

tools_lines = pytest.importorskip("tools.lines", reason="needs a checkout")
parts = pytest.importorskip("tools.parts", reason="needs a checkout")
SPACED = tools_lines.Condition((3, 3), gap=(0.3, 0.5))
NEAR = replace(SPACED, gap=(0.25, 0.3))  # so that the reader joins two
LEVEL = 0, 1, 2  # seeds whose lines are level, as most are
NONE = np.eye(11, dtype=np.float32)[10]


@pytest.fixture(scope="module")
def digits():
    """Some that are one piece each, as most are."""
    train = n4.load_digits().train
    return train.part(np.flatnonzero(np.isin(train.labels, [0, 1, 3, 6, 8]))[:60])


def philox(seed):
    return np.random.Generator(np.random.Philox(seed))


@pytest.fixture
def made(monkeypatch, digits):
    """Return the parts of a line, its text, and its pieces from left to right."""

    def make(condition, seed):
        monkeypatch.setattr(parts, "draw_condition", lambda generator: condition)
        found = list(parts.parts_of_line(digits, n4.load_model(), philox(seed)))
        example = tools_lines.make_line(digits, condition, philox(seed))
        level = straighten(find_ink(open_picture(example.image).grey))
        assert not level.degrees
        [split] = split_page(level.written).splits
        whole = [other.piece for other in split.others if not other.is_sign]
        return found, example.text, whole

    return make


def targets_of(found, piece):
    """Return the targets of the parts that look like a piece."""
    image = normalize(piece.ink)
    return [part.target for part in found if np.array_equal(part.image, image)]


def test_whole_pieces_of_a_spaced_line_are_its_digits(made):
    for seed in LEVEL:
        found, text, whole = made(SPACED, seed)
        assert len(text) == len(whole) == 3
        for name, piece in zip(text, whole, strict=True):
            [target] = targets_of(found, piece)
            np.testing.assert_array_equal(target, np.eye(11)[int(name)])
        for part in found:
            assert part.image.shape == (28, 28) and part.image.dtype == np.uint8
            assert part.surroundings.shape == (2, 32, 40)
            assert part.surroundings.dtype == np.uint8
            assert part.target.dtype == np.float32
            assert part.target.sum() == pytest.approx(1)


def test_two_digits_together_are_none(made):
    seen = 0
    for seed in LEVEL:
        found, _, whole = made(NEAR, seed)
        assert len(whole) == 3
        for pair in (whole[:2], whole[1:]):
            targets = targets_of(found, join(pair))
            seen += len(targets)
            assert all(np.array_equal(target, NONE) for target in targets)
    assert seen > 0


def test_digits_that_touch_are_none_as_a_whole_and_digits_where_they_are_cut(made):
    condition = replace(SPACED, num_digits=(2, 2), gap=(0.0, 0.0))
    for seed in LEVEL:
        found, text, [whole] = made(condition, seed)
        [target] = targets_of(found, whole)
        np.testing.assert_array_equal(target, NONE)
        # The best part of each counts as it.
        sure = {part.target.argmax() for part in found if part.target.max() == 1}
        assert sure == {10, *map(int, text)}


def test_a_letter_is_none_and_the_digits_beside_it_are_digits(made):
    condition = replace(SPACED, has_letter=True)
    for seed in (2, 3, 4):
        found, text, whole = made(condition, seed)
        assert text.count("?") == 1
        for name, piece in zip(text, whole, strict=True):
            expected = NONE if name == "?" else np.eye(11)[int(name)]
            targets = targets_of(found, piece)
            assert all(np.array_equal(target, expected) for target in targets)
            assert targets or name == "?"


def test_of_a_line_that_is_made_level_nothing_is_known(monkeypatch, digits):
    """Its ink is turned, and what the pixels belong to is not."""
    example = tools_lines.make_line(digits, SPACED, philox(3))
    assert straighten(find_ink(open_picture(example.image).grey)).degrees
    monkeypatch.setattr(parts, "draw_condition", lambda generator: SPACED)
    assert list(parts.parts_of_line(digits, n4.load_model(), philox(3))) == []


def block(left, right, ink=1.0):
    return Piece(np.full((10, right - left), ink, np.float32), 0, left)


def test_the_share_of_a_digits_ink_tells_how_sure_it_is():
    """A 3 of 100 pixels, a letter beside it, and a 7."""
    owned = np.zeros((10, 36), np.int8)
    for number, left in enumerate((0, 12, 24), 1):
        owned[:, left : left + 10] = number
    pieces = [
        block(0, 10),  # the 3, and from here on less of it
        Piece(np.ones((9, 10), np.float32), 0, 0),
        Piece(np.ones((8, 10), np.float32), 0, 0),
        block(0, 22),  # the letter as well
        block(12, 22),  # the letter
        block(24, 34),  # the 7, and the same with a pale column of the letter
        Piece(np.hstack([np.full((10, 3), 0.2), np.ones((10, 10))]), 0, 21),
    ]
    spans = [Span(0, 1, piece, 0.0) for piece in pieces]
    found = parts._targets(spans, owned, "3?7")
    expected = np.zeros((7, 11))
    expected[[0, 5, 6], [3, 7, 7]] = 1
    # 0.96 of the most counts as all, and 0.85 as nothing.
    expected[1, 3] = (0.9 - 0.85) / (0.96 - 0.85)
    expected[:, 10] = 1 - expected.sum(axis=1)
    # Few operations in float32, each of which is off by 2^-24 at most.
    np.testing.assert_allclose(found, expected, atol=2**-20)


def test_a_digit_of_which_no_part_has_much_is_in_none():
    owned = np.zeros((10, 40), np.int8)
    owned[:, :10], owned[:, 10:] = 1, 2
    spans = [Span(0, 1, block(0, 40), 0.0), Span(0, 1, block(20, 40), 0.0)]
    # The 4 has 10 of 40 columns of one, and nothing of the other; the 5 has 30 of 40
    # of one, and 20 of 30 of the other: 0.67 / 0.75 = 0.89.
    found = parts._targets(spans, owned, "45")
    sure = (20 / 30 / 0.75 - 0.85) / (0.96 - 0.85)
    np.testing.assert_allclose(found[:, 5], [1, sure], atol=2**-20)
    np.testing.assert_allclose(found[:, 10], [0, 1 - sure], atol=2**-20)
    assert not found[:, 4].any()


def test_ones_with_a_flag_are_six_in_a_hundred_besides():
    plain = Split(np.full((100, 28, 28), 9, np.uint8), np.arange(100) % 10)
    more = parts.with_flags(plain, seed=5)
    np.testing.assert_array_equal(more.images[:100], plain.images)
    np.testing.assert_array_equal(more.images[100:], draw_flagged_ones(6, 5))
    assert more.labels.tolist() == [*plain.labels.tolist(), *6 * [1]]


def test_lines_are_written_in_many_ways():
    conditions = [parts.draw_condition(philox(seed)) for seed in range(100)]
    assert {c.has_letter for c in conditions} == {True, False}
    assert {c.has_signs for c in conditions} == {True, False}
    assert not any(c.has_letter and c.has_signs for c in conditions)
    # Where a form, a slant or a desk is, nobody knows what the ink belongs to.
    assert not any(c.form or c.slant or c.desk or c.frame for c in conditions)
    one, same = (parts.draw_condition(philox(7)) for _ in range(2))
    assert one == same


@pytest.fixture
def spaced(monkeypatch):
    monkeypatch.setattr(parts, "draw_condition", lambda generator: SPACED)
    monkeypatch.setenv("NETWORK4_NUM_THREADS", "1")  # as writing sets it


def test_what_is_written_is_read_again(spaced, digits, tmp_path):
    for number in (2, 12):
        path = tmp_path / f"{number:04}.npz"
        parts.write_parts(path, digits, seed=number, num_lines=1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0002.npz", "0012.npz"]
    model = n4.load_model()
    made = [
        part
        for number in (2, 12)
        for part in parts.parts_of_line(digits, model, philox(number))
    ]
    found = parts.read_parts(tmp_path)
    for column, each in zip(found, zip(*made, strict=True), strict=True):
        np.testing.assert_array_equal(column, np.array(each))
        assert column.dtype == each[0].dtype


def test_what_a_stopped_run_left_is_not_read(spaced, digits, tmp_path):
    parts.write_parts(tmp_path / "0000.npz", digits, seed=0, num_lines=1)
    before = parts.read_parts(tmp_path)
    (tmp_path / "0001.new.npz").write_bytes(b"PK, and no more")
    after = parts.read_parts(tmp_path)
    np.testing.assert_array_equal(before.surroundings, after.surroundings)


def test_files_that_exist_are_kept(spaced, digits, tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "_LINES_A_FILE", 1)
    monkeypatch.setattr(parts, "num_cores", lambda: 1)
    data = replace(n4.load_digits(), train=digits)
    monkeypatch.setattr(n4, "load_mnist", lambda: data)
    out = tmp_path / "new" / "parts"
    monkeypatch.setattr("sys.argv", ["parts", "--lines", "2", "--out", str(out)])
    out.mkdir(parents=True)
    (out / "0000.npz").write_bytes(b"is kept")
    parts.main()
    assert (out / "0000.npz").read_bytes() == b"is kept"
    assert sorted(path.name for path in out.iterdir()) == ["0000.npz", "0001.npz"]
    (out / "0000.npz").unlink()
    flagged = parts.with_flags(digits, seed=0)
    made = list(parts.parts_of_line(flagged, n4.load_model(), philox(1)))
    np.testing.assert_array_equal(
        parts.read_parts(out).image, np.array([part.image for part in made])
    )
