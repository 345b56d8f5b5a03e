"""The most memory that this process has held.

What `getrusage` says begins with the peak of the process that started this one, which
may be larger than all that a test takes.
"""

import inspect
from pathlib import Path


def peak_bytes(*, anew=False):
    """Return the peak so far; `anew` begins again from what is held now."""
    if anew:
        Path("/proc/self/clear_refs").write_text("5")
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise OSError("the system does not say")


# For programs that run in processes of their own.
PEAK_BYTES = "from pathlib import Path\n" + inspect.getsource(peak_bytes)
