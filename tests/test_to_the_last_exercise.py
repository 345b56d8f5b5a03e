"""docs/to_the_last_exercise.md runs, and each of its rows says what shows it."""

import re

import pytest
from documented import DOCS, run_page

from network4.cli import network4
from network4.experiments import EXPERIMENTS

PAGE = "to_the_last_exercise.md"
COMMAND = re.compile(r"`network4 (\w+)")
REPRODUCED = re.compile(r"`network4 reproduce ([\w. ]+)`")
CHECKED = """
read = n4.read("sheet.png").text.replace("\\n", "")
assert sum(a == str(b) for a, b in zip(read, mnist.train.labels[:100])) > 94

assert typical_error < spread / 2
assert detector.shapes[0] == (1, 64, 64) and detector.output_shape == (1,)
share = np.mean(is_a_nine == told_apart.test.labels)
assert abs(share - found.test_accuracy) < 1e-6
# Saying "not a 9" to all is right for nine in ten.
assert share > 1 - told_apart.test.labels.mean()
np.testing.assert_allclose([w, b], [13 / 14, 3 / 2], atol=1e-4)
assert heard.test_accuracy > 0.95
costs = [layer.num_operations((192, 28, 28)) for layer in (wide, narrowed)]
assert costs[0] == 28**2 * 5**2 * 192 * 32
assert costs[1] == 28**2 * (192 * 16 + 5**2 * 16 * 32)
assert costs[1] < 0.11 * costs[0]
"""


def rows():
    if not DOCS.is_dir():
        pytest.skip("needs a checkout")
    lines = (DOCS / PAGE).read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]
    return [row for row in cells if len(row) == 2 and not set(row[1]) <= set("- ")]


def test_each_row_says_what_shows_it():
    told = [row for row in rows() if row[0] != "what is told or asked"]
    unshown = [
        row for row in told if not re.search(r"\]\(|`|Comes with |Not here: ", row[1])
    ]
    assert told and unshown == []


@pytest.mark.slow
def test_the_page_runs(tmp_path, mnist_directory):
    run_page(PAGE, tmp_path, CHECKED)


def test_the_commands_that_are_named_are_there():
    named = {name for row in rows() for name in COMMAND.findall(row[1])}
    assert named - set(network4.commands) == set()


def test_the_experiments_that_are_named_are_there():
    named = {
        name
        for row in rows()
        for found in REPRODUCED.findall(row[1])
        for name in found.split()
    }
    assert named - {each.name for each in EXPERIMENTS} == set()
