import os
import stat

import pytest

from network4.utils.files import atomic_path


def test_a_failure_keeps_the_old_file_and_leaves_no_other(tmp_path):
    target = tmp_path / "record.json"
    target.write_text("old")
    with pytest.raises(RuntimeError), atomic_path(target) as temporary:
        temporary.write_text("half of the new")
        raise RuntimeError("power cut")
    assert target.read_text() == "old"
    assert os.listdir(tmp_path) == ["record.json"]


def test_the_file_appears_only_when_it_is_whole(tmp_path):
    target = tmp_path / "new" / "record.json"
    with atomic_path(target) as temporary:
        temporary.write_text("all")
        assert not target.exists()
    assert target.read_text() == "all"


def test_the_file_is_as_readable_as_any_other(tmp_path):
    with atomic_path(tmp_path / "atomic") as temporary:
        temporary.write_text("")
    (tmp_path / "plain").write_text("")
    modes = [stat.S_IMODE((tmp_path / n).stat().st_mode) for n in ("atomic", "plain")]
    assert modes[0] == modes[1]
