"""A folder of image files with one sub-folder a class."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from network4.datasets.class_names import MOST_CLASSES
from network4.datasets.contents import Contents
from network4.datasets.split import Split
from network4.datasets.streams import GIBIBYTE
from network4.errors import DataError, DataNotFoundError, shown

if TYPE_CHECKING:
    from PIL import Image

Pixels = npt.NDArray[np.uint8 | np.uint16]
LARGEST_FOLDER = 2 * GIBIBYTE
_PARTS = {"train": ("train",), "validation": ("validation", "val"), "test": ("test",)}
_DEPTHS = 8, 10, 12, 14, 16  # bits of the grey pixels that cameras and scanners make


def read_image_folder(directory: Path) -> Contents:
    """Return the images of a folder with one sub-folder a class.

    Args:
        directory: holds class folders, or `train` and perhaps `validation` (or `val`)
            and `test`, each with the same class folders. Classes are numbered in
            natural order ("2" before "10"). Files are PNG, JPEG, GIF, BMP, TIFF, WEBP
            or PPM, of which the first page is taken; all must be of one size. Names
            that begin with a dot are passed over.

    Returns:
        Images uint8: one channel if every file is grey, else three (grey files then
        repeat theirs). They are upright, as their camera was held. What is transparent
        becomes paper, white under dark ink and black under bright ink. Where every
        file is grey and has a clear ground, ink is bright, as in MNIST. Of deeper greys
        8 bits are kept: the upper ones of the 8, 10, 12, 14 or 16 bits that the
        greatest number of the folder takes.

    Raises:
        DataNotFoundError: there are no class folders.
        DataError: a file is no image, is damaged or of another size; a class folder
            is empty; there are more than 65,536 classes or 2 GiB of pixels.

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
    found = {part: _read_part(folder, classes) for part, folder in parts.items()}
    _brighten_ink(found.values())
    shift = _surplus_bits(chain.from_iterable(part.images for part in found.values()))
    splits = {part: _as_split(each, shift) for part, each in found.items()}
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
    try:
        visible = [path for path in folder.iterdir() if not path.name.startswith(".")]
    except OSError as error:
        raise DataError(
            f"{folder}: must be a folder that can be read, received {error.strerror}; "
            "change its permissions."
        ) from None
    return sorted(visible, key=_natural_order)


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
class _Part:
    """The images of one part, and on which paper each was laid."""

    images: list[Pixels] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    papers: list[str | None] = field(default_factory=list)


def _brighten_ink(parts: Collection[_Part]) -> None:
    """Make ink bright where all images are grey and have a clear ground.

    A clear ground has no colour of its own, and networks know digits as MNIST has them.
    """
    if not all(all(part.papers) and all(map(_is_grey, part.images)) for part in parts):
        return
    for part in parts:
        part.images = [
            255 - image if paper == "white" else image
            for image, paper in zip(part.images, part.papers, strict=True)
        ]


def _is_grey(image: Pixels) -> bool:
    return bool((image == image[:1]).all())


@dataclass
class _Reader:
    """Reads files one by one and holds each to the size of the first."""

    first: Path | None = None
    size: tuple[int, int] = (0, 0)
    total: int = 0

    def read(self, path: Path) -> tuple[Pixels, str | None]:
        """Return numbers of shape (1 or 3, height, width), and the paper, if any."""
        # Who reads no pictures need not wait for Pillow.
        from network4.utils.pictures import read_picture

        image = read_picture(
            f"{path}:", path, check=lambda size: self._count(path, size)
        )
        self._check_size(path, image.size)
        return _pixels(path, image), image.info.get("paper")

    def _count(self, path: Path, size: tuple[int, int]) -> None:
        """Refuse by the header alone, before the pixels are unpacked."""
        self.total += 3 * size[0] * size[1]
        if self.total > LARGEST_FOLDER:
            raise DataError(
                f"{path}: a folder must hold at most {LARGEST_FOLDER:,} bytes of "
                "pixels, received more."
            )

    def _check_size(self, path: Path, size: tuple[int, int]) -> None:
        self.first, self.size = self.first or path, self.size if self.first else size
        if size != self.size:
            width, height = self.size
            raise DataError(
                f"{path}: must be {width}x{height} pixels as {self.first} is, received "
                f"{size[0]}x{size[1]}."
            )


def _pixels(path: Path, image: "Image.Image") -> Pixels:
    numbers: npt.NDArray[Any] = np.asarray(image)
    if numbers.ndim == 3:
        return np.moveaxis(numbers, 2, 0)
    if numbers.dtype.kind == "f":
        raise DataError(f"{path}: must have whole-number pixels, received floats.")
    if numbers.dtype == np.uint8:
        return numbers[None]
    least, greatest = int(numbers.min()), int(numbers.max())
    if least < 0 or greatest >= 2 ** _DEPTHS[-1]:
        raise DataError(
            f"{path}: must have pixels of at most {_DEPTHS[-1]} bits, received numbers "
            f"from {least:,} to {greatest:,}."
        )
    return numbers.astype(np.uint16)[None]


def _surplus_bits(images: Iterable[Pixels]) -> int:
    """Return how many lower bits deep images have more than 8.

    Their files do not say how many bits a camera made. One number for all of them keeps
    a dark image dark.
    """
    deep = (int(image.max()) for image in images if image.dtype == np.uint16)
    used = max(deep, default=0).bit_length()
    return next(depth for depth in _DEPTHS if depth >= used) - 8


def _read_part(folder: Path, classes: tuple[str, ...]) -> _Part:
    surplus = set(_class_names(folder)) - set(classes)
    if surplus:
        raise DataError(
            f"{folder}: must have no classes but the training folder's, received "
            f"{shown(sorted(surplus)[0])} as well."
        )
    reader = _Reader()
    part = _Part()
    for label, name in enumerate(classes):
        inside = folder / name
        files = _visible(inside) if inside.is_dir() else []
        if not files:
            raise DataError(f"{inside}: must hold at least one image, received none.")
        for path in files:
            image, paper = reader.read(path)
            part.images.append(image)
            part.labels.append(label)
            part.papers.append(paper)
    return part


def _as_split(part: _Part, surplus_bits: int) -> Split:
    images = part.images
    channels = max(len(image) for image in images)
    stack = np.empty((len(images), channels, *images[0].shape[1:]), np.uint8)
    for place, image in zip(stack, images, strict=True):
        place[:] = image >> surplus_bits if image.dtype == np.uint16 else image
    return Split(stack[:, 0] if channels == 1 else stack, np.array(part.labels))


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
