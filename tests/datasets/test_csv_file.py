"""CSV files of images, whole and not, against what was written into them."""

import gzip
import resource
import time

import numpy as np
import pytest

import network4 as n4
from network4.datasets import csv_file
from network4.datasets.csv_file import read_csv
from network4.errors import DataError

PIXELS = np.random.default_rng(0).integers(0, 256, (6, 16), dtype=np.uint8)
LABELS = [3, 0, 1, 3, 2, 0]


def lines(labels=LABELS, pixels=PIXELS, place=0, separator=","):
    rows = []
    for label, row in zip(labels, pixels.tolist(), strict=True):
        fields = [*map(str, row)]
        fields.insert(place % 17, str(label))
        rows.append(separator.join(fields))
    return rows


def names(place=0, label="label"):
    held = [f"pixel{number}" for number in range(16)]
    held.insert(place % 17, label)
    return ",".join(held)


def write(path, rows, end="\n"):
    content = end.join(rows).encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def check(contents, labels=LABELS):
    np.testing.assert_array_equal(contents.train.images, PIXELS.reshape(6, 4, 4))
    np.testing.assert_array_equal(contents.train.labels, labels)


FORMS = {
    "names": [names(), *lines()],
    "no names": lines(),
    "Windows": [f"{line}\r" for line in [names(), *lines()]],
    "label last by name": [names(-1, "class"), *lines(place=-1)],
    "label in the middle": [names(5, "Digit"), *lines(place=5)],
    "semicolons": [names().replace(",", ";"), *lines(separator=";")],
    "tabs": lines(separator="\t"),
    "spaces": [line.replace(",", ", ") for line in lines()],
    "quotation marks": [f'"{line}"'.replace(",", '","') for line in lines()],
    "empty lines": ["", names(), "", *lines(), "", ""],
    "a mark of order": ["\ufeff" + names(), *lines()],
    "whole floats": [line.replace(",", ".0,") + ".0" for line in lines()],
    "numbers as names": [",".join(map(str, range(17))), *lines()],
    "label and numbers": [",".join(["label", *map(str, range(16))]), *lines()],
    "row numbers": ["," + names(), *(f"{n},{line}" for n, line in enumerate(lines()))],
}


@pytest.mark.parametrize("rows", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("ending", ["csv", "csv.gz"])
def test_every_form_has_the_same_images(tmp_path, rows, ending):
    check(read_csv(write(tmp_path / f"x.{ending}", rows)))


@pytest.mark.parametrize(("place", "column"), [(0, "1"), (-1, "-1"), (4, "5")])
def test_the_column_of_labels_may_be_numbered(tmp_path, place, column):
    path = write(tmp_path / "x.csv", lines(place=place))
    check(read_csv(path, label_column=column))


def test_the_column_of_labels_may_be_named(tmp_path):
    path = write(tmp_path / "x.csv", [names(7, "what it is"), *lines(place=7)])
    check(read_csv(path, label_column="what it is"))


@pytest.mark.parametrize("place", [0, -1])
def test_labels_may_be_words(tmp_path, place):
    words = ["cat", "ant", "bee", "cat", "bee", "ant"]
    contents = read_csv(write(tmp_path / "x.csv", lines(words, place=place)))
    assert contents.class_names == ("ant", "bee", "cat")
    check(contents, [2, 0, 1, 2, 1, 0])


def test_floats_of_shares_stay_floats(tmp_path):
    shares = PIXELS / 255
    path = write(tmp_path / "x.csv", lines(pixels=shares))
    np.testing.assert_array_equal(
        read_csv(path).train.images.reshape(6, 16), shares.astype(np.float32)
    )


def test_small_whole_numbers_become_as_bright_as_they_can(tmp_path):
    few = PIXELS // 16
    contents = read_csv(write(tmp_path / "x.csv", lines(pixels=few)))
    np.testing.assert_allclose(
        contents.train.images.reshape(6, 16), few / few.max(), rtol=2**-23
    )
    assert "were brought to 0..1" in contents.remarks[-1]


def test_the_shape_may_be_said(tmp_path):
    path = write(tmp_path / "x.csv", lines())
    for size in ((2, 8), (1, 4, 4), (4, 2, 2)):
        shape = n4.load_data(path, size=size).image_shape
        assert shape == (size if len(size) == 3 else (1, *size))
    with pytest.raises(
        DataError, match=r"must have 15 pixels in each line .* received 16"
    ):
        n4.load_data(path, size=(3, 5))


def changed(number, line):
    return [*lines()[: number - 1], line, *lines()[number:]]


def field(number, text):
    fields = lines()[number - 1].split(",")
    fields[5] = text
    return changed(number, ",".join(fields))


HOSTILE = {
    "a word": (field(4, "abc"), "line 4: .*0..255 in column 6, received 'abc'"),
    "nothing": (field(3, ""), "line 3: .*column 6, received ''"),
    "too bright": (field(2, "256"), "line 2: .*column 6, received '256'"),
    "negative": (field(2, "-1"), "line 2: .*received '-1'"),
    "not a number": (field(6, "nan"), "line 6: .*received 'nan'"),
    "huge": (field(6, "9" * 400), "line 6: .*received '999"),
    "short": (changed(3, "1,2,3"), "line 3: must have 17 fields .* received 3"),
    "long": (changed(3, lines()[2] + ",1"), "line 3: .*received 18"),
    "no label": (changed(2, lines([""] * 6)[1]), "line 2: must have a label"),
    "half a label": (lines([1.5] * 6), r"line 1: .*whole number.*received '1\.5'"),
    "a large label": (lines([0, 1, 2, 3, 4, 2**31]), "line 6: .*below 65,536"),
    "no column of labels": (
        [line.partition(",")[2] for line in lines()],
        "must have a column of labels, received 16 columns",
    ),
    "names but no label": (
        [names().partition(",")[2], *[line.partition(",")[2] for line in lines()]],
        "must have a column of labels, received 16",
    ),
    "no square": (
        [line.rpartition(",")[0] for line in lines()],
        r"square number of pixels .* 16 columns; name the column|column of labels",
    ),
    "18 columns": ([f"{line},1" for line in lines()], r"say size=\(height, width\)"),
    "only names": ([names()], "names of columns only"),
    "nothing at all": ([], "a line for each image, received none"),
    "one column": (["1", "2"], "first line of one field"),
    "no text": (["1,\udc80"], "line 1: must be text in UTF-8"),
}


@pytest.mark.parametrize(("rows", "words"), HOSTILE.values(), ids=HOSTILE)
def test_a_bad_file_is_refused_by_its_line(tmp_path, rows, words):
    path = tmp_path / "x.csv"
    path.write_bytes("\n".join(rows).encode("utf-8", "surrogateescape"))
    with pytest.raises(DataError, match=words) as refused:
        read_csv(path)
    assert str(refused.value).startswith(str(path))


def test_lines_are_counted_as_an_editor_counts_them(tmp_path):
    rows = [names(), "", *lines(), "", "x"]
    with pytest.raises(DataError, match="line 10:"):
        read_csv(write(tmp_path / "x.csv", rows))


def test_a_column_that_is_not_there_is_refused(tmp_path):
    path = write(tmp_path / "x.csv", [names(), *lines()])
    for column in ("lable", "0", "18", "-18"):
        with pytest.raises(DataError, match=f"label_column must be.*'{column}'"):
            read_csv(path, label_column=column)


def test_what_has_no_end_of_line_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_file, "_LONGEST_LINE", 50)
    with pytest.raises(
        DataError, match=r"at most 50 bytes, received a longer one, line 2"
    ):
        read_csv(write(tmp_path / "x.csv", ["label,b", "1" * 60]))


def test_more_pixels_than_memory_should_hold_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_file, "LARGEST_CSV", 90)
    with pytest.raises(DataError, match="at most 90 bytes of pixels"):
        read_csv(write(tmp_path / "x.csv", lines()))


def test_it_loads_by_path_and_from_a_directory(tmp_path):
    path = write(tmp_path / "train.csv", [names(), *lines()])
    for place in (path, tmp_path):
        data = n4.load_data(place)
        assert data.image_shape == (1, 4, 4)
        assert [len(data.train), len(data.validation), len(data.test)] == [4, 1, 1]
        assert "column 1 ('label') has the labels" in str(data)


def test_all_of_kaggle_s_size_is_read_in_seconds(tmp_path):
    images = np.random.default_rng(0).integers(0, 256, (10500, 784), dtype=np.uint8)
    labels = np.arange(10500) % 10
    path = tmp_path / "train.csv"
    table = np.column_stack([labels, images])
    path.write_text("\n".join(",".join(map(str, row)) for row in table.tolist()))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    split = read_csv(path).train
    # A quarter of 42,000 lines: 0.3 s here, so that 4 s in all is five times that.
    assert time.process_time() - start < 4
    growth = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak
    assert growth * 1024 < 10 * images.nbytes
    np.testing.assert_array_equal(split.images.reshape(-1, 784), images)
    np.testing.assert_array_equal(split.labels, labels)


@pytest.mark.parametrize("column", [None, "label"])
def test_of_two_columns_of_labels_one_is_to_be_said(tmp_path, column):
    header = names().replace("pixel3", "label", 1)
    path = write(tmp_path / "x.csv", [header, *lines()])
    with pytest.raises(DataError, match="must have one column 'label', received 2"):
        read_csv(path, label_column=column)
    check(read_csv(path, label_column="1"))


def test_a_column_is_suggested_whatever_its_case(tmp_path):
    path = write(tmp_path / "x.csv", [names(label="Kind"), *lines()])
    with pytest.raises(DataError, match=r"and others\. Did you mean 'Kind'") as refused:
        read_csv(path, label_column="KIND")
    assert ",." not in str(refused.value)
