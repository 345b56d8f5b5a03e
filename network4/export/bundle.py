"""Parts of a web page put together into one file that asks nothing of any network."""

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
    """Return a page as its file's bytes, with parts put into its places.

    Args:
        name: the page's file among the assets; its places are `{{ part }}`. The place
            `{{ head }}` takes the first lines that all pages share.
        parts: what belongs in each place. Places within a part stay as they are.
    """
    whole = read_asset(name).replace("{{ head }}", read_asset("head.html"))
    return _PLACE.sub(lambda place: parts[place[1]], whole).encode()


def read_asset(name: str) -> str:
    """Return the text of a file of the folder `page`, without its last newline."""
    return (_ASSETS / name).read_text(encoding="utf-8").strip()


def read_style(name: str) -> str:
    """Return what all pages share of their style, and then a page's own."""
    return f"{read_asset('base.css')}\n\n{read_asset(name)}"


def bundle(entry: str) -> str:
    """Return a module and all that it imports as one script."""
    return "\n\n".join(_modules(entry, set()))


def _modules(name: str, seen: set[str]) -> Iterator[str]:
    """Yield a module's imports, each once, and then the module, free of both words."""
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
