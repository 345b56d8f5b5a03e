"""The places where MNIST may be on this machine, in the order of the search."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from network4.datasets.book_pickle import read_book_pickle
from network4.datasets.contents import Contents
from network4.datasets.idx_set import find_idx_sets, idx_role, read_idx_set
from network4.datasets.mnist_sums import SUMS
from network4.datasets.npz import read_npz
from network4.errors import DataNotFoundError

VARIABLE = "NETWORK4_DATA"
_NPZ, _PICKLE = "mnist.npz", "mnist.pkl.gz"


@dataclass(frozen=True)
class Place:
    """A directory or file that may hold MNIST.

    Args:
        path: where it is.
        owner: whose copy it is, in words.
        chosen: whether the user named it. Damage is then an error, else a warning.
    """

    path: Path
    owner: str
    chosen: bool = False

    def __str__(self) -> str:
        """Return path and owner."""
        return f"{self.path} ({self.owner})"


def cache_directory() -> Path:
    """Return where a downloaded MNIST is kept.

    Raises:
        DataNotFoundError: this user has no home and XDG names no other place.
    """
    import platformdirs

    try:
        path = platformdirs.user_cache_path("network4") / "mnist"
    except RuntimeError as error:
        raise _no_cache() from error
    if not path.is_absolute():
        raise _no_cache()
    return path


def _no_cache() -> DataNotFoundError:
    return DataNotFoundError(
        "load_mnist: a home directory must exist to keep the download, received none; "
        f"set HOME, or name a directory with MNIST in {VARIABLE}."
    )


def known_places() -> list[Place]:
    """Return the places to search: the user's, the cache, and other libraries' copies.

    Example:
        >>> any(place.owner == "Keras" for place in known_places())
        True
    """
    places: list[Place] = []
    if os.environ.get(VARIABLE):
        path = Path(os.path.expanduser(os.environ[VARIABLE]))
        places.append(Place(path, VARIABLE, chosen=True))
    with suppress(DataNotFoundError):
        places.append(Place(cache_directory(), "network4's cache"))
    return places + _copies_of_others()


def _copies_of_others() -> list[Place]:
    """Return where other libraries keep MNIST; none in a home that is not there."""
    home = Path(os.path.expanduser("~"))
    roots = [Path("data"), Path("../data"), Path()]
    keras = os.environ.get("KERAS_HOME")
    # Without a home "~" stays as it is.
    if home.is_absolute():
        roots += [home / "data", home / ".cache" / "torchvision"]
        keras = keras or home / ".keras"
    places = [Place(root / "MNIST" / "raw", "torchvision") for root in roots]
    if keras:
        places.append(Place(Path(keras) / "datasets" / _NPZ, "Keras"))
    return places


def read_copy(path: Path) -> Contents | None:
    """Return what the copy of MNIST at `path` holds, not yet checked to be MNIST.

    Args:
        path: a directory with the four IDX files, mnist.npz or mnist.pkl.gz, or one of
            these files.

    Returns:
        Its contents; None if there is no such file or directory.

    Raises:
        DataError: the file is damaged, or the IDX files are not all there.

    Example:
        >>> read_copy(Path("/nowhere")) is None
        True
    """
    if path.is_file():
        return _read_file(path)
    files = find_idx_sets(path).get("", {})
    if set(SUMS) <= set(files):
        return read_idx_set(path, files)
    for name in (_NPZ, _PICKLE):
        if (path / name).is_file():
            return _read_file(path / name)
    return read_idx_set(path, files, needs_test=True) if files else None


def _read_file(path: Path) -> Contents | None:
    if path.suffix == ".npz":
        return read_npz(path)
    if ".pkl" in path.suffixes:
        return read_book_pickle(path)
    key = idx_role(path)
    if key is None:
        return None
    files = find_idx_sets(path.parent)[key[0]]
    return read_idx_set(path.parent, files, needs_test=True)
