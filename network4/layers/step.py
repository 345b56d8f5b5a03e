"""What a pass through a network hands to its layers besides their numbers."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from network4.layers.operations import Array, Operations
from network4.layers.parameters import Shape

Draw = Callable[[str, Shape, float], Array]


@dataclass(eq=False, repr=False)
class Found:
    """What layers leave behind in a pass.

    Attributes:
        values: new values of parameters that do not learn, by path.
        penalties: to be added to the mean cost of the mini-batch.
        auxiliary: weighted inputs of further outputs, each with the weight of its cost.
        watched: paths of layers whose activations are to be seen.
        seen: these activations, by path.
    """

    values: dict[str, Array] = field(default_factory=dict[str, Array])
    penalties: list[Array] = field(default_factory=list[Array])
    auxiliary: list[tuple[Array, float]] = field(
        default_factory=list[tuple[Array, float]]
    )
    watched: frozenset[str] = frozenset()
    seen: dict[str, Array] = field(default_factory=dict[str, Array])


@dataclass(eq=False, repr=False)
class Step:
    """One pass through a network, as one layer sees it.

    Args:
        training: whether it is a step of training; else layers predict.
        draw: gives a mask, True for what stays, for a layer's path, a shape, and the
            probability with which each value is dropped.
        path: of the layer; "" for the network itself.
        found: what layers leave behind.
        mask: (n, time) of a batch of sequences, True where there are values and not
            padding; None where all are whole.
        targets: of the mini-batch in training; None when predicting, and where slopes
            are wanted of something else than a cost.
    """

    training: bool = False
    draw: Draw | None = None
    path: str = ""
    found: Found = field(default_factory=Found)
    mask: Array | None = None
    targets: Array | None = None

    def inside(self, name: str) -> "Step":
        """Return the pass as a layer of that name within this one sees it."""
        path = f"{self.path}.{name}" if self.path else name
        return replace(self, path=path)

    def kept(self, shape: Shape, probability: float) -> Array:
        """Return a mask of that shape, True for what stays; in training only."""
        if self.draw is None:
            raise TypeError("a step of training must be given what draws masks")
        return self.draw(self.path, shape, probability)

    def drop(self, ops: Operations, a: Array, probability: float) -> Array:
        """Return activations with the book's dropout: 0 in training, else weakened.

        In training a value is 0 with this probability and others stay as they are; when
        predicting all are multiplied by 1 - p.
        """
        if not probability:
            return a
        if not self.training:
            return a * (1 - probability)
        mask = self.kept(ops.outward_shape(a), probability)
        return ops.where(ops.inward(mask), a, 0)

    def remember(self, name: str, value: Array) -> None:
        """Give one of the layer's parameters that do not learn its next value."""
        self.found.values[f"{self.path}.{name}"] = value

    def show(self, a: Array) -> Array:
        """Return the layer's activations, seen by whoever watches it."""
        if self.path in self.found.watched:
            self.found.seen[self.path] = a
        return a

    def penalize(self, cost: Array) -> None:
        """Add a scalar to the mean cost of the mini-batch, in training."""
        self.found.penalties.append(cost)

    def add_output(self, z: Array, weight: float) -> None:
        """Add the cost of z, as if it were the network's, so many times."""
        self.found.auxiliary.append((z, weight))
