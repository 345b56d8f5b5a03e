"""Layers that are being read one after another, and how values lie in the file."""

import math
from dataclasses import replace
from typing import Any, cast

import numpy as np

from network4.export.from_onnx.constants import Sides
from network4.export.from_onnx.tensors import Array, check_order
from network4.layers import (
    BatchNorm,
    Conv,
    FullyConnected,
    Layer,
    Shape,
    Tree,
    num_channels,
)
from network4.layers.activations import Activation

MOST_VALUES = 2**23  # of one example, where each value's place must be known
_MOST_MOVED = 2**26  # values, by all transposes together
_MOST_CHANNELS = 2**20  # of a layer that scales and moves, whose numbers are made here
_FEW_CHANNELS = 1, 3  # which tell where the channels are in an input without Conv
_BYTE_SCALE = 1 / 16  # a scaling by less than this is one of bytes, not of 0..1
_UNIT = 0.5  # variance and epsilon of a BatchNorm layer that divides by exactly 1
_FOLDABLE = Conv, FullyConnected, BatchNorm

Affine = tuple[Array, Array]


class Line:
    """Layers in one line, and what is still to be done to what the last one gives.

    Args:
        sides: what is read, as the file has it, without the number of examples.
        dtype: of what is read, "uint8", "float32" or "float64".
        batch: how many examples the file is for; default None, any number.
        is_start: whether it reads the network's input, and not what branches leave;
            default True.
        guesses: whether the file does not say which side of images is which; default
            False.

    Attributes:
        layers, parameters: what has been read.
        read_shape: of the network's input.
        shape: of what the last layer gives.
        sides: of the same values as the file has them.
        places: for each value in the file where ours has it, counted through; None
            where both have the same order.
        affine: a factor and a summand, float64, which broadcast to `sides`, that are
            still to be folded into a layer; None for none.
        margin: rows above and below, columns left and right, of zeros that the next
            convolution is to add.
        opens: whether an activation may still belong to the last layer.
        reads_bytes: whether the file expects 0..255 where network4 has 0..1; None to
            tell by its first scaling.
        is_relaid: whether the file has channels last where network4 has them first.
        ended: the name of the softmax after which nothing may come, or "".
    """

    def __init__(
        self,
        sides: Sides,
        dtype: str,
        batch: int | None = None,
        *,
        is_start: bool = True,
        guesses: bool = False,
    ) -> None:
        """Begin with the values as they are."""
        self.layers: list[Layer] = []
        self.parameters: list[Tree] = []
        self.sides = self._declared = sides
        self.dtype, self.batch = dtype, batch
        self.shape: Shape = cast(Shape, sides)
        self.read_shape = self.shape
        self.places: Array | None = None
        self._guessed: Array | None = None
        self.affine: Affine | None = None
        self.margin = (0, 0), (0, 0)
        self.opens = self.is_relaid = False
        self.ended = ""
        self.reads_bytes: bool | None = False
        self._is_read = self._is_settled = not is_start
        self._num_moved = 0
        self._guesses = guesses
        if guesses and len(sides) == 3 and None not in sides:
            self._guess_channels(cast(Shape, sides))

    def _guess_channels(self, sides: Shape) -> None:
        if sides[2] in _FEW_CHANNELS and sides[0] not in _FEW_CHANNELS:
            self.transpose((2, 0, 1))
            guessed = self._known_places().reshape(-1)
            self.settle()
            self._guessed = guessed
            self.transpose((1, 2, 0))
            self._is_settled = False  # a Conv may still say otherwise

    def branch(self) -> "Line":
        """Return a line that reads what this one gives."""
        made = Line(self.sides, self.dtype, self.batch, is_start=False)
        made.shape, made.places = self.shape, self.places
        return made

    def settle(self) -> None:
        """Take what is read, if no layer has read it yet, as it lies now."""
        if not self._is_settled:
            check_order(self.places, cast(Shape, self.sides), self._guessed)
            self.is_relaid = self.sides != self._declared
            self.read_shape = self.shape = cast(Shape, self.sides)
            self.places = None
            self._is_settled = True

    @property
    def is_read(self) -> bool:
        """Whether something has been done to the input, whose range is then known."""
        return self._is_read or self.reads_bytes is False

    def begin(self) -> None:
        """Take what is read as it lies, if maps lie otherwise than was guessed."""
        if len(self.sides) == 3 and self.sides != self._declared:
            self.settle()
        self._is_settled = True

    def align(self, kind: str) -> None:
        """Refuse values that lie otherwise than layers have them."""
        self.settle()
        if self.places is not None or self.sides != self.shape:
            raise ValueError(f"its {kind} reads values that are transposed or reshaped")

    def transpose(self, order: tuple[int, ...]) -> None:
        """Reorder the sides as the file does."""
        places = self._known_places().transpose(order)
        self._num_moved += places.size
        if self._num_moved > _MOST_MOVED:
            raise ValueError(f"its transposes move more than {_MOST_MOVED} values")
        if self.affine is not None:
            slope, shift = self.affine
            self.affine = slope.transpose(order), shift.transpose(order)
        self.sides = places.shape
        same = np.array_equal(places.reshape(-1), np.arange(places.size))
        self.places = None if same else places

    def reshape(self, sides: Shape) -> None:
        """Cut the values into other sides, in the order in which they are."""
        if sides == self.sides:
            return
        if self.affine is not None:
            full = [self._spread(each) for each in self.affine]
            self.affine = full[0].reshape(sides), full[1].reshape(sides)
        if self.places is not None:
            self.places = self.places.reshape(sides)
        if self._guesses and not self._is_settled and len(sides) < len(self.shape) < 3:
            self.shape = (1, *self.shape)  # an image of one channel
            self.read_shape = self.shape
        self.sides = sides

    def _known_places(self) -> Array:
        if self.places is not None:
            return self.places
        sides = self._bounded_sides()
        return np.arange(math.prod(sides), dtype=np.int32).reshape(sides)

    def _bounded_sides(self) -> Shape:
        if None in self.sides or math.prod(cast(Shape, self.sides)) > MOST_VALUES:
            raise ValueError(
                f"its examples of {self.sides} must have up to {MOST_VALUES} values to "
                "be reordered"
            )
        return cast(Shape, self.sides)

    def _spread(self, array: Array) -> Array:
        return np.broadcast_to(array, self._bounded_sides())

    def multiply_and_add(self, slope: Array, shift: Array) -> None:
        """Note a factor and then a summand, which broadcast to `sides`."""
        if self.affine is not None:
            before, moved = self.affine
            slope, shift = before * slope, moved * slope + shift
        self.affine = slope, shift

    def take_affine(self) -> Affine | None:
        """Return what was still to be done to values, for a layer to do it."""
        affine, self.affine = self.affine, None
        if not self._is_read:
            affine = self._of_fractions(affine)
            self._is_read = True
        if affine and (affine[0] == 1).all() and not affine[1].any():
            return None
        return affine

    def _of_fractions(self, affine: Affine | None) -> Affine | None:
        """Return the same for values in 0..1 where the file expects bytes."""
        one = np.ones((1,) * len(self.sides))
        slope, shift = affine or (one, 0 * one)
        reads_bytes = self.reads_bytes
        if reads_bytes is None:
            reads_bytes = bool((np.abs(slope) < _BYTE_SCALE).all())
        return (slope * 255, shift) if reads_bytes else affine

    def flush(self) -> None:
        """Let a layer do what is still to be done to values."""
        affine = self.take_affine()
        if affine is None:
            return
        self.begin()
        slope, shift = (self._by_channel(each) for each in affine)
        if self.opens and type(self.layers[-1]) in _FOLDABLE:
            self._fold_back(slope, shift)
        else:
            self._add_affine(slope, shift)

    def _by_channel(self, array: Array) -> Array:
        """Return one number a channel; ValueError where they differ within one."""
        if self.places is not None or self.sides != self.shape:
            array = self._spread(array)
            ours = np.empty(array.size)
            ours[self._known_places().reshape(-1)] = array.reshape(-1)
            array = ours.reshape(self.shape)
        self._num_channels()
        axis = 0 if len(self.shape) == 3 else -1
        by_channel = np.moveaxis(array, axis, 0).reshape(array.shape[axis], -1)
        if (by_channel != by_channel[:, :1]).any():
            raise ValueError("it scales or moves the places of a channel differently")
        return np.broadcast_to(by_channel[:, 0], (self._num_channels(),))

    def _num_channels(self) -> int:
        count = num_channels(self.shape)
        if count > _MOST_CHANNELS:
            raise ValueError(f"it scales {count} channels, above {_MOST_CHANNELS}")
        return count

    def _fold_back(self, slope: Array, shift: Array) -> None:
        """Let the last layer, whose activation is still to come, give other values."""
        numbers = self.parameters[-1]
        weights, biases = "weights", "biases"
        if type(self.layers[-1]) is BatchNorm:
            weights, biases = "scales", "offsets"
        by_unit = slope.reshape(-1, 1, 1, 1) if numbers[weights].ndim == 4 else slope
        numbers[weights] = numbers[weights] * by_unit
        numbers[biases] = numbers[biases] * slope + shift

    def _add_affine(self, slope: Array, shift: Array) -> None:
        unit = np.full(slope.shape, _UNIT)
        numbers = {"scales": slope, "offsets": shift, "means": 0 * unit}
        layer = BatchNorm(epsilon=_UNIT)
        self.layers.append(layer)
        self.parameters.append({**numbers, "variances": unit})
        self.opens = True

    def add(self, layer: Layer, numbers: Tree, *, opens: bool = False) -> None:
        """Add a layer, whose outputs then lie as layers have them.

        Args:
            layer: it can read what the last layer gives.
            numbers: its parameters.
            opens: whether an activation may follow that belongs to it; default False.
        """
        self.shape = layer.output_shape(self.shape)
        self.sides, self.places, self._is_settled = self.shape, None, True
        self.layers.append(layer)
        self.parameters.append(numbers)
        self.opens = opens

    def activate(self, activation: Activation) -> None:
        """Let the last layer, or one that does nothing else, apply an activation."""
        self.flush()
        if not self.opens:
            self.add_identity()
        last = cast(Any, self.layers[-1])
        self.layers[-1] = replace(last, activation=activation)
        self.opens = False

    def add_identity(self) -> None:
        """Add a layer that gives what it reads."""
        self.begin()
        one = np.ones(self._num_channels())
        self._add_affine(one, 0 * one)

    def dense(self, owner: str, weights: Array, biases: Array) -> None:
        """Add a product with weights (inputs, units) as the file has its inputs."""
        if weights.ndim != 2 or self.sides != weights.shape[:1]:
            raise ValueError(
                f"its {owner} multiplies values of {self.sides} with {weights.shape}"
            )
        affine = self.take_affine()
        if affine is not None:
            slope, shift = (self._spread(each) for each in affine)
            biases = biases + shift @ weights
            weights = weights * slope[:, None]
        if self.places is not None:
            ours = np.empty_like(weights)
            ours[self.places.reshape(-1)] = weights
            weights = ours
        layer = FullyConnected(weights.shape[1], activation="linear")
        self.add(layer, {"weights": weights, "biases": biases}, opens=True)
