"""Arrays as people have them, made ready for a data set."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.datasets.brightness import Brightness, find_brightness
from network4.datasets.labels import named_classes
from network4.datasets.split import Split
from network4.errors import ArgumentError, shown
from network4.utils.arrays import as_array
from network4.utils.channels import channels_first
from network4.utils.checks import (
    as_items,
    as_real,
    as_whole,
    check_choice,
    check_integer,
)
from network4.utils.randomness import LARGEST_SEED, random_generator

OWNER = "from_arrays"
SEED = 0  # of what is set aside
Part = float | tuple[object, object]  # a share, a count, or images with labels
_FEWEST_PIXELS = 64  # of rows that are taken for images; fewer may be a table


@dataclass(frozen=True)
class Form:
    """How images lie in arrays, as a user says it.

    Attributes:
        image_shape: (height, width), (channels, height, width) or (values,) of a row;
            None for square images.
        channels: "first", "last" or None.
    """

    image_shape: tuple[int, ...] | None
    channels: str | None

    @property
    def is_table(self) -> bool:
        """Whether rows are no images, but numbers of any range."""
        return self.image_shape is not None and len(self.image_shape) == 1

    def shaped(self, given: object) -> npt.NDArray[Any]:
        """Return images (n, h, w) or (n, c, h, w), or rows of a table.

        Raises:
            ArgumentError: they are none.
        """
        array = _numeric(given)
        if array.ndim == 2:
            array = array.reshape(-1, *self._shape_of_rows(array.shape[1]))
        elif array.ndim == 4:
            array = channels_first(OWNER, array, self.channels)
        elif array.ndim != 3:
            raise ArgumentError(
                f"{OWNER}: images must be (n, h, w), (n, c, h, w), (n, h, w, c) or "
                f"rows (n, h*w), received shape {array.shape}."
            )
        images = array[:, 0] if array.ndim == 4 and array.shape[1] == 1 else array
        wanted = self.image_shape or images.shape[1:]
        if images.shape[1:] not in (wanted, wanted[1:] if wanted[0] == 1 else wanted):
            raise ArgumentError(
                f"{OWNER}: image_shape must be that of the images, received {wanted} "
                f"for images of {images.shape[1:]}."
            )
        return images

    def _shape_of_rows(self, num_values: int) -> tuple[int, ...]:
        if self.image_shape is not None:
            if math.prod(self.image_shape) == num_values:
                return self.image_shape
            raise ArgumentError(
                f"{OWNER}: image_shape must have {num_values:,} values, as each row "
                f"has, received {self.image_shape}."
            )
        side = math.isqrt(num_values)
        if side * side == num_values >= _FEWEST_PIXELS:
            return side, side
        raise ArgumentError(
            f"{OWNER}: rows of {num_values:,} values must come with image_shape, "
            "received none; say (height, width), (channels, height, width), or "
            f"({num_values},) for a table."
        )


def checked_form(image_shape: object, channels: object) -> Form:
    """Return a form; raise ArgumentError for arguments that are none."""
    if channels is not None:
        channels = check_choice(OWNER, "channels", channels, ("first", "last"))
    sides = None
    if image_shape is not None:
        sides = as_items(image_shape, 4)
        if sides is None or len(sides) not in (1, 2, 3):
            raise ArgumentError(
                f"{OWNER}: image_shape must be (height, width), (channels, height, "
                f"width) or (values,), received {shown(image_shape)}."
            )
        sides = tuple(check_integer(OWNER, "image_shape", side, 1) for side in sides)
    return Form(sides, channels)


def _numeric(given: object) -> npt.NDArray[Any]:
    array = as_array(OWNER, "images", given)
    if array.dtype.kind == "O":  # a table of several types is one of objects
        try:
            return array.astype(np.float64)
        except (TypeError, ValueError):
            pass
    if array.dtype.kind in "biuf":
        return array
    raise ArgumentError(
        f"{OWNER}: images must be an array of numbers, received {shown(given)}; leave "
        "out columns of text."
    )


@dataclass(frozen=True)
class Arranged:
    """Images in the form and the range of a data set, with their labels.

    Attributes:
        images: uint8 or float32.
        labels: (n,) int64.
        names: of the classes; () for their numbers.
        form: of the arrays.
        brightness: of the images; None for a table.
    """

    images: npt.NDArray[Any]
    labels: npt.NDArray[np.int64]
    names: tuple[str, ...]
    form: Form
    brightness: Brightness | None

    def parts(
        self, own: Split, asked: tuple[Part, Part | None], seed: int
    ) -> tuple[list[Split], tuple[str, ...]]:
        """Return training, validation and test, and what was done, in sentences.

        Args:
            own: all images, of which the parts are drawn that are no pairs.
            asked: for validation and test what `Dataset.from_arrays` takes.
            seed: of the draw.

        Raises:
            ArgumentError: a part is something else, or too large.
        """
        seed = check_integer(OWNER, "seed", seed, 0, LARGEST_SEED)
        named = {"validation": asked[0], "test": 0 if asked[1] is None else asked[1]}
        counts = {
            name: 0 if _is_pair(part) else _checked_count(name, part, len(own))
            for name, part in named.items()
        }
        train, *drawn = (
            own.part(rows) for rows in stratified(own.labels, [*counts.values()], seed)
        )
        parts = [
            self.split(*_checked_pair(name, part)) if _is_pair(part) else split
            for (name, part), split in zip(named.items(), drawn, strict=True)
        ]
        bright = "" if self.brightness is None else self.brightness.remark
        said = bright, _described_draw(counts, seed)
        return [train, *parts], tuple(filter(None, said))

    def split(self, images: object, labels: object) -> Split:
        """Return more images of the same form and range, with labels of these classes.

        Raises:
            ArgumentError: they are of others.
        """
        shaped = self.form.shaped(images)
        shaped = _as_bright(shaped, self.brightness)
        numbers, names = named_classes(OWNER, as_array(OWNER, "labels", labels))
        if not self.names and not names:
            return Split(shaped, numbers)
        codes: list[int] = numbers.tolist()
        words = [names[code] if names else str(code) for code in codes]
        unknown = sorted(set(words) - set(self.names))
        if unknown:
            raise ArgumentError(
                f"{OWNER}: labels of validation and test must be classes of the "
                f"training images, received {shown(unknown[0])}."
            )
        return Split(shaped, np.array(list(map(self.names.index, words)), np.int64))


def arrange(
    images: object, labels: object, form: Form, value_range: object
) -> Arranged:
    """Return images and labels as a data set holds them.

    Raises:
        ArgumentError: they are none, or not as many.
    """
    shaped = form.shaped(images)
    brightness = None if form.is_table else find_brightness(OWNER, shaped, value_range)
    numbers, names = named_classes(OWNER, as_array(OWNER, "labels", labels))
    if len(numbers) != len(shaped) or not len(shaped):
        raise ArgumentError(
            f"{OWNER}: labels must be one an image, received {len(numbers):,} labels "
            f"for {len(shaped):,} images."
        )
    return Arranged(_as_bright(shaped, brightness), numbers, names, form, brightness)


def _as_bright(
    images: npt.NDArray[Any], brightness: Brightness | None
) -> npt.NDArray[Any]:
    if brightness is not None:
        return brightness(OWNER, images)
    find_brightness(OWNER, images)  # refuses NaN
    return images.astype(np.float32)


def _is_pair(part: object) -> bool:
    return isinstance(part, (tuple, list))


def _checked_pair(name: str, part: object) -> tuple[object, object]:
    pair = as_items(part, 3) or ()
    if len(pair) == 2:
        return pair[0], pair[1]
    raise ArgumentError(
        f"{OWNER}: {name} must be a share or (images, labels), received {shown(part)}."
    )


def _described_draw(counts: dict[str, int], seed: int) -> str:
    drawn = [f"{count:,} images for {name}" for name, count in counts.items() if count]
    if not drawn:
        return ""
    return (
        f"{' and '.join(drawn)} were drawn by seed {seed}; each class keeps its share."
    )


def _checked_count(name: str, value: object, num_images: int) -> int:
    """Return how many images are to be set aside: a share of all, or so many.

    Raises:
        ArgumentError: it is neither a share below 1 nor a whole number.
    """
    count, share = as_whole(value), as_real(value)
    if count is not None and count >= 0:
        return count
    if share is not None and 0 <= share < 1:
        return max(1, round(share * num_images)) if share else 0
    raise ArgumentError(
        f"{OWNER}: {name} must be a share from 0 to below 1, a number of images, or "
        f"(images, labels), received {shown(value)}."
    )


def stratified(
    labels: npt.NDArray[np.int64], counts: Sequence[int], seed: int
) -> list[npt.NDArray[np.intp]]:
    """Return places of the examples that stay, then of those set aside for each part.

    Each part has of every class its share, to within one example, and one example of
    every class stays.

    Args:
        labels: (n,), the class of each.
        counts: how many each part gets.
        seed: of the draw.

    Raises:
        ArgumentError: there are too few examples.

    Example:
        >>> labels = np.array([0, 1] * 6)
        >>> [sorted(labels[part].tolist()) for part in stratified(labels, [2], seed=0)]
        [[0, 0, 0, 0, 0, 1, 1, 1, 1, 1], [0, 1]]
    """
    order = random_generator(seed, "split").permutation(len(labels))
    by_class = order[np.argsort(labels[order], kind="stable")]
    is_first = np.diff(labels[by_class], prepend=labels.min() - 1) > 0
    left = by_class[~is_first]
    if sum(counts) > len(left):
        raise ArgumentError(
            f"{OWNER}: validation and test must leave one image of each class for "
            f"training, received {sum(counts):,} of {len(labels):,} images to set "
            "aside; take smaller shares."
        )
    parts: list[npt.NDArray[np.intp]] = []
    for count in counts:
        # Places that are evenly apart meet each class in its share.
        places = ((np.arange(count) + 0.5) * len(left) / max(count, 1)).astype(np.intp)
        parts.append(left[places])
        left = np.delete(left, places)
    is_aside = np.isin(order, np.concatenate([*parts, order[:0]]))
    return [order[~is_aside], *(order[np.isin(order, part)] for part in parts)]
