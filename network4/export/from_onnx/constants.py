"""What a graph knows before any image: initializers, and what is computed of them."""

from collections.abc import Callable
from typing import Any

import numpy as np

from network4.export.from_onnx.attributes import settings_of
from network4.export.from_onnx.tensors import Array, Tensors, check_unique
from network4.export.onnx_nodes import onnx_module

Sides = tuple[int | None, ...]  # None for one that may differ
# Stands for the number of examples in a shape, if it may be any number.
BATCH = -(2**40)
_MOST_COMPUTED = 2**20  # values of an array that is larger than what it is made of
_TIMES_AS_MANY = 8  # values may be computed as the file has, and some besides


class Constants:
    """Arrays by name, each made when it is asked for.

    Args:
        graph: a GraphProto, whose initializers these are.
        opset: the version of ONNX's operators.
        tensors: makes arrays of tensors.

    Attributes:
        shapes: of values that are computed of images, (n, ...), by name; whoever finds
            one notes it here for the nodes that ask for it.
    """

    def __init__(self, graph: Any, opset: int, tensors: Tensors) -> None:
        """Look at names alone; no array is made yet."""
        check_unique("initializers", (each.name for each in graph.initializer))
        self.shapes: dict[str, Sides] = {}
        self._opset, self._tensors = opset, tensors
        self._initializers = {each.name: each for each in graph.initializer}
        self._nodes: dict[str, Any] = {}
        self._arrays: dict[str, Array] = {}
        self._num_held = self._num_made = 0

    def __contains__(self, name: str) -> bool:
        """Return whether a value is known before any image is."""
        return name in self._initializers or name in self._nodes

    def names(self) -> list[str]:
        """Return the names of all initializers."""
        return list(self._initializers)

    def take(self, node: Any) -> bool:
        """Return whether a node is computed of constants alone; then keep it."""
        read = [name for name in node.input if name]
        is_known = all(name in self for name in read) and (
            bool(read) or node.op_type == "Constant"
        )
        if is_known or node.op_type == "Shape":
            self._nodes.update((name, node) for name in node.output if name)
            return True
        return False

    def array(self, name: str) -> Array:
        """Return a constant.

        Raises:
            ValueError: it cannot be computed, or is of a type that is not understood.
        """
        if name not in self._arrays:
            self._arrays[name] = self._make(name)
        return self._arrays[name]

    def _make(self, name: str) -> Array:
        if name in self._initializers:
            made = self._tensors.array(self._initializers[name])
            self._num_held += made.size
            return made
        made = self._compute(self._nodes[name])
        self.count(made.size)
        return made

    def count(self, size: int) -> None:
        """Count values that were made of what the file has.

        Raises:
            ValueError: they are many times what it has: a small file would fill memory.
        """
        self._num_made += size
        if self._num_made > _TIMES_AS_MANY * self._num_held + _MOST_COMPUTED * 4:
            raise ValueError(
                f"its {self._num_held} numbers would become more than {self._num_made}"
            )

    def _compute(self, node: Any) -> Array:
        settings = settings_of(node, self._opset, is_constant=True)
        if node.op_type == "Shape":
            return self._shape(node)
        if node.op_type == "Constant":
            return self._constant(settings)
        read = [self.array(each) if each else None for each in node.input]
        try:
            return _COMPUTED[node.op_type](settings, *read)
        except (TypeError, ValueError, IndexError, AttributeError) as error:
            raise ValueError(
                f"its {node.op_type} of constants cannot be: {error}"
            ) from None

    def _shape(self, node: Any) -> Array:
        name = node.input[0]
        if name in self:
            return np.array(self.array(name).shape, np.int64)
        sides = self.shapes.get(name, (None,))
        if None in sides:
            raise ValueError("its Shape is of a value that is not known by then")
        return np.array(sides, np.int64)

    def _constant(self, settings: dict[str, Any]) -> Array:
        ((name, value),) = ((n, v) for n, v in settings.items() if v is not None)
        if name == "value":
            return self._tensors.array(value)
        return np.array(value, np.float32 if "float" in name else np.int64)


def whole_numbers(array: Array) -> list[int]:
    """Return whole numbers as a list; ValueError if they are others."""
    if array.dtype.kind not in "iu" or array.ndim > 1:
        raise ValueError(f"axes and shapes must be whole numbers, not {array.dtype}")
    return [int(each) for each in array.reshape(-1)]


def _bounded(size: int) -> None:
    if size > _MOST_COMPUTED:
        raise ValueError(f"it would have {size} values")


def _elementwise(function: Callable[..., Array]) -> Callable[..., Array]:
    def compute(settings: dict[str, Any], *arrays: Array) -> Array:
        del settings
        if any(array.dtype.kind != "f" for array in arrays):
            raise ValueError("its numbers are no floats")
        if len({array.dtype for array in arrays}) > 1:
            raise ValueError("its numbers are of several types")
        shape = np.broadcast_shapes(*(array.shape for array in arrays))
        if shape not in [array.shape for array in arrays]:
            _bounded(int(np.prod(shape, dtype=object)))
        with np.errstate(all="ignore"):  # whoever reads the result wants it finite
            return np.asarray(function(*arrays))

    return compute


def cast_type(settings: dict[str, Any]) -> np.dtype[Any]:
    """Return the type that a Cast makes; ValueError if none of numbers."""
    kinds = onnx_module("onnx").TensorProto
    allowed = kinds.FLOAT, kinds.DOUBLE, kinds.FLOAT16, kinds.INT64, kinds.INT32
    if settings["to"] not in allowed:
        raise ValueError(f"its Cast has to={settings['to']}")
    return onnx_module("onnx.helper").tensor_dtype_to_np_dtype(settings["to"])


def _same(settings: dict[str, Any], array: Array) -> Array:
    del settings
    return array


def _cast(settings: dict[str, Any], array: Array) -> Array:
    with np.errstate(all="ignore"):
        return array.astype(cast_type(settings))


def _concatenated(settings: dict[str, Any], *arrays: Array) -> Array:
    _bounded(sum(array.size for array in arrays))
    return np.concatenate(arrays, axis=settings["axis"])


def _gathered(settings: dict[str, Any], array: Array, places: Array) -> Array:
    _bounded(array.size * max(places.size, 1))
    return np.take(array, places, axis=settings["axis"], mode="raise")


def _reshaped(settings: dict[str, Any], array: Array, shape: Array) -> Array:
    del settings
    sides = whole_numbers(shape)
    return array.reshape([array.shape[n] if s == 0 else s for n, s in enumerate(sides)])


def axes_of(settings: dict[str, Any], given: Array | None) -> list[int] | None:
    """Return axes, which older opsets have as an attribute, others as an input."""
    axes = settings.get("axes") if given is None else whole_numbers(given)
    return None if axes is None else [int(axis) for axis in axes]


def _squeezed(
    settings: dict[str, Any], array: Array, given: Array | None = None
) -> Array:
    axes = axes_of(settings, given)
    return np.squeeze(array, None if axes is None else tuple(axes))


def _unsqueezed(
    settings: dict[str, Any], array: Array, given: Array | None = None
) -> Array:
    return np.expand_dims(array, tuple(axes_of(settings, given) or ()))


def _transposed(settings: dict[str, Any], array: Array) -> Array:
    return np.transpose(array, settings["perm"])


_COMPUTED: dict[str, Callable[..., Array]] = {
    "Add": _elementwise(np.add),
    "Cast": _cast,
    "Concat": _concatenated,
    "Div": _elementwise(np.divide),
    "Gather": _gathered,
    "Identity": _same,
    "Mul": _elementwise(np.multiply),
    "Neg": _elementwise(np.negative),
    "Reshape": _reshaped,
    "Sqrt": _elementwise(np.sqrt),
    "Squeeze": _squeezed,
    "Sub": _elementwise(np.subtract),
    "Transpose": _transposed,
    "Unsqueeze": _unsqueezed,
}
