"""How well pictures are read of which a table says what is written in them.

    python -m benchmarks.labelled PICTURES LABELS.csv [--digits-only] [--threads 1]

reads each picture that LABELS.csv names, and prints how many are read exactly, are
read with a "?" or refused, and are read wrongly without a word of doubt. The first
line of LABELS.csv has names of columns. In each other line the first column is the path
of a picture, seen from the folder PICTURES, and the second is what is written, with "|"
between lines.
"""

import argparse
import csv
import os
from collections import Counter
from pathlib import Path

import network4 as n4
from network4.errors import Network4Error

OUTCOMES = "exact", "in doubt", "wrong"


def labelled(path: Path) -> list[tuple[str, str]]:
    """Return the pictures of a table, each with the lines that are written in it."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return [(row[0], row[1].replace("|", "\n")) for row in rows if row]


def outcome(
    picture: Path, text: str, model: n4.Model, *, digits_only: bool = False
) -> str:
    """Return which of `OUTCOMES` it is when a picture with a text is read."""
    try:
        said = n4.read(picture, model=model, digits_only=digits_only).text
    except Network4Error:
        return "in doubt"  # the command prints why, and no digits
    if said == text:
        return "exact"
    return "in doubt" if "?" in said else "wrong"


def main() -> None:
    """Read, count, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pictures", type=Path)
    parser.add_argument("labels", type=Path)
    parser.add_argument(
        "--digits-only", action="store_true", help="signs are not in the table"
    )
    parser.add_argument("--threads", default="1")
    arguments = parser.parse_args()
    os.environ["NETWORK4_NUM_THREADS"] = arguments.threads
    model = n4.load_model()
    named = labelled(arguments.labels)
    counts = Counter(
        outcome(
            arguments.pictures / name, text, model, digits_only=arguments.digits_only
        )
        for name, text in named
    )
    shares = [f"{each} {counts[each]} of {len(named)}" for each in OUTCOMES]
    print(", ".join(shares))


if __name__ == "__main__":
    main()
