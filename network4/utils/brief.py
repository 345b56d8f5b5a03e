"""Values that came from elsewhere, short and harmless enough for a sentence."""

import unicodedata

_LONGEST = 40  # characters
# Controls, terminal escapes among them; formats, which turn the direction of writing;
# halves of characters; breaks of lines and paragraphs.
_UNSHOWN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def brief(value: object) -> str:
    """Return a value, or an error's message, on one line of some 40 characters.

    Example:
        >>> brief([1, 2]), len(brief("a" * 99))
        ('[1, 2]', 43)
    """
    try:
        text = str(value) if isinstance(value, Exception) else repr(value)
    except (RecursionError, ValueError):  # nested too deeply, or a number too long
        text = f"a {type(value).__name__}"
    line = one_line(text)
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}..."


def one_line(text: str) -> str:
    """Return text with a space for whatever is no character to be read.

    Example:
        >>> one_line(f"A{chr(27)}[31m{chr(10)}B{chr(0x202E)}C")
        'A [31m B C'
    """
    shown = (" " if unicodedata.category(c) in _UNSHOWN else c for c in text)
    return " ".join("".join(shown).split())
