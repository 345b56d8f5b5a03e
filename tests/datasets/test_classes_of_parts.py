"""Validation and test images are of classes that training images have."""

from collections import Counter

import numpy as np
import pytest
from dataset_files import write_images
from PIL import Image

import network4 as n4
from network4.datasets.arrays import SEED
from network4.datasets.contents import Contents
from network4.datasets.split import Split
from network4.datasets.splitting import complete
from network4.errors import ArgumentError, DataError
from network4.utils.randomness import random_generator

IMAGES = np.zeros((12, 8, 6), np.uint8)
IMAGES[:, 0, 0] = np.arange(12)
LABELS = np.arange(12) % 2


@pytest.mark.parametrize("part", ["validation", "test"])
@pytest.mark.parametrize(
    ("labels", "of_part", "more", "said"),
    [
        (LABELS, [2], {}, "'2'"),
        (LABELS, [10, 9], {}, "'9'"),
        (LABELS, [2], {"class_names": ["a", "b", "c"]}, "'2'"),
        (np.eye(3)[LABELS], [[0, 0, 1]], {}, "'2'"),
        (LABELS * 2, [1], {}, "'1'"),
        (LABELS - 3, [-1], {}, "'-1'"),
        (np.array(["a", "b"])[LABELS], ["c"], {}, "'c'"),
    ],
)
def test_arrays_of_another_class_are_refused(part, labels, of_part, more, said):
    given = {part: (IMAGES[: len(of_part)], of_part)}
    words = f"labels of validation and test images must be .* received {said}; leave"
    with pytest.raises(ArgumentError, match=words) as refused:
        n4.Dataset.from_arrays(IMAGES, labels, **given, **more)
    assert len(str(refused.value)) <= 300


@pytest.mark.parametrize(
    ("labels", "of_part", "expected"),
    [
        (LABELS, [1, 0], [1, 0]),
        (LABELS * 2, [2, 0], [2, 0]),
        (LABELS - 3, [-2, -3], [1, 0]),
        (np.eye(2)[LABELS], [[0, 1]], [1]),
        (np.array(["7", "8"])[LABELS], [8, 7], [1, 0]),
    ],
)
def test_arrays_of_known_classes_keep_them(labels, of_part, expected):
    test = IMAGES[: len(of_part)], of_part
    found = n4.Dataset.from_arrays(IMAGES, labels, test=test).test
    assert found.labels.tolist() == expected


@pytest.mark.parametrize("part", ["validation", "test"])
def test_a_folder_of_another_class_is_refused(tmp_path, part):
    write_images(tmp_path / "train", ["a", "b"], count=4)
    write_images(tmp_path / part, ["a", "b", "c"], count=1)
    words = f"{part}: must have only classes that the training folder has.*'c'"
    with pytest.raises(DataError, match=words):
        n4.load_data(tmp_path)


@pytest.mark.parametrize("part", ["validation", "test"])
def test_whatever_the_file_another_class_is_refused(part):
    train = Split(IMAGES, LABELS)
    parts = {"validation": train, "test": train, part: Split(IMAGES[:1], [2])}
    contents = Contents(train, **parts, source="few.npz", class_names=("a", "b", "c"))
    words = rf"few\.npz: the {part} part must have only classes .* class 'c'; add"
    with pytest.raises(DataError, match=words):
        complete(contents, "few")


def test_an_archive_of_another_class_is_refused(tmp_path):
    arrays = {"x_train": IMAGES, "y_train": LABELS, "x_test": IMAGES[:1]}
    np.savez(tmp_path / "few.npz", **arrays, y_test=[2])
    with pytest.raises(DataError, match=r"the test part .* received class '2'; add"):
        n4.load_data(tmp_path / "few.npz")


def write_csv(path, labels):
    rows = [[label, *[200 + place] * 4] for place, label in labels]
    path.write_text("\n".join(",".join(map(str, row)) for row in rows))


def test_a_rare_class_of_a_csv_file_stays_for_training(tmp_path):
    # Each line in its turn is the only one of its class, so one of them would be drawn.
    for rare in range(12):
        labels = [(i, "rare" if i == rare else "ab"[i % 2]) for i in range(12)]
        write_csv(tmp_path / "few.csv", labels)
        data = n4.load_data(tmp_path / "few.csv")
        assert set(data.train.labels.tolist()) == {0, 1, 2}
        parts = data.train, data.validation, data.test
        assert [len(part) for part in parts] == [8, 2, 2]
        seen = Counter(int(i) for part in parts for i in part.images[:, 0, 0])
        assert seen == Counter(range(200, 212))


def test_a_csv_file_of_more_classes_than_stay_for_training_is_refused(tmp_path):
    write_csv(tmp_path / "few.csv", enumerate("abcdefghijkl"))
    with pytest.raises(DataError, match=r"part must have only classes .*; add images"):
        n4.load_data(tmp_path / "few.csv")


def test_a_rare_class_of_a_folder_stays_for_training(tmp_path):
    write_images(tmp_path, ["a", "b"], count=6)
    for rare in ("c", "d", "e"):
        (tmp_path / rare).mkdir()
        Image.new("L", (6, 8), 99).save(tmp_path / rare / "one.png")
    train = n4.load_data(tmp_path).train
    assert set(train.labels.tolist()) == {0, 1, 2, 3, 4}


def test_where_no_class_is_lost_the_draw_is_as_it_was():
    pile = Split(IMAGES, LABELS)
    data = complete(Contents(pile, None, None, "few"), "few")
    order = random_generator(SEED, "split").permutation(12)
    assert set(LABELS[order[:8]]) == {0, 1}
    places = [part.images[:, 0, 0] for part in (data.train, data.validation, data.test)]
    np.testing.assert_array_equal(np.concatenate(places), order)
