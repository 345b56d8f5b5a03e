"""Commands take models of other programs as they take our own."""

import pytest
from command_line import network4
from pictures import written

from network4.export import read_onnx, write_onnx
from network4.model import load_model

pytest.importorskip("onnx")


@pytest.fixture(scope="module")
def onnx_path(tmp_path_factory):
    path = tmp_path_factory.mktemp("onnx") / "digits.onnx"
    write_onnx(path, load_model())
    return path


def test_pictures_are_read_by_an_onnx_file(onnx_path, tmp_path):
    written(["2015"], shape=(160, 420)).save(tmp_path / "year.png")
    done = network4("read", "--model", onnx_path, tmp_path / "year.png")
    assert (done.returncode, done.stdout) == (0, "2015\n"), done.stderr


def test_an_onnx_file_becomes_ours(onnx_path, tmp_path):
    out = tmp_path / "digits.safetensors"
    done = network4("export", onnx_path, "--to", "safetensors", "-o", out)
    assert done.returncode == 0, done.stderr
    assert load_model(out).network == read_onnx(onnx_path).network


def test_one_that_cannot_be_read_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "a.onnx").write_bytes(b"nothing")
    done = network4("evaluate", tmp_path / "a.onnx")
    assert done.returncode == 1
    assert "a.onnx must hold layers that network4 has" in done.stderr
    assert len(done.stderr.splitlines()) == 1
