"""A folder of image files with a sub-folder for each class."""

from collections.abc import Collection, Iterable
from itertools import chain
from pathlib import Path

import numpy as np

from network4.datasets.class_names import MOST_CLASSES, natural_order
from network4.datasets.contents import Contents
from network4.datasets.folder_pictures import (
    Pictures,
    Pixels,
    common_size,
    described_passed_over,
    only_pictures,
    read_pictures,
    surplus_bits,
)
from network4.datasets.split import Split
from network4.errors import DataError, DataNotFoundError, shown

_PARTS = {
    "train": ("train", "training"),
    "validation": ("validation", "val", "valid"),
    "test": ("test", "testing"),
}
_OF_SYSTEMS = ("__MACOSX", "@eaDir")  # folders that no person made


def read_image_folder(directory: Path, size: tuple[int, ...] | None = None) -> Contents:
    """Return the images of a folder with a sub-folder for each class.

    Args:
        directory: holds class folders, or `train` and perhaps `validation` (or `val`)
            and `test`, each with the same class folders. Classes are numbered in
            natural order ("2" before "10"). Files are PNG, JPEG, GIF, BMP, TIFF, WEBP
            or PPM; their first page is taken. Files whose names begin with a dot are
            skipped, and so are files that are not pictures.
        size: (height, width) of all pictures in pixels; default None. With None,
            pictures keep their size if all have the same size of at most 256 pixels a
            side. Otherwise they get the median width and height of the training
            pictures, but at most 64 pixels on the longer side. A picture keeps its
            proportions and is centred on the colour of its border.

    Returns:
        Images uint8, with one channel if every file is grey, else with three. They are
        upright, as the camera was held. Transparent pixels become paper: white under
        dark ink and black under bright ink. If every file is grey and has a clear
        ground, the ink is bright, as in MNIST. Deeper greys keep 8 bits: the upper ones
        of the 8, 10, 12, 14 or 16 bits that the greatest value of the folder takes.

    Raises:
        DataNotFoundError: there are no class folders.
        DataError: a picture is damaged; a class folder is empty or holds folders; there
            are more than 65,536 classes or 2 GiB of pixels.

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
    passed_over: list[Path] = []
    found = {
        part: _find_pictures(folder, classes, passed_over)
        for part, folder in parts.items()
    }
    sides = None if size is None else _checked_sides(directory, size)
    target, remarks = common_size(list(found.values()), sides)
    for pictures in found.values():
        read_pictures(pictures, target)
    _brighten_ink(found.values())
    shift = surplus_bits(chain.from_iterable(part.images for part in found.values()))
    splits = {part: _as_split(each, shift) for part, each in found.items()}
    splits = _same_channels(splits)
    return Contents(
        splits["train"],
        splits.get("validation"),
        splits.get("test"),
        str(directory),
        class_names=classes,
        remarks=(*remarks, *described_passed_over(passed_over)),
    )


def _checked_sides(directory: Path, size: tuple[int, ...]) -> tuple[int, int]:
    if len(size) != 2:
        raise DataError(
            f"{directory}: size must be (height, width) for a folder of pictures, "
            f"received {size}."
        )
    return size[0], size[1]


def _part_folders(directory: Path) -> dict[str, Path]:
    """Return the folder of each part; without parts, all classes are for training."""
    trains = [directory / name for name in _PARTS["train"]]
    # A class may be called "train" too: then it holds images, no classes.
    if not any(train.is_dir() and _folders(train) for train in trains):
        return {"train": directory}
    found: dict[str, Path] = {}
    for part, names in _PARTS.items():
        for name in names:
            if (directory / name).is_dir():
                found.setdefault(part, directory / name)
    return found


def _visible(folder: Path) -> list[Path]:
    try:
        visible = [path for path in folder.iterdir() if _is_a_person_s(path.name)]
    except OSError as error:
        raise DataError(
            f"{folder}: must be a folder that can be read, received {error.strerror}; "
            "change its permissions."
        ) from None
    return sorted(visible, key=lambda path: natural_order(path.name))


def _is_a_person_s(name: str) -> bool:
    return not name.startswith(".") and name not in _OF_SYSTEMS


def _folders(folder: Path) -> list[Path]:
    return [path for path in _visible(folder) if path.is_dir()]


def _class_names(folder: Path) -> tuple[str, ...]:
    folders = _folders(folder)
    names = tuple(path.name for path in folders)
    if not names:
        raise DataNotFoundError(
            f"{folder}: must hold one sub-folder of images for each class, received a "
            "folder without any; give the folder that holds the class folders."
        )
    if len(folders) == 1 and _folders(folders[0]):
        raise DataError(
            f"{folder}: must hold one sub-folder of images for each class, received "
            f"only {shown(names[0])}, which holds folders; give {_inner(folders[0])}."
        )
    if len(names) > MOST_CLASSES:
        raise DataError(
            f"{folder}: must have at most {MOST_CLASSES} classes, received "
            f"{len(names)} sub-folders."
        )
    return names


def _inner(folder: Path) -> Path:
    """Return the first folder inside, or itself, that holds more than one folder."""
    while len(inside := _folders(folder)) == 1 and _folders(inside[0]):
        folder = inside[0]
    return folder


def _brighten_ink(parts: Collection[Pictures]) -> None:
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


def _find_pictures(
    folder: Path, classes: tuple[str, ...], passed_over: list[Path]
) -> Pictures:
    """Return the paths of a part's pictures; add the other files to a list."""
    surplus = set(_class_names(folder)) - set(classes)
    if surplus:
        raise DataError(
            f"{folder}: must have only classes that the training folder has, received "
            f"{shown(sorted(surplus)[0])} as well."
        )
    found = Pictures()
    for label, name in enumerate(classes):
        inside = folder / name
        paths = _visible(inside) if inside.is_dir() else []
        _check_holds_no_folder(inside, paths)
        count = len(found.paths)
        for path, is_picture in only_pictures(paths):
            (found.paths if is_picture else passed_over).append(path)
        found.labels += [label] * (len(found.paths) - count)
        if len(found.paths) == count:
            raise DataError(f"{inside}: must hold at least one image, received none.")
    return found


def _check_holds_no_folder(inside: Path, paths: Iterable[Path]) -> None:
    for path in paths:
        if path.is_dir():
            raise DataError(
                f"{inside}: must hold images of one class, received a folder, "
                f"{shown(path.name)}; move its images up, or give this folder if its "
                "folders are the classes."
            )


def _as_split(part: Pictures, surplus: int) -> Split:
    images = part.images
    channels = max(len(image) for image in images)
    stack = np.empty((len(images), channels, *images[0].shape[1:]), np.uint8)
    for place, image in zip(stack, images, strict=True):
        place[:] = image >> surplus if image.dtype == np.uint16 else image
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
