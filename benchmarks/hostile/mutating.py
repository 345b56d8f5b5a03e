"""Bytes and JSON with something changed in them."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from benchmarks.hostile.values import NUMBERS

Draw = np.random.Generator
_MOST_BYTES = 64
_EXTREMES = tuple(
    value.to_bytes(size, order, signed=value < 0)
    for size in (1, 2, 4, 8)
    for order in ("little", "big")
    for value in (0, -1, 1, 2 ** (8 * size - 1) - 1, -(2 ** (8 * size - 1)))
)


def chosen(draw: Draw, among: Sequence[Any]) -> Any:
    """Return one of some things."""
    return among[int(draw.integers(len(among)))]


def mutated(draw: Draw, content: bytes) -> bytes:
    """Return bytes with one to four changes; mostly near the beginning."""
    changed = bytearray(content)
    for _ in range(int(draw.integers(1, 5))):
        if not changed:
            break
        # Headers lie at the beginning, and the fields that promise much.
        reach = min(len(changed), chosen(draw, (16, 128, 1024, len(changed))))
        chosen(draw, _CHANGES)(draw, changed, int(draw.integers(reach)))
    return bytes(changed)


def _flip(draw: Draw, content: bytearray, at: int) -> None:
    content[at] ^= 1 << int(draw.integers(8))


def _extreme(draw: Draw, content: bytearray, at: int) -> None:
    extreme = chosen(draw, _EXTREMES)
    content[at : at + len(extreme)] = extreme


def _noise(draw: Draw, content: bytearray, at: int) -> None:
    noise = draw.bytes(int(draw.integers(1, _MOST_BYTES)))
    content[at : at + len(noise)] = noise


def _insert(draw: Draw, content: bytearray, at: int) -> None:
    content[at:at] = draw.bytes(int(draw.integers(1, _MOST_BYTES)))


def _repeat(draw: Draw, content: bytearray, at: int) -> None:
    content[at:at] = content[at : at + int(draw.integers(1, _MOST_BYTES))]


def _leave_out(draw: Draw, content: bytearray, at: int) -> None:
    del content[at : at + int(draw.integers(1, _MOST_BYTES))]


def _cut_off(draw: Draw, content: bytearray, at: int) -> None:
    del content[int(draw.integers(len(content))) :]


_CHANGES: tuple[Callable[[Draw, bytearray, int], None], ...] = (
    *(_flip, _flip, _extreme, _extreme, _noise, _insert, _repeat, _leave_out),
    _cut_off,
)


# As text, so that each mutant has its own; Python's NaN and infinities among them.
_HOSTILE_JSON = (
    *("null", "true", "false", '""', '"x"', '"\\u001b[2J"', '"a\\nb"', '"\\ud800"'),
    *("[]", "{}", "[[]]", "[1, [2]]", '{"type": "Softmax"}', '{"type": []}', "[null]"),
    *('["a", 1]', '"%s"' % ("x" * 5000), "[" * 900 + "]" * 900),
    '{"type": ' * 900 + "1" + "}" * 900,
    *(json.dumps(value) for value in NUMBERS),
)


def json_mutant(draw: Draw, value: Any) -> Any:
    """Return JSON with one to three of its parts exchanged, left out or renamed."""
    changed = json.loads(json.dumps(value))
    for _ in range(int(draw.integers(1, 4))):
        changed = _with_a_change(draw, changed)
    return changed


def _with_a_change(draw: Draw, value: Any) -> Any:
    # Most changes go to the leaves, where the types are.
    if not isinstance(value, (dict, list)) or not value or draw.random() < 0.1:
        return json.loads(chosen(draw, _HOSTILE_JSON))
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    key = chosen(draw, keys)
    kind = draw.random()
    if kind < 0.1:
        del value[key]
    elif kind < 0.15 and isinstance(value, dict):
        value[f"{key}x"] = value.pop(key)
    elif kind < 0.2 and isinstance(value, list):
        value.insert(key, value[key])
    else:
        value[key] = _with_a_change(draw, value[key])
    return value
