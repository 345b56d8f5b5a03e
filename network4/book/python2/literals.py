"""Texts as they are written in a program: escapes, which were others."""

import re

from network4.book.python2.texts import character

_ESCAPE = re.compile(
    r"\\(?:x(?P<hexadecimal>[0-9a-fA-F]{2})|(?P<octal>[0-7]{1,3})|(?P<other>.))",
    re.DOTALL,
)


def written(text: str, escapes: bool) -> str:
    r"""Return a text whose `\u`, `\U` and `\N` are no escapes if they were none.

    An escape such as `\xff` stands for a byte where the text is none of Unicode.

    Args:
        text: as it stands in the program, with its quotes.
        escapes: whether a text without a prefix is one of bytes.
    """
    prefix = re.match(r"\w*", text)
    kind = prefix[0].lower() if prefix else ""
    if "u" in kind and "r" in kind:
        return "u" + _ESCAPE.sub(_raw_escape, text[len(kind) :])
    if kind or not escapes:
        return text
    return _ESCAPE.sub(_escape, text)


def _escape(escape: re.Match[str]) -> str:
    hexadecimal, octal, other = escape.groups()
    if other is not None:
        return rf"\\{other}" if other in "uUN" else escape[0]
    code = int(hexadecimal, 16) if hexadecimal else int(octal, 8) % 256
    return f"\\u{ord(character(code)):04x}" if code >= 128 else escape[0]


def _raw_escape(escape: re.Match[str]) -> str:
    r"""Return an escape of a raw text for one that is not raw; `\u` is one in both."""
    if escape["other"] == "u":
        return escape[0]
    marks = {"'", '"', "\\"}
    return ("\\\\\\" if escape["other"] in marks else "\\\\") + escape[0][1:]
