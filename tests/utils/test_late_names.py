import subprocess
import sys

import pytest

from network4 import datasets
from network4.utils.late_names import late_names


def test_a_name_is_imported_when_it_is_used():
    code = (
        "import sys, network4.datasets as room\n"
        "late = 'network4.datasets.split'\n"
        "assert late not in sys.modules\n"
        "assert room.Split is sys.modules[late].Split\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_name_of_the_room_is_found():
    for name in datasets.__all__:
        assert getattr(datasets, name) is not None


def test_a_name_that_there_is_not_is_refused():
    find = late_names("network4.datasets", {"split": ["Split", "no_such_name"]})
    for name in ("Splitt", "no_such_name"):
        with pytest.raises(
            AttributeError, match=rf"module .* has no attribute '{name}'"
        ):
            find(name)
    with pytest.raises(ImportError, match="cannot import name 'Splitt'"):
        from network4.datasets import Splitt  # noqa: F401
