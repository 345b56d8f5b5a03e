import os

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
        ("LA", (77, 255), [77]),
        ("LA", (77, 51), [round(0.2 * 77 + 0.8 * 255)]),
        ("LA", (177, 51), [round(0.2 * 177)]),
        ("I;16", 77 * 256 + 5, [77]),
        ("RGB", (1, 2, 3), [1, 2, 3]),
        ("RGBA", (1, 2, 3, 255), [1, 2, 3]),
        ("RGBA", (5, 55, 105, 51), [205, 215, 225]),
        ("P", 0, [0, 0, 0]),
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
    (folder / "a" / "notes.jpg").write_text("no image")


def truncated_file(folder):
    path = folder / "a" / "9.png"
    noise = np.random.default_rng(0).integers(0, 256, (8, 6), dtype=np.uint8)
    Image.fromarray(noise).save(path)
    path.write_bytes(path.read_bytes()[:70])


def folder_inside(folder):
    (folder / "a" / "more").mkdir()


def floats(folder):
    Image.new("F", (6, 8)).save(folder / "b" / "9.tiff")


def empty_class(folder):
    (folder / "c").mkdir()


HOSTILE = {
    text_file: r"notes\.jpg: must be a picture.*leave it out",
    truncated_file: r"9\.png: must be a whole picture",
    folder_inside: "a: must hold images of one class, received a folder, 'more'",
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


def test_refuses_a_picture_that_unpacks_to_too_much(tmp_path, monkeypatch):
    write_images(tmp_path, ["a"])
    # Pillow itself refuses from twice its limit on.
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 20)
    with pytest.raises(DataError, match=r"0\.png: must have at most 50,000,000 pixels"):
        read_image_folder(tmp_path)


def test_refuses_classes_that_training_never_saw(tmp_path):
    write_images(tmp_path / "train", ["a"])
    write_images(tmp_path / "test", ["a", "z"])
    with pytest.raises(DataError, match=r"test: must have only classes that.*'z'"):
        read_image_folder(tmp_path)


def test_a_folder_without_classes_holds_no_data_set(tmp_path):
    with pytest.raises(DataNotFoundError, match="one sub-folder of images for each"):
        read_image_folder(tmp_path)


def digit(*, rows=8, columns=6):
    """Dark strokes on bright ground, unlike from top to bottom."""
    grey = np.full((rows, columns), 250, np.uint8)
    grey[1:3, 1:5] = 20
    return grey


def only_image(folder):
    return read_image_folder(folder).train.channels_first[0]


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["png", "jpg", "tiff", "webp"])
def test_pictures_are_upright_as_their_camera_was_held(tmp_path, orientation, kind):
    wanted = digit(rows=40, columns=20)
    # What undoes each turn, by the definition of the tag in Exif 2.3, section 4.6.4.
    stored = {
        1: wanted,
        2: wanted[:, ::-1],
        3: wanted[::-1, ::-1],
        4: wanted[::-1],
        5: wanted.T,
        6: wanted.T[::-1],
        7: wanted.T[::-1, ::-1],
        8: wanted.T[:, ::-1],
    }[orientation]
    exif = Image.Exif()
    exif[274] = orientation
    (tmp_path / "a").mkdir()
    lossless = {"lossless": True} if kind == "webp" else {}
    Image.fromarray(stored).save(tmp_path / "a" / f"1.{kind}", exif=exif, **lossless)
    found = only_image(tmp_path)[0]
    assert found.shape == wanted.shape
    # A JPEG of sharp edges is off by some tens beside them.
    is_off = np.abs(found.astype(int) - wanted) > (100 if kind == "jpg" else 0)
    assert not is_off.any()


def write_on_clear_ground(path, opacity, grey):
    path.parent.mkdir(exist_ok=True)
    ink = Image.new("L", opacity.shape[::-1], grey)
    Image.merge("LA", [ink, Image.fromarray(opacity)]).save(path)


OPACITY = np.arange(48, dtype=np.uint8).reshape(8, 6) * 5  # the first pixel is clear


@pytest.mark.parametrize("grey", [0, 255])
def test_ink_on_clear_ground_is_bright(tmp_path, grey):
    write_on_clear_ground(tmp_path / "a" / "1.png", OPACITY, grey)
    np.testing.assert_array_equal(only_image(tmp_path)[0], OPACITY)


def test_ink_beside_pictures_with_a_ground_stays_dark(tmp_path):
    write_on_clear_ground(tmp_path / "a" / "1.png", OPACITY, 0)
    write_images(tmp_path, ["b"], count=1)
    found = read_image_folder(tmp_path).train.images[0]
    np.testing.assert_array_equal(found, 255 - OPACITY)


def test_colours_on_clear_ground_stay_what_they_are(tmp_path):
    write_on_clear_ground(tmp_path / "a" / "1.png", OPACITY, 0)
    colours = np.zeros((8, 6, 4), np.uint8)
    colours[2:, :, 0] = colours[2:, :, 3] = 255
    Image.fromarray(colours).save(tmp_path / "a" / "2.png")
    grey, red = read_image_folder(tmp_path).train.images
    np.testing.assert_array_equal(grey[0], 255 - OPACITY)
    assert red[:, 5, 0].tolist() == [255, 0, 0]


def test_what_would_be_waited_for_is_refused(tmp_path):
    write_images(tmp_path, ["a"])
    os.mkfifo(tmp_path / "a" / "pipe")
    with pytest.raises(DataError, match=r"pipe: must be a file, .*a named pipe"):
        read_image_folder(tmp_path)
    (tmp_path / "a" / "pipe").unlink()
    (tmp_path / "a" / "loop").symlink_to("loop")
    with pytest.raises(DataError, match=r"loop: must be a file, .*cannot be opened"):
        read_image_folder(tmp_path)


def test_a_folder_that_may_not_be_read_is_refused(tmp_path, monkeypatch):
    write_images(tmp_path, ["a"])

    def forbidden(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(type(tmp_path), "iterdir", forbidden)
    with pytest.raises(DataError, match="received Permission denied"):
        read_image_folder(tmp_path)


@pytest.mark.parametrize(
    "damage", [text_file, truncated_file, folder_inside, floats, empty_class]
)
def test_a_file_that_is_refused_is_named_once(tmp_path, damage):
    write_images(tmp_path, ["a", "b"])
    damage(tmp_path)
    with pytest.raises(DataError) as refused:
        read_image_folder(tmp_path)
    assert str(refused.value).count(str(tmp_path)) == 1


@pytest.mark.parametrize("levels", [["one"], ["one", "two"]])
def test_one_level_too_high_says_which_folder_to_give(tmp_path, levels):
    folder = tmp_path.joinpath(*levels)
    write_images(folder, ["a", "b"])
    with pytest.raises(DataError, match=rf"only 'one', which holds.*give {folder}\."):
        read_image_folder(tmp_path)


def test_two_levels_of_classes_are_refused(tmp_path):
    write_images(tmp_path / "old", ["a", "b"])
    write_images(tmp_path / "new", ["a", "b"])
    with pytest.raises(DataError, match=r"new: must hold images of one.*folder, 'a'"):
        read_image_folder(tmp_path)
