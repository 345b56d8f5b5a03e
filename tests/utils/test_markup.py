import re

import pytest

from network4.utils.markup import html_block, html_folded, html_table


@pytest.mark.parametrize("text", ["<b>&amp;", 'a" onclick="b', "a\x1bb", "\u202eabc"])
def test_text_stays_text_in_every_place(text):
    table = html_table([[text, 1]], "lr", head=[text, "count"])
    for html in (table, html_block(text, ""), html_folded(text, "")):
        tags = re.sub(r"&[#\w]+;", "", re.sub(r"<[^>]*>", "", html))
        assert not set(tags) & set('<>"\x1b\u202e')
        assert "onclick=" not in "".join(re.findall(r"<[^>]*>", html))


def test_a_table_has_its_cells_their_sides_and_their_shades():
    html = html_table([["  a", 1], ["b", 22]], "lr", shades=[[0, 0], [0, 0.5]])
    assert re.findall(r">([^<>\n]+)</td>", html) == ["  a", "1", "b", "22"]
    assert re.findall(r"text-align:(\w+)", html) == ["left", "right"] * 2
    assert re.findall(r"rgba\(64,128,208,([\d.]+)\)", html) == ["0.30"]
