"""The JSON file in which network2 keeps a network."""

import json
import os
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, Protocol, cast

import numpy as np

from network4.book._arguments import checked_sizes, shortened
from network4.book._shapes import check_parameters
from network4.book._steps import Array
from network4.errors import ModelFileError, shown
from network4.utils.checks import check_choice, check_path
from network4.utils.files import atomic_path


class Contents(NamedTuple):
    """What the file holds."""

    sizes: list[int]
    weights: list[Array]
    biases: list[Array]
    cost: str
    regularization: str


class Saved(Protocol):
    """What is kept of a network."""

    sizes: Sequence[int]
    weights: list[Array]
    biases: list[Array]
    cost: Any
    regularization: str


def write_network(path: str | os.PathLike[str], net: Saved) -> None:
    """Write a network with the book's keys; "L1" is the only addition to them.

    Raises:
        ShapeError: weights or biases have not the shapes that sizes say.
        OSError: the file cannot be written.
    """
    check_path("save", "filename", path)
    check_parameters(net)
    cost = net.cost if isinstance(net.cost, type) else type(net.cost)
    data: dict[str, Any] = {
        "sizes": [int(size) for size in net.sizes],
        "weights": [w.tolist() for w in net.weights],
        "biases": [b.tolist() for b in net.biases],
        "cost": cost.__name__,
    }
    if net.regularization != "L2":
        data["regularization"] = net.regularization
    with atomic_path(path) as temporary:
        temporary.write_text(json.dumps(data), encoding="utf-8")


def find_cost(
    path: str | os.PathLike[str], name: str, known: Mapping[str, object]
) -> type:
    """Return the cost of that name among `known`.

    Raises:
        ModelFileError: there is none.
    """
    cost = known.get(name)
    if isinstance(cost, type) and hasattr(cost, "fn") and hasattr(cost, "delta"):
        return cost
    hint = f"; if it is yours, say network2.{name} = {name} first"
    raise ModelFileError(
        f"load: {path} must name a cost of network2's, received {shown(name)}"
        f"{hint if name.isidentifier() and len(name) < 60 else ''}."
    )


def read_network(path: str | os.PathLike[str]) -> Contents:
    """Read what `write_network` or the book's network2 wrote.

    Raises:
        ArgumentError: the path is none.
        ModelFileError: the file is missing, damaged or of another form.
    """
    check_path("load", "filename", path)
    if os.path.exists(path) and not os.path.isfile(path):
        raise _unreadable(path, "what is no file")
    try:
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
        contents = Contents(
            list(data["sizes"]),
            _arrays(data["weights"]),
            _arrays(data["biases"]),
            str(data["cost"]),
            str(data.get("regularization", "L2")),
        )
        _check(contents)
    except FileNotFoundError:
        raise ModelFileError(
            f"load: {path} must be a file that save() wrote, received no such file; "
            "check the path."
        ) from None
    except KeyError as error:
        raise _unreadable(path, f"a file without {error}") from None
    except json.JSONDecodeError as error:
        raise _unreadable(path, f"no JSON from line {error.lineno} on") from None
    except UnicodeDecodeError:
        raise _unreadable(path, "no text, but the bytes of another program") from None
    except (TypeError, IndexError, AttributeError, RecursionError):
        raise _unreadable(path, "JSON of another form") from None
    except (OSError, OverflowError, ValueError) as error:
        raise _unreadable(path, shortened(error)) from None
    return contents


def _unreadable(path: str | os.PathLike[str], received: str) -> ModelFileError:
    return ModelFileError(
        f"load: {path} must be a file of network2's with sizes, weights, biases and "
        f"cost, received {received}."
    )


def _arrays(value: object) -> list[Array]:
    return [np.array(item, dtype=np.float64) for item in cast(Sequence[Any], value)]


def _check(contents: Contents) -> None:
    checked_sizes(contents.sizes)
    check_choice("load", "regularization", contents.regularization, ("L2", "L1"))
    weights = [(y, x) for x, y in pairwise(contents.sizes)]
    biases = [(y, 1) for y in contents.sizes[1:]]
    received = [a.shape for a in [*contents.weights, *contents.biases]]
    if received != [*weights, *biases]:
        raise ValueError(f"weights and biases of shapes {shown(received)}")
    if not all(np.isfinite(a).all() for a in [*contents.weights, *contents.biases]):
        raise ValueError("a number that is NaN or infinite")
