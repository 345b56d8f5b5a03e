"""Run the command line; Ctrl-C is quiet even while the command line is loaded."""

import signal
import sys


def main() -> None:
    """Load the command line and run it."""
    try:
        from network4.cli import main as run
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    run()


if __name__ == "__main__":
    main()
