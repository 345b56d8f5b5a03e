"""The numbers by which the reader decides, the same in Python and on the page.

`constants.json` holds each with what it means. The page's JavaScript has them from the
same file.
"""

import json
from pathlib import Path
from types import SimpleNamespace

_FILE = Path(__file__).with_suffix(".json")
_GROUPS = json.loads(_FILE.read_text(encoding="utf-8"))


def _group(name: str) -> SimpleNamespace:
    values = {key: entry["value"] for key, entry in _GROUPS[name].items()}
    return SimpleNamespace(**values)


OPENING = _group("opening")
DESK = _group("desk")
INK = _group("ink")
NORMALIZING = _group("normalizing")
PIECES = _group("pieces")
LINES = _group("lines")
SIGNS = _group("signs")
BARS = _group("bars")
FRAMES = _group("frames")
RULING = _group("ruling")
STRAIGHTENING = _group("straightening")
CUTTING = _group("cutting")
JOINING = _group("joining")
SURROUNDINGS = _group("surroundings")
SPLITTING = _group("splitting")
CHOOSING = _group("choosing")
RECOGNIZING = _group("recognizing")
TURNING = _group("turning")
CONFIDENCE = _group("confidence")
READING = _group("reading")
