"""The slopes that an engine is asked for, and how it answers."""

from typing import Any, Literal, NamedTuple, Protocol

import numpy as np

from network4.engines.examples import Examples, Outputs
from network4.errors import ArgumentError, ShapeError
from network4.layers import Shape
from network4.layers.parameters import fits
from network4.network import Network, Parameters
from network4.utils.arrays import as_array

Unit = tuple[str, int]


class Wanted(NamedTuple):
    """The slopes that are wanted: of what, and by what.

    Args:
        by: "inputs" or "parameters".
        unit: the path of a layer, and which of an example's activations there.
        at: "outputs" or "z", whose slopes are given as targets. With neither of the
            two, the network's own cost of each example.
    """

    by: Literal["inputs", "parameters"]
    unit: Unit | None = None
    at: Literal["outputs", "z"] | None = None


def as_slopes(owner: str, slopes: object, shape: Shape) -> Outputs:
    """Return the slopes that a user gives at a network's outputs, as float32.

    Args:
        owner: the function that was given them, for messages.
        slopes: finite numbers, one for each output.
        shape: of the outputs, (n, ...); None matches any length.

    Raises:
        ArgumentError: they are not numbers, or not finite in float32.
        ShapeError: they have another shape.

    Example:
        >>> as_slopes("pull_back", [[1, 2]], (1, 2))
        array([[1., 2.]], dtype=float32)
    """
    given = as_array(owner, "slopes", slopes)
    if given.dtype.kind not in "fiub":
        raise ArgumentError(
            f"{owner}: slopes must be real numbers, received {given.dtype}."
        )
    if not fits(given.shape, shape):
        raise ShapeError(
            f"{owner}: slopes must be {shape}, one for each output, received "
            f"{given.shape}."
        )
    with np.errstate(over="ignore"):
        found = given.astype(np.float32)
    if not np.isfinite(found).all():
        raise ArgumentError(
            f"{owner}: slopes must be finite, received some that are NaN or infinite "
            "in float32."
        )
    return found


class FindsSlopes(Protocol):
    """The part of an engine that finds slopes and activations inside.

    Attributes:
        shows_layers: whether `activations` gives what layers inside make.
    """

    shows_layers: bool

    def unsupported_slopes(self, wanted: Wanted) -> str | None:
        """Return which of these slopes it cannot find; None if it can find all."""
        ...

    def slopes(
        self,
        network: Network,
        parameters: Parameters,
        examples: Examples,
        wanted: Wanted,
        seed: int | None = None,
    ) -> Any:
        """Return slopes, see `network4.model.gradients`.

        Args:
            network: whose, where they are of a cost by its objective.
            parameters: of the network.
            examples: one or more, with targets where a cost needs them, or with slopes
                at the end.
            wanted: of what, and by what.
            seed: with one, layers behave as in the first step of training by it, with
                the examples as its mini-batch; default None, as in prediction.

        Returns:
            By inputs float32 of their shape; by parameters a dict as `parameters`.
        """
        ...

    def activations(
        self, network: Network, parameters: Parameters, examples: Examples, path: str
    ) -> Outputs:
        """Return the activations of the layer at a path, channels first, in prediction.

        Raises:
            EngineError: the engine does not show it.
        """
        ...
