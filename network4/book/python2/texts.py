r"""Text and bytes, which were one kind of text.

A character of ASCII is a character of a text and a byte. A byte of 128 or more is what
Python's `surrogateescape` makes of it: `chr(200)` is `"\udcc8"`. So a program's `"é"`
has two characters, `u"é"` has one, and a file gets the bytes of either.
"""

import codecs
from collections.abc import Iterable
from typing import Any, cast

_ESCAPE = "surrogateescape"
_FIRST = 0xDC00  # of the characters that stand for bytes
_OF_BYTES = {"base64", "bz2", "hex", "quopri", "uu", "zlib"}


def as_text(value: bytes) -> str:
    r"""Return bytes as text, a character for each byte.

    Example:
        >>> as_text(b"a\xff")
        'a\udcff'
    """
    return str(value, "ascii", _ESCAPE)


def as_bytes(value: Any) -> Any:
    """Return text as bytes, and what is no text as it is."""
    return value.encode("utf-8", _ESCAPE) if isinstance(value, str) else value


def as_unicode(value: Any) -> Any:
    """Return text whose bytes are read as UTF-8, and what is no text as it is.

    Lists, tuples and dictionaries are read through.
    """
    if isinstance(value, str):
        return value if value.isascii() else as_bytes(value).decode("utf-8", _ESCAPE)
    if type(value) is dict:
        entries = cast("dict[Any, Any]", value).items()
        return {as_unicode(key): as_unicode(entry) for key, entry in entries}
    if type(value) in {list, tuple}:
        return type(value)(map(as_unicode, cast("Iterable[Any]", value)))
    return value


def texts_of(value: Any) -> Any:
    """Return bytes as text, also those in a list or tuple; the rest as it is."""
    if isinstance(value, bytes):
        return as_text(value)
    if type(value) in {list, tuple}:
        return type(value)(map(texts_of, cast("Iterable[Any]", value)))
    return value


def character(code: int) -> str:
    """Return the character of a byte, 0 to 255.

    Raises:
        ValueError: the code is no byte.
    """
    if not 0 <= code < 256:
        raise ValueError("chr() arg not in range(256)")
    return chr(code) if code < 128 else chr(_FIRST + code)


def code_of(character: Any) -> int:
    r"""Return the code of a character; an integer is its own.

    Example:
        >>> code_of("a"), code_of("\udcff"), code_of(7)
        (97, 255, 7)
    """
    if isinstance(character, int):
        return character
    code = ord(character)
    return code - _FIRST if _FIRST + 128 <= code < _FIRST + 256 else code


def codes_to_bytes(text: str) -> str:
    """Return a text in which the letters 128 to 255 of Unicode are bytes."""
    return "".join(c if ord(c) > 255 else character(ord(c)) for c in text)


def maketrans(old: str, new: str) -> str:
    """Return the table of 256 characters that `translate` takes.

    Raises:
        ValueError: the two texts differ in length.
    """
    if len(old) != len(new):
        raise ValueError("maketrans arguments must have same length")
    table = [character(code) for code in range(256)]
    for before, after in zip(old, new, strict=True):
        table[code_of(before)] = after
    return "".join(table)


def translate(text: str, table: Any, deletions: str = "") -> str:
    """Return a text without some characters, the others as a table has them.

    Args:
        text: any text.
        table: 256 characters; or a dictionary, as today; or None for no change.
        deletions: what is left out.

    Example:
        >>> translate("abc", None, "b"), translate("abc", maketrans("a", "x"))
        ('ac', 'xbc')
    """
    kept = "".join(c for c in text if c not in deletions)
    if table is None:
        return kept
    if not isinstance(table, str):
        return kept.translate(table)
    return "".join(table[code_of(c)] for c in kept)


def encoded(text: str, encoding: str = "utf-8", errors: str = "strict") -> str:
    """Return a text whose characters are the bytes of another's.

    Args:
        text: any text; bytes in it are read as UTF-8.
        encoding: a character set, or a codec of bytes such as `"hex"`.
        errors: what to do with a character that the set has not.
    """
    if encoding in _OF_BYTES:
        return as_text(cast("Any", codecs).encode(as_bytes(text), encoding))
    if encoding in {"rot13", "string_escape"}:
        return _recoded(text, encoding, "encode")
    return as_text(as_unicode(text).encode(encoding, errors))


def decoded(text: str, encoding: str = "utf-8", errors: str = "strict") -> str:
    r"""Return the text that bytes stand for; arguments as for `encoded`.

    Example:
        >>> decoded(as_text(b"\xc3\xa9"), "utf-8") == "\xe9"
        True
    """
    if encoding in _OF_BYTES:
        return as_text(cast("Any", codecs).decode(as_bytes(text), encoding))
    if encoding in {"rot13", "string_escape"}:
        return _recoded(text, encoding, "decode")
    return as_bytes(text).decode(encoding, errors)


def _recoded(text: str, encoding: str, direction: str) -> str:
    if encoding == "rot13":
        return cast("Any", codecs).encode(text, encoding)
    code: Any = getattr(codecs, f"escape_{direction}")
    return as_text(code(as_bytes(text))[0])
