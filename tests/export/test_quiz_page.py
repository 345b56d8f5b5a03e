"""The quiz page: what is asked, how it is answered, and what is made of it."""

from dataclasses import replace

import numpy as np
import pytest
from looked_at import check_fits_a_phone, check_names_differ, check_words_stand_out
from scipy.stats import binomtest

from network4.errors import ArgumentError, ShapeError
from network4.export import Quiz, write_quiz_page
from network4.export.bundle import bundle

LABELS = [3, 1, 4, 1, 5, 9]
ANSWERS = [3, 1, 9, 1, 6, 9]
IS_HARD = [False, False, True, False, True, False]
IS_DISPUTED = [False, False, False, False, True, True]


@pytest.fixture(scope="module")
def quiz():
    generator = np.random.Generator(np.random.Philox(8))
    return Quiz(
        images=generator.integers(0, 256, (6, 28, 28), np.uint8),
        labels=np.array(LABELS),
        answers=np.array(ANSWERS),
        indices=np.arange(100, 106),
        is_hard=np.array(IS_HARD),
        is_disputed=np.array(IS_DISPUTED),
        about="Six digits, <b>not bold</b>.",
        rival="A network.",
        rival_wrong=35,
        rival_total=10_000,
        following="Do it again.",
    )


@pytest.fixture(scope="module")
def quiz_page(quiz, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "quiz.html"
    write_quiz_page(path, quiz)
    return path


@pytest.fixture
def page(open_page, quiz_page):
    return open_page(quiz_page)


def answer(page, digits):
    page.tab.click("#begin")
    for digit in digits:
        page.tab.keyboard.press(str(digit))


def table_of(page):
    rows = page.tab.locator("#table tr").all()
    return [row.locator("th, td").all_inner_texts() for row in rows]


def wilson(count, total):
    """Return SciPy's interval."""
    interval = binomtest(count, total).proportion_ci(method="wilson")
    return interval.low, interval.high


def as_percent(share):
    return f"{100 * share:.{2 if 0 < share < 0.01 else 1}f}%"


def rate(count, total):
    low, high = map(as_percent, wilson(count, total))
    return f"{as_percent(count / total)} ({low} to {high})"


def test_errors_of_both_stand_side_by_side_with_their_intervals(page):
    answer(page, [3, 7, 4, 1, 0, 9])
    rows = table_of(page)
    times = [row.pop(3) for row in rows]
    assert rows == [
        ["4 at random", "1", rate(1, 4), "0", rate(0, 4)],
        ["2 hard", "1", rate(1, 2), "2", rate(2, 2)],
        ["all 10,000 test images", "", "", "35", rate(35, 10_000)],
    ]
    assert times[2] == "" and all(time.endswith(" s") for time in times[:2])
    worth = page.tab.text_content("#worth")
    low, high = map(as_percent, wilson(1, 4))
    assert "After 4 answers your error rate on all test images lies" in worth
    assert f" lies in {low} to {high}, with 95% confidence" in worth
    assert "below the network's 0.35%" in worth


def test_every_digit_that_is_misread_or_disputed_is_shown(page):
    answer(page, [3, 7, 4, 1, 0, 9])
    shown = page.tab.locator("#gallery figure").all_inner_texts()
    words = [" ".join(text.split()) for text in shown]
    assert [text.split(" (")[0] for text in words] == [
        "label 1 you 7",
        "label 4 you 4",
        "label 5 you 0",
        "label 9 you 9",
    ]
    assert [text.endswith("label disputed") for text in words] == [0, 0, 1, 1]
    assert "network 9 test image 102" in words[1]
    assert page.tab.text_content("#on-disputed") == (
        "Of these digits, 2 have a label that raters dispute. On those, you differ "
        "from the label 1 times, and the network 1."
    )


def test_the_image_that_is_asked_is_the_quiz_s(page, quiz):
    page.tab.click("#begin")
    page.tab.keyboard.press("3")
    ink = page.tab.evaluate(
        """Array.from(document.getElementById("image").getContext("2d")
            .getImageData(0, 0, 28, 28).data).filter((_, at) => at % 4 === 3)"""
    )
    assert np.array_equal(np.reshape(ink, (28, 28)), quiz.images[1])
    assert page.tab.text_content("#progress") == "Digit 2 of 6"


def test_buttons_answer_too_and_other_keys_do_not(page):
    page.tab.keyboard.press("4")  # nothing is asked yet
    page.tab.click("#begin")
    for key in ("a", "Enter", "Control+1", "ArrowUp"):
        page.tab.keyboard.press(key)
    assert page.tab.evaluate("network4.state.answers") == []
    page.tab.click("#keys button:has-text('7')")
    given = page.tab.evaluate("network4.state.answers")
    assert [each["answer"] for each in given] == [7]


def test_a_key_that_is_held_down_answers_once(page):
    page.tab.click("#begin")
    page.tab.keyboard.down("1")
    page.tab.keyboard.down("1")  # what a keyboard sends while a key is held
    page.tab.keyboard.up("1")
    assert len(page.tab.evaluate("network4.state.answers")) == 1


HIDE = """(isHidden) => {
    Object.defineProperty(document, "hidden", { value: isHidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_the_clock_runs_while_a_digit_is_seen(page):
    page.tab.click("#begin")
    began = page.tab.evaluate("performance.now()")
    page.tab.wait_for_timeout(300)
    page.tab.keyboard.press("1")
    page.tab.evaluate(HIDE, True)
    page.tab.wait_for_timeout(600)
    page.tab.evaluate(HIDE, False)
    page.tab.keyboard.press("2")
    passed = (page.tab.evaluate("performance.now()") - began) / 1000
    seen, hidden = (
        each["seconds"] for each in page.tab.evaluate("network4.state.answers")
    )
    assert 0.3 <= seen
    # All that passed, but for what was hidden and for what came before `began`.
    assert hidden <= passed - 0.6 - 0.3
    assert page.tab.evaluate("network4.state.stage") == "asking"


def test_once_more_begins_anew(page):
    answer(page, LABELS)
    assert page.tab.evaluate("network4.state.stage") == "after"
    page.tab.click("#again")
    assert page.tab.text_content("#progress") == "Digit 1 of 6"
    assert page.tab.evaluate("network4.state.answers") == []


def test_without_digits_at_random_nothing_is_said_of_all(open_page, quiz, tmp_path):
    hard = replace(quiz, is_hard=np.ones(6, bool))
    write_quiz_page(tmp_path / "quiz.html", hard)
    page = open_page(tmp_path / "quiz.html")
    answer(page, LABELS)
    assert [row[0] for row in table_of(page)] == ["6 hard", "all 10,000 test images"]
    assert page.tab.text_content("#worth").startswith("Without digits at random")


INTERVALS = (
    "(cases) => {{ {script}\nreturn cases.map((each) => wilsonInterval(...each)); }}"
)
NEEDED = "(shares) => {{ {script}\nreturn shares.map(countNeeded); }}"


def test_intervals_are_those_of_scipy(page):
    cases = [
        (k, n) for n in (1, 2, 20, 40, 1000) for k in range(0, n + 1, max(1, n // 9))
    ]
    script = bundle("quiz/wilson.js")
    found = page.tab.evaluate(INTERVALS.format(script=script), cases)
    expected = [wilson(*case) for case in cases]
    # Some ten operations in float64, on shares of at most 1.
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-14)


def test_the_count_that_is_needed_is_the_first_that_suffices(page):
    shares = [0.5, 0.0044, 0.0035, 0.0021]
    script = bundle("quiz/wilson.js")
    for share, count in zip(
        shares, page.tab.evaluate(NEEDED.format(script=script), shares), strict=True
    ):
        assert wilson(0, count)[1] < share <= wilson(0, count - 1)[1]


def test_text_in_a_quiz_is_shown_as_it_is(page):
    assert "Six digits, <b>not bold</b>." in page.tab.inner_text("#before")


def test_nothing_is_asked_of_any_network(page):
    answer(page, LABELS)
    assert all(url.startswith("file:") for url in page.requests)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out(open_page, quiz_page, scheme):
    check_words_stand_out(open_page(quiz_page, color_scheme=scheme), scheme)


def test_it_fits_a_phone(open_page, quiz_page):
    page = open_page(quiz_page, viewport={"width": 360, "height": 740})
    check_fits_a_phone(page)
    page.tab.click("#begin")
    check_fits_a_phone(page)
    for digit in LABELS:
        page.tab.keyboard.press(str(digit))
    check_fits_a_phone(page)


def test_no_two_parts_of_its_script_have_one_name(quiz_page):
    check_names_differ(quiz_page, num_scripts=1)


@pytest.mark.parametrize(
    "changes, error, said",
    [
        ({"images": np.zeros((6, 8, 8), np.uint8)}, ShapeError, r"\(n, 28, 28\)"),
        ({"images": np.zeros((6, 28, 28))}, ShapeError, "array of uint8 with 3 axes"),
        ({"is_hard": np.zeros(6)}, ShapeError, "array of bool with 1 axes"),
        ({"indices": [0.5] * 6}, ShapeError, "indices must be an array of integer"),
        ({"about": 3}, ArgumentError, "about must be a str, received int"),
        ({"rival_wrong": 10_001}, ArgumentError, r"rival_wrong must be .* 0\.\.10000"),
        ({"rival_total": 0}, ArgumentError, "rival_total must be a whole number"),
        ({"answers": np.zeros(5, int)}, ShapeError, "each with one label"),
        ({"labels": np.full(6, 10)}, ArgumentError, r"labels must be in 0\.\.9"),
        ({"answers": np.full(6, -1)}, ArgumentError, r"answers must be in 0\.\.9"),
    ],
)
def test_what_cannot_be_asked_is_refused(quiz, changes, error, said):
    with pytest.raises(error, match=f"Quiz: .*{said}"):
        replace(quiz, **changes)


def test_what_is_no_quiz_is_refused(tmp_path):
    with pytest.raises(ArgumentError, match="write_quiz_page: quiz must be a Quiz"):
        write_quiz_page(tmp_path / "quiz.html", "quiz")
    assert not any(tmp_path.iterdir())


CELLS = """Array.from(document.querySelectorAll("#table td"))
    .filter((it) => it.offsetParent)
    .map((it) => [getComputedStyle(it, "::before").content, it.textContent])"""


def test_on_a_phone_every_figure_says_what_it_is(open_page, quiz_page):
    page = open_page(quiz_page, viewport={"width": 360, "height": 740})
    answer(page, [3, 7, 4, 1, 0, 9])
    cells = page.tab.evaluate(CELLS)
    heads = ['"you, wrong"', '"you, errors (95% interval)"', '"you, median time"']
    its = ['"the network, wrong"', '"the network, errors (95% interval)"']
    assert [name for name, _ in cells] == [*heads, *its, *heads, *its, *its]
    assert [text for _, text in cells[-2:]] == ["35", rate(35, 10_000)]
    assert not page.tab.is_visible("thead")


def test_on_a_desk_the_head_of_the_table_says_it(page):
    answer(page, [3, 7, 4, 1, 0, 9])
    assert page.tab.is_visible("thead")
    assert {name for name, _ in page.tab.evaluate(CELLS)} == {"none"}
