"""A data set by name or path, whatever its format."""

import os
from pathlib import Path

from network4.datasets.book_pickle import read_book_pickle
from network4.datasets.choices import Choices, ImageSize, checked_choices
from network4.datasets.contents import Contents
from network4.datasets.csv_file import read_csv
from network4.datasets.dataset import Dataset
from network4.datasets.digits import load_digits
from network4.datasets.idx_set import IdxSet, find_idx_sets, idx_role, read_idx_set
from network4.datasets.image_folder import read_image_folder
from network4.datasets.mnist import load_mnist
from network4.datasets.mnist_sums import (
    SUMS,
    damaged_mnist,
    mnist_dataset,
    mnist_mismatches,
)
from network4.datasets.npz import read_npz
from network4.datasets.splitting import complete
from network4.datasets.streams import open_plain_or_gzip
from network4.errors import ArgumentError, DataError, DataNotFoundError, shown
from network4.utils.checks import check_path, suggestion
from network4.utils.regular_files import regular_file

_BY_NAME = {"mnist": load_mnist, "digits": load_digits}
_PICKLE_STARTS = (b"\x80", b"(", b"]")
_CSV_ENDINGS = (".csv", ".csv.gz", ".tsv", ".tsv.gz")


def load_data(
    name_or_path: str | os.PathLike[str],
    *,
    size: ImageSize | None = None,
    label_column: str | int | None = None,
) -> Dataset:
    """Return a data set by name or from a path.

    MNIST is recognised by its content, not by names of files. If all four parts have
    the published sums, the data set is MNIST, in the book's split. If only some have,
    it is a damaged MNIST and is refused. If none has, it is another data set. A file
    with training images only is a data set of its own.

    Args:
        name_or_path: "mnist", "digits", or a path: a directory with one IDX data set,
            one .npz, one pickle of the book's form, one CSV file or one sub-folder of
            images for each class; or such a file. Write "./mnist" for a directory named
            "mnist".
        size: for folders of pictures and CSV files: (height, width) of an image in
            pixels, or one number for both; for a CSV file also (channels, height,
            width). Default None: pictures of a folder keep their size if all have the
            same size of at most 256 pixels a side. Otherwise they are resized to their
            median width and height, but to at most 64 pixels on the longer side. Images
            in a CSV file are then square.
        label_column: for CSV files: the name or the number of the column with the
            labels; 1 is the first column and -1 the last. Default None: the column
            named "label", "class", "target", "digit" or "y", or else the first.

    Returns:
        The data set. If it has no validation images, a sixth of the training images is
        set aside for validation, drawn with a fixed seed. If it has no test images
        either, another sixth is set aside for the test. Its `remarks` say what was done
        to the images.

    Raises:
        ArgumentError: the word is neither a name nor a path, or `size` or
            `label_column` does not apply to the data.
        DataNotFoundError: the path does not exist, or has no data set.
        DataError: a file is damaged, or does not match the others.

    Example:
        >>> load_data("digits").num_classes
        10
        >>> load_data("digit")
        Traceback (most recent call last):
        network4.errors.ArgumentError: load_data: the data must be 'mnist', 'digits' or
        a path, received 'digit'. Did you mean 'digits'?
    """
    return _load(name_or_path, checked_choices(size, label_column))


def load_data_for(
    shape: tuple[int, ...],
    name_or_path: str | os.PathLike[str],
    *,
    label_column: str | None = None,
) -> Dataset:
    """Return a data set for a network, with pictures of the size that it reads.

    Args:
        shape: of the network's input. Only pictures of a folder are resized to it, and
            only if it is (channels, height, width). Other images are as `load_data`
            returns them.
        name_or_path: as for `load_data`.
        label_column: as for `load_data`.

    Raises:
        ArgumentError, DataNotFoundError, DataError: as `load_data`.

    Example:
        >>> load_data_for((1, 28, 28), "digits").image_shape
        (1, 28, 28)
    """
    size = shape[1:] if len(shape) == 3 and shape[0] == 1 else shape
    size = size if len(shape) == 3 else None
    return _load(name_or_path, Choices(size, label_column, is_wish=True))


def _load(name_or_path: str | os.PathLike[str], asked: Choices) -> Dataset:
    if isinstance(name_or_path, str) and name_or_path in _BY_NAME:
        asked.check_unused(name_or_path)
        return _BY_NAME[name_or_path]()
    path = _existing(name_or_path)
    contents = (
        _read_directory(path, asked) if path.is_dir() else _read_file(path, asked)
    )
    wrong = mnist_mismatches(contents)
    if not wrong:
        return mnist_dataset(contents)
    is_one_pile = contents.validation is contents.test is None
    if len(wrong) < len(SUMS) and not is_one_pile:
        raise damaged_mnist(contents, wrong)
    full = path.resolve()
    return complete(contents, full.name if path.is_dir() else full.name.split(".")[0])


def load_only_mnist(owner: str, where: str | os.PathLike[str] | None) -> Dataset:
    """Return MNIST, and refuse all other data.

    Args:
        owner: the command that needs it, for the message.
        where: a name or a path, as `load_data` takes it; None for the usual places.

    Raises:
        ArgumentError: the word is neither a name nor a path.
        DataError: the data are not MNIST, or a damaged MNIST.
        DataNotFoundError: MNIST's files are not there.

    Example:
        >>> load_only_mnist("reproduce", "digits")
        Traceback (most recent call last):
        network4.errors.DataError: reproduce: --data must be the whole of MNIST,
        received scikit-learn's 1,797 digits; give MNIST's directory, or leave --data
        out.
    """
    if where is None:
        return load_mnist()
    try:
        found = load_data(where)
    except (DataError, DataNotFoundError):
        return load_mnist(where)  # whose refusal says which files are wanted
    if found.is_mnist:
        return found
    raise DataError(
        f"{owner}: --data must be the whole of MNIST, received {found.source}; give "
        "MNIST's directory, or leave --data out."
    )


def load_default() -> Dataset:
    """Return MNIST if it can be found or downloaded, else scikit-learn's digits.

    Returns:
        A data set; its `is_mnist` tells which, so that the caller can say so.

    Raises:
        DataError: NETWORK4_DATA holds a damaged MNIST.

    Example:
        >>> from network4.datasets import find_mnist
        >>> find_mnist() is None or load_default().is_mnist
        True
    """
    try:
        return load_mnist()
    except DataNotFoundError:
        return load_digits()


def _existing(name_or_path: str | os.PathLike[str]) -> Path:
    check_path("load_data", "the data", name_or_path)
    text = os.fspath(name_or_path)
    path = Path(os.path.expanduser(name_or_path))
    if text and path.exists():
        return path
    if not text:
        raise ArgumentError(
            "load_data: the data must be a name or a path, received ''; is a shell "
            "variable empty?"
        )
    if path.name == text and not path.suffix:
        names = ", ".join(map(repr, _BY_NAME))
        raise ArgumentError(
            f"load_data: the data must be {names} or a path, received {shown(text)}."
            f"{suggestion(text, _BY_NAME)}"
        )
    raise DataNotFoundError(
        f"load_data: {text} must be a file or a directory, received a path that does "
        "not exist; check its spelling."
    )


def _read_directory(directory: Path, asked: Choices) -> Contents:
    sets = find_idx_sets(directory)
    if sets:
        asked.check_unused(directory)
        return read_idx_set(directory, _only_set(directory, sets))
    visible = [p for p in sorted(directory.iterdir()) if not p.name.startswith(".")]
    # Beside folders a table may be anything.
    has_folders = any(path.is_dir() for path in visible)
    kinds = _is_npz_name, _is_pickle_name, *(() if has_folders else (_is_csv_name,))
    for is_one in kinds:
        matches = [path for path in visible if is_one(path)]
        if len(matches) == 1:
            return _read_file(matches[0], asked)
        if matches:
            raise DataError(
                f"{directory}: must hold one data set, received "
                f"{', '.join(p.name for p in matches[:4])}; give the path of one."
            )
    asked.check_has_no_columns(directory)
    return read_image_folder(directory, asked.sides)


def _only_set(directory: Path, sets: dict[str, IdxSet]) -> IdxSet:
    if len(sets) == 1:
        return next(iter(sets.values()))
    names = ", ".join(
        sorted(path.name for files in sets.values() for path in files.values())
    )
    raise DataError(
        f"{directory}: must hold one IDX data set, received {len(sets)} "
        f"({names:.200}); give the path of one file of the set that you want."
    )


def _is_pickle_name(path: Path) -> bool:
    return path.is_file() and path.name.endswith((".pkl", ".pkl.gz", ".pickle"))


def _is_npz_name(path: Path) -> bool:
    return path.suffix == ".npz"


def _is_csv_name(path: Path) -> bool:
    return path.is_file() and path.name.lower().endswith(_CSV_ENDINGS)


def _read_file(path: Path, asked: Choices) -> Contents:
    """Read by the name's ending where it says enough, else by the first bytes."""
    regular_file("load_data", "the data", path, DataError)
    if _is_csv_name(path):
        return read_csv(path, asked.size, asked.label_column)
    asked.check_unused(path)
    key = idx_role(path)
    if key is not None:
        return read_idx_set(path.parent, find_idx_sets(path.parent)[key[0]])
    if _is_npz_name(path):
        return read_npz(path)
    if _is_pickle_name(path):
        return read_book_pickle(path)
    with open_plain_or_gzip(path) as stream:
        start = stream.read(4)
    if start == b"PK\x03\x04":
        return read_npz(path)
    if start.startswith(_PICKLE_STARTS):
        return read_book_pickle(path)
    raise DataError(
        f"{path}: must be an IDX file with its published name, an .npz, a .csv or a "
        f"pickle of the book's form, received a file that begins with {shown(start)}."
    )
