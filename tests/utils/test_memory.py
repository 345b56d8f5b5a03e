"""How much memory is free, by what a system says of itself."""

import subprocess
import sys

import pytest

from network4.errors import EngineError
from network4.utils.memory import (
    ALWAYS_THERE_BYTES,
    available_bytes,
    check_memory,
    has_room_for,
)

GIBIBYTE = 2**30


def write(root, **files):
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def machine(root, free_bytes=8 * GIBIBYTE, group="0::/\n"):
    write(
        root,
        proc__meminfo=f"MemTotal: 99 kB\nMemAvailable: {free_bytes // 1024} kB\n",
        proc__self__cgroup=group,
    )
    return root


def test_what_the_machine_has_free(tmp_path):
    assert available_bytes(machine(tmp_path)) == 8 * GIBIBYTE


def test_a_system_that_says_nothing_has_all(tmp_path):
    assert available_bytes(tmp_path) == sys.maxsize


def test_a_new_container_leaves_its_limit_less_what_cannot_be_given_up(tmp_path):
    root = machine(tmp_path, group="0::/outer/inner\n")
    inner = tmp_path / "sys/fs/cgroup/outer/inner"
    write(inner.parent, memory_dot_max="max\n", memory_dot_current="5\n")
    assert available_bytes(root) == 8 * GIBIBYTE
    write(inner, memory_dot_max=f"{2 * GIBIBYTE}\n", memory_dot_current="1000\n")
    (inner / "memory.stat").write_text("anon 600\nactive_file 300\ninactive_file 99\n")
    assert available_bytes(root) == 2 * GIBIBYTE - 1000 + 399


def test_the_group_around_a_container_counts_too(tmp_path):
    root = machine(tmp_path, group="0::/outer/inner\n")
    outer = tmp_path / "sys/fs/cgroup/outer"
    write(outer, memory_dot_max="5000", memory_dot_current="4000")
    assert available_bytes(root) == 1000


def test_an_old_container(tmp_path):
    root = machine(tmp_path, group="3:cpuset:/\n4:cpu,memory:/docker/one\n0::/\n")
    one = tmp_path / "sys/fs/cgroup/memory/docker/one"
    one.mkdir(parents=True)
    (one / "memory.limit_in_bytes").write_text("9000\n")
    (one / "memory.usage_in_bytes").write_text("7000\n")
    (one / "memory.stat").write_text("total_inactive_file 500\nrss 1\n")
    assert available_bytes(root) == 2500


def test_more_than_the_limit_leaves_nothing(tmp_path):
    root = machine(tmp_path)
    top = tmp_path / "sys/fs/cgroup"
    write(top, memory_dot_max="10", memory_dot_current="50")
    assert available_bytes(root) == 0


@pytest.mark.parametrize("limit", ["RLIMIT_AS", "RLIMIT_DATA"])
def test_the_limits_of_a_process_count(limit):
    most = 3 * GIBIBYTE
    program = (
        f"import resource; resource.setrlimit(resource.{limit}, ({most}, {most}))\n"
        "from network4.utils.memory import available_bytes; print(available_bytes())"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert 0 < int(found.stdout) < most


def test_too_much_is_refused_with_what_is_needed_and_what_is_there():
    words = r"all must fit .* [\d,]+ MB are free, .* some 1,000,000,000 MB; eat"
    with pytest.raises(EngineError, match=words):
        check_memory("fit", "all", 10**15, "eat less")


def test_a_little_is_never_asked_for(monkeypatch):
    monkeypatch.setattr("network4.utils.memory.available_bytes", lambda: 0)
    assert has_room_for(ALWAYS_THERE_BYTES)
    assert not has_room_for(ALWAYS_THERE_BYTES + 1)
