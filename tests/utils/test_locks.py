import os
import subprocess
import sys

from network4.utils.locks import lock_beside, locked

HOLDS = """
import sys, time
from pathlib import Path
from network4.utils.locks import lock_beside, locked
with locked(Path(sys.argv[1])) as is_free:
    print(is_free, flush=True)
    time.sleep(60)
"""


def test_a_lock_ends_with_the_process_that_holds_it(tmp_path):
    path = tmp_path / "lock"
    command = [sys.executable, "-c", HOLDS, path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "True\n"
        with locked(path) as is_free:
            assert not is_free
        assert path.exists()
        holder.kill()
    with locked(path) as is_free:
        assert is_free
    assert os.listdir(tmp_path) == []


def test_a_lock_is_given_back_after_a_failure(tmp_path):
    try:
        with locked(tmp_path / "lock"):
            raise RuntimeError("power cut")
    except RuntimeError:
        assert os.listdir(tmp_path) == []
    with locked(tmp_path / "lock") as is_free:
        assert is_free


def test_a_lock_beside_a_file_has_a_short_name_of_its_own(tmp_path):
    names = "a", "a.safetensors", "b" * 255, "ж" * 127, "\udcff"
    locks = {lock_beside(tmp_path / name) for name in names}
    assert len(locks) == len(names)
    for path in locks:
        with locked(path) as is_free:
            assert is_free
            assert os.listdir(tmp_path) == [path.name]
