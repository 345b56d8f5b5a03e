"""Every kind of picture is opened one way, and hostile ones cost little."""

import io
import os
import socket
import subprocess
import sys
import time

import numpy as np
import pytest
from hostile_pictures import hostile_pictures, picture_bytes, small_tiff
from peaks import PEAK_BYTES
from PIL import Image

from network4.errors import DataError
from network4.utils import pictures
from network4.utils.pictures import flat_picture, read_picture, strips

HOSTILE = hostile_pictures()
WHO = "read: IMAGE"


def colours(height=12, width=9):
    return np.random.default_rng(1).integers(0, 256, (height, width, 4), dtype=np.uint8)


def on_paper(rgba):
    """Return what alpha compositing says, in float64 (Porter and Duff 1984)."""
    wide = rgba.astype(np.float64)
    share = wide[..., 3:] / 255
    seen = (wide[..., :3].mean(axis=2, keepdims=True) * share).sum() / share.sum()
    paper = 255.0 if seen < 128 else 0.0
    return share * wide[..., :3] + (1 - share) * paper


@pytest.mark.parametrize("paper", ["dark", "bright"])
@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA", "RGBa", "La", "P"])
def test_transparent_pictures_are_laid_on_paper(mode, paper):
    rgba = colours()
    rgba[..., :3] = rgba[..., :3] // 2 + (128 if paper == "bright" else 0)
    image = Image.fromarray(rgba)
    if mode in ("LA", "La"):
        image = image.convert("LA")
    if mode == "PA":
        image = image.convert("RGB").quantize(250).convert("PA")
        image.putalpha(Image.fromarray(rgba[..., 3]))
    if mode == "P":
        image = image.quantize(250)
    whole = np.asarray(image.convert("RGBA"))
    given = image.convert(mode) if mode in ("RGBa", "La") else image
    flat = flat_picture(WHO, given)
    assert given.mode == mode
    assert flat.mode == ("L" if mode in ("LA", "La") else "RGB")
    found = np.asarray(flat.convert("RGB"), np.float64)
    # Pillow rounds once; numbers multiplied by the opacity were rounded before too,
    # and each is 255 / opacity times as far off when it is divided again.
    once_more = 1.0 if mode in ("RGBa", "La") else 0.0
    np.testing.assert_allclose(found, on_paper(whole), atol=1.01 + once_more)


@pytest.mark.parametrize(
    ("mode", "kept"), [("1", "L"), ("L", "L"), ("RGB", "RGB"), ("P", "RGB")]
)
def test_opaque_pictures_keep_their_numbers(mode, kept):
    image = Image.fromarray(colours()[..., :3]).convert(mode)
    flat = flat_picture(WHO, image)
    assert flat.mode == kept and flat is not image
    np.testing.assert_array_equal(np.asarray(flat), np.asarray(image.convert(kept)))


@pytest.mark.parametrize("mode", ["CMYK", "YCbCr", "LAB", "HSV"])
def test_other_colours_become_red_green_and_blue(mode):
    grey = Image.fromarray(np.full((4, 4, 3), 77, np.uint8))
    image = Image.new("LAB", (4, 4), (82, 128, 128)) if mode == "LAB" else None
    flat = flat_picture(WHO, image or grey.convert(mode))
    # L* = 100 * 82 / 255 is Y = 0.0732, and sRGB of that is 0.300 (CIE 15, IEC 61966).
    np.testing.assert_allclose(np.asarray(flat), 77, atol=1)


@pytest.mark.parametrize("mode", ["I;16", "I;16B", "I;16L", "I", "F"])
def test_deep_greys_stay_deep(mode):
    numbers = np.arange(108).reshape(12, 9) * 600
    dtype = {"I": "=i4", "F": "=f4", "I;16": "=u2", "I;16B": ">u2", "I;16L": "<u2"}
    content = numbers.astype(dtype[mode]).tobytes()
    flat = flat_picture(WHO, Image.frombytes(mode, (9, 12), content))
    np.testing.assert_array_equal(np.asarray(flat), numbers)
    together = [np.asarray(strip) for _, strip in strips(flat)]
    np.testing.assert_array_equal(np.concatenate(together), numbers)


@pytest.mark.parametrize(("ink", "paper"), [(9_000, 65_535), (60_000, 0)])
def test_clear_pixels_of_deep_greys_are_paper(ink, paper):
    numbers = np.full((6, 6), 30_000, np.uint16)
    numbers[2:4] = ink
    file = io.BytesIO()
    Image.fromarray(numbers).save(file, "PNG", transparency=30_000)
    found = np.asarray(read_picture(WHO, file))
    np.testing.assert_array_equal(found, np.where(numbers == ink, ink, paper))


def test_strips_are_the_whole_picture(monkeypatch):
    monkeypatch.setattr(pictures, "_STRIP", 9 * 5)
    parts = list(strips(Image.fromarray(colours())))
    assert [top for top, _ in parts] == [0, 5, 10]
    together = np.concatenate([np.asarray(strip) for _, strip in parts])
    np.testing.assert_array_equal(together, colours())


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "tiff_adobe_deflate"])
def test_a_tiff_is_turned_once(tmp_path, compression):
    numbers = colours(20, 40)[..., 0]
    exif = Image.Exif()
    exif[274] = 6
    path = tmp_path / "turned.tiff"
    Image.fromarray(numbers).save(path, exif=exif, compression=compression)
    np.testing.assert_array_equal(
        np.asarray(read_picture(WHO, path)), np.rot90(numbers, -1)
    )


def test_a_picture_of_two_pages_is_its_first(tmp_path):
    pages = [Image.new("L", (5, 5), shade) for shade in (50, 200)]
    for kind in ("gif", "tiff", "png", "webp"):
        path = tmp_path / f"pages.{kind}"
        lossless = {"lossless": True} if kind == "webp" else {}
        pages[0].save(path, save_all=True, append_images=pages[1:], **lossless)
        first = np.asarray(read_picture(WHO, path).convert("L"))
        np.testing.assert_array_equal(first, 50)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_at_once(name):
    began = time.perf_counter()
    with pytest.raises(DataError, match=r"^read: IMAGE must \S.*\.$") as caught:
        read_picture(WHO, io.BytesIO(HOSTILE[name]))
    assert time.perf_counter() - began < 1
    assert len(str(caught.value)) <= 300
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["postscript.png", "photoshop.png", "fits.png"])
def test_the_formats_that_are_read_are_named(name):
    with pytest.raises(DataError, match="formats PNG, JPEG, GIF, BMP, TIFF, WEBP or"):
        read_picture(WHO, io.BytesIO(HOSTILE[name]))


_TOO_MUCH = """
import sys
from pathlib import Path
from network4.errors import DataError
from network4.utils.pictures import read_picture
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        read_picture("read: IMAGE", path)
        print("read", path)
    except DataError:
        pass
print(peak_bytes())
"""


def test_hostile_files_take_no_memory_and_write_nothing(tmp_path):
    for name, content in HOSTILE.items():
        (tmp_path / name).write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-c", PEAK_BYTES + _TOO_MUCH, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    assert int(done.stdout) < 300 * 2**20


def test_large_files_are_refused_by_their_size(tmp_path):
    path = tmp_path / "sparse.png"
    path.write_bytes(picture_bytes("PNG"))
    os.truncate(path, 2**40)
    with pytest.raises(DataError, match="must be a file of at most 268,435,456 bytes"):
        read_picture(WHO, path)


def test_webp_may_have_fewer_pixels(monkeypatch):
    monkeypatch.setitem(pictures._MOST_OF_FORMAT, "WEBP", 1000)
    with pytest.raises(DataError, match="at most 1,000 pixels, received 40 x 30"):
        read_picture(WHO, io.BytesIO(picture_bytes("WEBP")))


def test_what_is_no_file_is_refused_and_not_waited_for(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.chdir(tmp_path)  # the names of sockets are short
    (tmp_path / "loop").symlink_to("loop")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        for path in ("pipe", "socket", "/dev/zero", "/dev/null"):
            with pytest.raises(DataError, match=r"a named pipe|a device|a socket"):
                read_picture(WHO, path)
    with pytest.raises(DataError, match="a directory"):
        read_picture(WHO, tmp_path)
    with pytest.raises(DataError, match="cannot be opened"):
        read_picture(WHO, tmp_path / "loop")
    for path in ("a\0b", "x" * 5000):
        with pytest.raises(DataError, match="cannot be opened"):
            read_picture(WHO, path)


def test_names_do_not_reach_the_screen_raw(tmp_path):
    path = tmp_path / "a\x1b[31m\nb.png"
    path.write_bytes(b"no picture")
    with pytest.raises(DataError) as caught:
        read_picture(WHO, path)
    assert r"a\x1b[31m\nb.png" in str(caught.value)


@pytest.mark.parametrize("error", [OSError, RuntimeError, SyntaxError, MemoryError])
def test_whatever_pillow_says_of_a_damaged_file_it_is_refused(monkeypatch, error):
    def damaged(image):
        raise error("missing item")

    monkeypatch.setattr(pictures.Image.Image, "getexif", damaged)
    words = "can be unpacked" if error is MemoryError else r"damaged \(missing item\)"
    with pytest.raises(DataError, match=words):
        flat_picture(WHO, Image.new("L", (3, 3)))


def test_stderr_is_as_it_was_after_a_damaged_tiff(tmp_path):
    code = (
        "import io, os, sys\n"
        "from network4.errors import DataError\n"
        "from network4.utils.pictures import read_picture\n"
        "if sys.argv[2] == 'closed': os.close(2)\n"
        "try: read_picture('x', sys.argv[1])\n"
        "except DataError: print('refused')\n"
        "if sys.argv[2] == 'open': os.write(2, b'here')\n"
    )
    path = tmp_path / "lzw.tiff"
    path.write_bytes(small_tiff(compression=(259, 3, 1, 5)))
    for state, written in (("open", "here"), ("closed", "")):
        done = subprocess.run(
            [sys.executable, "-c", code, path, state], capture_output=True, text=True
        )
        assert (done.stdout, done.stderr) == ("refused\n", written)


def test_a_large_transparent_picture_takes_600_megabytes_at_most(tmp_path):
    path = tmp_path / "large.png"
    side = 7000
    clear = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    clear.paste((20, 20, 20, 255), (side // 2, side // 4, side // 2 + 200, side // 2))
    clear.save(path, compress_level=1)
    code = (
        "import sys\n"
        "from network4.reader.opening import open_picture\n"
        "opened = open_picture(sys.argv[1])\n"
        "print(opened.grey.shape, opened.grey.min() < 0.1 < 0.9 < opened.grey.max())\n"
        "print(peak_bytes())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", PEAK_BYTES + code, path],
        capture_output=True,
        text=True,
        check=True,
    )
    shape, peak = done.stdout.splitlines()
    assert shape == "(2000, 2000) True"
    assert int(peak) < 600 * 2**20


@pytest.mark.parametrize("source", [None, 3, b"x.png", [], {}, int, object()])
def test_what_is_no_picture_is_not_called_damaged(source):
    with pytest.raises(DataError, match="IMAGE must be a path, a file, an array or a"):
        read_picture("read: IMAGE", source)


def test_a_path_that_raises_when_it_is_asked_is_refused():
    class NoPath(os.PathLike):
        def __fspath__(self):
            raise RuntimeError("no path")

        def __repr__(self):
            return "NoPath()"

    with pytest.raises(DataError, match=r"must be a file, received .*\(no path\)"):
        read_picture("read: IMAGE", NoPath())
