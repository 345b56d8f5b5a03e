"""The arrays of layers, kept in trees: a layer has names, a network has paths."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, ShapeError

FloatArray = npt.NDArray[np.float32]
Shape = tuple[int, ...]  # None is a length that may differ between examples
# Names to arrays, or to the trees of the layers that a layer contains.
Tree = dict[str, Any]


def is_open(shape: Shape) -> bool:
    """Return whether a length is None: it may differ between examples."""
    return None in cast(tuple[int | None, ...], shape)


def fits(shape: Shape, wanted: Shape) -> bool:
    """Return whether a shape is the one wanted; an open length allows any number.

    >>> fits((5, 3), (None, 3)), fits((5, 4), (None, 3))
    (True, False)
    """
    return len(shape) == len(wanted) and all(
        there in (None, side) for side, there in zip(shape, wanted, strict=True)
    )


class Parameter(NamedTuple):
    """One array of a layer: its shape, how it starts, and whether it learns.

    Args:
        shape: the shape of the array.
        spread: standard deviation of the first values, which are drawn around 0;
            default None, they are not drawn but all equal `start`.
        start: every first value if `spread` is None; default 0.
        decays: whether l2 regularisation acts on it; default False.
        learns: whether gradient descent changes it; default True. Running averages do
            not learn.

    Example:
        >>> Parameter((2,), start=1.0).first_values(np.random.default_rng(0))
        array([1., 1.], dtype=float32)
    """

    shape: Shape
    spread: float | None = None
    start: float = 0.0
    decays: bool = False
    learns: bool = True

    def first_values(self, generator: "np.random.Generator") -> FloatArray:
        """Return the array with which training starts, float32.

        Args:
            generator: the source of random numbers.

        Example:
            >>> drawn = Parameter((3, 4), spread=0.1)
            >>> drawn.first_values(np.random.default_rng(0)).shape
            (3, 4)
        """
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
    """Apply a function to the leaves at each place of trees; return a tree of results.

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
    """Return a tree with new leaves at some paths.

    >>> replaced({"x": {"y": 1, "z": 2}}, {"x.z": 5})
    {'x': {'y': 1, 'z': 5}}
    """
    return {
        name: replaced(cast(Tree, value), changes, f"{prefix}{name}.")
        if isinstance(value, dict)
        else changes.get(f"{prefix}{name}", value)
        for name, value in tree.items()
    }


def check_finite(parameters: Tree) -> None:
    """Refuse parameters if one number is NaN or infinite in float32.

    Args:
        parameters: arrays, by the names of layers and parameters.

    Raises:
        ArgumentError: an array holds such a number.

    Example:
        >>> check_finite({"layer1": {"biases": np.zeros(3)}})
    """
    for path, array in named(parameters):
        with np.errstate(over="ignore"):
            is_finite = np.isfinite(np.asarray(array, np.float32))
        if not is_finite.all():
            number = np.asarray(array)[~is_finite].flat[0]
            raise ArgumentError(
                f"Network: parameters must be finite, received {number:g} in {path}; "
                "training diverged, or the file is damaged."
            )


def check_arrays(given: object, wanted: Tree) -> None:
    """Refuse arrays that are not those of a network.

    Args:
        given: the arrays, by the names of layers and parameters.
        wanted: a `Parameter` for each array, by the same names.

    Raises:
        ArgumentError: one is no array of floating-point numbers.
        ShapeError: a name or a shape is not the one wanted.
    """
    if not isinstance(given, Mapping):
        raise ShapeError(
            "Network: parameters must be a dict by the names of layers, received "
            f"{type(given).__name__}."
        )
    arrays = dict(named(cast(Mapping[str, Any], given)))
    for path, array in arrays.items():
        dtype = getattr(array, "dtype", None)
        if getattr(dtype, "kind", None) != "f":
            raise ArgumentError(
                "Network: parameters must be arrays of floating numbers, received "
                f"{dtype or type(array).__name__} as {path}."
            )
    received = {path: array.shape for path, array in arrays.items()}
    expected = {path: each.shape for path, each in named(wanted)}
    for path in (*expected, *received):
        wants, has = (found.get(path, "none") for found in (expected, received))
        if wants != has:
            raise ShapeError(
                f"Network: parameters must have the shapes of this network, {path} "
                f"{wants}, received {has}; give those of the same network."
            )
