import functools
import re
import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
from dataset_files import (
    book_pairs,
    make_arrays,
    write_idx,
    write_npz,
    write_pickle,
)

from network4.datasets import find_mnist, load_data, load_default, load_mnist, mnist
from network4.errors import DataError, DataNotFoundError


def check(data, arrays):
    assert (data.name, data.is_mnist, data.num_classes) == ("mnist", True, 10)
    assert np.array_equal(data.train.images, arrays["train-images"][:10])
    assert np.array_equal(data.validation.images, arrays["train-images"][10:])
    assert np.array_equal(data.validation.labels, arrays["train-labels"][10:])
    assert np.array_equal(data.test.images, arrays["t10k-images"])
    assert (data.test.labels.dtype, data.train.images.dtype) == (np.int32, np.uint8)


FORMATS = {
    "gzip": write_idx,
    "plain": functools.partial(write_idx, packed=False),
    "dotted": functools.partial(write_idx, dotted=True),
    "npz": lambda place, arrays: write_npz(place / "mnist.npz", arrays),
    "pickle": lambda place, arrays: write_pickle(
        place / "mnist.pkl.gz", book_pairs(arrays)
    ),
}


@pytest.mark.parametrize("write", FORMATS.values(), ids=FORMATS)
def test_every_format_of_a_directory_or_a_file_is_mnist(tmp_path, tiny_mnist, write):
    place = tmp_path / "given"
    write(place, tiny_mnist)
    file = sorted(place.iterdir())[0]
    for load in (load_mnist, load_data):
        check(load(place), tiny_mnist)
        check(load(str(file)), tiny_mnist)


def test_splits_of_mnist_are_views(tmp_path, tiny_mnist):
    data = load_mnist(write_idx(tmp_path / "given", tiny_mnist))
    assert data.train.images.base is data.validation.images.base


def places(machine):
    """Return where MNIST is looked for, first place first."""
    home = machine / "home"
    return [
        machine / "variable",
        machine / "cache",
        home / "work" / "data" / "MNIST" / "raw",
        home / "data" / "MNIST" / "raw",
        home / ".cache" / "torchvision" / "MNIST" / "raw",
        home / ".keras" / "datasets",
    ]


def test_places_are_tried_in_order(bare_machine, tiny_mnist, monkeypatch):
    monkeypatch.setenv("NETWORK4_DATA", str(bare_machine / "variable"))
    expected = places(bare_machine)
    for place in expected[:-1]:
        write_idx(place, tiny_mnist)
    write_npz(expected[-1] / "mnist.npz", tiny_mnist)
    for place in expected:
        source = load_mnist().source
        assert (bare_machine / "home" / "work" / source).resolve().is_relative_to(place)
        assert find_mnist() == source
        shutil.rmtree(place)
    assert find_mnist() is None


def test_a_given_directory_is_the_only_place(bare_machine, tiny_mnist, monkeypatch):
    monkeypatch.setenv("NETWORK4_DATA", str(write_idx(bare_machine / "a", tiny_mnist)))
    (bare_machine / "empty").mkdir()
    for name, words in (("empty", "a place without them"), ("none", "no such path")):
        with pytest.raises(
            DataNotFoundError, match=f"load_mnist: .*{name} must.*{words}"
        ):
            load_mnist(bare_machine / name)


def damaged(arrays, role="t10k-images"):
    flipped = {key: array.copy() for key, array in arrays.items()}
    flipped[role].reshape(-1)[5] ^= 1
    return flipped


@pytest.mark.parametrize("load", [load_mnist, load_data])
@pytest.mark.parametrize("write", FORMATS.values(), ids=FORMATS)
def test_one_flipped_bit_is_refused_with_both_sums(tmp_path, tiny_mnist, write, load):
    write(tmp_path / "given", damaged(tiny_mnist))
    digits = r"[0-9a-f]{16}\.\.\."
    both = rf"(t10k|x_test).*SHA-256 ({digits}), received (?!\2){digits};"
    with pytest.raises(DataError, match=both) as caught:
        load(tmp_path / "given")
    assert str(tmp_path / "given") in str(caught.value)


def test_the_variable_with_damage_is_an_error(bare_machine, tiny_mnist, monkeypatch):
    place = write_idx(bare_machine / "variable", damaged(tiny_mnist))
    write_idx(bare_machine / "cache", tiny_mnist)
    monkeypatch.setenv("NETWORK4_DATA", str(place))
    for load in (load_mnist, load_default, find_mnist):
        with pytest.raises(DataError, match="SHA-256"):
            load()


def test_damage_nobody_asked_for_is_passed_over_with_a_line(
    bare_machine, tiny_mnist, capsys
):
    write_idx(bare_machine / "cache", damaged(tiny_mnist))
    write_npz(bare_machine / "home/.keras/datasets/mnist.npz", tiny_mnist)
    check(load_mnist(), tiny_mnist)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("network4: warning: skipped ")
    assert "cache (network4's cache)" in lines[0]


def test_a_set_that_is_not_all_there_says_what_is_missing(tmp_path, tiny_mnist):
    place = write_idx(tmp_path / "given", tiny_mnist)
    (place / "t10k-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(DataError, match=r"given: .*received no t10k-labels file"):
        load_mnist(place)


def test_another_data_set_is_not_mnist(tmp_path, tiny_mnist):
    place = write_idx(tmp_path / "fashion", make_arrays(seed=1))
    with pytest.raises(DataError, match=r"train-images.*SHA-256.*another data set"):
        load_mnist(place)


def test_without_mnist_and_network_the_error_names_every_place(
    bare_machine, tiny_mnist, monkeypatch
):
    monkeypatch.setenv("NETWORK4_DATA", str(bare_machine / "variable"))
    monkeypatch.setattr(
        mnist, "MIRRORS", ("http://127.0.0.1:1/a/", "http://127.0.0.1:1/b/")
    )
    with pytest.raises(DataNotFoundError) as caught:
        load_data("mnist")
    words = ["NETWORK4_DATA", "network4's cache", "torchvision", "Keras"]
    for word in [*words, "on the network", "put the four files"]:
        assert word in str(caught.value)
    for mirror in ("http://127.0.0.1:1/a/: ", "http://127.0.0.1:1/b/: "):
        assert mirror in str(caught.value.__cause__)


def test_the_default_falls_back_to_digits(bare_machine, tiny_mnist):
    data = load_default()
    assert (data.name, data.is_mnist) == ("digits", False)
    write_idx(bare_machine / "cache", tiny_mnist)
    assert load_default().is_mnist


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_arguments):
        pass


@pytest.fixture
def mirror(bare_machine, tiny_mnist, monkeypatch):
    """A mirror on this machine, with a directory to change what it serves."""
    place = write_idx(bare_machine / "served", tiny_mnist)
    handler = functools.partial(Quiet, directory=place)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setattr(
            mnist, "MIRRORS", (f"http://127.0.0.1:{server.server_port}/",)
        )
        yield place
        server.shutdown()


def test_a_download_fills_the_cache_once(bare_machine, mirror, tiny_mnist):
    check(load_mnist(), tiny_mnist)
    assert len(list((bare_machine / "cache").iterdir())) == 4
    shutil.rmtree(mirror)
    check(load_mnist(), tiny_mnist)


def test_a_download_mends_a_damaged_cache(bare_machine, mirror, tiny_mnist):
    write_idx(bare_machine / "cache", damaged(tiny_mnist), packed=False)
    check(load_mnist(), tiny_mnist)
    names = sorted(path.name for path in (bare_machine / "cache").iterdir())
    assert names[0] == "t10k-images-idx3-ubyte.gz"
    assert names[1] == "t10k-labels-idx1-ubyte"


def test_a_mirror_that_serves_other_images_is_refused(bare_machine, mirror, tiny_mnist):
    write_idx(mirror, damaged(tiny_mnist, "train-images"))
    with pytest.raises(DataNotFoundError) as caught:
        load_mnist()
    reason = str(caught.value.__cause__)
    assert re.search(r"train-images.*SHA-256.*received", reason)
    assert not list((bare_machine / "cache").iterdir())


def test_the_mnist_directory_has_the_published_sums_and_the_books_split(
    mnist_directory,
):
    data = load_mnist(mnist_directory)
    splits = (data.train, data.validation, data.test)
    assert [len(split) for split in splits] == [50_000, 10_000, 10_000]
    assert data.train.labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert data.train.images[0].sum() == 27525
    assert data.image_shape == (1, 28, 28)
