"""MNIST, from this machine if it is there, else downloaded."""

import os
import sys
from pathlib import Path

from network4.datasets.dataset import Dataset
from network4.datasets.idx import idx_sum, read_idx
from network4.datasets.idx_set import find_idx_sets
from network4.datasets.mirrors import MIRRORS, download
from network4.datasets.mnist_sums import SUMS, as_mnist, other_sum
from network4.datasets.places import (
    VARIABLE,
    Place,
    cache_directory,
    known_places,
    read_copy,
)
from network4.errors import (
    ArgumentError,
    DataError,
    DataNotFoundError,
    on_one_line,
)
from network4.text import printable
from network4.utils.checks import check_path

_LONGEST_REASON = 60


def load_mnist(directory: str | os.PathLike[str] | None = None) -> Dataset:
    """Return MNIST: 50,000 training, 10,000 validation and 10,000 test images.

    If `directory` is given, only that is searched. Otherwise these are searched: the
    path in the environment variable NETWORK4_DATA, the user's cache, and the copies of
    torchvision and Keras. If none has MNIST, 11 MB are downloaded into the cache. The
    content is checked against the published SHA-256 sums, whatever its format.

    Args:
        directory: a directory with the four IDX files (plain or gzip), mnist.npz or the
            book's mnist.pkl.gz, or the path of such a file. Default None: search
            everywhere.

    Returns:
        Images uint8 in 0..255 of shape (n, 28, 28), labels uint8 in 0..9.

    Raises:
        ArgumentError: `directory` is an empty text.
        DataError: `directory` or NETWORK4_DATA holds a damaged MNIST.
        DataNotFoundError: MNIST is neither there nor, without `directory`, anywhere
            else.

    Source: Y. LeCun, C. Cortes and C. Burges, "The MNIST database of handwritten
    digits", 1998, from NIST's Special Databases 1 and 3. Licence: stated nowhere by its
    authors; commonly given as Creative Commons Attribution-ShareAlike 3.0.

    Example:
        >>> find_mnist() is None or len(load_mnist().train) == 50_000
        True
    """
    if directory is not None:
        check_path("load_mnist", "the directory", directory)
        if not os.fspath(directory):
            raise ArgumentError(
                "load_mnist: the directory must be a path, received ''; is a shell "
                "variable empty?"
            )
        return _load_given(Path(os.path.expanduser(directory)))
    found = _load_from_disk()
    return found if found is not None else _load_from_network()


def find_mnist() -> str | None:
    """Return the place of the MNIST that is on this machine; None if there is none.

    Returns:
        The place, in words, after its content was checked. None means that
        `load_mnist()` would download MNIST.

    Raises:
        DataError: NETWORK4_DATA holds a damaged MNIST.

    Example:
        >>> isinstance(find_mnist(), str | None)
        True
    """
    found = _load_from_disk()
    return None if found is None else found.source


def _load_given(path: Path) -> Dataset:
    contents = read_copy(path)
    if contents is None:
        state = "a place without them" if path.exists() else "no such path"
        raise DataNotFoundError(
            f"load_mnist: {path} must hold MNIST's four IDX files, mnist.npz or "
            f"mnist.pkl.gz, received {state}; check the path, or give none to look "
            "everywhere."
        )
    return as_mnist(contents)


def _load_from_disk() -> Dataset | None:
    for place in known_places():
        found = _load_place(place)
        if found is not None:
            return found
    return None


def _load_place(place: Place) -> Dataset | None:
    try:
        contents = read_copy(place.path)
        if contents is None and place.chosen:
            _warn(f"no MNIST in {place}")
        return None if contents is None else as_mnist(contents)
    except (DataError, OSError) as error:
        if place.chosen and isinstance(error, DataError):
            raise
        # Nobody asked for this copy, so the next one may serve; but say why not this.
        _warn(f"skipped {place}: {error}")
        return None


def _warn(text: str) -> None:
    print(f"network4: warning: {printable(text)}", file=sys.stderr)


def _load_from_network() -> Dataset:
    cache = cache_directory()
    try:
        for role in SUMS:
            if not _is_good(cache, role):
                _download_role(cache, role)
    except DataNotFoundError as error:
        owners = dict.fromkeys(place.owner for place in known_places())
        why = on_one_line(str(error).rstrip("."), _LONGEST_REASON)
        raise DataNotFoundError(
            "load_mnist: MNIST must be on this machine or on the network; searched "
            f"the places of {', '.join(owners)}, then the network ({why}); put the "
            f"four files in a directory and name it in {VARIABLE}."
        ) from error
    return _load_given(cache)


def _is_good(directory: Path, role: str) -> bool:
    """Return whether a file from an earlier download can stay; else remove it."""
    path = find_idx_sets(directory).get("", {}).get(role)
    if path is None:
        return False
    try:
        _check(role, path)
        return True
    except DataError:
        # Left here, a damaged plain file would hide the packed one to come.
        path.unlink()
        return False


def _download_role(cache: Path, role: str) -> None:
    axes = 3 if role.endswith("images") else 1
    name = f"{role}-idx{axes}-ubyte.gz"
    download(name, cache / name, lambda path: _check(role, path), MIRRORS)


def _check(role: str, path: Path) -> None:
    received = idx_sum(read_idx(path, (3,) if role.endswith("images") else (1,)))
    if received != SUMS[role]:
        raise DataError(f"{path}: {other_sum(role, received)}.")
