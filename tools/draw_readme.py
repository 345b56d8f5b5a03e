"""Draw the pictures of README again, by the commands that stand beside them.

    python -m tools.draw_readme [--out docs/pictures]

needs MNIST (NETWORK4_DATA) and the records in results/, and takes a minute. The page
that moves is made by tools/animate_page.py.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image
from sklearn.datasets import load_digits
from sklearn.metrics import ConfusionMatrixDisplay
from sklearn.model_selection import train_test_split

import network4 as n4
from network4.experiments.results import Results
from network4.plots.saving import save
from network4.report import Row, make_rows

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs" / "pictures"
_BOOK, _OURS = "#c26a12", "#1f5fa8"


def by_command(*arguments: str | Path) -> None:
    """Run a command of network4; CalledProcessError where it fails."""
    subprocess.run([sys.executable, "-m", "network4", *arguments], check=True)


def draw_reading(out: Path, folder: Path) -> None:
    """Draw the sample with what is read in it."""
    by_command("read", "--sample", "--boxes", folder / "read.png")
    Image.open(folder / "read.png").save(out / "read.jpg", quality=85)


def draw_training(out: Path, folder: Path) -> None:
    """Train as README says, and keep the two pictures of the run."""
    by_command("train", "--epochs", "10", "--out", folder / "run")
    for name in ("curves.png", "errors.png"):
        shutil.copy(folder / "run" / name, out / name)


def draw_numbers(path: Path, rows: Sequence[Row]) -> None:
    """Draw the errors of the book's networks and ours, and of those that it cites."""
    both = [row for row in rows if row.difference_percent is not None]
    shown = [row for row in both if row.chapter in (3, 6) or row.id.startswith("ch1_")]
    figure = Figure(figsize=(7.2, 0.27 * len(shown) + 1.0), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    places = range(len(shown))
    book = [100 - (row.published_percent or 0) for row in shown]
    ours = [100 - (row.best_of_runs_percent or 0) for row in shown]
    axes.hlines(places, book, ours, color="#999999", linewidth=1)
    axes.scatter(book, places, s=60, facecolors="none", edgecolors=_BOOK, label="book")
    axes.scatter(ours, places, s=22, color=_OURS, label="network4")
    axes.set_yticks(places, [row.id for row in shown])
    axes.invert_yaxis()
    axes.set_xscale("log")
    ticks = (0.3, 1, 3, 10, 30, 90)
    axes.set_xticks(ticks, [f"{tick:g}%" for tick in ticks])
    axes.minorticks_off()
    axes.set_xlabel("share of 10,000 digits that is misread")
    axes.grid(axis="x", alpha=0.3)
    axes.legend(loc="upper right")
    save(figure, path)


def draw_confusion(path: Path) -> None:
    """Train the estimator on scikit-learn's digits, and draw what it mistakes."""
    images, labels = load_digits(return_X_y=True)
    parts = train_test_split(images, labels, random_state=0)
    classifier = n4.DigitClassifier().fit(parts[0], parts[2])
    figure = Figure(figsize=(4.4, 4.2), layout="constrained")
    FigureCanvasAgg(figure)
    ConfusionMatrixDisplay.from_estimator(
        classifier,
        *(parts[1], parts[3]),
        ax=figure.add_subplot(),
        cmap="Blues",
        colorbar=False,
    )
    save(figure, path)


def main() -> None:
    """Draw them all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=OUT)
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        draw_reading(out, Path(folder))
        draw_training(out, Path(folder))
    draw_numbers(out / "numbers.png", make_rows(Results(ROOT / "results")))
    draw_confusion(out / "confusion.png")


if __name__ == "__main__":
    main()
