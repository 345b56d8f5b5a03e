"""What README tells a stranger to type works, and prints what README shows.

It runs at a small size: SMALLER says with what, and LEFT_OUT says what is not run, and
why. A command that is in neither fails.
"""

import re
import shlex
import shutil
import statistics
import subprocess
import sys
from importlib.metadata import metadata
from pathlib import Path

import pytest
from command_line import network4
from documented import blocks_of
from PIL import Image
from sklearn.datasets import load_digits

import network4 as n4
from network4.utils.records import read_record

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
if not (ROOT / "docs").is_dir():
    pytest.skip("needs a checkout", allow_module_level=True)

TEXT = README.read_text(encoding="utf-8")
BLOCKS = blocks_of(README)
# Options that let a command end soon.
SMALLER = {
    "network4 book": "",
    "network4 book my_script.py": "",
    "network4 page -o digits.html": "",
    "network4 read --sample": "",
    "network4 read page1.jpg page2.jpg": "",
    "network4 read photo.jpg --boxes read.png": "",
    "network4 read photo.jpg --expect-digits 12": "",
    "network4 read photo.jpg --json": "",
    "network4 report": "",
    "network4 reproduce shallow --again": "--budget 1s --jobs 1",
    "network4 train": "--data digits --epochs 1",
    "network4 train --epochs 10": "--data digits --batch-size 100",
    "network4 train --data my_photos/": "--epochs 1",
    "network4 train dbl_conv_relu": "--data digits --epochs 1",
}
LEFT_OUT = {
    "cd network4": "it is the shell's",
    "make run": "it installs everything; another test asks make what it would do",
    "source .venv/bin/activate": "it is the environment's",
}
PICTURES = re.findall(r'<img src="([^"]+)" width="\d+" alt="([^"]+)">', TEXT)
LARGEST_BYTES = 1_000_000
NUMBER = re.compile(r"\d[\d,.]*")


def commands():
    """Return the lines of all blocks of commands, each with what is shown for it."""
    found = [block for block in BLOCKS if block.language == "sh"]
    return {line: block.shown for block in found for line in block.commands()}


def python_blocks():
    return [block for block in BLOCKS if block.language == "python"]


@pytest.fixture
def desk(tmp_path):
    """A directory with what README supposes that its reader has."""
    for name in ("photo.jpg", "page1.jpg", "page2.jpg"):
        shutil.copy(n4.SAMPLE_PICTURE, tmp_path / name)
    (tmp_path / "my_script.py").write_text("import network\nprint(network.Network)\n")
    (tmp_path / "results").mkdir()
    digits = load_digits()
    for number, (image, label) in enumerate(
        zip(digits.images[:200], digits.target, strict=False)
    ):
        picture = tmp_path / "my_photos" / str(label) / f"{number}.png"
        picture.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray((image * 15).astype("uint8")).resize((28, 28)).save(picture)
    return tmp_path


def test_every_command_is_run_or_has_a_reason():
    shown_twice = {*SMALLER} & {*LEFT_OUT}
    assert set(commands()) == {*SMALLER, *LEFT_OUT} and not shown_twice


def test_every_block_is_of_a_language_that_is_run():
    assert {block.language for block in BLOCKS} == {"python", "sh"}


@pytest.mark.parametrize("command", SMALLER)
def test_a_command_runs_and_prints_what_is_shown(command, desk, mnist_directory):
    _, *arguments = shlex.split(f"{command} {SMALLER[command]}")
    done = network4(*arguments, cwd=desk)
    assert done.returncode == 0, done.stderr
    assert commands()[command] in ("", done.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(python_blocks())))
def test_the_python_runs_and_prints_what_is_shown(number, tmp_path, mnist_directory):
    """Words are the same; a share of right answers is, to 0.5%.

    It is the same to the bit on the same machine. On another one sums are rounded
    otherwise, and it differs as between seeds: s.d. 0.1% of 10,000 images, and 2 of
    450 are 0.5%.
    """
    block = python_blocks()[number]
    script = tmp_path / "README.py"
    script.write_text(block.text)
    asked = [sys.executable, script]
    done = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    printed = done.stdout
    assert NUMBER.sub("#", printed) == NUMBER.sub("#", block.shown)
    for got, shown in zip(*map(NUMBER.findall, (printed, block.shown)), strict=True):
        assert float(got) == pytest.approx(float(shown), abs=0.5)


@pytest.mark.parametrize(
    ("target", "last"), [("run", "network4 train"), ("test", "pytest")]
)
def test_make_would_do_what_is_said(target, last):
    if shutil.which("make") is None:
        pytest.skip("needs make")
    done = subprocess.run(
        # `make test` runs this test too, and make tells the one it calls to say so.
        ["make", "-n", "--no-print-directory", target],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert last in done.stdout.splitlines()[-1]
    assert f"make {target}" in TEXT


def test_the_accuracy_of_the_first_command_is_that_of_the_records():
    records = [read_record(path) for path in (ROOT / "results/quick").glob("*.json")]
    mean = statistics.mean(record["test_accuracy"] for record in records)
    assert f"**{mean:.1%}**" in TEXT or f"{mean:.1%} of MNIST's 10,000" in TEXT


def test_the_times_of_a_step_are_those_of_the_page_on_speed():
    rows = re.findall(r"^\| `\w+` \| (.*) \|$", TEXT, re.MULTILINE)
    speed = (ROOT / "docs" / "speed.md").read_text(encoding="utf-8")
    medians = re.findall(r"^\| 10 \| [^|]+ \| ([\d,.]+) \|", speed, re.MULTILINE)
    times = [time for row in rows for time in row.split(" | ")]
    assert len(times) == 4 * 5
    assert [time for time in times if time not in medians] == []


def test_every_page_of_docs_is_named():
    pages = {path.name for path in (ROOT / "docs").glob("*.md")} - {"index.md"}
    linked = set(re.findall(r"^\| \[\w+\.md\]\(docs/(\w+\.md)\)", TEXT, re.MULTILINE))
    assert pages == linked


def test_every_picture_is_there_small_and_described():
    assert len(PICTURES) == TEXT.count("docs/pictures/") >= 7
    found = [(ROOT / path, description) for path, description in PICTURES]
    for path, description in found:
        assert path.stat().st_size < LARGEST_BYTES
        assert len(description.split()) >= 5, path
        with Image.open(path) as picture:
            picture.verify()


def test_the_first_picture_moves_on_a_light_ground_and_goes_on_for_ever():
    first, _ = PICTURES[0]
    with Image.open(ROOT / first) as picture:
        assert picture.n_frames > 20
        assert picture.info["loop"] == 0
        assert min(picture.convert("RGB").getpixel((2, 2))) > 230


def test_the_page_of_an_index_which_shows_no_pictures_reads_well():
    told = metadata("network4")
    assert told["Description-Content-Type"] == "text/markdown"
    text = re.sub(r"<img [^>]*>", "", TEXT)
    assert not re.findall(
        r"picture[^.]* (?:above|below)|(?:these|this) [^.]*picture", text
    )
    for path, description in PICTURES:
        assert re.fullmatch(r"[A-Z].*\w\.", description), f"{path}: a sentence"


def microseconds_of_a_step(mini_batch):
    """Return the times on two threads, {network: {program: µs}}, by the page on speed.

    Of PyTorch's two it is the shorter one.
    """
    speed = (ROOT / "docs" / "speed.md").read_text(encoding="utf-8")
    found = {}
    for part in re.split(r"^\*\*", speed, flags=re.MULTILINE):
        if head := re.match(r"(\w+) · 2 threads · matrix product", part):
            times = found[head[1]] = {}
            row = rf"^\| {mini_batch} \| (\w+)([^|]*) \| ([\d,.]+) \|"
            for name, more, time in re.findall(row, part, re.MULTILINE):
                key = "JAX" if more == " (jax)" and name == "network4" else name
                known = times.get(key, float("inf"))
                times[key] = min(float(time.replace(",", "")), known)
    return found


def test_how_many_times_as_fast_it_is_follows_from_the_page_on_speed():
    others = "JAX", "PyTorch", "Keras"
    times = microseconds_of_a_step(10).values()
    ratios = [row[name] / row["network4"] for row in times for name in others]
    assert len(ratios) == 4 * 3
    low, high = min(ratios), max(ratios)
    assert f"{low:.0f} to {high:.0f} times as fast as JAX, PyTorch and Keras" in TEXT
    for name in ("JAX", "PyTorch"):
        ratios = [
            row[name] / row["network4"] for row in microseconds_of_a_step(100).values()
        ]
        low, high = min(ratios), max(ratios)
        assert f"{low:.1f} to {high:.1f} times as fast as {name}" in TEXT


def test_the_shares_of_lines_are_those_of_the_page_on_reading():
    page = (ROOT / "docs" / "reading.md").read_text(encoding="utf-8")
    kinds = "five digits, spaced", "ruled paper", "squared paper"
    shares = [re.search(rf"^\| {kind} \| ([\d.]+) ±", page, re.M)[1] for kind in kinds]
    plain, ruled, squared = shares
    said = f"{plain}% without an error on plain paper, {ruled}% on ruled and {squared}%"
    assert said in TEXT


def test_what_it_reads_of_other_hands_is_in_the_page_on_data():
    page = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) [^|]+ \| (\d+) \| (\d+) \| (\d+) \|$", page, re.M)
    counts = [[int(number) for number in row] for row in rows]
    assert all(total == sum(outcomes) for total, *outcomes in counts)
    (amounts, exact, _, wrong), (pictures, right, _, _) = counts
    assert f"{exact} of {amounts} amounts" in TEXT
    assert f'{wrong} wrongly without a "?"' in TEXT
    assert f"{right} of {pictures} photographs" in TEXT
