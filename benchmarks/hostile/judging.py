"""One hostile input: what came of it, how long it took, and how much memory."""

import contextlib
import io
import os
import re
import resource
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from network4.errors import LONGEST_MESSAGE, Network4Error

MOST_SECONDS = 2.0
MOST_BYTES = 10**9
_LIMIT_BYTES = 3 * 10**9 // 2  # of address space, so that no bomb hurts the machine
# "try inf" and the like help nobody.
_NO_ADVICE = re.compile(r"\b(try|say|give|at most|above|below) -?(inf|nan)\b")
_WRITTEN = Path("/proc/self/clear_refs"), Path("/proc/self/status")


@dataclass(frozen=True)
class Outcome:
    """What came of one input.

    Attributes:
        refused: whether network4 raised one of its errors.
        fault: what is wrong with how it went; "" where nothing is.
        seconds: the time it took: of the clock or of the processor, the less.
        num_bytes: by how much memory grew meanwhile.
    """

    refused: bool
    fault: str
    seconds: float
    num_bytes: int


def judged(call: Callable[[], Any], also: tuple[type[Exception], ...] = ()) -> Outcome:
    """Call something, and say what came of it.

    Args:
        call: what is done with the input.
        also: documented errors besides network4's own.
    """
    begun = _memory("VmRSS", reset=True)
    clock, processor = time.perf_counter(), time.process_time()
    refused, fault = _attempted(call, also)
    elapsed = time.perf_counter() - clock, time.process_time() - processor
    num_bytes = max(0, _memory("VmHWM") - begun)
    if min(elapsed) > MOST_SECONDS:
        fault = fault or f"it took {min(elapsed):.1f} s"
    if num_bytes > MOST_BYTES:
        fault = fault or f"it took {num_bytes / 1e9:.1f} GB"
    return Outcome(refused, fault, min(elapsed), num_bytes)


def _attempted(
    call: Callable[[], Any], also: tuple[type[Exception], ...]
) -> tuple[bool, str]:
    silent = contextlib.redirect_stdout(io.StringIO())
    try:
        with silent, contextlib.redirect_stderr(io.StringIO()):
            call()
        return False, ""
    except Network4Error as error:
        return True, fault_of(str(error))
    except also:
        return True, ""
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:
        return True, f"foreign {type(error).__name__}: {error!s:.200} {_place(error)}"


def _place(error: BaseException) -> str:
    """Return the last place in network4 that an error went through."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if f"{os.sep}network4{os.sep}" in frame.filename]
    if not ours:
        return "(nowhere in network4)"
    path = ours[-1].filename.rpartition(f"{os.sep}network4{os.sep}")[2]
    return f"({path}:{ours[-1].lineno})"


def fault_of(message: str) -> str:
    """Return what is wrong with the message of an error; "" where nothing is."""
    if not message:
        return "an empty message"
    if len(message) > LONGEST_MESSAGE:
        return f"a message of {len(message):,} characters"
    if not message.isprintable():
        return "a message with control characters"
    found = _NO_ADVICE.search(message)
    return f"a message that says {found[0]!r}" if found else ""


def _memory(name: str, *, reset: bool = False) -> int:
    """Return a figure of this process's memory, in bytes; 0 where nobody tells."""
    if not sys.platform.startswith("linux"):
        return 0
    if reset:
        with contextlib.suppress(OSError):  # where the kernel forbids it
            _WRITTEN[0].write_text("5")
    found = re.search(rf"{name}:\s+(\d+) kB", _WRITTEN[1].read_text())
    return 1024 * int(found[1]) if found else 0


@contextlib.contextmanager
def guarded() -> Generator[None]:
    """Bound the memory of this process, and silence warnings, which are no errors."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    held = _memory("VmSize")
    limit = held + _LIMIT_BYTES if held else soft
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
