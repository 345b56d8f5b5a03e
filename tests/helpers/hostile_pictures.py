"""Picture files that ask for too much, or are not what they seem."""

import io
import struct
import zlib

import numpy as np
from PIL import Image

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def picture_bytes(kind, size=(40, 30), **options):
    grey = np.random.default_rng(0).integers(0, 256, size[::-1], dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(grey).save(file, kind, **options)
    return file.getvalue()


def chunk(name, content):
    checksum = zlib.crc32(name + content)
    return (
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)
    )


def png(width, height, *chunks, bits=8):
    header = struct.pack(">IIBBBBB", width, height, bits, 0, 0, 0, 0)
    return b"".join([_SIGNATURE, chunk(b"IHDR", header), *chunks, chunk(b"IEND", b"")])


def packed_zeros(num_bytes):
    """Return so many zeros, packed to about a thousandth."""
    packer = zlib.compressobj(9)
    block = bytes(2**20)
    parts = [packer.compress(block) for _ in range(num_bytes // len(block))]
    return b"".join([*parts, packer.flush()])


def tiff(*entries, data=b""):
    """Return a TIFF file of entries (tag, type, count, value)."""
    body = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    head = struct.pack("<2sHIH", b"II", 42, 8, len(entries))
    return head + body + bytes(4) + data


def small_tiff(**changed):
    """Return a TIFF of 10 x 10 bytes with some of its entries changed."""
    values = {
        "width": (256, 3, 1, 10),
        "height": (257, 3, 1, 10),
        "bits": (258, 3, 1, 8),
        "compression": (259, 3, 1, 1),
        "meaning": (262, 3, 1, 1),
        "offset": (273, 4, 1, 8),
        "channels": (277, 3, 1, 1),
        "rows": (278, 4, 1, 10),
        "length": (279, 4, 1, 100),
    }
    entries = sorted({**values, **changed}.values())
    return tiff(*entries, data=bytes(100))


def hostile_pictures():
    """Return files by name; none may be read, and none may cost much."""
    bomb = packed_zeros(2**28)
    pixels = chunk(b"IDAT", zlib.compress(bytes(31 * 30)))
    profile = b"x\0\0" + bomb
    whole = picture_bytes("PNG")
    tiled = {
        "rows": (322, 4, 1, 2**28 - 16),
        "length": (323, 4, 1, 2**28 - 16),
        "offset": (324, 4, 1, 8),
        "size": (325, 4, 1, 100),
        "compression": (259, 3, 1, 8),
    }
    return {
        "large.png": png(60_000, 60_000, chunk(b"IDAT", bomb)),
        "huge.png": png(2**31 - 1, 2**31 - 1),
        "wide.png": png(2**31 - 1, 1, chunk(b"IDAT", bomb)),
        "deep.png": png(7_500, 7_500, chunk(b"IDAT", bomb), bits=16),
        "ztxt.png": png(30, 30, chunk(b"zTXt", b"a\0\0" + bomb), pixels),
        "itxt.png": png(30, 30, chunk(b"iTXt", b"a\0\1\0\0\0" + bomb), pixels),
        "icc.png": png(30, 30, chunk(b"iCCP", profile), pixels),
        "many.png": png(
            30,
            30,
            *[chunk(b"zTXt", b"a%d\0\0" % n + packed_zeros(2**20)) for n in range(80)],
            pixels,
        ),
        "half.png": whole[: len(whole) // 2],
        "half.jpg": picture_bytes("JPEG")[:400],
        "half.webp": picture_bytes("WEBP")[:200],
        "half.tiff": picture_bytes("TIFF", compression="tiff_lzw")[:300],
        "half.bmp": picture_bytes("BMP")[:1500],
        "large.gif": b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0, 0, 0) + b";",
        "large.ppm": b"P5 100000 100000 255\n" + bytes(100),
        "endless.ppm": b"P5 " + b"1" * 10_000,
        "large.bmp": b"BM"
        + struct.pack("<IHHI", 0, 0, 0, 54)
        + struct.pack("<IiiHHIIiiII", 40, 50_000, 50_000, 1, 24, 0, 0, 0, 0, 0, 0),
        "width.tiff": small_tiff(width=(256, 4, 1, 2**31)),
        "channels.tiff": small_tiff(channels=(277, 3, 1, 65535)),
        "offset.tiff": small_tiff(offset=(273, 4, 1, 2**31)),
        "tiles.tiff": small_tiff(**tiled),
        "strips.tiff": small_tiff(
            rows=(278, 4, 1, 2**31), compression=(259, 3, 1, 8), length=(279, 4, 1, 99)
        ),
        "lzw.tiff": small_tiff(compression=(259, 3, 1, 5)),
        "jpeg.tiff": small_tiff(compression=(259, 3, 1, 7)),
        "postscript.png": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        "photoshop.png": b"8BPS\0\1" + bytes(100),
        "fits.png": b"SIMPLE  =                    T" + bytes(2850),
        "icon.png": picture_bytes("ICO"),
        "empty.png": b"",
    }
