"""The words of programs, of Python 2 as of 3."""

import bisect
import colorsys
import heapq
import io
import tokenize as pythons
from pathlib import Path

import pytest

from network4.book.python2.tokens import commas, group_end, statements, tokenize


@pytest.mark.parametrize("module", [bisect, colorsys, heapq], ids=str)
def test_words_are_those_that_pythons_own_tokenizer_finds(module):
    text = Path(module.__file__).read_text()
    layout = {pythons.COMMENT, pythons.NL, pythons.NEWLINE, pythons.INDENT}
    layout |= {pythons.DEDENT, pythons.ENDMARKER}
    theirs = [
        token.string
        for token in pythons.generate_tokens(io.StringIO(text).readline)
        if token.type not in layout
    ]
    ours = [token for token in tokenize(text) if token.is_code]
    assert [token.text for token in ours if token.kind != "newline"] == theirs


@pytest.mark.parametrize(
    "text",
    [
        "0777 10L 0xFFL 1.5e3 1e5 .5 5. 3j",
        "a<>b `x`",
        "'a\\'b' \"\"\"c\n'd\"\"\" ur'e'",
    ],
)
def test_words_make_up_the_program(text):
    assert "".join(token.text for token in tokenize(text)) == text


def words_of(text):
    tokens = tokenize(text)
    return [[tokens[place].text for place in words] for words in statements(tokens)]


def test_statements_end_where_they_do():
    text = "if a[1:2]: print b; c\nd = {1:\n 2}\nf = lambda x: x\n"
    assert [words for words in words_of(text) if words] == [
        ["if", "a", "[", "1", ":", "2", "]"],
        ["print", "b"],
        ["c"],
        ["d", "=", "{", "1", ":", "\n 2".strip(), "}"],
        ["f", "=", "lambda", "x", ":", "x"],
    ]


def test_commas_between_values_alone_are_found():
    tokens = tokenize("a,f(b,c),lambda x,y:x,d")
    assert len(commas(tokens, range(len(tokens)))) == 3
    assert tokens[group_end(tokens, 3)].text == ")"
    assert group_end(tokenize("(a"), 0) == 1
