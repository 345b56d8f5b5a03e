"""Without the package onnx, the command that installs it is said."""

import sys

import pytest

import network4 as n4
from network4.errors import ArgumentError
from network4.export import read_onnx, write_onnx
from network4.utils.extras import install_command


@pytest.mark.parametrize("owner", ["read_onnx", "write_onnx"])
def test_without_onnx_the_command_for_this_copy_is_said(owner, monkeypatch, tmp_path):
    path = tmp_path / "a.onnx"
    path.touch()
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(ArgumentError) as caught:
        read_onnx(path) if owner == "read_onnx" else write_onnx(path, n4.load_model())
    wanted = f"{owner}: the package onnx must be installed; run: "
    assert str(caught.value) == wanted + install_command("onnx")
