"""Trainings that are killed; and that the script sees what goes wrong."""

import random
import signal
import sys

import pytest

kills = pytest.importorskip("kills", reason="needs a checkout")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")

COUNTS_TO_TEN = """
import pathlib, sys, time
out = pathlib.Path(sys.argv[1])
while (done := len(list(out.iterdir()))) < 10:
    time.sleep(0.03)
    (out / f"{done}.txt").write_text("x")
"""
FAULTY = {
    "forgets where it stood": (
        COUNTS_TO_TEN + "(out / '9.txt').write_text(str(time.time()))",
        "9.txt not as if nobody had killed it",
    ),
    "leaves a process": (
        "import subprocess, sys; subprocess.Popen(['sleep', '60'])\n" + COUNTS_TO_TEN,
        "1 processes run on",
    ),
    "leaves a file": (
        COUNTS_TO_TEN + "(out / str(time.time())).write_text('')",
        "not as if nobody had killed it",
    ),
    "fails": ("raise SystemExit('disk full')", "code 1: disk full"),
}


def killed(program, times=3):
    command = (sys.executable, "-c", program, "{out}")
    signals = [signal.SIGKILL, signal.SIGTERM] * times
    return kills.run_killed("it", command, signals, random.Random(2))


def test_what_goes_on_as_it_should_has_no_failure():
    tally = killed(COUNTS_TO_TEN)
    assert tally.failures == []
    assert tally.tries == 6
    assert 0 < tally.hits <= 6


@pytest.mark.parametrize("name", FAULTY)
def test_what_goes_wrong_is_told(name, monkeypatch):
    monkeypatch.setattr(kills, "_END_SECONDS", 0.2)
    program, words = FAULTY[name]
    assert words in " ".join(killed(program, times=1).failures)


def test_the_table_has_a_line_for_each_command_and_engine(capsys, monkeypatch):
    counts = (sys.executable, "-c", COUNTS_TO_TEN, "{out}")
    fails = (sys.executable, "-c", "raise SystemExit(3)", "{out}")
    monkeypatch.setattr(kills, "COMMANDS", {"counts": counts})
    assert kills.main(["--kills", "2", "--terms", "1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" | ")[0] for line in lines[2:]] == [
        f"| counts, {engine}" for engine in kills.ENGINES
    ]
    monkeypatch.setattr(kills, "COMMANDS", {"fails": fails})
    assert kills.main(["--kills", "2", "--terms", "0"]) == 1


@pytest.mark.slow
@pytest.mark.parametrize("command", ["fit", "train"])
def test_trainings_that_are_killed_come_to_the_same(command, engine):
    how = ("--command", command, "--engine", engine, "--kills", "3", "--terms", "1")
    assert kills.main(how) == 0


@pytest.mark.slow
def test_reproductions_that_are_killed_come_to_the_same(mnist_directory, engine):
    how = ("--command", "reproduce", "--engine", engine, "--kills", "2", "--terms", "1")
    assert kills.main(how) == 0
