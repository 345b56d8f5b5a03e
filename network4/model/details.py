"""The facts of a model that network4 itself relies on, checked as files hold them."""

from collections.abc import Mapping
from typing import Any

from network4.datasets.class_names import checked_class_names
from network4.errors import Network4Error, shown
from network4.utils.checks import as_real


def checked_details(
    owner: str, details: Mapping[str, Any], error: type[Network4Error]
) -> dict[str, Any]:
    """Return the details of a model; the names of its classes become a list of texts.

    Args:
        owner: the function that was given them, or their file, for messages.
        details: any facts. "classes", the names of the classes, and
            "rejection_threshold", a probability below which an answer is refused, are
            checked if they are there and not None.
        error: the class of the error to raise.

    Raises:
        Network4Error: one of both is something else; the error has the class `error`.

    Example:
        >>> from network4.errors import ArgumentError
        >>> checked_details("Model", {"classes": ("no", 7)}, ArgumentError)
        {'classes': ['no', '7']}
    """
    found = dict(details)
    if found.get("classes") is not None:
        found["classes"] = list(checked_class_names(owner, found["classes"], error))
    threshold = found.get("rejection_threshold")
    number = 0.0 if threshold is None else as_real(threshold)
    if number is not None and 0 <= number <= 1:
        return found
    raise error(
        f"{owner}: rejection_threshold must be a number in 0..1, received "
        f"{shown(threshold)}."
    )
