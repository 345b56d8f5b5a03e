"""Files of data, pictures and records with something changed in them."""

import gzip
import io
import json
import pickle
import shutil
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

import network4 as n4
from benchmarks.hostile import small
from benchmarks.hostile.mutating import chosen, json_mutant, mutated
from benchmarks.hostile.values import Draw, hostile_array, hostile_value
from network4.plots import draw_curves
from network4.utils.records import read_record

Files = dict[str, bytes]


def _cleared(name: str) -> Path:
    folder = small.directory() / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def _mutant(draw: Draw, content: bytes) -> bytes:
    """Return a file with changed bytes; of a packed one before it is packed, too."""
    if content[:2] == b"\x1f\x8b" and draw.random() < 0.5:
        return gzip.compress(mutated(draw, gzip.decompress(content)), 1)
    return mutated(draw, content)


@cache
def _idx_files() -> Files:
    names = {"x_train": "train-images-idx3-ubyte", "y_train": "train-labels-idx1-ubyte"}
    names |= {"x_test": "t10k-images-idx3-ubyte", "y_test": "t10k-labels-idx1-ubyte"}
    return {names[key]: small.idx(array) for key, array in small.arrays().items()}


def _packed(files: Files) -> Files:
    return {f"{name}.gz": gzip.compress(files[name], 1) for name in files}


@cache
def _image_files() -> Files:
    files: Files = {}
    for number, image in enumerate(small.split(12).images):
        content = io.BytesIO()
        Image.fromarray(image).save(content, "PNG")
        files[f"{number % 3}/{number}.png"] = content.getvalue()
    return files


def _one_changed(draw: Draw, files: Files) -> Files:
    name = chosen(draw, list(files))
    return {**files, name: _mutant(draw, files[name])}


def _npz_of_others(draw: Draw) -> Files:
    """Return an archive of arrays, some of which are of another type or shape."""
    held: dict[str, Any] = dict(small.arrays())
    held[chosen(draw, list(held))] = hostile_array(draw)
    return {"few.npz": small.npz(held, packed=draw.random() < 0.5)}


def _npz_of_changed(draw: Draw) -> Files:
    """Return an archive with a changed member, packed so that its sum is right."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, array in small.arrays().items():
            member = io.BytesIO()
            np.save(member, array)
            changed = mutated(draw, member.getvalue())
            archive.writestr(f"{name}.npy", changed)
    return {"few.npz": content.getvalue()}


def _pickle_of_others(draw: Draw) -> Files:
    """Return a pickle of other objects than the book's."""
    pairs: Any = [[hostile_value(draw), hostile_value(draw)] for _ in range(3)]
    value = pairs if draw.random() < 0.7 else hostile_value(draw)
    try:
        content = pickle.dumps(value, int(draw.integers(0, 5)))
    except Exception:  # much of what is hostile has no pickle
        content = pickle.dumps([[hostile_array(draw)] * 2] * 3)
    return {"few.pkl": content}


def _data_sets() -> tuple[Callable[[Draw], Files], ...]:
    """Return what makes the files of a data set, one for each kind that is read."""
    return (
        lambda draw: _one_changed(draw, _idx_files()),
        lambda draw: _one_changed(draw, _packed(_idx_files())),
        lambda draw: _one_changed(draw, {"few.npz": _npz()}),
        lambda draw: _one_changed(draw, {"few.pkl": _pickle(False)}),
        lambda draw: _one_changed(draw, {"few.pkl.gz": _pickle(True)}),
        lambda draw: _one_changed(draw, _image_files()),
        *(_npz_of_others, _npz_of_changed, _pickle_of_others),
    )


@cache
def _npz() -> bytes:
    return small.npz(small.arrays())


@cache
def _pickle(packed: bool) -> bytes:
    return small.book_pickle(packed=packed)


def data_set(draw: Draw) -> Files:
    """Return the files of a data set with something changed in one."""
    return chosen(draw, _data_sets())(draw)


def use_data_set(files: Files) -> None:
    """Load a data set, from its directory and, where it is one file, from that."""
    folder = _cleared("data")
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    path = folder / next(iter(files)) if len(files) == 1 else folder
    str(n4.load_data(path).class_names)


_DRAWN_SHARE = 0.01  # a picture takes a second
_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM", "TGA", "PCX", "ICO")
_MODES = ("L", "1", "P", "RGB", "RGBA", "LA", "CMYK", "I;16", "I", "F", "YCbCr")


@cache
def picture_bytes(form: str, mode: str) -> bytes:
    """Return a picture of a stroke on paper; of another mode where it must be."""
    image = Image.new("L", (60, 50), 230)
    for row in range(10, 40):
        image.paste(20, (28, row, 33, row + 1))
    content = io.BytesIO()
    try:
        (Image.new(mode, image.size) if mode == "I;16" else image.convert(mode)).save(
            content, form
        )
    except (OSError, ValueError, KeyError):
        image.convert("RGB").save(content, form)
    return content.getvalue()


def picture(draw: Draw) -> Any:
    """Return a changed file of a picture, or an array or an object instead of one."""
    kind = draw.random()
    if kind < 0.1:
        return hostile_array(draw)
    if kind < 0.15:
        return hostile_value(draw)
    if kind < 0.25:
        size = [chosen(draw, (1, 2, 3, 30, 400)) for _ in range(2)]
        return Image.new(chosen(draw, _MODES), size)
    return mutated(draw, picture_bytes(chosen(draw, _FORMATS), chosen(draw, _MODES)))


def use_picture(made: Any) -> None:
    """Read a picture, by its path where it is a file."""
    path = small.directory() / "picture.png"
    if isinstance(made, bytes):
        path.write_bytes(made)
        made = path
    n4.read(made, model=small.digits_model())


def record(draw: Draw) -> tuple[bytes, bool]:
    """Return a record with something changed in it, and whether to draw its curves."""
    held = json_mutant(draw, small.record())
    content = json.dumps(held).encode()
    draws = draw.random() < _DRAWN_SHARE
    return mutated(draw, content) if draw.random() < 0.3 else content, draws


def use_record(made: tuple[bytes, bool]) -> None:
    """Read a record, and make of it what reports are made of."""
    from network4.experiments.results import Results
    from network4.report import book_table, make_rows

    content, draws = made
    folder = small.directory() / "results"
    path = folder / "shallow" / "seed-0.native.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    found = read_record(path)
    if draws:
        draw_curves(small.directory() / "curves.png", found)
    table = book_table(make_rows(Results(folder)))
    table.markdown()
    table.html()
