"""The pictures of a folder, converted to one size and one depth."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from network4.datasets.streams import GIBIBYTE, check_fits
from network4.errors import DataError, shown

if TYPE_CHECKING:
    from PIL import Image

Pixels = npt.NDArray[np.uint8 | np.uint16]
Sides = tuple[int, int]
LARGEST_FOLDER = 2 * GIBIBYTE
LARGEST_KEPT = 256  # pixels of the longer side of pictures that stay as they are
LONGEST_SIDE = 64  # of those that are brought to one size, where nobody says which
_DEPTHS = 8, 10, 12, 14, 16  # bits of the grey pixels that cameras and scanners make


@dataclass
class Pictures:
    """Pictures of one part, each with its class and the paper it was laid on."""

    paths: list[Path] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    images: list[Pixels] = field(default_factory=list)
    papers: list[str | None] = field(default_factory=list)


def common_size(
    parts: Sequence[Pictures], asked: Sides | None
) -> tuple[Sides, tuple[str, ...]]:
    """Return the (width, height) for all pictures, and sentences that say why.

    It reads only the headers of the files.

    Args:
        parts: the parts with their paths, the training part first.
        asked: the user's (height, width); None if the user did not say.

    Raises:
        DataError: a file is not a picture, or all pictures together are too large.
    """
    # Who reads no pictures need not wait for Pillow.
    from network4.utils.picture_sizes import picture_size

    sizes = [[picture_size(f"{p}:", p) for p in part.paths] for part in parts]
    found = {size for part in sizes for size in part}
    width, height = size = _chosen_size(sizes[0], found, asked)
    count = sum(map(len, sizes))
    num_bytes = 3 * width * height * count
    where = parts[0].paths[0].parent.parent
    check_fits(str(where), num_bytes)
    if num_bytes > LARGEST_FOLDER:
        raise DataError(
            f"{where}: must hold at most {LARGEST_FOLDER:,} bytes of pixels, received "
            f"{count:,} pictures of {width}x{height}; ask for a smaller size."
        )
    if found == {size}:
        return size, ()
    smallest, largest = min(found, key=_area), max(found, key=_area)
    between = "" if smallest == largest else f" to {largest[0]}x{largest[1]}"
    return size, (
        f"{count:,} pictures of {smallest[0]}x{smallest[1]}{between} pixels were "
        f"resized to {width}x{height}: each keeps its proportions and is centred.",
    )


def _area(size: Sides) -> int:
    return size[0] * size[1]


def _chosen_size(sizes: list[Sides], found: set[Sides], asked: Sides | None) -> Sides:
    if asked is not None:
        return asked[1], asked[0]
    first = sizes[0]
    if found == {first} and max(first) <= LARGEST_KEPT:
        return first
    width, height = (median(side) for side in zip(*sizes, strict=True))
    share = min(1.0, LONGEST_SIDE / max(width, height))
    return max(1, round(share * width)), max(1, round(share * height))


def read_pictures(pictures: Pictures, size: Sides) -> None:
    """Read the files, each brought to a size (width, height) before the next one.

    Raises:
        DataError: one is damaged, or its pixels are floats or deeper than 16 bits.
    """
    from network4.utils.picture_sizes import fitted
    from network4.utils.pictures import read_picture

    for path in pictures.paths:
        image = read_picture(f"{path}:", path, near=size)
        pictures.papers.append(image.info.get("paper"))
        _check_whole(path, image)
        pictures.images.append(_pixels(path, fitted(image, size)))


def _check_whole(path: Path, image: "Image.Image") -> None:
    if image.mode == "F":
        raise DataError(f"{path}: must have whole-number pixels, received floats.")


def _pixels(path: Path, image: "Image.Image") -> Pixels:
    numbers: npt.NDArray[Any] = np.asarray(image)
    if numbers.ndim == 3:
        return np.moveaxis(numbers, 2, 0)
    if numbers.dtype == np.uint8:
        return numbers[None]
    least, greatest = int(numbers.min()), int(numbers.max())
    if least < 0 or greatest >= 2 ** _DEPTHS[-1]:
        raise DataError(
            f"{path}: must have pixels of at most {_DEPTHS[-1]} bits, received numbers "
            f"from {least:,} to {greatest:,}."
        )
    return numbers.astype(np.uint16)[None]


def surplus_bits(images: Iterable[Pixels]) -> int:
    """Return how many lower bits deep images have more than 8.

    Their files do not say how many bits a camera made. One number for all of them keeps
    a dark image dark.
    """
    deep = (int(image.max()) for image in images if image.dtype == np.uint16)
    used = max(deep, default=0).bit_length()
    return next(depth for depth in _DEPTHS if depth >= used) - 8


def only_pictures(paths: Iterable[Path]) -> Iterator[tuple[Path, bool]]:
    """Yield the path of each file, and whether it is a picture.

    A file that is named as a picture counts as one, so that a damaged one is refused
    and not skipped.
    """
    from network4.utils.picture_sizes import has_picture_name, is_picture

    for path in paths:
        yield path, has_picture_name(path.name) or is_picture(f"{path}:", path)


def described_passed_over(passed_over: Sequence[Path]) -> tuple[str, ...]:
    """Return a sentence on the files that are not pictures; () if there are none."""
    if not passed_over:
        return ()
    count, name = len(passed_over), shown(passed_over[0].name)
    return (
        f"{count:,} files that are not pictures were skipped, the first is {name}.",
    )
