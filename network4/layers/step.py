"""What a pass through a network gives to its layers besides their numbers."""

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
        penalties: scalars that are added to the mean cost of the mini-batch.
        auxiliary: weighted inputs of further outputs, each with the weight of its cost.
        watched: paths of the layers whose activations someone wants to see.
        seen: activations of the watched layers, by path.
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
        training: whether this is a step of training; default False, prediction.
        draw: a function of a layer's path, a shape and a probability of dropping; it
            returns a mask that is True where a value stays. Default None.
        path: the path of the layer; default "", the network itself.
        found: what layers leave behind; default a new `Found`.
        mask: (n, time) for a batch of sequences, True for values and False for padding;
            default None, there is no padding.
        targets: the targets of the mini-batch in training; default None, as in
            prediction and for slopes of something that is not a cost.

    Example:
        >>> import numpy as np
        >>> from network4.layers.numpy_operations import NumpyOperations
        >>> Step().drop(NumpyOperations(), np.ones((1, 3)), 0.5)
        array([[0.5, 0.5, 0.5]])
    """

    training: bool = False
    draw: Draw | None = None
    path: str = ""
    found: Found = field(default_factory=Found)
    mask: Array | None = None
    targets: Array | None = None

    def inside(self, name: str) -> "Step":
        """Return the pass as the layer of that name inside this one sees it.

        Args:
            name: the name of the layer, as `Layer.inner_layers` has it.

        Example:
            >>> Step(path="layer1").inside("body").path
            'layer1.body'
        """
        path = f"{self.path}.{name}" if self.path else name
        return replace(self, path=path)

    def kept(self, shape: Shape, probability: float) -> Array:
        """Return a mask, True where a value stays; only training has masks.

        Args:
            shape: the shape of the mask.
            probability: the probability of dropping a value, 0 <= p < 1.

        Raises:
            TypeError: nothing draws masks, as in prediction.

        Example:
            >>> import numpy as np
            >>> step = Step(draw=lambda path, shape, probability: np.ones(shape, bool))
            >>> step.kept((2,), 0.5)
            array([ True,  True])
        """
        if self.draw is None:
            raise TypeError("a step of training must be given what draws masks")
        return self.draw(self.path, shape, probability)

    def drop(self, ops: Operations, a: Array, probability: float) -> Array:
        """Return activations after dropout, in the book's form.

        Training sets each value to 0 with this probability and leaves the others as
        they are. Prediction multiplies all values by 1 - p.

        Args:
            ops: the operations of an array library.
            a: activations, (n, ...), channels last.
            probability: the probability p of dropping a value, 0 <= p < 1.

        Example:
            >>> import numpy as np
            >>> from network4.layers.numpy_operations import NumpyOperations
            >>> Step().drop(NumpyOperations(), np.ones((1, 2)), 0.2)
            array([[0.8, 0.8]])
        """
        if not probability:
            return a
        if not self.training:
            return a * (1 - probability)
        mask = self.kept(ops.outward_shape(a), probability)
        return ops.where(ops.inward(mask), a, 0)

    def remember(self, name: str, value: Array) -> None:
        """Set the next value of one of the layer's parameters that do not learn.

        Args:
            name: the name of the parameter, as `Layer.parameters` has it.
            value: an array of the parameter's shape.

        Example:
            >>> step = Step(path="layer1")
            >>> step.remember("means", 0.5)
            >>> step.found.values
            {'layer1.means': 0.5}
        """
        self.found.values[f"{self.path}.{name}"] = value

    def show(self, a: Array) -> Array:
        """Return the layer's activations, after keeping them if it is watched.

        Args:
            a: the activations, (n, ...), channels last.

        Example:
            >>> step = Step(path="layer1", found=Found(watched=frozenset({"layer1"})))
            >>> step.show(0.5), step.found.seen
            (0.5, {'layer1': 0.5})
        """
        if self.path in self.found.watched:
            self.found.seen[self.path] = a
        return a

    def penalize(self, cost: Array) -> None:
        """Add a scalar to the mean cost of the mini-batch.

        Args:
            cost: the scalar.

        Example:
            >>> step = Step()
            >>> step.penalize(0.1)
            >>> step.found.penalties
            [0.1]
        """
        self.found.penalties.append(cost)

    def add_output(self, z: Array, weight: float) -> None:
        """Add the cost of a further output's z, multiplied by a weight.

        Args:
            z: weighted inputs of the shape of the network's own, (n, ...).
            weight: what the cost is multiplied by.

        Example:
            >>> step = Step()
            >>> step.add_output([[0.5, -0.5]], weight=0.3)
            >>> step.found.auxiliary
            [([[0.5, -0.5]], 0.3)]
        """
        self.found.auxiliary.append((z, weight))
