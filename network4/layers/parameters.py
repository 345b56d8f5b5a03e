"""The arrays that layers have, in trees: by name within a layer, by path in all."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
Shape = tuple[int, ...]  # None for a length that may differ
# Names to arrays, or to the trees of the layers that a layer contains.
Tree = dict[str, Any]


def is_open(shape: Shape) -> bool:
    """Return whether a length is None: it differs from one example to another."""
    return None in cast(tuple[int | None, ...], shape)


def matches(shape: Shape, wanted: Shape) -> bool:
    """Return whether a shape is the one wanted, of which a None fits any length.

    >>> matches((5, 3), (None, 3)), matches((5, 3), (4, 3)), matches((3,), (5, 3))
    (True, False, False)
    """
    return len(shape) == len(wanted) and all(
        there in (None, side) for side, there in zip(shape, wanted, strict=True)
    )


class Parameter(NamedTuple):
    """An array that a layer has: its shape, how it starts, and what acts on it.

    Args:
        shape: of the array.
        spread: standard deviation of its first values, which are drawn around 0;
            default None: they are not drawn.
        start: all first values where none is drawn; default 0.
        decays: whether l2 makes it smaller; default False.
        learns: default True; False for what is not descended by a gradient, as running
            averages are not.
    """

    shape: Shape
    spread: float | None = None
    start: float = 0.0
    decays: bool = False
    learns: bool = True

    def first_values(self, generator: np.random.Generator) -> FloatArray:
        """Return the array as training finds it, float32."""
        if self.spread is None:
            return np.full(self.shape, self.start, np.float32)
        drawn = generator.standard_normal(self.shape) * self.spread
        return drawn.astype(np.float32)


def named(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each leaf of a tree with its path.

    >>> list(named({"layer1": {"weights": 3, "biases": 4}, "layer2": {}}))
    [('layer1.weights', 3), ('layer1.biases', 4)]
    """
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from named(cast(Tree, value), f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def map_tree(function: Callable[..., Any], tree: Tree, *others: Tree) -> Tree:
    """Return a tree of what a function makes of the leaves at the same place.

    >>> map_tree(lambda a, b: a + b, {"x": {"y": 1}}, {"x": {"y": 2}})
    {'x': {'y': 3}}
    """
    return {
        name: map_tree(function, cast(Tree, value), *(other[name] for other in others))
        if isinstance(value, dict)
        else function(value, *(other[name] for other in others))
        for name, value in tree.items()
    }


def replaced(tree: Tree, changes: Mapping[str, Any], prefix: str = "") -> Tree:
    """Return a tree in which the leaves at some paths are others.

    >>> replaced({"x": {"y": 1, "z": 2}}, {"x.z": 5})
    {'x': {'y': 1, 'z': 5}}
    """
    return {
        name: replaced(cast(Tree, value), changes, f"{prefix}{name}.")
        if isinstance(value, dict)
        else changes.get(f"{prefix}{name}", value)
        for name, value in tree.items()
    }
