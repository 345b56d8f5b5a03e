"""SciPy's functions for pictures, which it has dropped."""

from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

_FILTERS = {
    "nearest": Image.Resampling.NEAREST,
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
}


def read_image(name: Any, flatten: bool = False, mode: str | None = None) -> Any:
    """Return a picture as an array.

    Args:
        name: a path, or a file.
        flatten: whether it becomes grey, float32; default False.
        mode: Pillow's name of the kind of pixels; default None, as they are.

    Returns:
        uint8 (height, width) or (height, width, channels) as a rule.
    """
    with Image.open(name) as image:
        wanted = "F" if flatten else mode
        return np.array(image.convert(wanted) if wanted else image)


def save_image(name: Any, values: npt.ArrayLike) -> None:
    """Write an array as a picture; what is no byte is stretched to 0..255.

    Args:
        name: a path.
        values: (height, width) or (height, width, channels).
    """
    Image.fromarray(_bytes(np.asarray(values))).save(name)


def resize_image(values: npt.ArrayLike, size: Any, interp: str = "bilinear") -> Any:
    """Return a picture of another size, uint8; what is no byte is stretched to 0..255.

    Args:
        values: (height, width) or (height, width, channels).
        size: a percentage as an integer, a factor as a float, or (height, width).
        interp: "nearest", "bilinear", "bicubic" or "lanczos"; default "bilinear".

    Example:
        >>> resize_image(np.zeros((4, 6)), 50).shape
        (2, 3)
    """
    image = Image.fromarray(_bytes(np.asarray(values)))
    if isinstance(size, int | float):
        factor = size / 100.0 if isinstance(size, int) else size
        size = int(image.height * factor), int(image.width * factor)
    return np.array(image.resize((size[1], size[0]), _FILTERS[interp]))


def _bytes(values: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    if values.dtype == np.uint8:
        return values
    low, high = values.min(), values.max()
    stretched = (values - low) * (255.0 / ((high - low) or 1))
    return (stretched + 0.5).astype(np.uint8)
