"""Packages that lack something, or hold too much, are found."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tools.check_distributions import (
    _SDIST_NEEDS,
    _WHEEL_NEEDS,
    faults_of_sdist,
    faults_of_wheel,
)

ROOT = Path(__file__).parents[2]
SDIST = [f"network4-1/{name}" for name in _SDIST_NEEDS]
WHEEL = [*_WHEEL_NEEDS, "network4-1.dist-info/licenses/LICENSE"]


def test_whole_packages_have_no_faults():
    assert faults_of_sdist(SDIST) == faults_of_wheel(WHEEL) == []


def test_what_is_needed_is_in_the_checkout():
    assert [n for n in (*_SDIST_NEEDS, *_WHEEL_NEEDS) if not (ROOT / n).exists()] == []


@pytest.mark.parametrize(
    "faults, said",
    [
        (faults_of_sdist(SDIST[1:]), f"the sdist lacks {_SDIST_NEEDS[0]}."),
        (faults_of_sdist([*SDIST, "network4-1/results/a.json"]), "holds results/."),
        (faults_of_sdist([*SDIST, "network4-1/network4/a.so"]), "network4/a.so."),
        (faults_of_wheel(WHEEL[1:]), f"the wheel lacks {_WHEEL_NEEDS[0]}."),
        (faults_of_wheel([*WHEEL, "tests/conftest.py"]), "the wheel holds tests/."),
        (faults_of_wheel(WHEEL[:-1]), "the wheel lacks its licence."),
    ],
)
def test_each_fault_is_said(faults, said):
    (fault,) = faults
    assert said in fault


def test_files_are_read_as_build_writes_them(tmp_path):
    def run():
        return subprocess.run(
            [sys.executable, "-m", "tools.check_distributions", tmp_path],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )

    assert "must hold one sdist and one wheel" in run().stderr
    with tarfile.open(tmp_path / "network4-1.tar.gz", "w:gz") as archive:
        for name in SDIST:
            archive.addfile(tarfile.TarInfo(name))
    with zipfile.ZipFile(tmp_path / "network4-1-py3-none-any.whl", "w") as archive:
        for name in WHEEL:
            archive.writestr(name, "")
    done = run()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count(" bytes") == 2
