"""How much memory is free, to be checked before it is used."""

import sys
from collections.abc import Iterator
from pathlib import Path

from network4.errors import EngineError

# Below this nobody is asked: a small network must not wait for /proc.
ALWAYS_THERE_BYTES = 64 * 2**20
_MEGABYTE = 10**6


def check_memory(owner: str, what: str, needed_bytes: int, advice: str) -> None:
    """Refuse work that needs more memory than is free.

    Args:
        owner: the function that needs the memory, for the message.
        what: the work, for the message.
        needed_bytes: how many bytes it needs; up to 64 MB always pass.
        advice: what to do, for the message.

    Raises:
        EngineError: the machine, or the limit of this process, has less memory.

    Example:
        >>> check_memory("fit", "training", 10**6, "use smaller layers")
    """
    if not has_room_for(needed_bytes):
        free = available_bytes()
        raise EngineError(
            f"{owner}: {what} must fit the memory, of which {free / _MEGABYTE:,.0f} MB "
            f"are free, but takes some {needed_bytes / _MEGABYTE:,.0f} MB; "
            f"{advice}."
        )


def has_room_for(needed_bytes: int) -> bool:
    """Return whether so much memory is free; up to 64 MB always count as free.

    >>> has_room_for(10**18)
    False
    """
    return needed_bytes <= ALWAYS_THERE_BYTES or needed_bytes <= available_bytes()


def available_bytes(root: Path = Path("/")) -> int:
    """Return how much memory this process can still take.

    It is the smallest of three numbers: what is free on the machine, what the limits of
    the process (`ulimit -v`, `ulimit -d`) leave, and what its container leaves. If a
    system states none of them, it is all that can be addressed.

    Args:
        root: the directory of /proc and /sys; default "/".

    Example:
        >>> available_bytes() > 0
        True
    """
    left = (*_free_in_machine(root), *_left_by_limits(root), *_left_by_container(root))
    return max(0, min(left, default=sys.maxsize))


def bytes_left_by_limits() -> int | None:
    """Return the bytes that `ulimit -v` and `ulimit -d` leave; None without a limit.

    >>> bytes_left_by_limits() is None or bytes_left_by_limits() > 0
    True
    """
    left = min(_left_by_limits(Path("/")), default=None)
    return None if left is None else max(0, left)


def _free_in_machine(root: Path) -> Iterator[int]:
    for line in _lines(root / "proc/meminfo"):
        if line.startswith("MemAvailable:"):
            yield int(line.split()[1]) * 1024


def _left_by_limits(root: Path) -> Iterator[int]:
    try:
        import resource  # not on Windows
    except ImportError:
        return
    asked = {resource.RLIMIT_AS: 0, resource.RLIMIT_DATA: 5}  # and its place in statm
    limits = {limit: resource.getrlimit(limit)[0] for limit in asked}
    if set(limits.values()) == {resource.RLIM_INFINITY}:
        return
    for line in _lines(root / "proc/self/statm"):
        pages = [int(each) for each in line.split()]
        for limit, most in limits.items():
            if most != resource.RLIM_INFINITY:
                yield most - pages[asked[limit]] * resource.getpagesize()


# Where a container's memory is limited, counted, and listed by kind: new, and old.
_NEW = "memory.max", "memory.current", ("active_file", "inactive_file")
_OLD = (
    "memory.limit_in_bytes",
    "memory.usage_in_bytes",
    ("total_active_file", "total_inactive_file"),
)


def _left_by_container(root: Path) -> Iterator[int]:
    mounted = root / "sys/fs/cgroup"
    for line in _lines(root / "proc/self/cgroup"):
        _, controllers, path = line.strip().split(":", 2)
        is_old = "memory" in controllers.split(",")
        if not controllers or is_old:
            top = mounted / "memory" if is_old else mounted
            place = top / path.lstrip("/")
            for group in (place, *place.parents):
                yield from _left_in_group(group, *(_OLD if is_old else _NEW))
                if group == top:
                    break


def _left_in_group(
    group: Path, limit: str, usage: str, reclaimed: tuple[str, str]
) -> Iterator[int]:
    """Yield what a group leaves; copies of files in memory are given up first."""
    most, taken = "".join(_lines(group / limit)), "".join(_lines(group / usage))
    if not most.strip().isdecimal() or not taken.strip().isdecimal():
        return
    kinds = dict(line.split() for line in _lines(group / "memory.stat"))
    yield int(most) - int(taken) + sum(int(kinds.get(kind, 0)) for kind in reclaimed)


def _lines(path: Path) -> list[str]:
    """Return the lines of a file; none where the system has no such file."""
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
