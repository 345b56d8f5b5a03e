"""What a user may say about data: the images' size and the labels' column."""

from dataclasses import dataclass
from types import NoneType

from network4.errors import ArgumentError, shown
from network4.utils.channels import CHANNELS
from network4.utils.checks import as_items, as_whole, check_integer

_LARGEST_SIDE = 2**14
ImageSize = int | tuple[int, ...]


@dataclass(frozen=True)
class Choices:
    """What the user says about data, where the data do not say it.

    Attributes:
        size: (height, width), or (channels, height, width); None if the user did not
            say.
        label_column: column of a CSV file; None if the user did not say.
        is_wish: whether data with a size of their own may differ from `size`.
    """

    size: tuple[int, ...] | None
    label_column: str | None
    is_wish: bool = False

    @property
    def sides(self) -> tuple[int, ...] | None:
        """The (height, width) of pictures."""
        return self.size[-2:] if self.size and self.is_wish else self.size

    def check_unused(self, source: object) -> None:
        """Refuse a choice that does not apply to the data."""
        self.check_has_no_columns(source)
        if self.size is not None and not self.is_wish:
            raise ArgumentError(
                "load_data: size must be left out for data that have a size of their "
                "own, as "
                f"{source} does, received {self.size}; it is for folders and CSV files."
            )

    def check_has_no_columns(self, source: object) -> None:
        """Refuse a column of labels where there are no columns."""
        if self.label_column is not None:
            raise ArgumentError(
                "load_data: label_column must be left out for data without columns, "
                f"such as {source}, received {shown(self.label_column)}; it is for CSV "
                "files."
            )


def checked_choices(size: object, label_column: object) -> Choices:
    """Return the arguments of `load_data`, checked; ArgumentError for anything else."""
    column = label_column if as_whole(label_column) is None else str(label_column)
    if not isinstance(column, (str, NoneType)):
        raise ArgumentError(
            "load_data: label_column must be the name of a column or its number, "
            f"received {shown(column)}."
        )
    if size is None:
        return Choices(None, column)
    is_one = as_whole(size) is not None
    sides = (size, size) if is_one else as_items(size, 4)
    if sides is None or len(sides) not in (2, 3):
        raise ArgumentError(
            "load_data: size must be one whole number or (height, width), received "
            f"{shown(size)}."
        )
    found = [check_integer("load_data", "size", s, 1, _LARGEST_SIDE) for s in sides]
    if len(found) == 3 and found[0] not in CHANNELS:
        raise ArgumentError(
            "load_data: size of three numbers must be (channels, height, width) with 1,"
            f" 3 or 4 channels, received {shown(tuple(found))}."
        )
    return Choices(tuple(found), column)
