"""Kill trainings at random moments, let them go on, and compare what comes out.

    python -m benchmarks.kills --kills 200 --terms 50

Each command runs once as nobody ends it. Then it is killed again and again, at moments
drawn by a seed, until it ends by itself; each time the same command goes on. Its files
must be those of the run that nobody killed, to the bit but for the time it took; no
process, lock, checkpoint or temporary file may be left. The exit code is 1 where one of
that fails. A new command is one line of COMMANDS.
"""

import argparse
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from network4.engines import ENGINES

_MARK = "NETWORK4_KILLS"  # in the environment of whatever a command starts
_END_SECONDS = 10.0  # in which all of that must have ended
# The kernel kills a command (1 is PR_SET_PDEATHSIG) whose script was itself cut off.
_END_WITH_PARENT = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, signal.SIGKILL)
os.execvp(sys.argv[1], sys.argv[1:])
"""
_LONGEST_SECONDS = 600.0
_MOST_IN_A_ROW = 6
_OF_THE_CLOCK = {"seconds", "cpu_seconds", "elapsed_seconds", "digest"}
_FIT = """
import os, sys
import network4 as n4
out, engine = sys.argv[1:]
network = n4.Network([n4.ConvPool(12, 5), n4.FullyConnected(100), n4.Softmax(10)])
how = {"epochs": 12, "learning_rate": 0.3, "momentum": 0.5, "engine": engine}
how |= {"distortions": n4.Distortions(rotation=6), "progress": False}
run = n4.fit(network, n4.load_digits(), checkpoint=out + "/checkpoint", **how)
run.model.save(out + "/model.safetensors")
os.remove(out + "/checkpoint")
"""
_PYTHON = (sys.executable, "-P")
_NETWORK4 = (*_PYTHON, "-m", "network4")
_TRAIN = ("quick", "--data", "digits", "--epochs", "12", "--resume")
_REPRODUCE = ("more_data_100", "--runs", "2", "--jobs", "2")
Command = tuple[str, ...]
# What is said again goes on; {out} is an empty directory, {engine} an engine's name.
COMMANDS: dict[str, Command] = {
    "fit": (*_PYTHON, "-c", _FIT, "{out}", "{engine}"),
    "train": (*_NETWORK4, "train", *_TRAIN, "--engine={engine}", "--out={out}/run"),
    "reproduce": (
        *(*_NETWORK4, "reproduce", *_REPRODUCE),
        *("--engine={engine}", "--results={out}/results"),
    ),
}


@dataclass
class Tally:
    """What came of one command on one engine.

    Attributes:
        what: the command and the engine.
        tries: signals that were to be sent.
        hits: those that met a process that still ran.
        failures: what was not as it should be, in words.
    """

    what: str
    tries: int = 0
    hits: int = 0
    failures: list[str] = field(default_factory=list[str])


def run_killed(
    what: str, command: Command, signals: Sequence[int], moments: random.Random
) -> Tally:
    """Send signals to a command, one after another, and look at what comes out.

    Args:
        what: the command's name, for the table.
        command: with {out} where its directory goes.
        signals: in the order in which they are sent.
        moments: when to send them.

    Returns:
        How it went. Where the command goes on as it should, there is no failure.
    """
    tally = Tally(what)
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        whole = _Trial(command, Path(folder) / "whole")
        whole.run(tally)
        longest = time.monotonic() - began
        expected = whole.content()
        left = iter(signals)
        for number in range(len(signals)):
            trial = _Trial(command, Path(folder) / str(number))
            if not trial.run_with_kills(left, longest, moments, tally):
                break
            longest = min(longest, trial.seconds)  # the machine may have been busier
            difference = _difference(trial.content(), expected)
            if difference:
                tally.failures.append(f"{what}: {difference}")
    return tally


class _Trial:
    """One directory, in which a command runs until it has ended by itself."""

    def __init__(self, command: Command, out: Path) -> None:
        out.mkdir()
        self._out = out
        self._command = [part.replace("{out}", str(out)) for part in command]
        self._token = f"{os.getpid()}-{out}"
        self._said = out.with_name(f"{out.name}.said")
        self.seconds = float("inf")  # that the command took where no signal met it

    def run(self, tally: Tally) -> None:
        """Run the command to its end."""
        process = self._start()
        if code := process.wait(_LONGEST_SECONDS):
            tally.failures.append(f"{tally.what}: code {code}: {self._last_line()}")
        self._check_nothing_is_left(process.pid, tally)

    def run_with_kills(
        self,
        signals: Iterator[int],
        longest: float,
        moments: random.Random,
        tally: Tally,
    ) -> bool:
        """Run until it ends by itself; return whether a signal was left to send."""
        for number in range(_MOST_IN_A_ROW):
            to_send = next(signals, None)
            if to_send is None:
                if number:
                    self.run(tally)
                return number > 0
            tally.tries += 1
            if not self._hit(to_send, moments.uniform(0, longest), tally):
                return True
        self.run(tally)
        return True

    def _hit(self, number: int, seconds: float, tally: Tally) -> bool:
        """Send a signal after a time; return whether the command still ran."""
        process = self._start()
        began = time.monotonic()
        try:
            if code := process.wait(seconds):
                tally.failures.append(f"{tally.what}: code {code}: {self._last_line()}")
            self.seconds = time.monotonic() - began
            return False
        except subprocess.TimeoutExpired:
            process.send_signal(number)
        code = process.wait(_LONGEST_SECONDS)
        tally.hits += 1
        # Before it listens, and after its work is done, a signal ends it at once.
        if code not in (-number, 128 + number, 0):
            said = f"signal {number} gave code {code}: {self._last_line()}"
            tally.failures.append(f"{tally.what}: {said}")
        self._check_nothing_is_left(process.pid, tally)
        return True

    def _start(self) -> subprocess.Popen[bytes]:
        with self._said.open("wb") as said:
            return subprocess.Popen(
                [sys.executable, "-c", _END_WITH_PARENT, *self._command],
                env={**os.environ, _MARK: self._token, "NETWORK4_NUM_THREADS": "1"},
                stdout=subprocess.DEVNULL,
                stderr=said,
                start_new_session=True,
            )

    def _last_line(self) -> str:
        lines = self._said.read_text(errors="replace").splitlines()
        return lines[-1] if lines else "it said nothing"

    def _check_nothing_is_left(self, parent: int, tally: Tally) -> None:
        """Wait until all that a process started has ended, and its shared memory."""
        end = time.monotonic() + _END_SECONDS
        running, shared = _processes_with(self._token), _shared_by(parent)
        while (running or shared) and time.monotonic() < end:
            time.sleep(0.05)
            running, shared = _processes_with(self._token), _shared_by(parent)
        for process_id in running:
            os.kill(process_id, signal.SIGKILL)
        if running or shared:
            tally.failures.append(
                f"{tally.what}: {len(running)} processes run on, {len(shared)} files "
                "are left in shared memory"
            )

    def content(self) -> dict[str, str]:
        """Return a digest of each file, by its path in the directory."""
        return {
            str(path.relative_to(self._out)): _digest(path)
            for path in sorted(self._out.rglob("*"))
            if path.is_file()
        }


def _difference(found: Mapping[str, str], expected: Mapping[str, str]) -> str:
    """Say which files are others than expected; nothing where none is."""
    others = sorted(n for n in {*found, *expected} if found.get(n) != expected.get(n))
    return f"{', '.join(others)} not as if nobody had killed it" if others else ""


def _digest(path: Path) -> str:
    content = path.read_bytes()
    if path.suffix == ".json":
        content = json.dumps(_without_times(json.loads(content))).encode()
    return hashlib.sha256(content).hexdigest()


def _without_times(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_times(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {k: _without_times(v) for k, v in value.items() if k not in _OF_THE_CLOCK}


def _processes_with(token: str) -> list[int]:
    """Return the processes that were started with a mark in their environment."""
    mark = f"{_MARK}={token}".encode()
    found: list[int] = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in path.read_bytes().split(b"\0"):
                found.append(int(path.parent.name))
        except OSError:  # it has ended, or is another user's
            continue
    return found


def _shared_by(process_id: int) -> list[Path]:
    """Return what joblib keeps in shared memory for a process and its workers."""
    return list(Path("/dev/shm").glob(f"*[-_]{process_id}[-_]*"))


def _shares(total: int, parts: int) -> list[int]:
    return [total // parts + (number < total % parts) for number in range(parts)]


def _signals(kills: int, terms: int, moments: random.Random) -> list[int]:
    signals = [signal.SIGKILL] * kills + [signal.SIGTERM] * terms
    moments.shuffle(signals)
    return list(signals)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return 1 where something failed, else 0."""
    parser = argparse.ArgumentParser(description="Kill trainings; see what comes out.")
    parser.add_argument("--kills", type=int, default=200, help="SIGKILLs in all")
    parser.add_argument("--terms", type=int, default=50, help="SIGTERMs in all")
    parser.add_argument("--command", choices=COMMANDS, action="append")
    parser.add_argument("--engine", choices=ENGINES, action="append")
    parser.add_argument("--seed", type=int, default=0, help="of the moments")
    parser.add_argument("--jobs", type=int, default=2, help="commands side by side")
    chosen = parser.parse_args(arguments)
    pairs = [
        (name, engine)
        for name in chosen.command or COMMANDS
        for engine in chosen.engine or ENGINES
    ]
    kills, terms = (_shares(n, len(pairs)) for n in (chosen.kills, chosen.terms))

    def run(pair: tuple[str, str], num_kills: int, num_terms: int) -> Tally:
        name, engine = pair
        moments = random.Random(f"{chosen.seed} {name} {engine}")
        command = tuple(part.replace("{engine}", engine) for part in COMMANDS[name])
        signals = _signals(num_kills, num_terms, moments)
        return run_killed(f"{name}, {engine}", command, signals, moments)

    failures: list[str] = []
    print("| what | tries | kills that hit | failures |\n|---|---:|---:|---:|")
    with ThreadPoolExecutor(chosen.jobs) as pool:
        for tally in pool.map(run, pairs, kills, terms):
            row = tally.what, tally.tries, tally.hits, len(tally.failures)
            print(f"| {' | '.join(map(str, row))} |", flush=True)
            failures += tally.failures
    print("\n".join(failures), end="\n" if failures else "")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
