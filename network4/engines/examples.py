"""Examples in the engines' form: inputs, targets, lengths and weights, all checked."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.datasets import Split, as_shares, checked_lengths
from network4.engines.pixels import as_pixels, described_not_finite
from network4.errors import ArgumentError, ShapeError, shown
from network4.layers import Shape
from network4.layers.parameters import fits, is_open
from network4.network import Network
from network4.utils.arrays import as_array
from network4.utils.checks import as_real, check_kind

Images = npt.NDArray[np.uint8 | np.float32 | np.int32]
Outputs = npt.NDArray[np.float32]
Lengths = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Examples:
    """Inputs with their targets.

    Args:
        images: (n, *network.input_shape), uint8 in 0..255, float32, or int32.
        targets: int32 labels, (n,) or (n, time); float32 arrays (n, *output shape); or
            None if the inputs are the targets.
        lengths: (n,) int32, the number of steps of each sequence that count; default
            None, all.
        weights: (n,) float32 of 0 or more, by which costs are multiplied; default None.
    """

    images: Images
    targets: npt.NDArray[Any] | None = None
    lengths: Lengths | None = None
    weights: npt.NDArray[np.float32] | None = None

    def __len__(self) -> int:
        """Return the number of examples."""
        return len(self.images)

    def part(self, chosen: slice) -> "Examples":
        """Return some of the examples."""
        arrays = (self.images, self.targets, self.lengths, self.weights)
        return Examples(*(None if a is None else a[chosen] for a in arrays))  # pyright: ignore[reportArgumentType]

    @property
    def mask(self) -> npt.NDArray[np.bool_] | None:
        """(n, time), True at the steps that have values; None if all have."""
        if self.lengths is None:
            return None
        steps = np.arange(self.images.shape[1], dtype=np.int32)
        return steps < self.lengths[:, None]


def as_examples(owner: str, network: Network, split: Split) -> Examples:
    """Return a split in the form on which the network is trained.

    Args:
        owner: the function that was given it, for messages.
        network: the network that reads it.
        split: arrays of any kind.

    Raises:
        ShapeError, ArgumentError: its arrays do not fit the network.
    """
    check_kind(owner, "split", split, Split)
    images = as_batch(network, split.images)
    targets = as_targets(owner, network, split.labels, images)
    lengths = as_lengths(owner, network, images, split.lengths)
    return Examples(images, targets, lengths, split.weights)


def output_shape_of(network: Network, images: Images) -> Shape:
    """Return the shape of a network's outputs for such images, without open lengths."""
    if is_open(network.output_shape):
        return network.body.output_shape(images.shape[1:])
    return network.output_shape


def as_targets(owner: str, network: Network, labels: Any, images: Images) -> Any:
    """Return labels in the form on which the network is trained; None if it needs none.

    Args:
        owner: the function that was given them, for messages.
        network: the network that is trained on them.
        labels: labels of any kind.
        images: the examples, as the network reads them.

    Raises:
        ShapeError, ArgumentError: they do not fit the network, or their number differs.
    """
    objective = network.objective
    given = None if labels is None else as_array(owner, "labels", labels)
    targets = objective.as_targets(owner, given, output_shape_of(network, images))
    if objective.wants_inputs:
        return targets
    if not np.ndim(targets):
        raise ShapeError(
            f"{objective.name}: as_targets must return an array with one target an "
            f"example, received {shown(targets)}; say wants_inputs = True where the "
            "inputs are the targets."
        )
    if len(targets) != len(images):
        raise ShapeError(
            f"{owner}: labels must be one an image, {len(images)} here, received "
            f"{len(targets)}."
        )
    return targets


def as_lengths(
    owner: str, network: Network, batch: Images, lengths: npt.ArrayLike | None
) -> Lengths | None:
    """Return the number of steps of each sequence that count, as int32; None for all.

    Raises:
        ArgumentError: there is not one in 1..time for each sequence, or the network
            reads inputs of one shape, whose layers would read the padding too.
    """
    if lengths is None:
        return None
    if is_open(network.input_shape) and len(network.input_shape) < 3:
        return checked_lengths(owner, lengths, batch.shape)
    raise ArgumentError(
        f"{owner}: lengths must be left out for a network that reads inputs of shape "
        f"{network.input_shape}, received some; say input_shape=(None, ...)."
    )


def score(network: Network, examples: Examples, outputs: Outputs) -> float:
    """Return the score of a network's outputs for examples.

    Raises:
        ArgumentError: there are none, or none has a class, or the objective returns no
            number, or for finite outputs none that is finite.
    """
    if not len(examples):
        raise ArgumentError("score: there must be one example or more, received none.")
    wanted = examples.targets
    if network.objective.wants_inputs:
        wanted = as_shares(examples.images)
    found = network.objective.score(outputs, np.asarray(wanted), examples.mask)
    number = as_real(found)
    if number is not None:
        if math.isfinite(number) or not np.isfinite(outputs).all():
            return number
    raise ArgumentError(
        f"{network.objective.name}: score must return a finite number, received "
        f"{shown(found)}; an array's mean is one, say."
    )


def as_batch(network: Network, images: npt.ArrayLike) -> Images:
    """Return images as (n, *network.input_shape), in the type that the network reads.

    Args:
        network: whose input they become.
        images: pixels, uint8 in 0..255, floating in 0..1 or booleans; numbers of any
            range; or whole numbers, as the network reads. Many inputs of shape (n, h,
            w), (n, h*w), (n, c, h, w) or (n, h, w, c), or one input without n. If the
            shape does not tell the order of axes, as with (n, 3, 3, 3), it is the
            network's own.

    Returns:
        Pixels as uint8 or float32, numbers as float32, whole numbers as int32.

    Raises:
        ShapeError: they have another size, type or range than the network's input.

    Example:
        >>> from network4.layers import Softmax
        >>> network = Network([Softmax(10)])
        >>> as_batch(network, np.zeros((5, 784), np.uint8)).shape
        (5, 1, 28, 28)
        >>> as_batch(network, np.zeros((28, 28))).shape
        (1, 1, 28, 28)
    """
    array = as_array("Network", "images", images)
    batch = _shaped(array, network.input_shape)
    if network.inputs == "pixels":
        return as_pixels(batch)
    if network.inputs == "numbers":
        return _as_numbers(batch)
    return _as_whole_numbers(batch, network.inputs)


def _shaped(array: npt.NDArray[Any], shape: Shape) -> npt.NDArray[Any]:
    """Return (n, *shape) of one input or many."""
    if is_open(shape):
        batch = array[None] if array.ndim == len(shape) else array
        if not fits(batch.shape[1:], shape):
            raise _wrong_shape([shape], array)
        if 0 in batch.shape[1:]:
            raise ShapeError(
                "The network expects sequences of one step or more, received "
                f"{array.shape}; leave out those without a step."
            )
        return batch
    one = [shape, (int(np.prod(shape)),)]
    if len(shape) == 3 and shape[0] == 1:
        one.append(shape[1:])
    if array.shape in one or array.shape[1:] in one:
        return array.reshape(-1, *shape)
    if len(shape) == 3:
        last = (*shape[1:], shape[0])
        if array.shape == last or array.shape[1:] == last:
            return np.ascontiguousarray(np.moveaxis(array.reshape(-1, *last), 3, 1))
        one.append(last)
    raise _wrong_shape(one, array)


def _wrong_shape(one: list[Shape], array: npt.NDArray[Any]) -> ShapeError:
    accepted = " or ".join(str(("n", *s)).replace("'", "") for s in one)
    return ShapeError(
        f"The network expects images of shape {accepted}, received {array.shape}; "
        "resize or reshape them."
    )


def _as_numbers(batch: npt.NDArray[Any]) -> Images:
    if batch.dtype.kind not in "fiub":
        raise ShapeError(
            f"The network expects finite numbers, received {batch.dtype}; give an "
            "array of integers or floats."
        )
    with np.errstate(over="ignore"):
        numbers = batch.astype(np.float32)
    if np.isfinite(numbers).all():
        return numbers
    wrong = described_not_finite(batch)
    if wrong:
        raise ShapeError(
            f"The network expects finite numbers, received {wrong}; leave those "
            "examples out, or correct them."
        )
    raise ShapeError(
        "The network expects finite numbers, received some up to "
        f"{np.abs(batch).max():g}, which float32 cannot hold; make them smaller."
    )


def _as_whole_numbers(batch: npt.NDArray[Any], count: int) -> Images:
    if batch.dtype.kind not in "iu":
        raise ShapeError(
            f"The network expects whole numbers in 0..{count - 1}, received "
            f"{batch.dtype}."
        )
    if batch.size and not (batch.min() >= 0 and batch.max() < count):
        raise ShapeError(
            f"The network expects whole numbers in 0..{count - 1}, received "
            f"{batch.min()} to {batch.max()}."
        )
    return batch.astype(np.int32)
