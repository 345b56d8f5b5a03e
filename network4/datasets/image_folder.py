"""A folder of image files with one sub-folder a class."""

import re
import struct
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from network4.datasets.contents import Contents
from network4.datasets.dataset import MOST_CLASSES
from network4.datasets.split import ByteArray, Split
from network4.datasets.streams import GIBIBYTE
from network4.errors import DataError, DataNotFoundError, shown

LARGEST_FOLDER = 2 * GIBIBYTE
_PARTS = {"train": ("train",), "validation": ("validation", "val"), "test": ("test",)}
_GREY_MODES = ("1", "L", "LA", "La")


def read_image_folder(directory: Path) -> Contents:
    """Return the images of a folder with one sub-folder a class.

    Args:
        directory: holds class folders, or `train` and perhaps `validation` (or `val`)
            and `test`, each with the same class folders. Classes are numbered in
            natural order ("2" before "10"). Any file that Pillow reads will do; all
            must be of one size. Names that begin with a dot are passed over.

    Returns:
        Images uint8: one channel if every file is grey, else three (grey files then
        repeat theirs; transparency is left out). 16-bit greys keep their upper 8 bits.

    Raises:
        DataNotFoundError: there are no class folders.
        DataError: a file is no image, is damaged or of another size; a class folder
            is empty; there are more than 255 classes or 2 GiB of pixels.

    Example:
        >>> import tempfile
        >>> from PIL import Image
        >>> folder = Path(tempfile.mkdtemp())
        >>> for name in ("cat", "dog"):
        ...     (folder / name).mkdir()
        ...     Image.new("L", (6, 8)).save(folder / name / "one.png")
        >>> read_image_folder(folder).train
        Split(2 images of 8x6)
    """
    parts = _part_folders(directory)
    classes = _class_names(parts["train"])
    splits = {part: _read_part(folder, classes) for part, folder in parts.items()}
    splits = _same_channels(splits)
    validation, test = splits.get("validation"), splits.get("test")
    where = str(directory)
    return Contents(splits["train"], validation, test, where, class_names=classes)


def _part_folders(directory: Path) -> dict[str, Path]:
    """Return the folder of each part; one pile of classes is all training."""
    train = directory / "train"
    # A class may be called "train" too: then it holds images, no classes.
    if not train.is_dir() or not any(path.is_dir() for path in _visible(train)):
        return {"train": directory}
    found: dict[str, Path] = {}
    for part, names in _PARTS.items():
        for name in names:
            if (directory / name).is_dir():
                found.setdefault(part, directory / name)
    return found


def _visible(folder: Path) -> list[Path]:
    return sorted(
        (path for path in folder.iterdir() if not path.name.startswith(".")),
        key=_natural_order,
    )


def _natural_order(path: Path) -> tuple[list[tuple[int, int, str]], str]:
    """Sort runs of digits by their value, everything else by its letters."""
    runs = re.findall(r"[0-9]+|[^0-9]+", path.name)
    key = [(0, int(r), "") if r[0] in "0123456789" else (1, 0, r) for r in runs]
    return key, path.name


def _class_names(folder: Path) -> tuple[str, ...]:
    names = tuple(path.name for path in _visible(folder) if path.is_dir())
    if not names:
        raise DataNotFoundError(
            f"{folder}: must hold one sub-folder of images for each class, received "
            "none; give the folder above the class folders."
        )
    if len(names) > MOST_CLASSES:
        raise DataError(
            f"{folder}: must have at most {MOST_CLASSES} classes, received "
            f"{len(names)} sub-folders."
        )
    return names


@dataclass
class _Reader:
    """Reads files one by one and holds each to the size of the first."""

    first: Path | None = None
    size: tuple[int, int] = (0, 0)
    total: int = 0

    def read(self, path: Path) -> ByteArray:
        """Return an image as uint8 of shape (1 or 3, height, width)."""
        from PIL import Image

        damage = (OSError, SyntaxError, ValueError, EOFError, struct.error, TypeError)
        bombs = (Image.DecompressionBombError, Image.DecompressionBombWarning)
        try:
            with warnings.catch_warnings():
                # Pillow only warns of a picture that is suspiciously large.
                warnings.simplefilter("ignore")
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                with Image.open(path) as image:
                    self._check_size(path, image.size)
                    return _pixels(path, image)
        except DataError:
            raise
        except bombs as error:
            raise DataError(
                f"{path}: must be a picture of reasonable size, received one that "
                f"unpacks to too many pixels ({error})."
            ) from error
        except damage as error:
            raise DataError(
                f"{path}: must be an image, received a file that cannot be read as one "
                f"({error}); move it out of the class folder."
            ) from error

    def _check_size(self, path: Path, size: tuple[int, int]) -> None:
        """Refuse by the header alone, before the pixels are unpacked."""
        self.first, self.size = self.first or path, self.size if self.first else size
        if size != self.size:
            width, height = self.size
            raise DataError(
                f"{path}: must be {width}x{height} pixels as {self.first} is, received "
                f"{size[0]}x{size[1]}."
            )
        self.total += 3 * size[0] * size[1]
        if self.total > LARGEST_FOLDER:
            raise DataError(
                f"{path}: a folder must hold at most {LARGEST_FOLDER:,} bytes of "
                "pixels, received more."
            )


def _pixels(path: Path, image: Any) -> ByteArray:
    mode = str(image.mode)
    if mode.startswith("I"):
        upper = np.clip(np.asarray(image).astype(np.int64) >> 8, 0, 255)
        return upper.astype(np.uint8)[None]
    if mode == "F":
        raise DataError(f"{path}: must have whole-number pixels, received floats.")
    if mode in _GREY_MODES:
        return np.asarray(image.convert("L"))[None]
    # A palette's own transparency would otherwise be guessed at.
    opaque = image.convert("RGBA") if "transparency" in image.info else image
    return np.moveaxis(np.asarray(opaque.convert("RGB")), 2, 0)


def _read_part(folder: Path, classes: tuple[str, ...]) -> Split:
    surplus = set(_class_names(folder)) - set(classes)
    if surplus:
        raise DataError(
            f"{folder}: must have no classes but the training folder's, received "
            f"{shown(sorted(surplus)[0])} as well."
        )
    reader = _Reader()
    images: list[ByteArray] = []
    labels: list[int] = []
    for label, name in enumerate(classes):
        inside = folder / name
        files = _visible(inside) if inside.is_dir() else []
        if not files:
            raise DataError(f"{inside}: must hold at least one image, received none.")
        images += [reader.read(path) for path in files]
        labels += [label] * len(files)
    channels = max(len(image) for image in images)
    stack = np.stack([_repeat(image, channels) for image in images])
    return Split(stack[:, 0] if channels == 1 else stack, np.array(labels))


def _repeat(image: ByteArray, channels: int) -> ByteArray:
    return image if len(image) == channels else np.repeat(image, channels, axis=0)


def _same_channels(splits: dict[str, Split]) -> dict[str, Split]:
    """Let grey splits repeat their channel where another split has colours."""
    if len({split.images.ndim for split in splits.values()}) == 1:
        return splits
    return {
        part: Split(np.repeat(split.channels_first, 3, axis=1), split.labels)
        if split.images.ndim == 3
        else split
        for part, split in splits.items()
    }
