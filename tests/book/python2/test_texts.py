"""Text and bytes, which were one kind of text."""

import pytest
from old_programs import run_old

from network4.book.python2.texts import (
    as_bytes,
    as_text,
    as_unicode,
    character,
    code_of,
    decoded,
    encoded,
    maketrans,
    texts_of,
    translate,
)

EVERY = bytes(range(256))


def test_each_byte_is_a_character_and_comes_back():
    text = as_text(EVERY)
    assert as_bytes(text) == EVERY
    assert [code_of(c) for c in text] == list(EVERY)
    assert "".join(map(character, range(256))) == text
    with pytest.raises(ValueError, match="256"):
        character(256)


def test_letters_of_unicode_are_other_characters():
    assert as_text("é".encode()) != "é"
    assert as_unicode(as_text("é".encode())) == "é"
    assert as_unicode({as_text("é".encode()): ["é", (1,)]}) == {"é": ["é", (1,)]}
    assert texts_of([b"\xff", (b"a", 1)]) == [as_text(b"\xff"), ("a", 1)]


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-16-le"])
def test_a_text_is_encoded_and_decoded(encoding):
    assert as_bytes(encoded("é", encoding)) == "é".encode(encoding)
    assert decoded(as_text("é".encode(encoding)), encoding) == "é"


def test_codecs_of_bytes_take_text():
    for encoding in ("hex", "base64", "zlib", "string_escape"):
        assert decoded(encoded(as_text(EVERY), encoding), encoding) == as_text(EVERY)
    assert encoded(as_text(b"\xff"), "hex") == "ff"
    assert encoded("ab", "rot13") == decoded("ab", "rot13") == "no"


def test_characters_are_exchanged_and_left_out():
    table = maketrans("a", character(255))
    assert as_bytes(table) == EVERY.replace(b"a", b"\xff")
    assert as_bytes(translate("abc", table, "b")) == b"\xffc"
    assert translate("abc", {97: "x"}) == "xbc"
    with pytest.raises(ValueError, match="same length"):
        maketrans("a", "")


def test_programs_see_bytes_as_python_2_did():
    text = (
        "print '\\xc3\\xa9'.decode('utf-8') == u'\\xe9', len('é'), len(u'é')\n"
        "print 'é' == '\\xc3\\xa9' == '\\303\\251', [ord(c) for c in 'é\\xff']\n"
        "print u'é'.encode('utf-8'), repr(u'\\xe9'.encode('latin-1')), 'é'[1] < 'é'\n"
        "print repr('\\xff'), 'é'.center(6, '*'), '\\xa0x'.strip() == '\\xa0x'\n"
        "print unicode('é', 'utf-8') == u'é', 'abc'.translate(None, 'b')\n"
        "print list(bytearray('\\xff')), eval(\"'\\\\xff'\") == chr(255)\n"
    )
    assert run_old(text) == (
        "True 2 1\nTrue [195, 169, 255]\né '\\xe9' True\n'\\xff' **é** True\n"
        "True ac\n[255] True\n"
    )


def test_a_code_in_a_text_is_a_byte():
    text = "print repr('%c%c' % (200, 'a')), len(u'%c' % 200), repr('%s' % u'\\xc8')\n"
    assert run_old(text) == "'\\xc8a' 1 u'\\xc8'\n"
