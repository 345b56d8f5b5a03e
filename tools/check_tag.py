"""Refuse a tag that is not the version of network4.

    python -m tools.check_tag v0.1.0

It imports nothing of network4's, so that it runs before anything is installed.
"""

import runpy
import sys
from pathlib import Path

_VERSION_FILE = Path(__file__).parents[1] / "network4" / "version.py"


def main(tag: str) -> None:
    """End the program with a sentence unless the tag is "v" and the version."""
    version = runpy.run_path(str(_VERSION_FILE))["__version__"]
    if tag != f"v{version}":
        sys.exit(f"The tag must be v{version}, as version.py says, received {tag!r}.")
    print(f"{tag} is the version.")


if __name__ == "__main__":
    main(sys.argv[1])
