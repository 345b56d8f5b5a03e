"""Competitors that fail in each of the ways there are."""

import os

import pytest

from network4.bench.competitors import Competitor, find_peer

MODULES = {
    "crashes": "import os\ndef start(work, variant):\n    os._exit(3)",
    "hangs": "import time\ntime.sleep(1000)",
    "refuses": "def start(work, variant):\n    raise ValueError('no such layer')",
    "says": "import sys\ndef start(work, variant):\n    sys.exit('out of luck')",
}


@pytest.fixture
def broken(tmp_path, monkeypatch):
    """A function from the way in which a competitor fails to the competitor."""
    for name, text in MODULES.items():
        (tmp_path / f"{name}.py").write_text(text)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return lambda way: Competitor(way, f"it {way}", way)


@pytest.fixture
def numpy_by_hand():
    return find_peer("numpy")


@pytest.fixture
def has_ended():
    """A function from a process id to whether there is no such process."""

    def is_gone(process_id):
        try:
            os.kill(process_id, 0)
        except ProcessLookupError:
            return True
        return False

    return is_gone
