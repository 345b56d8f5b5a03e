import pytest

from network4.text import printable, printable_lines


@pytest.mark.parametrize(
    "unsafe",
    [
        *map(chr, range(32)),
        *map(chr, range(0x7F, 0xA0)),
        *map(chr, [0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]),
        "\udcff",
        *"\u200b\ufeff\u2060\U000e0041",
    ],
)
def test_what_moves_or_hides_text_is_escaped(unsafe):
    shown = printable(f"a{unsafe}b")
    assert shown.startswith("a\\") and shown.endswith("b")
    assert shown.isascii() and shown.isprintable()


@pytest.mark.parametrize(
    "text",
    ["", "7", "größer", "٣", "می‌خواهم", "👩‍👧", "[red]", "1\u3000月", "n°\u202f5"],
)
def test_all_else_stays(text):
    assert printable(text) == text


def test_lines_stay_lines():
    assert printable_lines("a\n\tb\r\x1b[2J") == "a\n\tb\\r\\x1b[2J"
