import subprocess
import sys

import numpy as np
import pytest
from dataset_files import (
    book_pairs,
    make_arrays,
    same,
    write_idx,
    write_images,
    write_npz,
    write_pickle,
)

from network4.datasets import load_data, load_only_mnist
from network4.errors import ArgumentError, DataError, DataNotFoundError

SHAPES = {"rectangular": (8, 6), "three channels": (3, 8, 6), "mnist's": (28, 28)}


def check(data, name, arrays, shape):
    assert (data.name, data.is_mnist) == (name, False)
    assert data.image_shape == ((1, *shape) if len(shape) == 2 else shape)
    assert [len(data.train), len(data.validation)] == [10, 2]
    assert same(data.test, arrays["t10k-images"], arrays["t10k-labels"])


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_other_data_sets_load_from_idx_and_npz(tmp_path, shape):
    arrays = make_arrays(shape=shape)
    check(load_data(write_idx(tmp_path / "clothes", arrays)), "clothes", arrays, shape)
    path = write_npz(tmp_path / "archive" / "flowers.npz", arrays)
    check(load_data(path), "flowers", arrays, shape)
    check(load_data(path.parent), "archive", arrays, shape)


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_folder_of_images_is_divided_and_keeps_its_names(tmp_path, mode):
    write_images(tmp_path / "pets", ["cat", "dog"], size=(5, 7), mode=mode, count=6)
    data = load_data(tmp_path / "pets")
    assert data.class_names == ("cat", "dog")
    assert data.image_shape == ({"L": 1, "RGB": 3}[mode], 7, 5)
    splits = (data.train, data.validation, data.test)
    assert [len(split) for split in splits] == [8, 2, 2]


def test_the_validation_images_of_a_pickle_are_kept(tmp_path):
    arrays = make_arrays(classes=9)
    path = write_pickle(tmp_path / "other.pkl.gz", book_pairs(arrays, validation=3))
    for place in (path, tmp_path):
        data = load_data(place)
        assert np.array_equal(data.validation.images, arrays["train-images"][-3:])


def test_a_prefix_in_the_names_of_idx_files_is_understood(tmp_path):
    arrays = make_arrays(shape=(8, 6))
    write_idx(tmp_path / "emnist", arrays, prefix="emnist-digits-")
    check(load_data(tmp_path / "emnist"), "emnist", arrays, (8, 6))


def test_two_idx_sets_in_one_directory_need_the_path_of_a_file(tmp_path):
    arrays = make_arrays(shape=(8, 6))
    write_idx(tmp_path, arrays, prefix="emnist-digits-")
    write_idx(tmp_path, make_arrays(seed=1), prefix="emnist-letters-")
    with pytest.raises(DataError, match="one IDX data set, received 2"):
        load_data(tmp_path)
    data = load_data(tmp_path / "emnist-digits-train-images-idx3-ubyte.gz")
    assert data.image_shape == (1, 8, 6)


def test_two_archives_in_one_directory_need_the_path_of_one(tmp_path):
    for name in ("a.npz", "b.npz"):
        write_npz(tmp_path / name, make_arrays())
    with pytest.raises(
        DataError, match=r"must hold one data set, received a.npz, b.npz"
    ):
        load_data(tmp_path)


def test_training_images_without_labels_are_refused(tmp_path):
    arrays = make_arrays()
    del arrays["train-labels"]
    with pytest.raises(DataError, match="received no train-labels file"):
        load_data(write_idx(tmp_path, arrays))


def test_images_and_labels_that_were_mixed_up_are_refused_by_name(tmp_path):
    arrays = make_arrays()
    arrays["train-images"], arrays["train-labels"] = (
        arrays["train-labels"],
        arrays["train-images"],
    )
    with pytest.raises(
        DataError, match=r"train-images-idx3.*images and labels mixed up"
    ):
        load_data(write_idx(tmp_path, arrays))


def test_counts_that_differ_are_refused_by_both_names(tmp_path):
    arrays = make_arrays()
    arrays["t10k-labels"] = arrays["t10k-labels"][:-1]
    words = "t10k-labels.*each of the 4 images in .*t10k-images.*received 3 labels"
    with pytest.raises(DataError, match=words):
        load_data(write_idx(tmp_path, arrays))


@pytest.mark.parametrize("write", [write_npz, write_pickle], ids=["npz", "pickle"])
def test_a_file_without_a_telling_name_is_known_by_its_first_bytes(tmp_path, write):
    arrays = make_arrays()
    content = arrays if write is write_npz else book_pairs(arrays)
    plain = write(tmp_path / "x.npz", content).rename(tmp_path / "download")
    assert load_data(plain).name == "download"


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        (
            "minst",
            ArgumentError,
            r"or a path, received 'minst'\. Did you mean 'mnist'\?$",
        ),
        ("zebra", ArgumentError, r"'mnist', 'digits' or a path, received 'zebra'\.$"),
        ("no/where", DataNotFoundError, "no/where must be a file or a directory"),
        ("none.npz", DataNotFoundError, "none.npz must be a file or a directory"),
        ("notes", DataError, "notes: must be an IDX file.*begins with b'some'"),
        ("empty", DataNotFoundError, "empty: must hold one sub-folder"),
    ],
)
def test_what_is_no_data_set_is_refused(bare_machine, given, error, words):
    with open("notes", "w") as file:
        file.write("some notes")
    (bare_machine / "home" / "work" / "empty").mkdir()
    with pytest.raises(error, match=words):
        load_data(given)


def test_importing_the_room_is_light():
    heavy = "{'sklearn', 'PIL', 'rich', 'urllib.request', 'jax'}"
    code = f"import sys, network4.datasets; print({heavy} & set(sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "set()"


def test_what_is_no_mnist_is_told_which_files_are_wanted(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a1.py").write_text("print(1)")
    for where in (tmp_path, tmp_path / "sub" / "a1.py", tmp_path / "nowhere"):
        with pytest.raises(DataNotFoundError) as refused:
            load_only_mnist("quiz", where)
        said = str(refused.value)
        assert said.count(str(where)) == 1
        assert "MNIST's four IDX files, mnist.npz or mnist.pkl.gz" in said


def test_other_data_are_no_mnist():
    with pytest.raises(DataError, match="quiz: --data must be the whole of MNIST, rec"):
        load_only_mnist("quiz", "digits")


def test_mnist_is_mnist_wherever_it_is(mnist_directory):
    assert load_only_mnist("quiz", mnist_directory).is_mnist
    assert load_only_mnist("quiz", None).is_mnist


@pytest.mark.parametrize(
    "given, words",
    [
        ({"size": "28"}, "size must be one whole number or"),
        ({"size": {28: 28}}, "size must be one whole number or"),
        ({"size": (8, 8, 1)}, "size of three numbers must be .channels, height, width"),
        ({"label_column": 1.5}, "label_column must be the name of a column or its"),
        ({"label_column": b"x"}, "label_column must be the name of a column or its"),
        ({"label_column": True}, "label_column must be the name of a column or its"),
    ],
)
def test_wishes_of_another_kind_are_refused(given, words):
    with pytest.raises(ArgumentError, match=f"load_data: {words}"):
        load_data("x.csv", **given)
