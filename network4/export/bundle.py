"""Puts the parts of a web page into one file that works without the internet."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

_ASSETS = Path(__file__).parent / "page"
_IMPORT = re.compile(
    r'^import (?P<names>[^;]*) from "(?P<path>[^"]+)"( with \{ type: "json" \})?;\n',
    re.MULTILINE,
)
_EXPORT = re.compile(r"^export ", re.MULTILINE)
_PLACE = re.compile(r"\{\{ (\w+) \}\}")


def fill(name: str, parts: Mapping[str, str]) -> bytes:
    """Return the bytes of a page, with the parts put into their places.

    Args:
        name: the page's file among the assets. Its places are `{{ part }}`; `{{ head
            }}` takes the first lines that all pages share.
        parts: the text for each place. Places within a part stay unchanged.
    """
    whole = read_asset(name).replace("{{ head }}", read_asset("head.html"))
    return _PLACE.sub(lambda place: parts[place[1]], whole).encode()


def read_asset(name: str) -> str:
    """Return the text of a file of the folder `page`, without its last newline."""
    return (_ASSETS / name).read_text(encoding="utf-8").strip()


def read_style(name: str) -> str:
    """Return the style that all pages share, followed by a page's own."""
    return f"{read_asset('base.css')}\n\n{read_asset(name)}"


def bundle(entry: str) -> str:
    """Return a module and everything that it imports as one script."""
    return "\n\n".join(_modules(entry, set()))


def _modules(name: str, seen: set[str]) -> Iterator[str]:
    """Yield a module's imports, each once, then the module, as plain script."""
    seen.add(name)
    source = read_asset(name) + "\n"
    for found in _IMPORT.finditer(source):
        other = os.path.normpath(Path(name).parent / found["path"])
        if other in seen:
            continue
        if other.endswith(".json"):
            seen.add(other)
            yield f"const {found['names']} = {read_asset(other)};"
        else:
            yield from _modules(other, seen)
    yield _EXPORT.sub("", _IMPORT.sub("", source)).strip()
