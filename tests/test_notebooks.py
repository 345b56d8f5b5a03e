"""The notebooks run from top to bottom, and no exercise lacks its solution."""

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import network4 as n4

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
LESSONS = "chapter_1", "chapter_6"
GUIDES = "own_images", "photograph"
NOTEBOOKS = sorted(path.stem for path in EXAMPLES.glob("*.ipynb"))
NUM_EXERCISES = {"chapter_1": 8, "chapter_6": 12}
LESSON_MINUTES = 45
# Enough for every kind of step that a notebook takes, and for nothing to be learned.
SHORTER = "NUM_IMAGES, EPOCHS = 500, 1"


def read(name):
    path = EXAMPLES / f"{name}.ipynb"
    if not path.exists():
        pytest.skip("needs a checkout")
    return nbformat.read(path, as_version=4)


def text_of(notebook):
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    return "\n".join(cells)


def run(notebook, folder, seconds):
    """Run all cells, in a kernel of their own; an error in one of them is raised."""
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, timeout=seconds, resources=resources).execute()


def printed(notebook):
    outputs = [out for cell in notebook.cells for out in cell.get("outputs", [])]
    return "".join(out.get("text", "") for out in outputs)


@pytest.mark.slow
@pytest.mark.parametrize("name", LESSONS)
def test_a_notebook_runs_with_few_images(name, tmp_path, mnist_directory):
    notebook = read(name)
    place = next(
        number
        for number, cell in enumerate(notebook.cells)
        if "parameters" in cell.metadata.get("tags", [])
    )
    notebook.cells.insert(place + 1, nbformat.v4.new_code_cell(SHORTER))
    run(notebook, tmp_path, seconds=120)


@pytest.mark.minutes
@pytest.mark.parametrize("name", LESSONS)
def test_a_notebook_teaches_what_it_says(name, tmp_path, mnist_directory):
    notebook = read(name)
    run(notebook, tmp_path, seconds=120)
    text = printed(notebook)
    if name == "chapter_1":
        found = re.findall(r"weights / +\d+: .* ([\d.]+)% right", text)
        large, small = map(float, found)
        assert small > large + 10  # small first weights learn, saturated ones do not
        ten, four = re.findall(r"right by the .*: +([\d.]+)%", text)
        assert float(ten) > 90 and float(ten) >= float(four)
    else:
        plain, moved = (
            [float(percent) for percent in row.split("%")[:-1]]
            for row in re.findall(r"trained on images (?:as they are|moved) (.*)", text)
        )
        assert moved[3] > plain[3] + 3
        tries = re.findall(r"^(?:rate|mini|l2|mom).*? ([\d.]+) +([\d.]+)$", text, re.M)
        assert len(tries) == 6 and all(float(t) > float(s) for s, t in tries)


@pytest.mark.parametrize("name", LESSONS)
def test_every_exercise_has_a_solution_that_runs(name):
    notebook = read(name)
    chapter = name[-1]
    exercises = re.findall(r"\*\*Exercise (\d\.\d+) \(", text_of(notebook))
    wanted = [f"{chapter}.{number + 1}" for number in range(NUM_EXERCISES[name])]
    assert sorted(exercises, key=lambda each: int(each[2:])) == wanted
    solutions = (ROOT / "docs" / "solutions.md").read_text(encoding="utf-8")
    sections = [
        *re.findall(r"^## (?:Solution|Exercise) (\d\.\d+)", text_of(notebook), re.M),
        *re.findall(r"^### (\d\.\d+) ", solutions, re.M),
    ]
    assert [each for each in wanted if each not in sections] == []


@pytest.mark.parametrize("name", LESSONS)
def test_the_parts_of_a_lesson_fill_it(name):
    minutes = re.findall(r"^## \d\. .* \((\d+) minutes\)$", text_of(read(name)), re.M)
    assert sum(map(int, minutes)) == LESSON_MINUTES
    table = re.findall(r"^\| +(\d+) \|", text_of(read(name)), re.M)
    assert minutes == table


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_is_kept_without_what_it_printed(name):
    notebook = read(name)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell for cell in cells if cell.outputs or cell.execution_count] == []


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_links_to_what_is_there(name):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", text_of(read(name)))
    named = re.findall(r"`((?:results|docs|network4)/[\w./]+)`", text_of(read(name)))
    places = [EXAMPLES / link for link in links]
    places += [ROOT / path for path in named]
    assert [place for place in places if not place.exists()] == []


def test_each_notebook_is_run_by_a_test():
    if not EXAMPLES.is_dir():
        pytest.skip("needs a checkout")
    assert sorted([*LESSONS, *GUIDES]) == NOTEBOOKS


@pytest.mark.slow
def test_the_photograph_is_read_until_it_is_blurred(tmp_path):
    notebook = read("photograph")
    run(notebook, tmp_path, seconds=120)
    written = Path(n4.SAMPLE_PICTURE).with_suffix(".txt").read_text(encoding="utf-8")
    text = printed(notebook)
    assert text.startswith(written)
    in_a_line = written.strip().replace("\n", " / ")
    blurred = dict(re.findall(r"^blurred by +(\d+) pixels: (.*)$", text, re.MULTILINE))
    assert [*blurred] == ["0", "4", "8", "11"]
    assert blurred["0"] == blurred["4"] == in_a_line != blurred["11"]
    likely, less_likely = zip(
        *re.findall(r"\(([\d.]+)%\), or else \d \(([\d.]+)%\)", text), strict=True
    )
    assert len(likely) == 5 and sorted(likely, key=float) == [*likely]
    assert all(map(lambda a, b: float(a) >= float(b), likely, less_likely))


@pytest.mark.slow
def test_a_network_learns_from_a_folder_of_images(tmp_path):
    notebook = read("own_images")
    run(notebook, tmp_path, seconds=120)
    text = printed(notebook)
    right = float(re.search(r"this network: +([\d.]+)%", text)[1])
    wrong, images = map(int, re.search(r"(\d+) of (\d+) test images", text).groups())
    assert right > 90  # the largest class alone gives 12
    assert right == round(100 * (images - wrong) / images, 1)
    assert "the same answers: True" in text and "largest difference" in text
