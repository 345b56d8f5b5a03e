"""Arrays as people have them, made ready for a data set."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.datasets.brightness import Brightness, find_brightness
from network4.datasets.class_names import natural_order
from network4.datasets.labels import named_classes
from network4.datasets.split import Split
from network4.datasets.stratified import stratified
from network4.errors import ArgumentError, shown
from network4.utils.arrays import as_array, converted
from network4.utils.channels import channels_first
from network4.utils.checks import (
    as_items,
    as_real,
    as_whole,
    check_choice,
    check_integer,
)
from network4.utils.randomness import LARGEST_SEED

OWNER = "from_arrays"
SEED = 0  # of what is set aside
Part = float | tuple[object, object]  # a share, a count, or images with labels
_FEWEST_PIXELS = 64  # of rows that are taken for images; fewer may be a table


@dataclass(frozen=True)
class Form:
    """The form of image arrays, as the user states it.

    Attributes:
        image_shape: shape of the image in a row: (height, width), (channels, height,
            width) or (values,); None for square images.
        channels: "first", "last" or None.
    """

    image_shape: tuple[int, ...] | None
    channels: str | None

    @property
    def is_table(self) -> bool:
        """Whether the rows are a table of numbers of any range, not images."""
        return self.image_shape is not None and len(self.image_shape) == 1

    def shaped(self, given: object) -> npt.NDArray[Any]:
        """Return images (n, h, w) or (n, c, h, w), or rows of a table.

        Raises:
            ArgumentError: the array has another form.
        """
        array = _numeric(given)
        if 0 in array.shape[1:]:
            raise ArgumentError(
                f"{OWNER}: images must have at least one pixel, received shape "
                f"{array.shape}."
            )
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
                f"{OWNER}: image_shape must be the shape of the images, received "
                f"{wanted} for images of {images.shape[1:]}."
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
    """Return the form of arrays; raise ArgumentError for arguments out of range."""
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
        found = converted(array, np.float64)
        array = array if found is None else found
    if array.dtype.kind in "biuf":
        return array
    raise ArgumentError(
        f"{OWNER}: images must be an array of numbers, received {shown(given)}; leave "
        "out columns of text."
    )


@dataclass(frozen=True)
class Arranged:
    """Images and labels, converted to the form and range that a data set needs.

    Attributes:
        images: uint8 or float32.
        labels: (n,) int64.
        names: the names of the classes; () if numbers name them.
        form: the form of the arrays.
        brightness: the range of the pixels; None for a table.
    """

    images: npt.NDArray[Any]
    labels: npt.NDArray[np.int64]
    names: tuple[str, ...]
    form: Form
    brightness: Brightness | None

    def parts(
        self, own: Split, asked: tuple[Part, Part | None], seed: int
    ) -> tuple[list[Split], tuple[str, ...]]:
        """Return the three splits, and sentences that say what was done.

        Args:
            own: all images; a part that is not given as a pair is drawn from them.
            asked: what `Dataset.from_arrays` takes as `validation` and `test`.
            seed: the seed of the draw.

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
            own.part(rows)
            for rows in stratified(OWNER, own.labels, [*counts.values()], seed)
        )
        parts = [
            self.split(*_checked_pair(name, part)) if _is_pair(part) else split
            for (name, part), split in zip(named.items(), drawn, strict=True)
        ]
        bright = "" if self.brightness is None else self.brightness.remark
        said = bright, _described_draw(counts, seed)
        return [train, *parts], tuple(filter(None, said))

    def named_by(self, class_names: tuple[str, ...]) -> tuple[str, ...]:
        """Return the names of the classes; where labels are numbers, those given.

        Raises:
            ArgumentError: labels are text, or a class has no name.
        """
        if not class_names:
            return self.names
        if self.names:
            raise ArgumentError(
                f"{OWNER}: class_names must be left out where labels are text, "
                f"received {shown(class_names)}."
            )
        highest = int(self.labels.max())
        if highest >= len(class_names):
            raise ArgumentError(
                f"{OWNER}: class_names must be at least {highest + 1:,} names, one for "
                f"each class from 0 on, received {len(class_names):,}."
            )
        return class_names

    def split(self, images: object, labels: object) -> Split:
        """Convert more images of the same form, range and classes.

        Raises:
            ArgumentError: the form, the range or a class differs.
        """
        shaped = self.form.shaped(images)
        shaped = _as_bright(shaped, self.brightness)
        numbers, names = _classes(labels, len(shaped))
        codes: list[int] = numbers.tolist()
        words = [names[code] if names else str(code) for code in codes]
        known = self._numbers_by_word()
        unknown = sorted(set(words) - set(known), key=natural_order)
        if unknown:
            raise ArgumentError(
                f"{OWNER}: labels of validation and test images must be classes of "
                f"the training images, received {shown(unknown[0])}; leave those "
                "images out, or train on some of that class."
            )
        return Split(shaped, np.array([known[word] for word in words], np.int64))

    def _numbers_by_word(self) -> dict[str, int]:
        present: list[int] = np.unique(self.labels).tolist()
        return {self.names[n] if self.names else str(n): n for n in present}


def arrange(
    images: object, labels: object, form: Form, value_range: object
) -> Arranged:
    """Return images and labels as a data set holds them.

    Raises:
        ArgumentError: they have another form, or their counts differ.
    """
    shaped = form.shaped(images)
    brightness = None if form.is_table else find_brightness(OWNER, shaped, value_range)
    numbers, names = _classes(labels, len(shaped))
    if not len(shaped):
        raise ArgumentError(f"{OWNER}: images must be one or more, received none.")
    return Arranged(_as_bright(shaped, brightness), numbers, names, form, brightness)


def _classes(
    labels: object, num_images: int
) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
    numbers, names = named_classes(OWNER, as_array(OWNER, "labels", labels))
    if len(numbers) != num_images:
        raise ArgumentError(
            f"{OWNER}: there must be one label for each image, received "
            f"{len(numbers):,} labels for {num_images:,} images."
        )
    return numbers, names


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
    images = " and ".join(drawn)
    return f"{images} were drawn with seed {seed}; each class keeps its share."


def _checked_count(name: str, value: object, num_images: int) -> int:
    """Return the number of images to set aside, given as a share or as a number.

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
