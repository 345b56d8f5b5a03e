"""Modules that read and write as they did in Python 2."""

import gzip
import json
import pickle

import numpy as np
import pytest
from old_programs import run_old

from network4.book.python2.copies import (
    csv_files,
    float_math,
    gzip_files,
    json_texts,
    pickles,
)
from network4.book.python2.files import open_file
from network4.book.python2.texts import as_text


def test_pickles_lie_in_text_files_too(tmp_path):
    path = tmp_path / "a.pkl"
    for protocol in ((), (0,), (2,), (-1,)):
        with open_file(path, "w") as file:
            pickles().dump({"a": [1]}, file, *protocol)
        with open_file(path) as file:
            assert pickles().load(file) == {"a": [1]}
    assert pickle.loads(path.read_bytes()) == {"a": [1]}


def test_texts_of_python_2_are_read():
    content = b"U\x02\xc3\xa9."  # what Python 2's cPickle makes of two bytes
    with pytest.raises(UnicodeDecodeError):
        pickle.loads(content)
    assert pickles().loads(content) == "\xc3\xa9"
    assert pickles().HIGHEST_PROTOCOL == pickle.HIGHEST_PROTOCOL


def test_mnist_is_read_where_its_file_is_absent(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "network4.book.mnist_loader.load_data", lambda: (np.arange(3), 1, 2)
    )
    with gzip_files().open(str(tmp_path / "mnist.pkl.gz"), "rb") as file:
        assert pickles().load(file)[0].tolist() == [0, 1, 2]
    with pytest.raises(FileNotFoundError):
        gzip_files().open(str(tmp_path / "other.pkl.gz"))
    with gzip_files().open(str(tmp_path / "mnist.pkl.gz"), "w") as file:
        pickles().dump("mine", file)
    with gzip.open(tmp_path / "mnist.pkl.gz") as file:
        assert pickle.load(file) == "mine"


def test_tables_are_files_of_bytes(tmp_path):
    path, text = tmp_path / "a.csv", as_text("é".encode())
    with open_file(path, "wb") as file:
        csv_files().writer(file).writerow([1, "é"])
    with open_file(path, "rb") as file:
        assert list(csv_files().reader(file)) == [["1", text]]
    with open_file(path, "rb") as file:
        assert list(csv_files().DictReader(file, ["a", "b"])) == [{"a": "1", "b": text}]
    assert list(csv_files().reader(["1;2"], delimiter=";")) == [["1", "2"]]


def test_numpys_integers_are_integers(tmp_path):
    value = {"a": np.int64(3), "b": [np.uint8(4), 0.5]}
    assert json.loads(json_texts().dumps(value)) == {"a": 3, "b": [4, 0.5]}
    with open_file(tmp_path / "a.json", "w") as file:
        json_texts().dump(value, file, indent=1)
    assert json.loads((tmp_path / "a.json").read_text())["b"] == [4, 0.5]
    assert json_texts().dumps({1j}, default=len) == "1"
    with pytest.raises(TypeError, match="not JSON"):
        json_texts().dumps(1j)


def test_the_floor_is_a_float():
    floor, ceil = float_math().floor(2.5), float_math().ceil(2.5)
    assert (floor, ceil, floor / 4) == (2.0, 3.0, 0.5)
    assert isinstance(floor, float) and isinstance(ceil, float)
    assert float_math().ceil(float("inf")) == float("inf")
    assert float_math().sqrt(4.0) == 2.0


def test_functions_of_bytes_take_and_give_text():
    text = (
        "import struct, hashlib, md5, sha, zlib, base64, binascii\n"
        "print struct.unpack('>I', '\\x00\\x00\\x01\\x02'), repr(struct.pack('B', 9))\n"
        "s = struct.Struct('>H'); print repr(s.pack(65500)), s.unpack('\\xff\\xff')\n"
        "m = hashlib.md5(); m.update('abc')\n"
        "print m.digest() == hashlib.md5('abc').digest() == md5.new('abc').digest()\n"
        "print hashlib.new('sha1', 'a').hexdigest() == sha.new('a').hexdigest()\n"
        "print md5.md5('abc').hexdigest(),\n"
        "print repr(zlib.decompress(zlib.compress('\\xff')))\n"
        "print base64.b64encode('\\xff'), binascii.hexlify('\\xff')\n"
    )
    assert run_old(text) == (
        "(258,) '\\t'\n'\\xff\\xdc' (65535,)\nTrue\nTrue\n"
        "900150983cd24fb0d6963f7d28e17f72 '\\xff'\n/w== ff\n"
    )


def test_json_reads_bytes_as_utf_8(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = (
        "import json\nprint json.dumps({'a': 'é'}),\n"
        "print json.loads('{\"a\": \"\\xc3\\xa9\"}')['a'] == u'é'\n"
        "with open('j', 'w') as f: json.dump(['é'], f, encoding='utf-8')\n"
        "with open('j') as f: print json.load(f)\n"
    )
    assert run_old(text) == '{"a": "\\u00e9"} True\n[u\'\\xe9\']\n'


def test_files_in_memory_are_of_bytes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = (
        "import cStringIO, StringIO, cPickle, array\nfrom PIL import Image\n"
        "s = cStringIO.StringIO(); Image.new('L', (3, 2)).save(s, 'png')\n"
        "print Image.open(cStringIO.StringIO(s.getvalue())).size, s.getvalue()[1:4]\n"
        "s = StringIO.StringIO('a\\xff\\nb')\n"
        "print repr(s.readline()), s.next(), list(s)\n"
        "s = StringIO.StringIO(); print >>s, 'é', 1; cPickle.dump([2], s); s.seek(0)\n"
        "print s.readline(), cPickle.load(s)\n"
        "print array.array('B', 'a\\xff'), array.array('h', [1]).tolist()\n"
    )
    assert run_old(text) == (
        "(3, 2) PNG\n'a\\xff\\n' b []\né 1\n[2]\narray('B', [97, 255]) [1]\n"
    )
