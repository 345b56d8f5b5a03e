import numpy as np
import pytest
from dataset_files import write_images
from PIL import Image

from network4.datasets import image_folder
from network4.datasets.image_folder import read_image_folder
from network4.errors import DataError, DataNotFoundError


def test_classes_are_numbered_in_natural_order(tmp_path):
    write_images(tmp_path, ["10", "9", "b", "a2", "a10"])
    contents = read_image_folder(tmp_path)
    assert contents.class_names == ("9", "10", "a2", "a10", "b")
    assert (
        contents.train.labels.tolist()
        == [0] * 3 + [1] * 3 + [2] * 3 + [3] * 3 + [4] * 3
    )
    assert contents.train.images[:, 0, 0].tolist()[:4] == [10, 11, 12, 0]
    assert contents.train.image_shape == (1, 8, 6)


def test_parts_may_have_folders_of_their_own(tmp_path):
    for part, count in (("train", 3), ("val", 2), ("test", 1)):
        write_images(tmp_path / part, ["cat", "dog"], count=count)
    contents = read_image_folder(tmp_path)
    splits = (contents.train, contents.validation, contents.test)
    assert [len(split) for split in splits] == [6, 4, 2]


@pytest.mark.parametrize(
    ("mode", "colour", "expected"),
    [
        ("1", 1, [255]),
        ("L", 77, [77]),
        ("LA", (77, 5), [77]),
        ("I;16", 77 * 256 + 5, [77]),
        ("RGB", (1, 2, 3), [1, 2, 3]),
        ("RGBA", (1, 2, 3, 4), [1, 2, 3]),
        ("P", 0, [9, 8, 7]),
    ],
)
def test_every_mode_becomes_one_channel_or_three(tmp_path, mode, colour, expected):
    image = Image.new(mode, (6, 8), colour)
    if mode == "P":
        image.putpalette([9, 8, 7])
        image.info["transparency"] = 0
    (tmp_path / "a").mkdir()
    image.save(tmp_path / "a" / "one.png")
    pixels = read_image_folder(tmp_path).train.channels_first
    assert pixels.shape == (1, len(expected), 8, 6)
    assert pixels[0, :, 0, 0].tolist() == expected


def test_grey_files_among_colours_repeat_their_channel(tmp_path):
    write_images(tmp_path / "train", ["a", "b"], mode="L")
    write_images(tmp_path / "test", ["a"], mode="RGB")
    write_images(tmp_path / "test", ["b"], mode="L")
    contents = read_image_folder(tmp_path)
    assert contents.train.images[3, :, 0, 0].tolist() == [10, 10, 10]
    assert contents.test.images[0, :, 0, 0].tolist() == [0, 0, 255]


def test_hidden_files_and_files_beside_the_classes_are_passed_over(tmp_path):
    write_images(tmp_path, ["a", "b"])
    (tmp_path / ".git").mkdir()
    (tmp_path / "a" / ".DS_Store").write_text("x")
    (tmp_path / "README.txt").write_text("x")
    assert len(read_image_folder(tmp_path).train) == 6


def text_file(folder):
    (folder / "a" / "notes.txt").write_text("no image")


def truncated_file(folder):
    path = folder / "a" / "9.png"
    noise = np.random.default_rng(0).integers(0, 256, (8, 6), dtype=np.uint8)
    Image.fromarray(noise).save(path)
    path.write_bytes(path.read_bytes()[:70])


def folder_inside(folder):
    (folder / "a" / "more").mkdir()


def other_size(folder):
    Image.new("L", (5, 8)).save(folder / "b" / "9.png")


def floats(folder):
    Image.new("F", (6, 8)).save(folder / "b" / "9.tiff")


def empty_class(folder):
    (folder / "c").mkdir()


HOSTILE = {
    text_file: r"notes\.txt: must be an image.*move it out",
    truncated_file: r"9\.png: must be an image",
    folder_inside: "more: must be an image.*Is a directory",
    other_size: r"9\.png: must be 6x8 pixels as .*0\.png is, received 5x8",
    floats: r"9\.tiff: must have whole-number pixels, received floats",
    empty_class: "c: must hold at least one image, received none",
}


def test_refuses_more_classes_than_may_have_names(tmp_path, monkeypatch):
    monkeypatch.setattr(image_folder, "MOST_CLASSES", 2)
    write_images(tmp_path, ["a", "b", "c"])
    with pytest.raises(DataError, match="at most 2 classes, received 3"):
        read_image_folder(tmp_path)


@pytest.mark.parametrize(("damage", "words"), HOSTILE.items())
def test_refuses_what_is_no_folder_of_images_by_name(tmp_path, damage, words):
    write_images(tmp_path, ["a", "b"])
    damage(tmp_path)
    with pytest.raises(DataError, match=words):
        read_image_folder(tmp_path)


@pytest.mark.parametrize("limit", [30, 20])
def test_refuses_a_picture_that_unpacks_to_too_much(tmp_path, monkeypatch, limit):
    write_images(tmp_path, ["a"])
    # Pillow warns from the limit on, and refuses from twice the limit on.
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", limit)
    with pytest.raises(
        DataError, match=r"0\.png: must be a picture of reasonable size"
    ):
        read_image_folder(tmp_path)


def test_refuses_more_pixels_than_memory_should_hold(tmp_path, monkeypatch):
    monkeypatch.setattr(image_folder, "LARGEST_FOLDER", 3 * 48 * 2)
    write_images(tmp_path, ["a"])
    with pytest.raises(
        DataError, match=r"2\.png: a folder must hold at most 288 bytes"
    ):
        read_image_folder(tmp_path)


def test_refuses_classes_that_training_never_saw(tmp_path):
    write_images(tmp_path / "train", ["a"])
    write_images(tmp_path / "test", ["a", "z"])
    with pytest.raises(DataError, match=r"test: must have no classes but.*'z'"):
        read_image_folder(tmp_path)


def test_a_folder_without_classes_holds_no_data_set(tmp_path):
    with pytest.raises(DataNotFoundError, match="one sub-folder of images for each"):
        read_image_folder(tmp_path)
