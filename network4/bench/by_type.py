"""Tables keyed by the exact type of a layer: a subclass may compute differently."""

from collections.abc import Mapping
from typing import TypeVar

from network4.errors import ArgumentError, shown
from network4.layers import Layer

Entry = TypeVar("Entry")


def entry_of(owner: str, table: Mapping[type[Layer], Entry], layer: Layer) -> Entry:
    """Return a table's entry for a layer.

    Args:
        owner: who asks, for the message.
        table: entries by types of layers.
        layer: a layer of one of these types.

    Raises:
        ArgumentError: the layer has another type.

    Example:
        >>> from network4.layers import Softmax
        >>> entry_of("bench", {Softmax: "a softmax"}, Softmax(10))
        'a softmax'
    """
    if type(layer) not in table:
        raise ArgumentError(
            f"{owner}: network must have layers of the types "
            f"{', '.join(kind.__name__ for kind in table)}, received {shown(layer)}."
        )
    return table[type(layer)]
