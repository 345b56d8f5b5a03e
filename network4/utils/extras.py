"""How to add an optional part to this copy of network4, however it was installed."""

import importlib.metadata
import importlib.util
import json
import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

_NAME = "network4"
_ROOT = Path(__file__).parents[2]


def install_command(extra: str) -> str:
    """Return the command that adds an extra to this copy of network4.

    Args:
        extra: "onnx", "bench", "cuda" or "dev".

    Returns:
        A line for a shell. It names the clone, the wheel file or the index that this
        copy came from, and the installer of this interpreter.

    Example:
        >>> "onnx" in install_command("onnx")
        True
    """
    return f"{_installer()} {' '.join(_wanted(_origin(), extra))}"


def _origin() -> dict[str, Any] | None:
    """Return what the installer noted (PEP 610); None where it was an index."""
    try:
        noted = importlib.metadata.distribution(_NAME).read_text("direct_url.json")
    except importlib.metadata.PackageNotFoundError:  # imported from where its files are
        is_clone = (_ROOT / "pyproject.toml").is_file()
        clone = {"url": _ROOT.as_uri(), "dir_info": {"editable": True}}
        return clone if is_clone else None
    return json.loads(noted) if noted else None


def _wanted(origin: dict[str, Any] | None, extra: str) -> list[str]:
    """Return the words that follow `install`."""
    if origin is None:
        return [_quoted(f"{_NAME}[{extra}]")]
    url = urlsplit(str(origin["url"]))
    if url.scheme != "file" or "vcs_info" in origin:
        return [_quoted(f"{_NAME}[{extra}] @ {_remote(origin)}")]
    path = url2pathname(url.path)
    if not Path(path).exists():
        return [_quoted(each) for each in _requirements(extra)]
    editable = ["-e"] if origin.get("dir_info", {}).get("editable") else []
    return [*editable, _quoted(f"{path}[{extra}]")]


def _remote(origin: dict[str, Any]) -> str:
    version = origin.get("vcs_info")
    if version is None:
        return origin["url"]
    return f"{version['vcs']}+{origin['url']}@{version['commit_id']}"


def _requirements(extra: str) -> list[str]:
    """Return the packages of an extra, for a copy whose source is gone."""
    stated = importlib.metadata.requires(_NAME) or []
    parts = [each.partition(";") for each in stated]
    return [
        package.strip()
        for package, _, condition in parts
        if condition.replace('"', "'").strip() == f"extra == '{extra}'"
    ]


def _installer() -> str:
    """Return how this interpreter installs, in as few words as will do."""
    python = sys.executable if os.name == "nt" else shlex.quote(sys.executable)
    found = shutil.which("pip")
    if found and Path(found).parent == Path(sys.executable).parent:
        return "pip install"
    if importlib.util.find_spec("pip") is None and shutil.which("uv"):
        return f"uv pip install --python {python}"
    return f"{python} -m pip install"


def _quoted(text: str) -> str:
    """Return text as one word of a shell, in the quotes that Windows knows, too."""
    is_odd = any(sign in text for sign in '"$`\\!') and os.name != "nt"
    return shlex.quote(text) if is_odd else f'"{text}"'
