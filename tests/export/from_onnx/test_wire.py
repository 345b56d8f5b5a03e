"""Bytes of any kind: read or refused in a sentence, in little memory and time."""

import os
import subprocess
import sys
import textwrap
import time

import numpy as np
import pytest
from exported import random_model
from onnx_graphs import chain, model_of, onnx
from peaks import PEAK_BYTES

from network4.errors import ModelFileError
from network4.export import read_onnx, write_onnx
from network4.export.from_onnx.wire import MOST_FIELDS, check_fields
from network4.layers import BatchNorm, Conv, ConvPool, MaxPool, Residual, Softmax, named

PROTO = onnx.ModelProto


def varint(number):
    made = bytearray()
    while number > 127:
        made.append(number & 127 | 128)
        number >>= 7
    return bytes([*made, number])


def field(number, content):
    return varint(number << 3 | 2) + varint(len(content)) + content


GRAPH, NODE, ATTRIBUTE, INITIALIZER = 7, 1, 5, 5


def nested(depth):
    """Graphs within attributes of nodes of graphs."""
    content = b""
    for _ in range(depth):
        content = field(NODE, field(ATTRIBUTE, field(6, content)))
    return field(GRAPH, content)


BOMBS = {
    "nodes": field(GRAPH, field(NODE, b"") * 10**6),
    "names": field(GRAPH, field(NODE, field(1, b"") * 10**6)),
    "tensors": field(GRAPH, field(INITIALIZER, b"") * 10**6),
    "sides": field(GRAPH, field(INITIALIZER, field(1, b"\1" * 10**6))),
    "whole numbers": field(GRAPH, field(INITIALIZER, field(7, b"\1" * 10**6))),
    "notes": field(14, b"") * 10**6,
    "unknown fields": field(GRAPH, field(99, b"") * 10**6),
    "numbers of one byte": field(GRAPH, field(NODE, b"\x98\x06\1" * 10**6)),
}


@pytest.mark.parametrize("content", BOMBS.values(), ids=BOMBS)
def test_bombs_are_counted_before_they_are_made(tmp_path, content):
    (tmp_path / "a.onnx").write_bytes(content)
    begin = time.process_time()
    with pytest.raises(ModelFileError, match=f"more than {MOST_FIELDS} fields"):
        read_onnx(tmp_path / "a.onnx")
    assert time.process_time() - begin < 1


OTHERS = {
    "deep": nested(5000),
    "a group": b"\x0b\x0c",
    "field 0": b"\x00\x01",
    "a length without end": varint(GRAPH << 3 | 2) + b"\xff" * 9 + b"\x01",
    "a length too long": varint(GRAPH << 3 | 2) + varint(2**62),
    "half a number": b"\x08\x80",
    "eight bytes missing": b"\x09\0\0",
    "text": b"import os; os.system('true')",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(99),
    "a file of zip": b"PK\3\4" + bytes(99),
    "nothing": b"",
    "no text": field(2, b"\xff\xfe"),
    "zeros": bytes(10**6),
    "a text of megabytes": field(GRAPH, field(10, b" " * 2**21)),
    "an unknown field of megabytes": field(99, bytes(2**21)),
}


@pytest.mark.parametrize("content", OTHERS.values(), ids=OTHERS)
def test_other_files_are_refused(tmp_path, content):
    (tmp_path / "a.onnx").write_bytes(content)
    with pytest.raises(ModelFileError) as refused:
        read_onnx(tmp_path / "a.onnx")
    assert len(str(refused.value)) <= 300
    assert str(refused.value).isprintable()


def test_a_large_file_of_nothing_takes_no_memory(tmp_path):
    """Nor does a pipe or a device, from which nothing is read."""
    with (tmp_path / "a.onnx").open("wb") as file:
        file.truncate(2**31 - 1)
    with (tmp_path / "b.onnx").open("wb") as file:
        file.truncate(2**40)
    os.mkfifo(tmp_path / "c.onnx")
    (tmp_path / "d.onnx").symlink_to("/dev/zero")
    (tmp_path / "e.onnx").mkdir()
    program = f"""
        from network4.errors import ModelFileError
        from network4.export import read_onnx
        import onnx
        before = peak_bytes()
        for name in "abcde":
            try:
                read_onnx({str(tmp_path)!r} + "/" + name + ".onnx")
            except ModelFileError:
                continue
            raise SystemExit(name + " was read")
        print(peak_bytes() - before)
    """
    command = [sys.executable, "-c", PEAK_BYTES + textwrap.dedent(program)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 50 * 2**20


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """What network4 writes, and another's."""
    generator = np.random.default_rng(0)
    path = tmp_path_factory.mktemp("files") / "a.onnx"
    made = []
    for layers in (
        [ConvPool(2, 3), BatchNorm(), Softmax(2)],
        [Residual(Conv(1, 3, padding=1)), MaxPool(2), Softmax(2)],
    ):
        write_onnx(path, random_model(layers, generator, (1, 6, 6)))
        made.append(path.read_bytes())
    nodes = chain(("Conv", "w", {"strides": [2, 2]}), ("Flatten", "", {}))
    other = model_of(nodes, (1, 6, 6), {"w": generator.normal(size=(2, 1, 2, 2))})
    return [*made, other.SerializeToString()]


def mutated(generator, content):
    """Some bytes changed, left out, put in, or cut off."""
    made = bytearray(content)
    for _ in range(generator.integers(1, 4)):
        at = int(generator.integers(len(made)))
        kind = generator.integers(5)
        if kind == 0:
            made[at] ^= 1 << int(generator.integers(8))
        elif kind == 1:
            made[at] = int(generator.integers(256))
        elif kind == 2:
            del made[at : at + int(generator.integers(1, 9))]
        elif kind == 3:
            made[at:at] = generator.bytes(int(generator.integers(1, 9)))
        else:
            del made[max(at, 1) :]
    return bytes(made)


@pytest.mark.parametrize("seed", range(300))
def test_a_mutated_file_is_read_or_refused(tmp_path, files, seed):
    generator = np.random.default_rng(seed)
    content = mutated(generator, files[seed % len(files)])
    (tmp_path / "a.onnx").write_bytes(content)
    try:
        model = read_onnx(tmp_path / "a.onnx")
    except ModelFileError as error:
        assert len(str(error)) <= 300
        assert str(error).isprintable()
    else:
        assert all(np.isfinite(a).all() for _, a in named(model.parameters))


def test_whole_files_pass(files):
    for content in files:
        check_fields(content, PROTO.DESCRIPTOR)
    assert len(files[0]) > 100
