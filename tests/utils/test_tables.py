"""Tables on a terminal."""

import pytest

from network4.utils.tables import print_table


@pytest.mark.parametrize("width", [40, 80])
def test_a_table_fits_and_loses_nothing(capsys, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    words = "words that go on and on beyond what one line holds, " * 2
    rows = [("a", words), None, ("x\x1b[2J", "2")]
    print_table("title", {"name": "left", "what it is": "right"}, rows)
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= width
    assert "\x1b" not in out
    for word in words.split():
        assert word in out
