"""Records of runs: JSON files that tables and figures are made from."""

import json
import math
import os
import platform
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from network4.errors import DataError
from network4.utils.checks import as_real, as_whole
from network4.utils.digests import digest_of_text
from network4.utils.files import why, write_whole
from network4.utils.processes import num_cores
from network4.utils.regular_files import read_text
from network4.version import __version__

_PACKAGES = ("jax", "jaxlib", "numpy", "scikit-learn")
Record = dict[str, Any]
_DIGEST = "digest"


def write_record(path: str | os.PathLike[str], record: Mapping[str, Any]) -> None:
    """Write a record as JSON that people can read, whole or not at all.

    Args:
        path: the file; its directory is made where it is missing.
        record: numbers, text, lists and dicts; no NaN, which JSON cannot hold. A digest
            of it is written with it.

    Raises:
        ValueError: the record holds NaN or an infinity.
        OSError: the file cannot be written.

    Example:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "record.json"
        >>> write_record(path, {"test_accuracy": 0.99})
        >>> read_record(path)
        {'test_accuracy': 0.99}
    """
    # Through JSON at once, so that the digest is of what will be read.
    content: Record = json.loads(to_json({**record, _DIGEST: ""}))
    content[_DIGEST] = _digest(content)
    text = _tidy(to_json(content, indent=2)) + "\n"
    write_whole(path, text.encode())


def _digest(record: Record, besides: str = _DIGEST) -> str:
    """Return a digest of all fields but one, in whatever order."""
    rest = {name: value for name, value in record.items() if name != besides}
    return digest_of_text(json.dumps(rest, sort_keys=True, separators=(",", ":")))


# Of indented JSON; its strings hold no line breaks, so that none of them is touched.
_FLAT_LIST = re.compile(r"\[\n\s+([^][{}]*?)\n\s*\]")
_FLAT_ITEM = re.compile(r"(?<=[\[,]\n)(\s*)\{\n\s+([^][{}]*?)\n\s*\}")


def _tidy(indented_json: str) -> str:
    """Put lists of numbers, and each flat object of a list, on lines of their own."""
    text = _FLAT_LIST.sub(lambda m: f"[{_one_line(m[1])}]", indented_json)
    return _FLAT_ITEM.sub(lambda m: f"{m[1]}{{{_one_line(m[2])}}}", text)


def _one_line(lines: str) -> str:
    return re.sub(r"\n\s+", " ", lines)


def to_json(value: object, indent: int | None = None) -> str:
    """Return JSON text; NumPy's scalars are written as the numbers they are.

    Raises:
        ValueError: the value holds NaN or an infinity.
        TypeError: it holds something that JSON has no form for.

    Example:
        >>> import numpy as np
        >>> to_json({"seed": np.int64(3)})
        '{"seed": 3}'
    """
    return json.dumps(value, indent=indent, allow_nan=False, default=_plain_number)


def _plain_number(value: object) -> int | float:
    number = as_real(value) if as_whole(value) is None else as_whole(value)
    if number is not None:
        return number
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def read_record(path: str | os.PathLike[str]) -> Record:
    """Read a record written by `write_record`, or before records had digests.

    Raises:
        DataError: the file is missing, holds no JSON object, is nested too deeply, has
            numbers that are not finite, or was changed.
    """
    try:
        record = _parsed(read_text("read_record", path, DataError))
        if not _is_as_written(record):
            raise ValueError("its content does not match its digest")
    except DataError:  # it has its sentence
        raise
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(
            f"read_record: {path} must be a record of network4's, but cannot be read "
            f"({_reason(error)}); make it again."
        ) from None
    record.pop(_DIGEST, None)
    return record


def _is_as_written(record: Record) -> bool:
    if _DIGEST in record:
        return record[_DIGEST] == _digest(record)
    # The name of the digest, too, may be what was changed.
    last = next(reversed(record), "")
    return not record or record[last] != _digest(record, last)


def _reason(error: Exception) -> str:
    return why(error) if isinstance(error, OSError) else str(error).rstrip(".")


def _parsed(text: str) -> Record:
    record = json.loads(text, parse_constant=_finite, parse_float=_finite)
    if not isinstance(record, dict):
        raise ValueError("it must hold one JSON object")
    return cast(Record, record)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is not finite")
    return number


def versions() -> dict[str, str]:
    """Return the versions of Python and of what computes results."""
    import importlib.metadata  # slow, and few need it

    found = {name: importlib.metadata.version(name) for name in _PACKAGES}
    return {"python": platform.python_version(), "network4": __version__, **found}


def machine() -> dict[str, Any]:
    """Return what this machine is: processor, cores that may be used, system."""
    return {
        "processor": _processor_name(),
        "cores": num_cores(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def say_cores(machine: Mapping[str, Any]) -> str:
    """Return how many cores a machine has, in words.

    >>> say_cores({"cores": 1}), say_cores({"cores": 2})
    ('1 core', '2 cores')
    """
    return "1 core" if machine["cores"] == 1 else f"{machine['cores']} cores"


def _processor_name() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
