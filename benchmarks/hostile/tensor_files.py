"""Model files and checkpoints with something changed in them."""

import json
import struct
from functools import cache
from typing import Any

import numpy as np

import network4 as n4
from benchmarks.hostile import small
from benchmarks.hostile.mutating import chosen, json_mutant, mutated
from benchmarks.hostile.values import Draw, hostile_array
from network4.model.tensor_file import encode_tensors, read_tensors


def tensor_file_mutant(draw: Draw, content: bytes) -> bytes:
    """Return a safetensors file with changed bytes, header, description or tensors."""
    change = chosen(
        draw, (mutated, _with_other_layout, _with_other_header, _with_others)
    )
    return change(draw, content)


def _with_other_layout(draw: Draw, content: bytes) -> bytes:
    """Return a file whose own header says something else of its tensors."""
    (size,) = struct.unpack("<Q", content[:8])
    layout = json_mutant(draw, json.loads(content[8 : 8 + size]))
    text = json.dumps(layout).encode()
    return struct.pack("<Q", len(text)) + text + content[8 + size :]


@cache
def _parts(content: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    path = small.directory() / "parts.safetensors"
    path.write_bytes(content)
    return read_tensors(path)


def _with_other_header(draw: Draw, content: bytes) -> bytes:
    """Return a file with a digest that is right and a header that is wrong."""
    header, tensors = _parts(content)
    rest = {k: v for k, v in header.items() if k != "digest"}
    name = chosen(draw, list(rest))
    changed: Any = {**rest, name: json_mutant(draw, rest[name])}
    if draw.random() < 0.3:
        changed = json_mutant(draw, rest)
    return _encoded(changed if isinstance(changed, dict) else {"x": changed}, tensors)


def _with_others(draw: Draw, content: bytes) -> bytes:
    """Return a file with a digest that is right, and other tensors."""
    header, tensors = _parts(content)
    changed = dict(tensors)
    for name in draw.choice(list(tensors), int(draw.integers(1, 3))):
        kind = draw.random()
        if kind < 0.2:
            changed.pop(name, None)
        elif kind < 0.4:
            changed[f"{name}x"] = tensors[name]
        elif kind < 0.7:
            filled = np.full_like(tensors[name], chosen(draw, (np.nan, np.inf, 1e38)))
            changed[name] = filled
        else:
            changed[name] = _storable(hostile_array(draw))
    return _encoded({k: v for k, v in header.items() if k != "digest"}, changed)


def _storable(array: Any) -> Any:
    is_known = array.dtype.kind in "biuf" and array.dtype.itemsize <= 8
    numbers = array if is_known else np.zeros(array.shape, np.float64)
    return np.ascontiguousarray(numbers.astype(numbers.dtype.newbyteorder("=")))


def _encoded(header: dict[str, Any], tensors: dict[str, Any]) -> bytes:
    # What JSON cannot hold is no header: mutants have NaN and lone surrogates.
    text = json.dumps(header).replace("NaN", "0").replace("Infinity", "1e999")
    try:
        return encode_tensors(json.loads(text.replace("1e999", "1e99")), tensors)
    except (UnicodeEncodeError, RecursionError):
        return encode_tensors({"format_version": 1}, tensors)


def model_file(draw: Draw) -> bytes:
    """Return a model file with something changed in it."""
    return tensor_file_mutant(
        draw, _model_bytes(int(draw.integers(small.NUM_NETWORKS)))
    )


@cache
def _model_bytes(number: int) -> bytes:
    return small.model(number).to_bytes()


def use_model_file(content: bytes) -> None:
    """Load a model and do with it what commands do."""
    path = small.directory() / "model.safetensors"
    path.write_bytes(content)
    model = n4.load_model(path)
    str(model.network)
    if model.network.num_parameters < 10**5:
        str(model.class_names)
        model.predict_proba(small.split().images)
        model.accuracy(small.split())
        n4.Ensemble([model, model]).predict(small.split().images)
        model.to_bytes()


def checkpoint_file(draw: Draw) -> bytes:
    """Return a checkpoint with something changed in it."""
    return tensor_file_mutant(draw, small.checkpoint())


def use_checkpoint(content: bytes) -> None:
    """Go on from a checkpoint."""
    path = small.directory() / "checkpoint.safetensors"
    path.write_bytes(content)
    small.go_on(path).record()
