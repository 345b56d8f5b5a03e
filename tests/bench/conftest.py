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
# A competitor that writes down when it has its turn.
TELLER = """
import time
from pathlib import Path

SECONDS = {"a": 0.02, "b": 0.06, "c": 0.12}

class Runner:
    def __init__(self, variant):
        self.variant = variant

    def run_steps(self, order):
        with Path(__file__).with_suffix(".log").open("a") as log:
            log.write(self.variant)
        time.sleep(SECONDS[self.variant])

def start(work, variant):
    return Runner(variant)
"""
# What each Python process runs at its start.
CENSUS = """
import os, sys
from pathlib import Path

if "network4.bench.worker" in sys.orig_argv:
    with Path(__file__).with_suffix(".log").open("a") as log:
        log.write(f"{os.getpid()}\\n")
"""


@pytest.fixture
def broken(tmp_path, monkeypatch):
    """A function from the way in which a competitor fails to the competitor."""
    for name, text in MODULES.items():
        (tmp_path / f"{name}.py").write_text(text)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return lambda way: Competitor(way, f"it {way}", way)


@pytest.fixture
def teller(tmp_path, monkeypatch):
    """A function from a letter to a competitor, and the log of all their turns."""
    (tmp_path / "teller.py").write_text(TELLER)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return lambda letter: Competitor(letter, letter, "teller", letter), (
        tmp_path / "teller.log"
    )


@pytest.fixture
def process_ids(tmp_path, monkeypatch):
    """A function that gives the numbers of all worker processes there were."""
    (tmp_path / "sitecustomize.py").write_text(CENSUS)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    log = tmp_path / "sitecustomize.log"
    return lambda: list(map(int, log.read_text().split()))


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
