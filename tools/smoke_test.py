"""Try an installed network4 as its users would, in an empty directory.

    path/to/the/environment/bin/python tools/smoke_test.py

runs every command's help, reads a picture, trains on scikit-learn's digits, and writes
the report and the page. It needs no checkout, no MNIST and no network; a minute.
`--needs-native` fails, too, where the native engine was not built.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

DIGITS = "1407"
_SIZE, _MARGIN = 64, 40  # pixels


def network4(*arguments: str) -> str:
    """Run a command of the installed package; return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "network4", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        # No MNIST but what is on every machine: none.
        env={**os.environ, "NETWORK4_DATA": str(Path.cwd()), "PYTHONUTF8": "1"},
    )
    said = " ".join(["network4", *arguments])
    print(f"{said}: {'done' if done.returncode == 0 else 'failed'}", flush=True)
    if done.returncode or "Traceback" in done.stderr:
        sys.exit(f"{said} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


def last_object(printed: str) -> dict[str, Any]:
    """Return the object of JSON that a command's output ends with."""
    return json.loads(printed.splitlines()[-1])


def must(holds: bool, said: str) -> None:
    """End the program, with what should be, unless it is."""
    if not holds:
        sys.exit(f"smoke test: {said}")


def draw(path: Path) -> None:
    """Write a picture of four handwritten digits, dark on white."""
    from PIL import Image
    from sklearn.datasets import load_digits

    digits: Any = load_digits()
    step = _SIZE + _MARGIN
    page = Image.new("L", (_MARGIN + step * len(DIGITS), _SIZE + 2 * _MARGIN), 255)
    for number, digit in enumerate(DIGITS):
        ink = digits.images[digits.target.tolist().index(int(digit))]
        small = Image.fromarray((255 - 15.9 * ink).astype("uint8"))
        large = small.resize((_SIZE, _SIZE), Image.Resampling.BICUBIC)
        page.paste(large, (_MARGIN + number * step, _MARGIN))
    page.save(path)


def check_where() -> None:
    """Refuse to try what is imported from a checkout."""
    import network4

    home = Path(sys.prefix).resolve()
    where = Path(network4.__file__).resolve()
    must(home in where.parents, f"network4 must be that of {home}, it is {where}.")


def check_commands() -> None:
    """Ask every command for its help."""
    from network4.cli import network4 as group

    for name in group.commands:
        must("Usage:" in network4(name, "--help"), f"{name} --help must show its usage")


def check_engines(needs_native: bool) -> None:
    """Look at the engines that there are."""
    engines = last_object(network4("info", "--json"))["engines"]
    print(f"  {engines}")
    is_built = engines["native"].startswith("CPU")
    must(is_built or not needs_native, f"native must be built: {engines['native']}")
    must("cpu" in engines["jax"].lower(), f"jax must find a CPU: {engines['jax']}")


def check_work() -> None:
    """Read, train, and write what a visitor would want to see."""
    draw(Path("digits.png"))
    read = network4("read", "digits.png").strip()
    must(read == DIGITS, f"read must answer {DIGITS}, answered {read}")
    trained = last_object(network4("train", "--data", "digits", "--json"))
    must(trained["test_accuracy"] > 0.9, f"train must learn, reached {trained}")
    shown = last_object(network4("evaluate", "latest", "--data", "digits", "--json"))
    accuracy = shown["test_accuracy"]
    must(accuracy == trained["test_accuracy"], f"evaluate must agree, said {accuracy}")
    rows = last_object(network4("report", "--json"))["experiments"]
    must(any(row["num_runs"] for row in rows), "report must know of runs")
    network4("page", "-o", "page.html")
    network4("export", "latest", "--to", "json", "-o", "model.json")
    for name in ("report/report.html", "page.html", "model.json"):
        must(Path(name).stat().st_size > 10_000, f"{name} must be written")


def main() -> None:
    """Do all of it in a directory that is removed afterwards."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--needs-native", action="store_true")
    needs_native = parser.parse_args().needs_native
    with tempfile.TemporaryDirectory() as directory:
        os.chdir(directory)
        check_where()
        check_commands()
        check_engines(needs_native)
        check_work()
        os.chdir("/")
    print("All of it works.")


if __name__ == "__main__":
    main()
