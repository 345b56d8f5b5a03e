"""Download one file of MNIST from the first mirror that has it."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING

from network4.errors import DataError, DataNotFoundError
from network4.text import printable
from network4.utils.files import atomic_path

if TYPE_CHECKING:
    from http.client import HTTPResponse
    from urllib.request import OpenerDirector

    from rich.progress import Progress

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
TIMEOUT_SECONDS = 10
LARGEST_DOWNLOAD = 64 * 2**20
MOST_SECONDS = 1200  # for one file
LEAST_RATE = 5_000  # bytes a second, after the first seconds
GRACE_SECONDS = 15
_CHUNK = 2**16
_MOST_DIGITS = 20
_LOOK_SECONDS = 0.1
_LONGEST_REASON = 120


def download(
    name: str,
    target: Path,
    check: Callable[[Path], object],
    mirrors: tuple[str, ...] = MIRRORS,
) -> None:
    """Download a file from the first mirror whose copy passes the check.

    A progress bar is shown on stderr where that is a terminal. The file appears at
    `target` whole and checked, or not at all. The next mirror is tried if one sends
    less than 5,000 bytes a second or takes longer than 20 minutes.

    Args:
        name: the file's name, which is appended to the mirror's address.
        target: the path to write.
        check: called with a temporary path; raises DataError to refuse the content.
        mirrors: addresses that end with a slash, tried in this order.

    Raises:
        DataNotFoundError: no mirror gave a file that passed; the message says why for
            each.

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
                _fetch(mirror + name, name, temporary)
                check(temporary)
            return
        except (OSError, HTTPException, DataError, ValueError) as error:
            # The temporary file is gone; its name would help nobody.
            why = str(error).replace(str(temporary), name) or type(error).__name__
            shown = printable(why)[:_LONGEST_REASON].rstrip(".")
            failures.append(f"{mirror}: {shown}")
    raise DataNotFoundError("; ".join([f"{name}: no mirror gave it", *failures]) + ".")


@dataclass
class _Transfer:
    """How far a download is, and how it ended."""

    received: int = 0
    total: int | None = None
    error: Exception | None = None
    is_given_up: bool = False


def _fetch(address: str, name: str, temporary: Path) -> None:
    """Download a file; give up where a mirror is silent, slow, or never done.

    A server that sends a little now and then is never silent for long. So another
    thread waits for it, and this one looks at the clock.
    """
    transfer = _Transfer()
    thread = Thread(target=_copy, args=(address, temporary, transfer), daemon=True)
    began = monotonic()
    thread.start()
    try:
        with _progress() as bar:
            task = bar.add_task(name)
            is_done = False
            while not is_done:
                thread.join(_LOOK_SECONDS)
                is_done = not thread.is_alive()
                bar.update(task, total=transfer.total, completed=transfer.received)
                if not is_done:
                    _check_pace(transfer.received, monotonic() - began)
    finally:
        transfer.is_given_up = True
    if transfer.error is not None:
        raise transfer.error


def _check_pace(received: int, seconds: float) -> None:
    if received < LEAST_RATE * (seconds - GRACE_SECONDS):
        raise DataError(
            f"must send at least {LEAST_RATE:,} bytes a second, received {received:,} "
            f"in {seconds:.0f} seconds"
        )
    if seconds > MOST_SECONDS:
        raise DataError(f"must be done in {MOST_SECONDS:,} seconds, but took longer")


def _copy(address: str, temporary: Path, transfer: _Transfer) -> None:
    try:
        with _opener().open(address, timeout=TIMEOUT_SECONDS) as response:
            _write_body(response, temporary, transfer)
    except Exception as error:  # whatever it is, the other thread raises it
        # An HTTPError is a response too, and holds its connection open.
        getattr(error, "close", lambda: None)()
        transfer.error = error


def _opener() -> "OpenerDirector":
    """Return what opens addresses of the web, by redirection too, and no others."""
    from urllib import request

    opener = request.OpenerDirector()
    for handler in (
        *(request.ProxyHandler, request.HTTPHandler, request.HTTPSHandler),
        *(request.HTTPDefaultErrorHandler, request.HTTPRedirectHandler),
        *(request.HTTPErrorProcessor, request.UnknownHandler),
    ):
        opener.add_handler(handler())
    return opener


def _write_body(response: "HTTPResponse", temporary: Path, transfer: _Transfer) -> None:
    stated = response.headers.get("Content-Length", "")
    is_number = stated.isdecimal() and len(stated) < _MOST_DIGITS
    transfer.total = int(stated) if is_number else None
    _check_size(transfer.total or 0)
    with temporary.open("wb") as file:
        # It returns what has come; read() would wait for as much as was asked for.
        while not transfer.is_given_up and (chunk := response.read1(_CHUNK)):
            transfer.received += len(chunk)
            _check_size(transfer.received)
            file.write(chunk)
    if transfer.total not in (None, transfer.received):
        raise DataError(
            f"announced {transfer.total:,} bytes, received {transfer.received:,}"
        )


def _check_size(num_bytes: int) -> None:
    if num_bytes > LARGEST_DOWNLOAD:
        raise DataError(f"must send at most {LARGEST_DOWNLOAD:,} bytes, received more")


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
