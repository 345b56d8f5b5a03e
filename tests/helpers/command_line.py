"""The command line as a user calls it, in a process of its own."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile


def network4(*arguments, cwd=None, stdin="", seconds=250, **environment):
    """Run `network4` with arguments; return the ended process with what it printed.

    Args:
        arguments: what follows `network4` on the line.
        cwd: the directory to be in; default an empty one.
        stdin: what is typed.
        seconds: when to give up.
        environment: variables besides those of this process.
    """
    with tempfile.TemporaryDirectory() as empty:
        return subprocess.run(
            [sys.executable, "-m", "network4", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            text=True,
            cwd=cwd or empty,
            env={**os.environ, **environment},
            timeout=seconds,
        )


@contextlib.contextmanager
def started(*arguments, **options):
    """Start `network4`, leader of its process group; nothing of the group outlives it.

    Args:
        arguments: what follows `network4` on the line.
        options: of subprocess.Popen, instead of pipes for stdout and stderr.

    Yields:
        The process.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "network4", *map(str, arguments)],
        text=True,
        start_new_session=True,
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options},
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
