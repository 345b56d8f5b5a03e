"""Make text from strangers safe to show on a terminal."""

# Joiners, without which names in Persian cannot be written, and spaces of other widths.
_KEPT = "\u200c\u200d\u00a0\u202f\u3000"


def printable(text: str, kept: str = _KEPT) -> str:
    r"""Return text with escapes for characters that move, hide or colour other text.

    Args:
        text: any text, even with halves of characters, which no terminal can show.
        kept: characters that stay although they are not printable; default joiners and
            spaces.

    >>> printable("red\x1b[31m\n")
    'red\\x1b[31m\\n'
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in kept else _escaped(c) for c in text)


def printable_lines(text: str) -> str:
    r"""Return text like `printable`, but keep line ends and tabs.

    >>> printable_lines("one\n\ttwo\x07")
    'one\n\ttwo\\x07'
    """
    return printable(text, f"{_KEPT}\n\t")


def is_one_line(text: str) -> bool:
    r"""Return whether text has no line break, not even at its end.

    >>> is_one_line("a b"), is_one_line("a\r"), is_one_line("a\u2028b")
    (True, False, False)
    """
    return len(f"{text}.".splitlines()) == 1


def counted(count: int, noun: str) -> str:
    """Return a count with its noun.

    >>> counted(1, "layer"), counted(2000, "layer")
    ('1 layer', '2,000 layers')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode()
