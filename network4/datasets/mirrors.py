"""Download one file of MNIST from the first mirror that has it."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from network4.errors import DataError, DataNotFoundError
from network4.utils.files import atomic_path

if TYPE_CHECKING:
    from http.client import HTTPResponse

    from rich.progress import Progress

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
TIMEOUT_SECONDS = 10
LARGEST_DOWNLOAD = 64 * 2**20
_CHUNK = 2**16


def download(
    name: str,
    target: Path,
    check: Callable[[Path], object],
    mirrors: tuple[str, ...] = MIRRORS,
) -> None:
    """Put one file at `target`, from the first mirror whose copy passes the check.

    A progress bar is shown on stderr where that is a terminal. The file appears at
    `target` whole and checked, or not at all.

    Args:
        name: the file's name, appended to the mirror's address.
        target: where it belongs.
        check: called with a temporary path; raises DataError to refuse the content.
        mirrors: addresses that end with a slash, tried in this order.

    Raises:
        DataNotFoundError: no mirror gave a file that passed; says why for each.

    Example:
        >>> download("a", Path("a"), print, mirrors=())
        Traceback (most recent call last):
        network4.errors.DataNotFoundError: a: no mirror gave it.
    """
    # Who reads digits need not wait for what only a download uses.
    from http.client import HTTPException

    failures: list[str] = []
    for mirror in mirrors:
        temporary = target
        try:
            with atomic_path(target) as temporary:
                _fetch(mirror, name, temporary)
                check(temporary)
            return
        except (OSError, HTTPException, DataError) as error:
            # The temporary file is gone; its name would help nobody.
            why = str(error).replace(str(temporary), name) or type(error).__name__
            failures.append(f"{mirror}: {why.rstrip('.')}")
    raise DataNotFoundError("; ".join([f"{name}: no mirror gave it", *failures]) + ".")


def _fetch(mirror: str, name: str, temporary: Path) -> None:
    import urllib.error
    import urllib.request

    try:
        with urllib.request.urlopen(mirror + name, timeout=TIMEOUT_SECONDS) as response:
            _copy(response, name, temporary)
    except urllib.error.HTTPError as error:
        # The error is a response too, and holds its connection open.
        error.close()
        raise


def _copy(response: "HTTPResponse", name: str, temporary: Path) -> None:
    stated = response.headers.get("Content-Length", "")
    total = int(stated) if stated.isdecimal() else None
    received = 0
    with _progress() as bar, temporary.open("wb") as file:
        task = bar.add_task(name, total=total)
        while chunk := response.read(_CHUNK):
            received += len(chunk)
            if received > LARGEST_DOWNLOAD:
                raise DataError(
                    f"must send at most {LARGEST_DOWNLOAD:,} bytes, received more"
                )
            file.write(chunk)
            bar.update(task, advance=len(chunk))
    if total is not None and received != total:
        raise DataError(f"announced {total:,} bytes, received {received:,}")


@contextmanager
def _progress() -> "Generator[Progress]":
    from rich.console import Console
    from rich.progress import DownloadColumn, Progress, TimeRemainingColumn

    console = Console(file=sys.stderr)
    with Progress(
        *Progress.get_default_columns()[:2],
        DownloadColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bar:
        yield bar
