"""How far a model's probabilities can be trusted, and when it should not answer."""

import importlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.datasets import Split
from network4.engines import as_examples
from network4.errors import ArgumentError, ShapeError, shown
from network4.layers import Layer, Sequence, named, replaced
from network4.model import Model
from network4.objectives import likeliest_classes
from network4.utils.arrays import as_numbers
from network4.utils.checks import (
    LARGEST_SIZE,
    check_integer,
    check_kind,
    check_number,
)

Floats = npt.NDArray[np.floating[Any]]
Labels = npt.NDArray[np.integer[Any]]
_LEAST = float(np.finfo(np.float32).tiny)
_TEMPERATURES = (0.05, 20.0)


def expected_calibration_error(
    probabilities: Floats, labels: Labels, num_bins: int = 15
) -> float:
    """Return the mean distance between stated probability and accuracy, 0 to 1.

    Images are put into bins by the probability of their likeliest class. The error is
    the sum over bins of (share of the images) * |accuracy - mean probability|.

    Args:
        probabilities: (n, classes) in 0..1; each row sums to 1; n 1 or more.
        labels: (n,) true classes.
        num_bins: number of bins of equal width over 0..1, 1..16,777,216; default 15.

    Raises:
        ShapeError: there are no images, or not one label for each image.
        ArgumentError: `num_bins` is out of range.

    Example:
        >>> sure_and_half_right = np.array([[1.0, 0.0], [1.0, 0.0]])
        >>> expected_calibration_error(sure_and_half_right, np.array([0, 1]))
        0.5

    Source: Guo et al. 2017, with bins as Naeini et al. 2015.
    """
    owner = "expected_calibration_error"
    return _reliability(owner, probabilities, labels, num_bins).error


@dataclass(frozen=True, eq=False)
class Reliability:
    """How sure a model was, beside how often it was right.

    Images are put into bins of equal width by the probability of their likeliest class.

    Attributes:
        counts: (bins,) how many images fell into each bin.
        sure: (bins,) the mean probability of their likeliest class, 0 to 1; NaN where
            there is no image.
        right: (bins,) the share of them that the model named rightly, 0 to 1; NaN where
            there is no image.
    """

    counts: npt.NDArray[np.int64]
    sure: npt.NDArray[np.float64]
    right: npt.NDArray[np.float64]

    @property
    def error(self) -> float:
        """The expected calibration error: the mean distance of sure and right."""
        gaps = np.abs(self.right - self.sure)
        return float(np.nansum(self.counts * gaps) / self.counts.sum())


def reliability(
    probabilities: Floats,
    labels: Labels,
    num_bins: int = 15,
) -> Reliability:
    """Return how sure a model was and how often it was right, bin by bin.

    Args:
        probabilities: (n, classes), rows that sum to 1; n 1 or more.
        labels: (n,) true classes.
        num_bins: of equal width over 0..1, 1..16,777,216; default 15.

    Raises:
        ShapeError: there is not one label an image, or no image.
        ArgumentError: num_bins is out of range.

    Example:
        >>> sure_and_half_right = np.array([[1.0, 0.0], [1.0, 0.0]])
        >>> reliability(sure_and_half_right, np.array([0, 1]), num_bins=2).right
        array([nan, 0.5])
    """
    return _reliability("reliability", probabilities, labels, num_bins)


def _reliability(
    owner: str, probabilities: Floats, labels: Labels, num_bins: int
) -> Reliability:
    check_integer(owner, "num_bins", num_bins, 1, LARGEST_SIZE)
    sure, right = _sure_and_right(owner, probabilities, labels)
    bins = np.minimum((sure * num_bins).astype(np.int64), num_bins - 1)
    counts = np.bincount(bins, minlength=num_bins)
    with np.errstate(invalid="ignore"):  # 0 / 0 of a bin without images
        mean_sure, mean_right = (
            np.bincount(bins, weights=each, minlength=num_bins) / counts
            for each in (sure, right)
        )
    return Reliability(counts, mean_sure, mean_right)


def calibrate(model: Model, validation: Split) -> Model:
    """Return the model with its probabilities calibrated by a temperature.

    p_j = exp(z_j / T) / sum over k of exp(z_k / T). T above 0 is chosen so that the
    log-likelihood of the validation labels is greatest. The weights of the last layer
    are divided by T, so every program that runs the model gets the new probabilities.
    The likeliest class of an image does not change.

    Args:
        model: a model whose last layer is a Softmax.
        validation: labelled images that it was not trained on, one or more.

    Returns:
        The calibrated model; `details["temperature"]` is T.

    Raises:
        ArgumentError: the last layer is no Softmax, or validation labels are not the
            model's classes.

    Source: Guo et al. 2017.
    """
    check_kind("calibrate", "model", model, Model)
    model.check_names_classes("calibrate")
    if model.network.output_activation != "softmax":
        raise ArgumentError(
            "calibrate: model must end with a Softmax layer, received one with "
            f"{model.network.output_activation!r} outputs."
        )
    targets = as_examples("calibrate", model.network, validation).targets
    labels = likeliest_classes(np.asarray(targets))
    if not labels.size or labels.min() < 0:
        raise ArgumentError(
            "calibrate: validation must have one or more images, each with a class, "
            f"received {shown(validation)}."
        )
    logarithms = np.log(np.maximum(model.outputs(validation.images), _LEAST))
    temperature = best_temperature(logarithms, labels)
    details = {**model.details, "temperature": temperature}
    last = _path_of_last(model.network.body)
    divided = {
        path: (array / temperature).astype(np.float32)
        for path, array in named(model.parameters)
        if path.startswith(last)
    }
    parameters = replaced(model.parameters, divided)
    return Model(model.network, parameters, details, model.engine)


def _path_of_last(layer: Layer) -> str:
    """Return the beginning of the paths of the last layer's parameters."""
    path = ""
    while isinstance(layer, Sequence):
        *_, (name, layer) = layer.inner_layers().items()
        path += f"{name}."
    return path


def best_temperature(logarithms: Floats, labels: Labels) -> float:
    """Return the T for which softmax(logarithms / T) makes the labels likeliest.

    Args:
        logarithms: (n, classes), logarithms of probabilities, or weighted inputs z.
        labels: (n,) true classes.

    Returns:
        T, in 0.05..20.

    Raises:
        ShapeError: there are no images, or not one label for each image.
        ArgumentError: a number is not finite, or a label is no class.
    """
    logarithms, labels = _checked_logarithms(logarithms, labels)
    optimize: Any = importlib.import_module("scipy.optimize")
    special: Any = importlib.import_module("scipy.special")
    own = np.arange(len(labels)), labels

    def cost(log_temperature: float) -> float:
        scaled = logarithms / np.exp(log_temperature)
        return float(-special.log_softmax(scaled, axis=1)[own].mean())

    bounds = tuple(np.log(_TEMPERATURES))
    found = optimize.minimize_scalar(cost, bounds=bounds, method="bounded")
    return float(np.exp(found.x))


def _checked_logarithms(logarithms: object, labels: object) -> tuple[Floats, Labels]:
    owner = "best_temperature"
    numbers = as_numbers(owner, "logarithms", logarithms).astype(np.float64)
    classes = as_numbers(owner, "labels", labels)
    if numbers.ndim != 2 or classes.shape != numbers.shape[:1] or not classes.size:
        raise ShapeError(
            f"{owner}: logarithms must be (n, classes) with a label each, received "
            f"{numbers.shape} and {classes.shape}."
        )
    is_class = classes.dtype.kind in "iu" and (classes < numbers.shape[1]).all()
    if not (is_class and (classes >= 0).all() and np.isfinite(numbers).all()):
        raise ArgumentError(
            f"{owner}: logarithms must be finite, and labels whole numbers in "
            f"0..{numbers.shape[1] - 1}, received others."
        )
    return numbers, classes


@dataclass(frozen=True)
class Rejection:
    """The effect of refusing images whose likeliest class is not likely enough.

    Attributes:
        threshold: images whose likeliest class has less probability are refused.
        refused: the share of images that are refused, 0 to 1.
        errors_kept: the share of all images that are answered wrongly, 0 to 1.
    """

    threshold: float
    refused: float
    errors_kept: float


def refuse_below(probabilities: Floats, labels: Labels, threshold: float) -> Rejection:
    """Return the effect of refusing images below a probability.

    Args:
        probabilities: (n, classes) in 0..1; n 1 or more.
        labels: (n,) true classes.
        threshold: images whose likeliest class has less probability are refused, 0 or
            more.

    Raises:
        ArgumentError: the threshold is negative.
        ShapeError: there are no images, or not one label for each image.

    Example:
        >>> rows = np.array([[0.6, 0.4], [0.9, 0.1], [0.2, 0.8], [0.7, 0.3]])
        >>> refuse_below(rows, np.array([1, 0, 1, 1]), 0.65)
        Rejection(threshold=0.65, refused=0.25, errors_kept=0.25)

    Source: Chow 1970.
    """
    check_number("refuse_below", "threshold", threshold, 0.0)
    sure, right = _sure_and_right("refuse_below", probabilities, labels)
    is_kept = sure >= threshold
    return Rejection(
        float(threshold), float((~is_kept).mean()), float((is_kept & ~right).mean())
    )


def _sure_and_right(
    owner: str, probabilities: Floats, labels: Labels
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    probabilities = as_numbers(owner, "probabilities", probabilities)
    labels = as_numbers(owner, "labels", labels)
    if (
        probabilities.ndim != 2
        or probabilities.shape[1] < 2
        or labels.shape != probabilities.shape[:1]
        or not labels.size
    ):
        raise ShapeError(
            f"{owner}: probabilities must be (n, 2 or more classes) with a label each, "
            f"received {probabilities.shape} and {labels.shape}."
        )
    # NaN is in no range.
    if not (probabilities.min() >= 0 and probabilities.max() <= 1):
        raise ArgumentError(
            f"{owner}: probabilities must be in 0..1, received values from "
            f"{probabilities.min():g} to {probabilities.max():g}."
        )
    sure = probabilities.max(axis=1).astype(np.float64)
    return sure, probabilities.argmax(axis=1) == labels
