"""Text of strangers as a terminal may show it."""

import re

# Control characters, marks that turn the direction of writing, line ends, and halves of
# characters, which no terminal can show. Joiners stay: names in Persian need them.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def printable(text: str) -> str:
    r"""Return text with escapes for all that moves, hides or colours other text.

    >>> printable("red\x1b[31m\n")
    'red\\x1b[31m\\n'
    """
    return _UNSAFE.sub(_escaped, text)


def printable_lines(text: str) -> str:
    r"""Return the same, but line ends and tabs stay as they are.

    >>> printable_lines("one\n\ttwo\x07")
    'one\n\ttwo\\x07'
    """
    return _UNSAFE.sub(lambda m: m[0] if m[0] in "\n\t" else _escaped(m), text)


def _escaped(match: re.Match[str]) -> str:
    return ascii(match[0])[1:-1]
