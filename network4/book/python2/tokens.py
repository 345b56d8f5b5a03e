"""The words of a program, of Python 2 as of 3, which today's `tokenize` refuses."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
  | (?P<space>[ \t\f]+|\\\n)
  | (?P<newline>\n)
  | (?P<string>(?i:ur|br|rb|[urbf])?
      (?:'{3}[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'{3}
        |"{3}[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"{3}
        |'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"))
  | (?P<number>0[xX][0-9a-fA-F]+[lL]?|0[bBoO][0-7]+[lL]?
      |(?:\d+\.\d*|\.\d+|\d+(?=[eE][-+]?\d))(?:[eE][-+]?\d+)?[jJ]?|\d+[lLjJ]?)
  | (?P<name>[^\W\d]\w*)
  | (?P<operator><>|<<=|>>=|\*\*=|//=|<<|>>|\*\*|//|[-+*/%&|^=!<>]=|->|\.\.\.|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_OPENING, _CLOSING = "([{", ")]}"


class Token(NamedTuple):
    """A word of a program, and which kind it is of."""

    kind: str
    text: str

    @property
    def is_code(self) -> bool:
        """Whether it is more than layout."""
        return self.kind not in {"comment", "space"}


def tokenize(text: str) -> list[Token]:
    """Return the words of a program; joined, they are the program.

    A line's end between brackets counts as space.

    Example:
        >>> [token.text for token in tokenize("print 0777L") if token.is_code]
        ['print', '0777L']
    """
    tokens: list[Token] = []
    depth = 0
    for match in _TOKEN.finditer(text):
        kind = str(match.lastgroup)
        if kind == "operator":
            depth += change_of_depth(match[0])
        if kind == "newline" and depth > 0:
            kind = "space"
        tokens.append(Token(kind, match[0]))
    return tokens


def change_of_depth(operator: str) -> int:
    """Return 1 for an opening bracket, -1 for a closing one, else 0."""
    return (operator in _OPENING) - (operator in _CLOSING)


def statements(tokens: Sequence[Token]) -> Iterator[list[int]]:
    """Yield where the words of each statement are; a header ends at its colon."""
    words: list[int] = []
    depth = lambdas = 0
    for place, token in enumerate(tokens):
        if not token.is_code:
            continue
        depth += change_of_depth(token.text) if token.kind == "operator" else 0
        lambdas += token.text == "lambda" and depth == 0
        ends = token.kind == "newline" or (token.text in {";", ":"} and depth == 0)
        if ends and token.text == ":" and lambdas:
            lambdas -= 1
        elif ends:
            yield words
            words, lambdas = [], 0
            continue
        words.append(place)
    yield words


def commas(tokens: Sequence[Token], words: Sequence[int]) -> list[int]:
    """Return where the commas are that are in no brackets and in no lambda."""
    found: list[int] = []
    depth = lambdas = 0
    for place in words:
        text = tokens[place].text
        depth += change_of_depth(text) if tokens[place].kind == "operator" else 0
        if depth == 0:
            lambdas += (text == "lambda") - (text == ":")
            if text == "," and lambdas <= 0:
                found.append(place)
    return found


def group_end(tokens: Sequence[Token], start: int) -> int:
    """Return where the bracket closes that opens at `start`; the last place if none."""
    depth = 0
    for place in range(start, len(tokens)):
        token = tokens[place]
        depth += change_of_depth(token.text) if token.kind == "operator" else 0
        if depth == 0:
            return place
    return len(tokens) - 1
