"""The command that adds an extra fits how this copy was installed."""

import importlib.metadata
import importlib.util
import json
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from network4.utils import extras
from network4.utils.extras import install_command


@pytest.fixture
def noted(monkeypatch):
    """Let the installer have noted something, and pip be found beside Python."""
    pip = str(Path(sys.executable).with_name("pip"))
    monkeypatch.setattr(extras.shutil, "which", {"pip": pip}.get)

    def note(origin):
        text = None if origin is None else json.dumps(origin)
        kind = type(importlib.metadata.distribution("network4"))
        read = kind.read_text

        def read_text(self, name):
            return text if name == "direct_url.json" else read(self, name)

        monkeypatch.setattr(kind, "read_text", read_text)

    return note


def test_a_clone_is_installed_again_from_its_path(noted, tmp_path):
    noted({"url": tmp_path.as_uri(), "dir_info": {"editable": True}})
    assert install_command("onnx") == f'pip install -e "{tmp_path}[onnx]"'


def test_a_folder_that_was_copied_is_not_made_editable(noted, tmp_path):
    noted({"url": tmp_path.as_uri(), "dir_info": {}})
    assert install_command("bench") == f'pip install "{tmp_path}[bench]"'


def test_a_wheel_is_named_with_the_extra(noted, tmp_path):
    wheel = tmp_path / "network4-1.0-py3-none-any.whl"
    wheel.touch()
    noted({"url": wheel.as_uri(), "archive_info": {}})
    assert install_command("onnx") == f'pip install "{wheel}[onnx]"'


def test_from_an_index_the_name_will_do(noted):
    noted(None)
    assert install_command("cuda") == 'pip install "network4[cuda]"'


def test_of_a_repository_the_commit_is_named(noted):
    url = "https://example.org/network4.git"
    noted({"url": url, "vcs_info": {"vcs": "git", "commit_id": "abc"}})
    assert install_command("onnx") == f'pip install "network4[onnx] @ git+{url}@abc"'
    noted({"url": "https://example.org/network4.whl", "archive_info": {}})
    wanted = 'pip install "network4[onnx] @ https://example.org/network4.whl"'
    assert install_command("onnx") == wanted


def test_where_the_source_is_gone_the_packages_are_named(noted, tmp_path):
    noted({"url": (tmp_path / "gone.whl").as_uri(), "archive_info": {}})
    assert install_command("onnx") == 'pip install "onnx>=1.21" "onnxruntime>=1.31"'


def test_a_path_with_signs_of_the_shell_is_one_word(noted, tmp_path):
    odd = tmp_path / 'a $(b) "c" é'
    odd.mkdir()
    noted({"url": odd.as_uri(), "dir_info": {"editable": True}})
    words = shlex.split(install_command("onnx"))
    assert words == ["pip", "install", "-e", f"{odd}[onnx]"]


def test_another_pip_is_not_used(noted, monkeypatch):
    noted(None)
    for found in ("/usr/bin/pip", None):
        monkeypatch.setattr(extras.shutil, "which", {"pip": found}.get)
        words = shlex.split(install_command("onnx"))
        assert words == [sys.executable, "-m", "pip", "install", "network4[onnx]"]


def test_uv_is_used_where_there_is_no_pip(noted, monkeypatch):
    noted(None)
    monkeypatch.setattr(extras.shutil, "which", {"uv": "/bin/uv"}.get)
    monkeypatch.setattr(extras.importlib.util, "find_spec", lambda name: None)
    assert install_command("onnx").startswith(
        f"uv pip install --python {sys.exec_prefix}"
    )


@pytest.mark.parametrize("extra", ["onnx", "bench", "cuda", "dev"])
def test_every_extra_that_is_advised_exists(extra):
    found = importlib.metadata.metadata("network4").get_all("Provides-Extra")
    assert extra in found
    assert f"[{extra}]" in install_command(extra)


def test_pip_takes_a_wheel_with_an_extra(tmp_path):
    """pip itself is asked, for a small wheel, whether it understands."""
    if importlib.util.find_spec("pip") is None:
        pytest.skip("needs pip, which environments of uv do not have")
    wheel = tmp_path / "tiny-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as written:
        about = "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n"
        about += "Provides-Extra: more\nRequires-Dist: numpy; extra == 'more'\n"
        written.writestr("tiny-1.0.dist-info/METADATA", about)
        kind = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        written.writestr("tiny-1.0.dist-info/WHEEL", kind)
        written.writestr("tiny-1.0.dist-info/RECORD", "")
    asked = [sys.executable, "-m", "pip", "install", "--dry-run", "--no-index"]
    done = subprocess.run([*asked, f"{wheel}[more]"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "numpy" in done.stdout
