import subprocess
import sys

import numpy as np
import pytest
from dataset_files import write_images
from PIL import Image

from network4.datasets import folder_pictures
from network4.datasets.image_folder import read_image_folder
from network4.errors import DataError


def test_refuses_more_pixels_than_memory_should_hold(tmp_path, monkeypatch):
    monkeypatch.setattr(folder_pictures, "LARGEST_FOLDER", 3 * 48 * 2)
    write_images(tmp_path, ["a"])
    with pytest.raises(
        DataError, match="must hold at most 288 bytes of pixels, received 3 pictures"
    ):
        read_image_folder(tmp_path)


@pytest.mark.parametrize("bits", [8, 10, 12, 14, 16])
def test_deep_greys_keep_their_upper_bits(tmp_path, bits):
    for name, most in (("bright", 2**bits - 1), ("dark", 2**bits // 8)):
        (tmp_path / name).mkdir()
        grey = np.linspace(0, most, 48).astype(np.uint16).reshape(8, 6)
        Image.fromarray(grey).save(tmp_path / name / "1.png")
    bright, dark = read_image_folder(tmp_path).train.images
    assert (bright.max(), dark.max()) == (255, 32)
    np.testing.assert_allclose(bright.ravel(), np.linspace(0, 255, 48), atol=1)


@pytest.mark.parametrize("value", [-1, 2**16])
def test_refuses_numbers_beyond_16_bits(tmp_path, value):
    (tmp_path / "a").mkdir()
    numbers = np.full((8, 6), value, np.int32)
    Image.fromarray(numbers).save(tmp_path / "a" / "1.tiff")
    with pytest.raises(
        DataError, match=r"1\.tiff: must have pixels of at most 16 bits"
    ):
        read_image_folder(tmp_path)


def sizes(folder, *found):
    """Write a picture of each (width, height), of a class in turn."""
    for number, size in enumerate(found):
        inside = folder / "ab"[number % 2]
        inside.mkdir(parents=True, exist_ok=True)
        Image.new("L", size, 40).save(inside / f"{number}.png")
    return folder


def test_pictures_of_several_sizes_get_the_median_one(tmp_path):
    contents = read_image_folder(sizes(tmp_path, (28, 20), (30, 24), (40, 22)))
    assert contents.train.image_shape == (1, 22, 30)
    assert contents.remarks == (
        "3 pictures of 28x20 to 40x22 pixels were resized to 30x22: each keeps its "
        "proportions and is centred.",
    )


@pytest.mark.parametrize(
    ("found", "shape"),
    [
        ([(256, 100)] * 2, (100, 256)),
        ([(400, 300)] * 2, (48, 64)),
        ([(100, 200)] * 2 + [(101, 200)], (64, 32)),
        ([(1, 9000)] * 2, (64, 1)),
    ],
)
def test_only_large_pictures_lose_their_common_size(tmp_path, found, shape):
    assert read_image_folder(sizes(tmp_path, *found)).train.image_shape == (1, *shape)


def test_all_parts_get_the_size_of_the_training_part(tmp_path):
    sizes(tmp_path / "train", (8, 6), (8, 6))
    sizes(tmp_path / "test", (16, 12), (9, 9))
    contents = read_image_folder(tmp_path)
    assert contents.train.image_shape == contents.test.image_shape == (1, 6, 8)


def test_a_picture_keeps_its_proportions_and_is_centred(tmp_path):
    ground, ink = 200, 10
    tall = np.full((40, 20), ground, np.uint8)
    tall[10:30, 6:14] = ink
    (tmp_path / "a").mkdir()
    Image.fromarray(tall).save(tmp_path / "a" / "1.png")
    found = read_image_folder(tmp_path, (20, 20)).train.images[0].astype(int)
    # Half as large, 10 wide, it has 5 columns of its border's colour on either side.
    rows, columns = np.nonzero(found < (ground + ink) / 2)
    ends = rows.min(), rows.max(), columns.min(), columns.max()
    assert ends == (5, 14, 8, 11)
    assert (found[:, [0, 1, 2, 3, 4, 15, 16, 17, 18, 19]] == ground).all()


@pytest.mark.parametrize("depth", ["RGB", "I;16"])
def test_colours_and_deep_greys_are_brought_to_a_size_too(tmp_path, depth):
    (tmp_path / "a").mkdir()
    if depth == "RGB":
        image = Image.new("RGB", (10, 20), (9, 99, 199))
    else:
        image = Image.fromarray(np.full((20, 10), 50_000, np.uint16))
    image.save(tmp_path / "a" / "1.png")
    found = read_image_folder(tmp_path, (8, 8)).train.channels_first[0]
    wanted = [9, 99, 199] if depth == "RGB" else [50_000 >> 8]
    np.testing.assert_array_equal(
        found, np.tile(np.reshape(wanted, (-1, 1, 1)), (8, 8))
    )


def test_files_that_are_no_pictures_are_passed_over_and_told_of(tmp_path):
    write_images(tmp_path, ["a", "b"])
    (tmp_path / "a" / "notes.txt").write_text("no image")
    (tmp_path / "b" / "Thumbs.db").write_bytes(bytes(100))
    (tmp_path / "b" / "without").write_bytes((tmp_path / "a" / "0.png").read_bytes())
    (tmp_path / "__MACOSX").mkdir()
    contents = read_image_folder(tmp_path)
    assert (len(contents.train), contents.class_names) == (7, ("a", "b"))
    assert contents.remarks == (
        "2 files that are not pictures were skipped, the first is 'notes.txt'.",
    )


@pytest.mark.parametrize("name", ["x.heic", "x.HEIF", "x.svg", "x.JPG"])
def test_pictures_that_cannot_be_read_are_not_passed_over(tmp_path, name):
    write_images(tmp_path, ["a", "b"])
    (tmp_path / "b" / name).write_text("something")
    with pytest.raises(DataError, match=f"{name}: must be a picture in one of"):
        read_image_folder(tmp_path)


def test_photographs_are_read_one_by_one_and_reduced(tmp_path):
    """Twelve of 12 megapixels, 36 MB each, in less memory than four of them take."""
    draw = np.random.default_rng(0)
    coarse = draw.integers(0, 256, (30, 40, 3), dtype=np.uint8)
    photograph = Image.fromarray(coarse).resize((4000, 3000))
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    photograph.save(tmp_path / "a" / "0.jpg", quality=50)
    content = (tmp_path / "a" / "0.jpg").read_bytes()
    for number in range(1, 12):
        (tmp_path / "ab"[number % 2] / f"{number}.jpg").write_bytes(content)
    program = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from PIL import Image\n"
        "from network4.datasets.image_folder import read_image_folder\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "train = read_image_folder(Path(sys.argv[1])).train\n"
        "after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "print(train.image_shape, after - before)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", program, tmp_path],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    shape, _, kilobytes = told.rpartition(" ")
    assert shape == "(3, 48, 64)"
    assert int(kilobytes) < 4 * 36_000
    found = read_image_folder(tmp_path).train.images[0].astype(int)
    wanted = np.asarray(Image.fromarray(coarse).resize((64, 48)), int)
    # Two ways to shrink, and a JPEG of medium quality, agree within some levels.
    assert np.abs(np.moveaxis(found, 0, 2) - wanted).mean() < 12
