"""Reads a pickle of arrays, lists, tuples and numbers without running code from it."""

import io
import pickle
import pickletools
import warnings
from typing import Any

from network4.datasets.pickle_records import ADMITTED
from network4.errors import DataError

# A full data set as lists has one operation a pixel: 55 million for MNIST.
MOST_OPERATIONS = 60_000_000
# Three operations make the list of an image; of these the book has 250,000.
MOST_CONTAINERS = 1_500_000
_NUMBERS = (
    "INT BININT BININT1 BININT2 LONG LONG1 LONG4 FLOAT BINFLOAT NONE NEWTRUE NEWFALSE"
)
_TEXTS = (
    "STRING BINSTRING SHORT_BINSTRING UNICODE BINUNICODE SHORT_BINUNICODE BINUNICODE8 "
    "BINBYTES SHORT_BINBYTES BINBYTES8 BYTEARRAY8"
)
_SEQUENCES = (
    "MARK EMPTY_TUPLE TUPLE TUPLE1 TUPLE2 TUPLE3 EMPTY_LIST LIST APPEND APPENDS POP "
    "POP_MARK"
)
_MEMO = "GET BINGET LONG_BINGET PUT BINPUT LONG_BINPUT MEMOIZE"
_ARRAYS = "GLOBAL STACK_GLOBAL REDUCE BUILD"
_ALLOWED = frozenset(
    " ".join((_NUMBERS, _TEXTS, _SEQUENCES, _MEMO, _ARRAYS, "PROTO FRAME STOP")).split()
)
_MAKES_CONTAINER = frozenset(f"MARK {_ARRAYS} {_SEQUENCES}".split()) - {"APPEND"}
_WRITES_MEMO = frozenset(("PUT", "BINPUT", "LONG_BINPUT"))
_DAMAGE = (
    pickle.UnpicklingError,
    AttributeError,
    EOFError,
    ImportError,
    IndexError,
    KeyError,
    MemoryError,
    OverflowError,
    TypeError,
    ValueError,
)


class _ArrayUnpickler(pickle.Unpickler):
    """An unpickler to which only our stand-ins for NumPy are known."""

    def find_class(self, module: str, name: str, /) -> Any:
        """Return the stand-in for a name, or refuse it; nothing is imported."""
        try:
            return ADMITTED[module, name]
        except KeyError:
            raise DataError(
                f"it must name nothing but NumPy arrays, received {module}.{name}, "
                "which could run code"
            ) from None


def read_safe_pickle(where: str, content: bytes | bytearray) -> object:
    """Return what a pickle holds, arrays as `ArrayRecord`s.

    Args:
        where: the file, for messages.
        content: the pickle, of any protocol; as Python 2 or Python 3 wrote it.

    Returns:
        Lists, tuples, numbers, texts and records of arrays, not yet looked into.

    Raises:
        DataError: it is damaged, or holds anything else.

    Example:
        >>> read_safe_pickle("here", pickle.dumps(([1, 2.5], (3,)), protocol=2))
        ([1, 2.5], (3,))
        >>> read_safe_pickle("here", pickle.dumps(print))
        Traceback (most recent call last):
        network4.errors.DataError: here: it must name nothing but NumPy arrays, received
        builtins.print, which could run code; do not use this file.
    """
    try:
        with warnings.catch_warnings():
            # Damaged text makes Python warn of odd escapes; the checks here suffice.
            warnings.simplefilter("ignore")
            _check_operations(content)
            return _ArrayUnpickler(io.BytesIO(content), encoding="latin1").load()
    except DataError as error:
        raise DataError(f"{where}: {error}; do not use this file.") from None
    except _DAMAGE as error:
        raise DataError(
            f"{where}: must be a whole pickle, received a damaged one ({error!s:.80}); "
            "fetch it again."
        ) from error


def _check_operations(content: bytes | bytearray) -> None:
    """Refuse a pickle by its operations, before any of them is carried out."""
    stream = io.BytesIO(content)
    num_containers = 0
    for count, (operation, argument, _) in enumerate(pickletools.genops(stream)):
        if operation.name not in _ALLOWED:
            raise DataError(
                "it must hold arrays, lists, tuples and numbers only, received the "
                f"pickle operation {operation.name}"
            )
        num_containers += operation.name in _MAKES_CONTAINER
        if num_containers > MOST_CONTAINERS:
            raise DataError(
                f"it must hold at most {MOST_CONTAINERS:,} lists and arrays"
            )
        # An unpickler sets aside memory up to the largest index; honest ones count up.
        if operation.name in _WRITES_MEMO and int(argument or 0) > count + 1:
            raise DataError(f"its memo must count up, received the index {argument}")
        if count >= MOST_OPERATIONS:
            raise DataError(f"it must have at most {MOST_OPERATIONS:,} operations")
    if stream.tell() != len(content):
        raise DataError(
            f"it must end with its pickle, received {len(content) - stream.tell():,} "
            "bytes more"
        )
