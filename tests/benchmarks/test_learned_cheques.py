"""Cheques in tenths: some are learned from, others are read."""

import json

import pytest
from click.testing import CliRunner
from PIL import Image, ImageDraw

import network4 as n4
from network4.utils.records import read_record

room = pytest.importorskip("benchmarks.learned_cheques", reason="needs a checkout")


def test_each_cheque_is_read_once_and_never_learned_from():
    parts = room.tenths(43, 10)
    assert sorted(number for part in parts for number in part.read) == [*range(43)]
    for part in parts:
        assert sorted([*part.read, *part.learned_from]) == [*range(43)]
        assert len(part.read) in (4, 5)
    assert parts == room.tenths(43, 10)


def test_settings_are_chosen_without_the_first_tenth():
    first, one, two = (part.read for part in room.tenths(43, 10)[:3])
    chosen = room.for_choosing(43, 10)
    assert sorted(chosen.read) == sorted([*one, *two])
    rest = {*range(43)} - {*first, *one, *two}
    assert sorted(chosen.learned_from) == sorted(rest)


def drawn(count):
    """Return a picture of crosses, which no network takes for zeros."""
    image = Image.new("L", (60 + 70 * count, 120), 225)
    boxes = []
    for left in range(40, 40 + 70 * count, 70):
        ImageDraw.Draw(image).line((left, 30, left + 40, 90), 40, 5)
        ImageDraw.Draw(image).line((left, 90, left + 40, 30), 40, 5)
        boxes.append([left - 1, 29, 42, 62])
    return image, boxes


@pytest.fixture
def crosses(tmp_path):
    """A folder of eight cheques whose zeros are crosses, and its table."""
    (tmp_path / "annotations").mkdir()
    (tmp_path / "images/some").mkdir(parents=True)
    said = {"categories": [{"id": 3, "name": "0"}], "images": [], "annotations": []}
    rows = ["file,digits"]
    for number in range(8):
        count = 1 + number % 2
        image, boxes = drawn(count)
        image.save(tmp_path / f"images/some/{number}.png")
        said["images"].append({"id": number, "file_name": f"{number}.png"})
        own = [{"image_id": number, "category_id": 3, "bbox": box} for box in boxes]
        said["annotations"] += own
        rows.append(f"some/{number}.png,{'0' * count}")
    (tmp_path / "annotations/instances_some.json").write_text(json.dumps(said))
    (tmp_path / "labels.csv").write_text("\n".join(rows))
    return tmp_path


def run(folder, *options):
    paths = [str(folder), str(folder / "labels.csv")]
    return CliRunner().invoke(room.main, [*paths, "--folds", "4", *options])


@pytest.fixture
def asked(monkeypatch):
    """Fewer images than MNIST's, and few epochs.

    To the network that judges parts of lines a cross is no digit, so it is not asked.
    """
    monkeypatch.setattr("network4.reader.recognizing.judge_of", lambda model: None)
    monkeypatch.setenv("NETWORK4_NUM_THREADS", "1")  # put back afterwards
    monkeypatch.setattr(n4, "load_mnist", n4.load_digits)
    return "--mnist", "300", "--epochs", "5", "--rate", "0.1"


def cells(line):
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_what_was_learned_is_read_in_cheques_that_were_not(crosses, asked):
    path = crosses / "records/learned.json"
    done = run(crosses, *asked, "--out", str(path))
    assert done.exit_code == 0, done.output
    _, _, *by_tenth, total = map(cells, done.output.splitlines())
    read_all = ["2", "2", "0", "0", "0", "2", "0"]
    assert by_tenth == [[str(number), *read_all] for number in range(4)]
    none, every = "0.0 ± 0.0", "100.0 ± 0.0"
    assert total == ["all, %", "8", every, none, none, none, every, none]
    record = read_record(path)
    assert record["outcomes"] == {"exact": 8, "in doubt": 0, "wrong": 0}
    assert record["shipped"] == {"exact": 0, "in doubt": 8, "wrong": 0}
    assert [each["number"] for each in record["tenths"]] == [0, 1, 2, 3]
    images = record["tenths"][0]["images"]
    # All have twelve digits together, two cheques four at most; each fits a part.
    assert images["digits"] >= 8
    assert images["MNIST"] == 300
    assert record["settings"]["epochs"] == 5


def test_one_tenth_is_read_alone_or_none_but_those_for_choosing():
    assert room.planned(43, 10, 2, choosing=False) == {2: room.tenths(43, 10)[2]}
    chosen = room.planned(43, 10, None, choosing=True)
    assert chosen == {0: room.for_choosing(43, 10)}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--folds", "9"], "at most the number of cheques, 8"),
        (["--folds", "3"], "3 is not in the range"),
        (["--only-fold", "4"], "--only-fold must be below --folds, 4"),
        (["--only-fold", "0", "--choosing"], "cannot stand beside --choosing"),
        (["--rate", "0"], "0.0 is not in the range"),
    ],
)
def test_what_cannot_be_is_refused(crosses, options, said):
    done = run(crosses, *options)
    assert done.exit_code == 2
    assert said in done.stderr


def test_errors_are_one_sentence(crosses):
    (crosses / "labels.csv").write_text("file,digits\nsome/0.png,1\n")
    done = run(crosses)
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: load_cheques: some/0.png must have a box")
    assert done.stderr.count("\n") == 1
