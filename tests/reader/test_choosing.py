"""The best way through a line is found, and what need not be looked at is not."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from network4.reader.choosing import (
    Choice,
    Step,
    choose,
    choose_together,
    promising,
    two_best_texts,
)
from network4.reader.constants import CHOOSING, JOINING
from network4.reader.joining import Other, Span, Split, split_line
from network4.reader.lines import Line
from network4.reader.pieces import Piece

NONE = Piece(np.ones((1, 1), np.float32), 0, 0)


@st.composite
def lattices(draw):
    """Small lattices, how sure the reader is of each span, and that it is no digit."""
    size = draw(st.integers(2, 6))
    pairs = list(itertools.combinations(range(size), 2))
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=9))
    spans = [Span(*pair, NONE, draw(st.floats(0, 2))) for pair in sorted(chosen)]
    others = [
        Other(*span[:2], NONE, cost, text, draw(st.floats(0.5, 3)), number)
        for number, span in enumerate(spans)
        for cost, text in draw(st.sampled_from([(), ((9.0, "?"),), ((4.0, ""),)]))
    ]
    wholes = {span[:2]: number for number, span in enumerate(spans)}
    for ends in draw(st.lists(st.sampled_from(pairs), max_size=6)):
        cost, text = draw(st.floats(0.0, 9)), draw(st.sampled_from(".-/"))
        others.append(Other(*ends, NONE, cost, text, whole=wholes.get(ends)))
    sureness = {n: draw(st.floats(0.01, 1)) for n in range(len(spans))}
    none = {n: draw(st.floats(0.01, 1)) for n in range(len(spans))}
    return Split(size, tuple(spans), tuple(others), NONE, 1.0, 1.0), sureness, none


def other_cost(other, sureness, none):
    cost = other.cost
    if other.text in ("?", "") and sureness[other.whole] < CHOOSING.STRANGE:
        cost = min(other.cost, other.cost_if_strange)
    is_seen = other.text in (".", "-", "") and other.whole is not None
    return cost - math.log(none[other.whole]) if is_seen else cost


def all_ways(split, sureness, none, here=0):
    """Every way from a border to the last: (digits, cost)."""
    if here == split.num_borders - 1:
        yield 0, 0.0
    for number, span in enumerate(split.spans):
        if span.first == here:
            p = sureness[number]
            for count, cost in all_ways(split, sureness, none, span.last):
                yield count + 1, cost + span.cost - math.log(p)
    for other in split.others:
        if other.first == here:
            own = other_cost(other, sureness, none)
            for count, cost in all_ways(split, sureness, none, other.last):
                yield count + (other.text == "?"), cost + own


@given(lattices())
def test_the_best_way_is_found_for_every_number_of_digits(lattice):
    expected = {}
    for count, cost in all_ways(*lattice):
        expected[count] = min(cost, expected.get(count, math.inf))
    found = choose(*lattice)
    assert {n: pytest.approx(c.cost) for n, c in found.items()} == expected
    split, sureness, none = lattice
    for count, choice in found.items():
        unread = [split.others[n].text for n in choice.others].count("?")
        assert len(choice.spans) + unread == count
    for choice in found.values():
        parts = [split.spans[n] for n in choice.spans]
        others = [split.others[n] for n in choice.others]
        cost = sum(span.cost for span in parts)
        cost += sum(other_cost(other, sureness, none) for other in others)
        parts += others
        cost -= sum(math.log(sureness[n]) for n in choice.spans)
        assert choice.cost == pytest.approx(cost)
        # The parts follow on one another from the first border to the last.
        ends = sorted(part[:2] for part in parts)
        assert [0, *(last for _, last in ends)] == [
            *(first for first, _ in ends),
            split.num_borders - 1,
        ]


def test_lines_share_the_digits_that_are_expected():
    first = {1: Choice(0.1, (0,)), 2: Choice(0.5, (1, 2))}
    second = {1: Choice(0.9, (3,)), 2: Choice(0.2, (4, 5))}
    assert choose_together([first, second], None) == [first[1], second[2]]
    assert choose_together([first, second], 2) == [first[1], second[1]]
    assert choose_together([first, second], 4) == [first[2], second[2]]
    assert choose_together([first, second], 5) is None
    assert choose_together([], None) == []


@given(lattices(), st.integers(1, 3))
def test_the_best_way_is_found_without_looking_at_what_cannot_be_on_it(lattice, few):
    split, sureness, none = lattice
    looked_at = {}
    while wanted := promising(split, looked_at, {n: none[n] for n in looked_at})[:few]:
        assert not looked_at.keys() & set(wanted)
        looked_at |= {number: sureness[number] for number in wanted}
    best, found = (
        min((way.cost for way in choose(split, p, none).values()), default=math.inf)
        for p in (sureness, looked_at)
    )
    assert found == pytest.approx(best)


def test_what_costs_more_than_a_known_way_is_not_looked_at():
    """Two pieces, each of which may be cut, and both of which may be one digit."""
    forms = {(0, 1): 0.4, (0, 2): 0.0, (1, 2): 0.4, (2, 3): 0.0, (0, 3): 0.9}
    spans = tuple(Span(*pair, NONE, cost) for pair, cost in forms.items())
    others = Other(0, 2, NONE, 9.0, "?"), Other(2, 3, NONE, 9.0, "?")
    split = Split(4, spans, others, NONE, 1.0, 1.0)
    # Whole pieces first, then both as one, then the ways with a cut.
    assert promising(split, {}, {}) == [1, 3, 0, 2, 4]
    # The cut one costs 0.8 and both as one 0.9: more than -ln 0.8 = 0.22 as it is.
    assert promising(split, {1: 0.8, 3: 0.9}, {}) == []
    # Where that is -ln 0.4 = 0.92, both as one may be better, and so may a cut.
    assert promising(split, {1: 0.4, 3: 0.9}, {}) == [4, 0, 2]


def test_what_is_no_digit_as_a_whole_is_divided_only_if_that_is_cheap():
    """A letter may be cut into parts that look like digits."""
    forms = {(0, 1): 0.2, (0, 2): 0.0, (1, 2): 0.2}
    spans = tuple(Span(*pair, NONE, cost) for pair, cost in forms.items())
    split = Split(
        3, spans, (Other(0, 2, NONE, 9.0, "?", 0.8, whole=1),), NONE, 1.0, 1.0
    )

    def chosen(whole, parts):
        readings = choose(split, {0: parts, 1: whole, 2: parts}, {})
        return min(readings.values(), key=lambda choice: choice.cost)

    assert chosen(whole=0.01, parts=0.95).spans == (0, 2)
    assert chosen(whole=0.01, parts=0.5).others == (0,)
    # A digit that the network is not sure of stays one.
    assert chosen(whole=0.3, parts=0.2).spans == (1,)


@st.composite
def steps(draw):
    """Parts of a line, and the number of its last border."""
    size = draw(st.integers(2, 5))
    pairs = list(itertools.combinations(range(size), 2))
    texts = st.sampled_from([(), (1,), (2,), (".",)])
    one = st.builds(
        lambda pair, cost, text: Step(*pair, cost, text),
        st.sampled_from(pairs),
        st.floats(0, 3),
        texts,
    )
    return draw(st.lists(one, max_size=9)), size - 1


def every_text(parts, last, here=0):
    """Every text of a line with its cost, by all ways."""
    if here == last:
        yield (), 0.0
    for part in parts:
        if part.first == here:
            for text, cost in every_text(parts, last, part.last):
                yield part.text + text, part.cost + cost


@given(steps())
def test_the_two_cheapest_texts_are_those_of_all_ways(line):
    parts, last = line
    cheapest = {}
    for text, cost in every_text(parts, last):
        cheapest[text] = min(cost, cheapest.get(text, math.inf))
    expected = sorted(cheapest.values())[:2]
    found = two_best_texts(parts, last)
    assert sorted(found.values()) == pytest.approx(expected)
    for text, cost in found.items():
        assert cost == pytest.approx(cheapest[text])


def cheapest(split, sureness, none):
    readings = choose(split, sureness, none)
    return min(readings.values(), key=lambda choice: choice.cost)


@pytest.mark.parametrize("sign", [".", ",", "-", ":", "+", "="])
def test_a_sign_costs_more_the_surer_a_network_is_that_it_is_a_digit(sign):
    other = Other(0, 1, NONE, 0.02, sign, whole=0)
    split = Split(2, (Span(0, 1, NONE, 0.1),), (other,), NONE, 1.0, 1.0)
    for none in (1.0, 0.5, 0.01):
        choice = choose(split, {0: 0.6}, {0: none})[0]
        assert choice.others == (0,)
        assert choice.cost == pytest.approx(0.02 - math.log(none))
    # Nothing is impossible.
    certain = choose(split, {0: 0.6}, {0: 0.0})[0]
    assert certain.cost == pytest.approx(0.02 - math.log(CHOOSING.LEAST_SURENESS))
    # A digit costs 0.1 - ln 0.6 = 0.61, and the sign the same if none is 0.55.
    assert cheapest(split, {0: 0.6}, {0: 0.56}).others == (0,)
    assert cheapest(split, {0: 0.6}, {0: 0.54}).spans == (0,)


def test_a_slash_and_what_no_network_judged_cost_what_they_cost():
    span = Span(0, 1, NONE, 0.1)
    for other, none in [
        (Other(0, 1, NONE, 0.02, "/", whole=0), {0: 0.01}),
        (Other(0, 1, NONE, 0.02, ".", whole=0), {}),
        (Other(0, 1, NONE, 0.02, ".", whole=None), {0: 0.01}),
    ]:
        split = Split(2, (span,), (other,), NONE, 1.0, 1.0)
        assert choose(split, {0: 0.6}, none)[0].cost == 0.02


def test_what_may_be_a_sign_is_shown_first():
    """However dear the other readings with it are: a network may see a digit in it."""
    forms = {(0, 1): 0.0, (1, 2): 8.0, (2, 3): 0.0, (1, 3): 7.0}
    spans = tuple(Span(*pair, NONE, cost) for pair, cost in forms.items())
    others = (
        Other(1, 3, NONE, 0.02, "=", whole=3),
        Other(2, 3, NONE, 9.0, "?", 1.0, whole=2),
        Other(1, 2, NONE, 0.02, "-", whole=1),
        Other(0, 1, NONE, 0.02, ".", whole=None),
    )
    split = Split(4, spans, others, NONE, 1.0, 1.0)
    assert promising(split, {}, {}) == [1, 3]
    assert promising(split, {1: 0.1}, {1: 0.9}) == [3]
    # The rest is as far as it pays: the first is read as a point for 0.02, the second
    # and third together as a sign for 0.02 - ln 0.9 = 0.13.
    shown = {1: 0.1, 3: 0.1}
    assert promising(split, shown, {1: 0.5, 3: 0.9}) == [0]
    # If it was a digit for sure, 0.02 - ln 0.5 and an unseen digit may be better.
    assert promising(split, shown, {1: 0.5, 3: 0.01}) == [0, 2]


@pytest.mark.parametrize("none", [{}, {1: 0.01}])
@pytest.mark.parametrize("seen", [0.99, 0.01])
def test_a_low_piece_in_which_no_digit_is_seen_is_left_out_for_little(seen, none):
    """A mark of three tenths of the line's height, far from the digits beside it."""
    high, low = np.ones((40, 20), np.float32), np.ones((12, 14), np.float32)
    pieces = Piece(high, 10, 0), Piece(low, 24, 40), Piece(high, 10, 80)
    split = split_line(Line(pieces, 40.0, 10, 50), pen=5.0)
    assert [span[:2] for span in split.spans] == [(0, 1), (1, 2), (2, 3)]
    # The dearer the higher, up to the height from which it is printed as unread.
    share = (12 / 40 - JOINING.LOWEST) / (JOINING.LOW - JOINING.LOWEST)
    more = share * (JOINING.LEFT_OUT_COST - JOINING.LOW_LEFT_OUT_COST)
    expected = JOINING.LOW_LEFT_OUT_COST + (more if seen > CHOOSING.STRANGE else 0)
    two = choose(split, {0: 1.0, 1: seen, 2: 1.0}, none)[2]
    assert two.spans == (0, 2)
    forms = split.spans[0].cost + split.spans[2].cost
    # A network that saw it with the ink around it may see a digit in it, too.
    doubt = -math.log(none.get(1, 1.0))
    assert two.cost == pytest.approx(expected + doubt + forms)
