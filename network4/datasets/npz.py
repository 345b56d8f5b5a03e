"""NumPy archives, the form in which Keras and MedMNIST publish data sets."""

import lzma
import math
import tokenize
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.datasets.contents import Contents, make_split
from network4.datasets.split import Split
from network4.datasets.streams import GIBIBYTE, check_fits, check_growth
from network4.errors import DataError, DataNotFoundError, Network4Error
from network4.utils.regular_files import regular_file

LARGEST_NPZ = 2 * GIBIBYTE
_KEYS = {
    "train": (("x_train", "y_train"), ("train_images", "train_labels")),
    "validation": (
        ("x_validation", "y_validation"),
        ("x_val", "y_val"),
        ("val_images", "val_labels"),
        ("validation_images", "validation_labels"),
    ),
    "t10k": (("x_test", "y_test"), ("test_images", "test_labels")),
}
_DAMAGE = (
    ValueError,
    EOFError,
    IndexError,
    OSError,
    RuntimeError,
    SyntaxError,
    tokenize.TokenError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    MemoryError,
    TypeError,
)


def read_npz(path: Path) -> Contents:
    """Return the data set in an .npz file, without unpickling anything.

    Args:
        path: an archive with x_train, y_train, x_test, y_test (and x_val, y_val), or
            train_images, train_labels, val_images, ... as MedMNIST has them; the
            parts other than training may be absent.

    Returns:
        Images uint8, channels first; labels uint8.

    Raises:
        DataNotFoundError: there is no such file.
        DataError: it is damaged, too large, lacks a key or has an array of another
            type or shape.

    Example:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "two.npz"
        >>> np.savez(path, x_train=np.zeros((2, 8, 6), np.uint8), y_train=[0, 1])
        >>> read_npz(path).train
        Split(2 images of 8x6)
    """
    regular_file("load_data", "the data", path, DataError)
    try:
        with zipfile.ZipFile(path) as archive:
            return _read_archive(path, archive)
    except FileNotFoundError as error:
        raise DataNotFoundError(
            f"{path}: no such file; check the spelling of its path."
        ) from error
    except Network4Error:
        raise
    except _DAMAGE as error:
        reason = getattr(error, "strerror", None) or str(error)  # names no path again
        raise DataError(
            f"{path}: must be an .npz archive of NumPy arrays, received a damaged or "
            f"different file ({reason}); fetch it again."
        ) from error


def _read_archive(path: Path, archive: zipfile.ZipFile) -> Contents:
    members = archive.infolist()
    size = sum(member.file_size for member in members)
    for member in members:
        check_growth(str(path), member.compress_size, member.file_size)
    check_fits(str(path), size)
    if size > LARGEST_NPZ:
        raise DataError(
            f"{path}: must unpack to at most {LARGEST_NPZ:,} bytes, received an "
            f"archive of {size:,}."
        )
    files: dict[str, str] = {}
    parts = {part: _read_part(path, archive, part, files) for part in _KEYS}
    train = parts["train"]
    if train is None:
        held = ", ".join(archive.namelist()[:8]) or "nothing"
        raise DataError(
            f"{path}: must hold x_train and y_train, or train_images and train_labels, "
            f"received {held}."
        )
    return Contents(train, parts["validation"], parts["t10k"], str(path), files)


def _read_part(
    path: Path, archive: zipfile.ZipFile, part: str, files: dict[str, str]
) -> Split | None:
    held = set(archive.namelist())
    for pair in _KEYS[part]:
        present = [key for key in pair if f"{key}.npy" in held]
        if len(present) == 1:
            raise DataError(
                f"{path}: must hold {' and '.join(pair)} together, received only "
                f"{present[0]}."
            )
        if present:
            images_at, labels_at = (f"{path} ({key})" for key in pair)
            files[f"{part}-images"], files[f"{part}-labels"] = images_at, labels_at
            images, labels = (_read_array(path, archive, key) for key in pair)
            return make_split(images_at, images, labels_at, labels)
    return None


def _read_array(path: Path, archive: zipfile.ZipFile, key: str) -> npt.NDArray[Any]:
    """Return one array, its header checked before any memory is set aside."""
    with archive.open(f"{key}.npy") as member:
        version = np.lib.format.read_magic(member)
        read_header = (
            np.lib.format.read_array_header_1_0
            if version == (1, 0)
            else np.lib.format.read_array_header_2_0
        )
        shape, fortran_order, dtype = read_header(member)
        if dtype.kind not in "iu":
            raise DataError(
                f"{path} ({key}): must be an array of whole numbers, received {dtype}; "
                "objects are never read, because they could run code."
            )
        expected = math.prod(shape) * dtype.itemsize
        size = archive.getinfo(f"{key}.npy").file_size - member.tell()
        # What the archive says first, so that nothing is read in vain.
        content = member.read() if size == expected else b""
    if len(content) != expected:
        raise DataError(
            f"{path} ({key}): shape {shape} of {dtype} must have {expected:,} bytes, "
            f"received {size:,}; fetch the file again."
        )
    order = "F" if fortran_order else "C"
    return np.frombuffer(content, dtype).reshape(shape, order=order)
