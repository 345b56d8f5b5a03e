"""Operations for layers that are the same in all libraries with NumPy's names."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from network4.layers.operations import Array, Pair
from network4.layers.parameters import Shape


class NamedAsInNumpy:
    """The common part of `Operations`; each library adds the rest."""

    xp: Any  # the array library, by the name that the array API standard gives it
    activations: Mapping[str, Callable[[Array], Array]]

    def matmul(self, a: Array, b: Array) -> Array:
        """See `Operations.matmul`."""
        return a @ b

    def einsum(self, subscripts: str, *arrays: Array) -> Array:
        """See `Operations.einsum`."""
        return self.xp.einsum(subscripts, *arrays)

    def sum(self, a: Array, axis: int | Sequence[int], keepdims: bool = False) -> Array:
        """See `Operations.sum`."""
        return self.xp.sum(a, axis=_axes(axis), keepdims=keepdims)

    def mean(
        self, a: Array, axis: int | Sequence[int], keepdims: bool = False
    ) -> Array:
        """See `Operations.mean`."""
        return self.xp.mean(a, axis=_axes(axis), keepdims=keepdims)

    def variance(self, a: Array, axis: int | Sequence[int]) -> Array:
        """See `Operations.variance`."""
        return self.xp.var(a, axis=_axes(axis))

    def where(self, condition: Array, a: Array, b: Any) -> Array:
        """See `Operations.where`."""
        return self.xp.where(condition, a, b)

    def exp(self, a: Array) -> Array:
        """See `Operations.exp`."""
        return self.xp.exp(a)

    def log(self, a: Array) -> Array:
        """See `Operations.log`."""
        return self.xp.log(a)

    def sqrt(self, a: Array) -> Array:
        """See `Operations.sqrt`."""
        return self.xp.sqrt(a)

    def maximum(self, a: Array, b: Any) -> Array:
        """See `Operations.maximum`."""
        return self.xp.maximum(a, b)

    def activate(self, activation: str, z: Array) -> Array:
        """See `Operations.activate`."""
        return self.activations[activation](z)

    def concatenate(self, arrays: Sequence[Array], axis: int) -> Array:
        """See `Operations.concatenate`."""
        return self.xp.concatenate(arrays, axis)

    def zeros(self, shape: Shape, like: Array) -> Array:
        """See `Operations.zeros`."""
        return self.xp.zeros(shape, like.dtype)

    def pad(self, a: Array, padding: Sequence[Pair], value: float = 0.0) -> Array:
        """See `Operations.pad`."""
        return self.xp.pad(a, ((0, 0), *padding, (0, 0)), constant_values=value)

    def flatten(self, a: Array) -> Array:
        """See `Operations.flatten`."""
        turned = a.transpose(0, 3, 1, 2) if a.ndim == 4 else a
        return turned.reshape(a.shape[0], -1)

    def inward(self, a: Array) -> Array:
        """See `Operations.inward`."""
        return a.transpose(0, 2, 3, 1) if a.ndim == 4 else a

    def outward_shape(self, a: Array) -> Shape:
        """See `Operations.outward_shape`."""
        if a.ndim != 4:
            return a.shape
        number, height, width, channels = a.shape
        return number, channels, height, width


def _axes(axis: int | Sequence[int]) -> int | tuple[int, ...]:
    return axis if isinstance(axis, int) else tuple(axis)
