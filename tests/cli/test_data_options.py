"""--size and --label-column, and what is left of them in a run that was stopped."""

import json

import numpy as np
import pytest
from click.testing import CliRunner
from command_line import network4
from PIL import Image

from network4.cli.output import open_data
from network4.cli.run_directory import RunDirectory
from network4.cli.train import train
from network4.cli.unfinished import options_to_go_on_with
from network4.datasets.loading import load_data_for
from network4.errors import ArgumentError
from network4.utils.records import write_record

PIXELS = np.random.default_rng(3).integers(0, 256, (12, 48))
NO_OPTIONS = {"name": None, "target": None, "data": None, "epochs": None}
NO_OPTIONS |= {"batch_size": None, "learning_rate": None, "seed": None}
NO_OPTIONS |= {"engine": None, "num_threads": None}


@pytest.fixture
def table(tmp_path):
    """A CSV file of images of 8 x 6 pixels; the labels stand in column 3."""
    names = [f"pixel{number}" for number in range(48)]
    names.insert(2, "kind")
    lines = [",".join(names)]
    for number, row in enumerate(PIXELS.tolist()):
        fields = list(map(str, row))
        fields.insert(2, "ab"[number % 2])
        lines.append(",".join(fields))
    (tmp_path / "table.csv").write_text("\n".join(lines))
    return tmp_path / "table.csv"


@pytest.fixture
def photographs(tmp_path):
    """A folder of pictures of 20 x 10 pixels, 12 of two classes."""
    for number in range(12):
        folder = tmp_path / "photographs" / "ab"[number % 2]
        folder.mkdir(parents=True, exist_ok=True)
        Image.new("L", (10, 20), 20 * number).save(folder / f"{number}.png")
    return tmp_path / "photographs"


@pytest.mark.parametrize("column", ["kind", "3", "-47"])
def test_a_column_is_named_or_numbered_from_either_end(table, column):
    data = open_data(str(table), "8x6", column)
    assert data.class_names == ("a", "b")
    assert data.image_shape == (1, 8, 6)
    seen = np.concatenate(
        [split.images for split in (data.train, data.validation, data.test)]
    )
    assert sorted(map(bytes, seen)) == sorted(
        map(bytes, PIXELS.astype(np.uint8).reshape(-1, 8, 6))
    )


def test_the_options_reach_the_training(table):
    words = "train", "shallow", "--data", table, "--label-column", "kind"
    done = network4(*words, "--size", "8x6", "--epochs", 1, "--batch-size", 2, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["data"] == "table"
    assert "1 x 8 x 6" in done.stderr


@pytest.mark.parametrize(
    ("size", "shape"), [(None, (1, 20, 10)), ("12", (1, 12, 12)), ("6X9", (1, 6, 9))]
)
def test_pictures_get_the_size_that_is_asked_for(photographs, size, shape):
    assert open_data(str(photographs), size).image_shape == shape


@pytest.mark.parametrize("size", ["", "a", "2x", "-3", "1.5", "1x2x3x4", "x"])
def test_what_is_no_size_is_refused_by_the_command(size):
    done = CliRunner().invoke(train, ["--data", "digits", "--size", size])
    assert done.exit_code == 2
    assert "is no size; say 28, or 28x20" in done.output


@pytest.mark.parametrize(
    ("data", "size", "column", "words"),
    [
        (
            "digits",
            "28",
            None,
            "size must be left out for data that have a size of their own",
        ),
        ("digits", None, "kind", "label_column must be left out"),
        (None, "28", None, "--size and --label-column must come with --data"),
        (None, None, "kind", "--size and --label-column must come with --data"),
    ],
)
def test_options_without_a_use_are_refused(data, size, column, words):
    with pytest.raises(ArgumentError, match=words):
        open_data(data, size, column)


def test_pictures_get_the_size_that_a_network_reads(photographs):
    assert load_data_for((1, 7, 5), photographs).image_shape == (1, 7, 5)
    assert load_data_for((3, 7, 5), photographs).image_shape == (1, 7, 5)
    # What is no shape of images is no wish.
    assert load_data_for((140,), photographs).image_shape == (1, 20, 10)
    assert open_data(str(photographs), shape=(1, 7, 5)).image_shape == (1, 7, 5)


def test_data_that_say_their_size_keep_it_for_every_network(table):
    assert load_data_for((1, 7, 5), "digits").image_shape == (1, 28, 28)
    found = load_data_for((1, 8, 6), table, label_column="kind")
    assert (found.image_shape, found.class_names) == ((1, 8, 6), ("a", "b"))


def test_a_run_from_before_these_options_can_be_continued(tmp_path):
    """Its file says nothing of them."""
    place = RunDirectory(tmp_path)
    begun = NO_OPTIONS | {"name": "shallow", "data": "digits", "epochs": 3}
    write_record(place.unfinished, {"options": begun})
    nothing = NO_OPTIONS | {"size": None, "label_column": None}
    found = options_to_go_on_with(place, nothing)
    assert found == begun | {"size": None, "label_column": None}
    with pytest.raises(ArgumentError, match="--size must be its default as in the run"):
        options_to_go_on_with(place, nothing | {"size": "28"})
