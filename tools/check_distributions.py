"""Look whether an sdist and a wheel hold what they must, and nothing else.

python -m tools.check_distributions dist
"""

import sys
import tarfile
import zipfile
from pathlib import Path

_LARGEST_BYTES = 5_000_000
_SDIST_NEEDS = (
    *("native/CMakeLists.txt", "network4/__init__.py", "tests/conftest.py"),
    *("tools/smoke_test.py", "benchmarks/faults.py", "docs/engine.md", ".ci/run"),
    *("Makefile", "README.md", "LICENSE", "CHANGELOG.md", "CITATION.cff"),
)
_WHEEL_NEEDS = (
    *("network4/__init__.py", "network4/py.typed", "network4/experiments/records.json"),
    *("network4/models/digits.safetensors", "network4/models/digits.json"),
    "network4/reader/constants.json",
)
_SDIST_ROOMS_LEFT_OUT = {"results"}


def faults_of_sdist(names: list[str]) -> list[str]:
    """Return what is wrong with an sdist of these files, in sentences."""
    inside = {name.partition("/")[2] for name in names}
    faults = [f"the sdist lacks {name}." for name in _SDIST_NEEDS if name not in inside]
    rooms = {name.partition("/")[0] for name in inside}
    return [
        *faults,
        *(
            f"the sdist holds {room}/."
            for room in sorted(rooms & _SDIST_ROOMS_LEFT_OUT)
        ),
        *(f"the sdist holds {n}." for n in sorted(inside) if _is_compiled(n)),
    ]


def faults_of_wheel(names: list[str]) -> list[str]:
    """Return what is wrong with a wheel of these files, in sentences."""
    faults = [f"the wheel lacks {n}." for n in _WHEEL_NEEDS if n not in names]
    rooms = {name.partition("/")[0] for name in names}
    strangers = [r for r in rooms if r != "network4" and not r.endswith(".dist-info")]
    licences = [n for n in names if n.endswith(".dist-info/licenses/LICENSE")]
    return [
        *faults,
        *(f"the wheel holds {room}/." for room in sorted(strangers)),
        *([] if licences else ["the wheel lacks its licence."]),
    ]


def _is_compiled(name: str) -> bool:
    return name.endswith((".so", ".pyd", ".pyc", ".o"))


def main(directory: Path) -> None:
    """Print what is wrong with what a directory holds, and fail if anything is."""
    sdists, wheels = sorted(directory.glob("*.tar.gz")), sorted(directory.glob("*.whl"))
    faults: list[str] = []
    if len(sdists) != 1 or len(wheels) != 1:
        faults.append(f"{directory} must hold one sdist and one wheel.")
    for path in sdists:
        with tarfile.open(path) as archive:
            faults += faults_of_sdist([m.name for m in archive if m.isfile()])
    for path in wheels:
        with zipfile.ZipFile(path) as archive:
            faults += faults_of_wheel([n for n in archive.namelist() if n[-1] != "/"])
    for path in (*sdists, *wheels):
        size = path.stat().st_size
        print(f"{path}: {size:,} bytes")
        if size > _LARGEST_BYTES:
            faults.append(f"{path} must be under {_LARGEST_BYTES:,} bytes.")
    sys.exit("\n".join(faults) or None)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
