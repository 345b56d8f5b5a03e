"""The lines by which reading is measured are written as they should be."""

import itertools

import numpy as np
import pytest
from scipy import ndimage

from network4.datasets import Split


@pytest.fixture
def rings():
    """Two digits: rings of 20 pixels, labelled 0 and 8."""
    down, right = np.indices((28, 28)) - 13.5
    radius = np.hypot(down, right)
    ring = np.where((radius < 10) & (radius > 7), 255, 0).astype(np.uint8)
    return Split(np.stack([ring, ring]), np.array([0, 8], np.uint8))


def pieces(example):
    dark = example.image < 128
    return ndimage.label(dark, np.ones((3, 3)))[1]


@pytest.mark.parametrize(("gap", "expected"), [(0.5, 4), (0.1, 4), (0.0, 1), (-0.1, 1)])
def test_gaps_are_between_inks(lines, rings, gap, expected):
    condition = lines.Condition((4, 4), gap=(gap, gap), noise=0)
    generator = np.random.Generator(np.random.Philox(0))
    example = lines.make_line(rings, condition, generator)
    assert len(example.text) == 4
    assert set(example.text) <= set("08")
    assert pieces(example) == expected


def test_the_same_seed_writes_the_same_line(lines, rings):
    condition = lines.Condition((1, 12), slant=10, background="texture", frame=True)
    first, again = (
        lines.make_line(rings, condition, np.random.Generator(np.random.Philox(7)))
        for _ in range(2)
    )
    assert first.text == again.text
    np.testing.assert_array_equal(first.image, again.image)


@pytest.mark.parametrize(
    ("changes", "brighter"),
    [({"pen": 3.0}, False), ({"pen": -1.5}, True), ({"light": 0.6}, False)],
)
def test_conditions_do_something(lines, rings, changes, brighter):
    def mean(condition):
        generator = np.random.Generator(np.random.Philox(1))
        return lines.make_line(rings, condition, generator).image.mean()

    plain = lines.Condition((3, 3), noise=0)
    changed = lines.Condition((3, 3), noise=0, **changes)
    assert (mean(changed) > mean(plain)) == brighter


def test_paper_has_rules_and_frames(lines, rings):
    for changes in (
        {"background": "ruled"},
        {"frame": True},
        {"background": "squared"},
    ):
        generator = np.random.Generator(np.random.Philox(2))
        condition = lines.Condition((3, 3), noise=0, **changes)
        image = lines.make_line(rings, condition, generator).image.astype(int)
        paper = np.median(image)
        rows = (image < paper - 20).mean(axis=1)
        assert rows.max() > 0.9


@pytest.mark.parametrize("form", ["cells", "comb", "boxes", "table"])
def test_forms_have_lines_and_all_digits(lines, rings, form):
    generator = np.random.Generator(np.random.Philox(3))
    condition = lines.Condition((6, 6), noise=0, form=form, columns=3)
    example = lines.make_line(rings, condition, generator)
    assert [len(row) for row in example.text.split("\n")] == [3, 3]
    dark = example.image < np.median(example.image) - 40
    holes = ndimage.label(~dark)[1] - 1
    # A ring has a hole, and a cell is one around it; combs are open.
    assert holes >= (6 if form == "comb" else 12)


def test_signs_are_among_the_digits_in_their_order(lines, rings):
    found = set()
    for seed in range(30):
        generator = np.random.Generator(np.random.Philox(seed))
        condition = lines.Condition((4, 4), noise=0, has_signs=True)
        example = lines.make_line(rings, condition, generator)
        signs = [c for c in example.text if not c.isdigit()]
        assert len(example.text) - len(signs) == 4
        # A colon and an equals sign are two pieces; other signs and rings are one.
        doubled = signs.count(":") + signs.count("=")
        assert pieces(example) == 4 + len(signs) + doubled
        found |= set(signs)
    assert found == set(".,-/:+=")


def test_a_letter_is_among_the_digits_in_its_place(lines, rings):
    condition = lines.Condition((3, 3), noise=0, has_letter=True)
    for seed in range(10):
        generator = np.random.Generator(np.random.Philox(seed))
        example = lines.make_line(rings, condition, generator)
        assert example.text.count("?") == 1
        assert len(example.text) == 4
        assert pieces(example) == 4


def test_a_turned_page_has_three_lines(lines, rings):
    texts, sides = set(), set()
    for seed in range(8):
        generator = np.random.Generator(np.random.Philox(seed))
        example = lines.make_turned_page(rings, lines.Condition((4, 4)), generator)
        texts.add(tuple(len(line) for line in example.text.split("\n")))
        assert pieces(example) == 12
        sides.add(example.image.shape[0] > example.image.shape[1])
    assert texts == {(4, 4, 4)}
    assert sides == {False, True}


def owned(lines, rings, condition, seed):
    """Return a line's ink, 0 to 1, who owns its pixels, and its text."""
    generator = np.random.Generator(np.random.Philox(seed))
    example, owners = lines.make_owned_line(rings, condition, generator)
    assert owners.shape == example.image.shape
    image = example.image.astype(float)
    paper, darkest = image.max(), image.min()
    return (paper - image) / (paper - darkest), owners, example.text


# Of brightness 0.75 at least ink takes 0.55 at least, 105 of 255: rounding of the paper
# and of a pixel moves ink by 0.01 at most. From 0.3 on it is somebody's.
LESS, MORE = 0.28, 0.32


@pytest.mark.parametrize("extra", ["", "has_signs", "has_letter"])
def test_each_pixel_of_a_spaced_line_is_of_the_sign_in_whose_columns_it_is(
    lines, rings, extra
):
    changes = {extra: True} if extra else {}
    condition = lines.Condition((3, 5), noise=0, **changes)
    for seed in range(12):
        ink, owners, text = owned(lines, rings, condition, seed)
        assert (owners[ink > MORE] > 0).all()
        assert not owners[ink < LESS].any()
        assert set(np.unique(owners)) == set(range(len(text) + 1))
        columns = [
            np.flatnonzero((owners == number + 1).any(axis=0))
            for number in range(len(text))
        ]
        if extra != "has_signs":  # a point may stand below the curve of a digit
            for before, behind in itertools.pairwise(columns):
                assert before[-1] < behind[0]
        # Rings are as wide as high, and what is written beside them has another form.
        for number, name in enumerate(text, 1):
            rows, across = np.nonzero(owners == number)
            is_ring = abs(np.ptp(rows) - np.ptp(across)) <= 1 and np.ptp(rows) > 50
            assert is_ring or not name.isdigit()


def test_a_line_owns_what_the_line_without_owners_has(lines, rings):
    condition = lines.Condition((3, 5), background="squared")
    with_, without = (
        make(rings, condition, np.random.Generator(np.random.Philox(4)))
        for make in (lines.make_owned_line, lines.make_line)
    )
    np.testing.assert_array_equal(with_[0].image, without.image)
    assert with_[0].text == without.text


def test_ink_of_two_digits_is_nobodys(lines, rings):
    alone = lines.Condition((1, 1), noise=0)
    num_pixels = (owned(lines, rings, alone, 0)[1] == 1).sum()
    over = lines.Condition((2, 2), gap=(-0.5, -0.5), noise=0)
    ink, owners, _ = owned(lines, rings, over, 0)
    first, second = ((owners == number).sum() for number in (1, 2))
    assert first == second
    assert 0 < num_pixels - first < num_pixels / 2
    # The rings have as many pixels as they have alone.
    shared = (owners == 0) & (ink > LESS)
    unsure = (ink > LESS) & (ink < MORE)
    assert abs(shared.sum() - (num_pixels - first)) <= unsure.sum()


@pytest.mark.parametrize(
    "changes",
    [{"form": "cells"}, {"slant": 10.0}, {"desk": 0.3}, {"frame": True}],
    ids=str,
)
def test_of_a_line_that_was_moved_nothing_is_known(lines, rings, changes):
    condition = lines.Condition((3, 3), noise=0, **changes)
    _, owners, _ = owned(lines, rings, condition, 1)
    assert not owners.any()
