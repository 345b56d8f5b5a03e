"""Batch normalisation: it gives a layer's inputs mean 0 and variance 1."""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any

from network4.layers.activations import Activation, check_activation
from network4.layers.base import Layer, num_channels
from network4.layers.operations import Array, Operations
from network4.layers.parameters import Parameter, Shape, Tree
from network4.layers.step import Step
from network4.utils.checks import check_number


@dataclass(frozen=True, eq=False, repr=False)
class BatchNorm(Layer):
    """Batch normalisation of each map, or of each value if the input is no image.

    a = activation(scale * (x - mean) / sqrt(variance + epsilon) + offset).

    In training, mean and variance are those of the mini-batch, over all images and all
    places of a map. In sequences, padding is left out. In prediction, both are running
    averages over the mini-batches: m <- decay * m + (1 - decay) * (value of the batch).

    The layer stands between a linear layer and its activation:
    `Conv(32, 3, activation="linear"), BatchNorm(activation="relu")`.

    Args:
        activation: "linear", "sigmoid", "tanh" or "relu"; default "linear".
        decay: factor of the running averages, 0 <= decay < 1; default 0.9.
        epsilon: number that is added to variances, above 0; default 1e-5.

    Shapes:
        The output has the input's shape. Scales, offsets, means and variances: (maps,)
        of an image, (values,) else. All are float32.

    Raises:
        ArgumentError: an argument is out of range.

    Example:
        >>> BatchNorm(activation="relu").output_shape((20, 12, 12))
        (20, 12, 12)

    Source: Ioffe and Szegedy 2015.
    """

    _: KW_ONLY
    activation: Activation = "linear"
    decay: float = 0.9
    epsilon: float = 1e-5

    def __post_init__(self) -> None:
        """Refuse what is out of range."""
        check_activation(self.name, self.activation)
        self._store("decay", check_number(self.name, "decay", self.decay, 0.0, 1.0))
        epsilon = check_number(
            self.name, "epsilon", self.epsilon, 0.0, minimum_allowed=False
        )
        self._store("epsilon", epsilon)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the input's own shape."""
        return input_shape

    def parameters(self, input_shape: Shape) -> Tree:
        """Scales, offsets, means and variances, one for each map or value."""
        each = (num_channels(input_shape),)
        return {
            "scales": Parameter(each, start=1.0),
            "offsets": Parameter(each),
            "means": Parameter(each, learns=False),
            "variances": Parameter(each, start=1.0, learns=False),
        }

    def weighted_input(
        self, ops: Operations, numbers: Mapping[str, Any], a: Array, step: Step
    ) -> Array:
        """Return the inputs with mean 0 and variance 1, then scaled and shifted."""
        means, variances = numbers["means"], numbers["variances"]
        if step.training:
            means, variances = _mean_and_variance(ops, a, step.mask)
            for name, found in (("means", means), ("variances", variances)):
                now = self.decay * numbers[name] + (1 - self.decay) * found
                step.remember(name, now)
        each = (1,) * (a.ndim - 1) + (-1,)
        slope = (numbers["scales"] / ops.sqrt(variances + self.epsilon)).reshape(each)
        return (a - means.reshape(each)) * slope + numbers["offsets"].reshape(each)


def _mean_and_variance(
    ops: Operations, a: Array, mask: Array | None
) -> tuple[Array, Array]:
    """Return both for each channel, over all examples and places without padding."""
    over = tuple(range(a.ndim - 1))
    if mask is None or a.ndim != 3:
        return ops.mean(a, over), ops.variance(a, over)
    counted = mask[:, :, None]
    count = ops.sum(ops.where(counted, 1.0, 0.0), (0, 1, 2))
    means = ops.sum(ops.where(counted, a, 0), over) / count
    distances = ops.where(counted, a - means.reshape(1, 1, -1), 0)
    return means, ops.sum(distances**2, over) / count
