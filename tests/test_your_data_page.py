"""docs/your_data.md runs, and prints what it shows."""

import numpy as np
import pytest
from command_line import network4
from documented import DOCS, blocks_of, run_page
from PIL import Image

CHECKED = """
assert data.train.images.shape == (1197, 8, 8)
assert np.allclose(twice.train.weights, np.where(data.train.labels == 3, 2, 1))
sums = [balanced.train.weights[data.train.labels == each].sum() for each in range(10)]
assert np.allclose(sums, sums[0])
assert classifier.score(images[1500:], labels[1500:]) > 0.7
read = n4.load_data("digits.csv")
assert sorted(read.train.labels.tolist() + read.validation.labels.tolist()
    + read.test.labels.tolist()) == sorted(labels.tolist())
"""


@pytest.mark.slow
def test_the_python_of_the_page_runs(tmp_path):
    run_page("your_data.md", tmp_path, CHECKED)


def page_commands():
    blocks = blocks_of(DOCS / "your_data.md") if DOCS.is_dir() else []
    return [line for b in blocks if b.language == "sh" for line in b.commands()]


@pytest.fixture
def brought(tmp_path, generator):
    """What the commands of the page name: a table and a folder of photographs."""
    names = ["kind", *(f"pixel{number}" for number in range(560))]
    rows = generator.integers(0, 256, (12, 560))
    lines = [f"{'ab'[n % 2]},{','.join(map(str, row))}" for n, row in enumerate(rows)]
    (tmp_path / "train.csv").write_text("\n".join([",".join(names), *lines]))
    for number in range(12):
        folder = tmp_path / "my_photos" / "ab"[number % 2]
        folder.mkdir(parents=True, exist_ok=True)
        pixels = generator.integers(0, 256, (30 + number, 40), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / f"{number}.png")
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "shape"),
    [
        ("network4 train --data train.csv --label-column kind --size 20x28", "20 x 28"),
        ("network4 train --data my_photos/", "36 x 40"),
        ("network4 train --data my_photos/ --size 32", "32 x 32"),
    ],
)
def test_the_commands_of_the_page_train(brought, command, shape):
    assert command in page_commands()
    words = command.split()[1:]
    done = network4(*words, "--epochs", 1, "--batch-size", 2, cwd=brought)
    assert done.returncode == 0, done.stderr
    assert shape in done.stderr
