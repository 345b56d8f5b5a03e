"""Picture files of strangers as grey or colours of 8 bits, one way for all."""

import logging
import os
import threading
import warnings
from collections.abc import Generator, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt
from PIL import ExifTags, Image

from network4.errors import DataError, on_one_line, shown
from network4.text import printable
from network4.utils.regular_files import what_else

Source = str | os.PathLike[str] | IO[bytes]
MOST_PIXELS = 50_000_000  # of a picture, 200 MB when it is unpacked
_MOST_OF_FORMAT = {"WEBP": 30_000_000}  # its decoder holds four copies
MOST_BYTES = 2**28  # of a file: so many pixels that are not packed, and some more
# Pillow opens more, some of them by starting other programs. JPEG is also MPO.
FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM")
_NAMED_FORMATS = f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}"
_GREY = "1", "L", "LA", "La"
_DEEP = "I", "F"  # what modes of more than 8 bits begin with
_WHITE = 2**16 - 1  # of 16 bits
_STRIP = 2**20  # pixels that are converted together
_LONGEST_SHOWN = 120
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ONE_AT_A_TIME = threading.Lock()
# Without a handler, what Pillow logs of damaged files would be on the user's screen.
logging.getLogger("PIL").addHandler(logging.NullHandler())


def read_picture(
    who: str,
    source: Source,
    most_pixels: int = MOST_PIXELS,
    near: tuple[int, int] | None = None,
) -> Image.Image:
    """Return the first picture of a file, upright and on paper.

    Args:
        who: whose picture it is, for messages: "read: IMAGE", say, or the path and a
            colon, and then it is not named again.
        source: a path, or a file opened for reading bytes.
        most_pixels: how many it may have; default 50 million. A WEBP file may have 30
            million at most.
        near: (width, height) to which the picture will be brought: a JPEG file that is
            much larger is unpacked at a half, a quarter or an eighth of its size, which
            takes less time and memory; default None, at its own size.

    Returns:
        What `flat_picture` makes of it. Its `info` has "paper", "white" or "black", if
        a part of the picture was clear, and nothing else.

    Raises:
        DataError: it is no regular file, no picture in one of `FORMATS`, a damaged one,
            or too large a one.

    Example:
        >>> read_picture("read: IMAGE", "nowhere.png")
        Traceback (most recent call last):
        network4.errors.DataError: read: IMAGE must be a file, received nowhere.png,
        which does not exist.
    """
    with file_of(who, source) as file, refusing_damage(who):
        with opened(who, file) as image:
            most = _MOST_OF_FORMAT.get(image.format or "", most_pixels)
            check_pixels(who, image.size, min(most, most_pixels))
            if near is not None:
                # Twice as large as wanted, and either way up, so that nothing is lost.
                image.draft(None, (2 * max(near), 2 * max(near)))
            turn = _turn_of(image)
            flat = _on_paper(image)
        del image  # a large one and its turned copy may be too much together
        return _finished(flat, turn)


def flat_picture(who: str, image: Image.Image) -> Image.Image:
    """Return an image upright and on paper, unlike its ink where it is transparent.

    Args:
        who: whose picture it is, for messages.
        image: of any mode; it stays as it is.

    Returns:
        An image of mode "L" or "RGB"; deeper grey numbers stay as they are, of mode
        "F", "I" or one that begins with "I;16".

    Raises:
        DataError: it is damaged.

    Example:
        >>> flat_picture("read: IMAGE", Image.new("RGBA", (2, 2))).getpixel((0, 0))
        (255, 255, 255)
    """
    with refusing_damage(who):
        turn = _turn_of(image)
        flat = _on_paper(image)
        return _finished(flat.copy() if flat is image else flat, turn)


def check_pixels(who: str, size: tuple[int, int], most_pixels: int) -> None:
    """Raise DataError where a picture's width and height make too many pixels."""
    width, height = size
    if width * height > most_pixels:
        raise _too_large(who, most_pixels, f"{width:,} x {height:,}")


def is_deep(image: Image.Image) -> bool:
    """Return whether an image has more than 8 bits for each grey pixel."""
    return image.mode.startswith(_DEEP)


def strips(image: Image.Image) -> Iterator[tuple[int, Image.Image]]:
    """Yield the first row and the pixels of parts about as large as a megapixel."""
    rows = max(1, _STRIP // image.width)
    for top in range(0, image.height, rows):
        bottom = min(image.height, top + rows)
        yield top, image.crop((0, top, image.width, bottom))


@contextmanager
def file_of(who: str, source: Source) -> Generator[IO[bytes]]:
    """Yield an open file; close it if it was opened here."""
    if not isinstance(source, (str, os.PathLike)):
        if not hasattr(source, "read"):
            allowed = "a path, a file, an array or a Pillow image"
            raise DataError(f"{who} must be {allowed}, received {shown(source)}.")
        yield source
        return
    # By a path Pillow would map the file: it turns some wrongly then, and who cuts one
    # short meanwhile ends the process.
    with open_file(who, source) as file:
        yield file


def open_file(who: str, path: str | os.PathLike[str]) -> IO[bytes]:
    """Open a file; refuse what has no end, or would be waited for, before."""
    try:
        what, num_bytes = what_else(path), os.path.getsize(path)
        if what is None and num_bytes <= MOST_BYTES:
            return open(path, "rb")
    except FileNotFoundError:
        raise _no_file(who, path, "which does not exist") from None
    except Exception as error:  # a path of their own may raise anything
        why = getattr(error, "strerror", None) or str(error)
        raise _no_file(who, path, f"which cannot be opened ({why})") from None
    if what is not None:
        raise _no_file(who, path, what)
    raise DataError(
        f"{who} must be a file of at most {MOST_BYTES:,} bytes, received "
        f"{num_bytes:,}; make it smaller."
    )


def _no_file(who: str, source: object, what: str) -> DataError:
    return DataError(f"{who} must be a file, received {_named(who, source)}, {what}.")


def opened(who: str, file: IO[bytes]) -> Image.Image:
    """Return a picture of which only the head is read; DataError for none."""
    try:
        return Image.open(file, formats=FORMATS)
    except Image.UnidentifiedImageError:
        raise DataError(
            f"{who} must be a picture in one of the formats {_NAMED_FORMATS}, received "
            f"{_named(who, file)}; convert it, or leave it out."
        ) from None


@contextmanager
def refusing_damage(who: str) -> Generator[None]:
    """Turn whatever Pillow says of a file that is not whole into one sentence."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except DataError:
        raise
    except (Image.DecompressionBombError, MemoryError):
        raise _too_large(who, MOST_PIXELS, "more than can be unpacked") from None
    except Exception as error:  # its decoders raise of every kind
        why = on_one_line(str(error), _LONGEST_SHOWN) or type(error).__name__
        raise DataError(
            f"{who} must be a whole picture; this one is damaged ({why})."
        ) from None


def _too_large(who: str, most_pixels: int, received: str) -> DataError:
    return DataError(
        f"{who} must have at most {most_pixels:,} pixels, received {received}; make it "
        "smaller."
    )


def _named(who: str, source: object) -> str:
    is_path = isinstance(source, (str, Path))
    name: object = source if is_path else getattr(source, "name", None)
    if who == f"{name}:":
        return "something else"
    if isinstance(name, (str, Path)):
        return on_one_line(printable(str(name)), _LONGEST_SHOWN)
    return f"an object of type {type(source).__name__}"


def _turn_of(image: Image.Image) -> Image.Transpose | None:
    """Return by which turn a photograph is upright."""
    # TIFF files are turned when they are loaded, and then say so no more.
    with _silent_stderr() if image.format == "TIFF" else nullcontext():
        image.load()
    return _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))


@contextmanager
def _silent_stderr() -> Generator[None]:
    """Throw away what is written to file 2, where libtiff complains of damage."""
    with _ONE_AT_A_TIME, open(os.devnull, "wb") as nowhere:
        try:
            screen = os.dup(2)
        except OSError:  # it is closed, so nothing can be written there
            yield
            return
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(screen, 2)
            os.close(screen)


def _finished(flat: Image.Image, turn: Image.Transpose | None) -> Image.Image:
    upright = flat if turn is None else flat.transpose(turn)
    # What it says of itself, its camera's position and its palette, is true no more.
    upright.info = {
        name: upright.info[name] for name in ("paper",) & upright.info.keys()
    }
    return upright


def _on_paper(image: Image.Image) -> Image.Image:
    if is_deep(image):
        return _deep_on_paper(image)
    mode = "L" if image.mode in _GREY else "RGB"
    if image.has_transparency_data:
        return _composited(image, mode)
    return image if image.mode == mode else image.convert(mode)


def _composited(image: Image.Image, mode: str) -> Image.Image:
    paper = "white" if _is_dark(image) else "black"
    flat = Image.new(mode, image.size)
    for top, strip in strips(image):
        whole = _with_opacity(strip)
        if whole.getchannel("A").getextrema()[0] == 0:
            flat.info["paper"] = paper
        ground = Image.new("RGBA", whole.size, paper)
        flat.paste(Image.alpha_composite(ground, whole).convert(mode), (0, top))
    return flat


def _is_dark(image: Image.Image) -> bool:
    """Tell whether what is seen of an image is dark, if anything is."""
    seen = opacity = 0
    for _, strip in strips(image):
        numbers = np.asarray(_with_opacity(strip), np.uint32)
        seen += int((numbers[..., :3].sum(axis=2) * numbers[..., 3]).sum())
        opacity += int(numbers[..., 3].sum())
    return opacity == 0 or seen < 3 * 128 * opacity


def _with_opacity(image: Image.Image) -> Image.Image:
    # Pillow would drop the opacity of grey that is multiplied by it.
    return (image.convert("LA") if image.mode == "La" else image).convert("RGBA")


def _deep_on_paper(image: Image.Image) -> Image.Image:
    """Return deep grey; where one number means transparent, it becomes paper."""
    clear = image.info.get("transparency")
    if not isinstance(clear, int):
        return image
    numbers: npt.NDArray[Any] = np.array(image)
    is_clear = numbers == clear
    ink = numbers[~is_clear]
    is_dark = not ink.size or ink.mean() <= _WHITE / 2
    numbers[is_clear] = _WHITE if is_dark else 0
    return Image.fromarray(numbers)
