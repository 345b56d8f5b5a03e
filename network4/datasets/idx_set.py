"""Finds and reads the files of an IDX data set in a directory."""

import re
from collections.abc import Mapping
from pathlib import Path

from network4.datasets.contents import Contents, make_split
from network4.datasets.idx import read_idx
from network4.datasets.split import Split
from network4.errors import DataError

_NAME = re.compile(
    r"(?P<prefix>.*?)(?P<part>train|t10k|test|validation|val)[-_]"
    r"(?P<what>images|labels)[-.]idx\d-ubyte(\.gz)?"
)
_PARTS = {"test": "t10k", "val": "validation"}

IdxSet = Mapping[str, Path]


def find_idx_sets(directory: Path) -> dict[str, IdxSet]:
    """Return the IDX files of a directory by the prefix of their names.

    Args:
        directory: where to look; its sub-folders are not searched.

    Returns:
        For each prefix ("" for MNIST's own names, "emnist-digits-", ...) the file of
        each
        role: "train-images", "t10k-labels" and so on. "test-" counts as "t10k-", and
        "train-images.idx3-ubyte" as "train-images-idx3-ubyte". If a file is there plain
        and packed, the plain one is taken.

    Example:
        >>> find_idx_sets(Path("/nowhere"))
        {}
    """
    found: dict[str, dict[str, Path]] = {}
    names = sorted(directory.iterdir()) if directory.is_dir() else []
    for path in names:
        key = idx_role(path)
        if key and path.is_file():
            prefix, role = key
            # A plain name sorts before the same name with ".gz".
            found.setdefault(prefix, {}).setdefault(role, path)
    return dict(found)


def idx_role(path: Path) -> tuple[str, str] | None:
    """Return the prefix and the role in an IDX file's name, or None.

    >>> idx_role(Path("emnist-letters-test-images-idx3-ubyte.gz"))
    ('emnist-letters-', 't10k-images')
    """
    match = _NAME.fullmatch(path.name)
    if match is None:
        return None
    part = _PARTS.get(match["part"], match["part"])
    return match["prefix"], f"{part}-{match['what']}"


def read_idx_set(
    directory: Path, files: IdxSet, *, needs_test: bool = False
) -> Contents:
    """Return what one IDX data set holds.

    Args:
        directory: where it is, for messages.
        files: the path of each role, from `find_idx_sets`.
        needs_test: whether a set without test images is incomplete.

    Returns:
        Training images and whichever of validation and test images there are.

    Raises:
        DataError: a file is missing, damaged or does not fit its partner.
    """
    train = _read_part(directory, files, "train", needed=True)
    test = _read_part(directory, files, "t10k", needed=needs_test)
    validation = _read_part(directory, files, "validation", needed=False)
    if train is None:
        raise DataError(f"{directory}: must hold training images, received none.")
    names = {role: str(path) for role, path in files.items()}
    return Contents(train, validation, test, str(directory), names)


def _read_part(
    directory: Path, files: IdxSet, part: str, *, needed: bool
) -> Split | None:
    roles = f"{part}-images", f"{part}-labels"
    missing = [role for role in roles if role not in files]
    if len(missing) == 2 and not needed:
        return None
    if missing:
        raise DataError(
            f"{directory}: an IDX data set must have {' and '.join(roles)} files, "
            "received "
            f"no {' and no '.join(missing)} file; put the missing files there."
        )
    images, labels = (files[role] for role in roles)
    return make_split(
        str(images), read_idx(images, (3, 4)), str(labels), read_idx(labels, (1,))
    )
