"""A worker process as seen from outside: ask, wait so long, end it for certain."""

import json
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from typing import IO, Any

from network4.bench.competitors import Competitor
from network4.errors import Network4Error

_LONGEST_REASON = 200
_END_SECONDS = 10.0


class WorkerError(Network4Error):
    """A competitor could not do what was asked; the message says why in a few words."""


class Worker:
    """One competitor in a process of its own.

    Args:
        competitor: whose module the process loads.
        num_threads: on how many threads it computes.
        environment: its environment variables (see `worker_environment`).
        answer_seconds: how long to wait for any answer; then the process is ended.
    """

    def __init__(
        self,
        competitor: Competitor,
        num_threads: int,
        environment: Mapping[str, str],
        answer_seconds: float,
    ) -> None:
        """Start the process; it says that it is ready in `wait_until_ready`."""
        self._answer_seconds = answer_seconds
        self._stderr: IO[bytes] = tempfile.TemporaryFile()
        # -P: no module of the directory that happens to be current.
        module = ("-P", "-m", "network4.bench.worker")
        of_competitor = (competitor.module, competitor.variant, str(num_threads))
        self._process = subprocess.Popen(
            [sys.executable, *module, *of_competitor],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            env=dict(environment),
            text=True,
            encoding="utf-8",
        )
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    @property
    def process_id(self) -> int:
        """The number by which the system knows the process."""
        return self._process.pid

    def wait_until_ready(self) -> None:
        """Wait until the competitor has been loaded.

        Raises:
            WorkerError: it cannot be loaded here, or takes too long.
        """
        self._answer()

    def ask(self, request: str, **arguments: object) -> dict[str, Any]:
        """Send one request (see `network4.bench.worker`) and return the answer.

        Raises:
            WorkerError: the competitor fails at it, ends or takes too long.
        """
        try:
            self._write(json.dumps({"request": request, **arguments}))
        except OSError:  # the pipe is closed: say how the process ended
            raise self._ended() from None
        return self._answer()

    def close(self) -> None:
        """End the process at once, whatever it is doing."""
        self._process.kill()
        self._process.wait(_END_SECONDS)
        self._reader.join(_END_SECONDS)
        if self._process.stdin:
            try:
                self._process.stdin.close()
            except OSError:  # what was never read cannot be flushed
                pass
        if self._process.stdout:
            self._process.stdout.close()
        self._stderr.close()

    def _read(self) -> None:
        for line in self._process.stdout or ():
            self._lines.put(line)
        self._lines.put(None)

    def _write(self, line: str) -> None:
        if self._process.stdin:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()

    def _answer(self) -> dict[str, Any]:
        try:
            line = self._lines.get(timeout=self._answer_seconds)
        except queue.Empty:
            self._process.kill()
            reason = f"no answer in {self._answer_seconds:g} s"
            raise WorkerError(reason) from None
        if line is None:
            raise self._ended()
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise WorkerError(_shorten(answer["error"]))
        return answer

    def _ended(self) -> WorkerError:
        """Return how the process ended, with the last thing it said."""
        code = self._process.wait(_END_SECONDS)
        how = f"ended by signal {-code}" if code < 0 else f"ended with code {code}"
        self._stderr.seek(0)
        said = self._stderr.read().decode("utf-8", "replace").split("\n")
        last = next((line.strip() for line in reversed(said) if line.strip()), "")
        return WorkerError(_shorten(f"{how}: {last}" if last else how))


def _shorten(reason: str) -> str:
    first = reason.strip().split("\n")[0]
    if len(first) <= _LONGEST_REASON:
        return first
    return first[: _LONGEST_REASON - 1].rstrip() + "…"
