"""What training and validation say together: does a network overfit or underfit?"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from network4.errors import ArgumentError
from network4.utils.checks import check_integer, check_number

SURE = 3.0  # standard errors; chance alone exceeds them once in 700 times
SWAY = 0.05  # of a cost; from epoch to epoch mini-batches move it by less
_LAST_PART = 10  # "lately" is the last tenth of the epochs


def _percent(share: float) -> str:
    return f"{share:.2%}"


@dataclass(frozen=True)
class Diagnosis:
    """Accuracies and costs after each epoch, and a verdict in words.

    Training figures are of the first training images, as many as there are validation
    images, so that both sway alike; distorted or not in training, here they are as they
    were given. Costs are without regularization.

    Args:
        training_accuracy: after each epoch the share in 0..1 of right answers.
        validation_accuracy: likewise.
        training_cost: after each epoch the mean negative log-likelihood.
        validation_cost: likewise.
        num_images: how many images each of them is of, 1 or more.
        guessing: the accuracy of always saying the validation data's most common digit.

    Raises:
        ArgumentError: the lists are not of one length, or a number is out of range.

    Attributes:
        kind: "too early", "not learned", "overfitting", "still learning",
            "underfitting" or "neither".

    Example:
        >>> found = Diagnosis([0.9, 0.999], [0.9, 0.95], [0.3, 0.01], [0.3, 0.2],
        ...                   num_images=10_000, guessing=0.11)
        >>> found.kind
        'overfitting'
    """

    training_accuracy: Sequence[float]
    validation_accuracy: Sequence[float]
    training_cost: Sequence[float]
    validation_cost: Sequence[float]
    num_images: int
    guessing: float

    def __post_init__(self) -> None:
        """Refuse lists that are not of the same epochs."""
        check_integer("Diagnosis", "num_images", self.num_images, 1)
        check_number("Diagnosis", "guessing", self.guessing, 0.0)
        lists = self.training_accuracy, self.validation_accuracy
        costs = self.training_cost, self.validation_cost
        lengths = {len(one) for one in (*lists, *costs)}
        if len(lengths) != 1 or 0 in lengths:
            raise ArgumentError(
                "Diagnosis: the four lists must have a value for each of one epoch or "
                f"more, received lengths {sorted(lengths)}."
            )

    @property
    def gap(self) -> float:
        """How much better training images are answered, after the last epoch."""
        return self.training_accuracy[-1] - self.validation_accuracy[-1]

    @property
    def noise(self) -> float:
        """The gap that chance alone may make: three standard errors.

        Of two shares of n images each, with p their mean, the difference has the
        standard error sqrt(2 p (1 - p) / n).
        """
        p = (self.training_accuracy[-1] + self.validation_accuracy[-1]) / 2
        return SURE * sqrt(2 * p * (1 - p) / self.num_images)

    @property
    def kind(self) -> str:
        """The verdict in a word or two; `verdict` says how it is found."""
        wrong = 1 - self.training_accuracy[-1]
        if len(self.training_cost) < 2:
            return "too early"
        if self.validation_accuracy[-1] <= self.guessing + self._guessing_noise():
            return "not learned"
        if self.gap > max(self.noise, wrong):
            return "overfitting"
        if self._fell_lately():
            return "still learning"
        # So many wrong answers would be left by a chance of none in 400.
        if self.gap > self.noise or wrong * self.num_images > SURE**2:
            return "underfitting"
        return "neither"

    def verdict(self) -> str:
        """Say in a few sentences what the figures mean, and what to do.

        The network has not learned where the validation accuracy is within three
        standard errors of guessing. Of the wrong answers on validation images, some are
        wrong on training images too; the rest is the gap. Where the gap is the larger
        part, and too large for chance, the network overfits. Otherwise it learns still
        where the training cost fell by more than 5% in the last tenth of the epochs;
        and else it underfits, unless hardly a training image is answered wrongly. At
        the end stands whether the validation cost has risen by more than 5%.
        """
        return " ".join([*self._figures(), _ADVICE[self.kind], *self._cost_rises()])

    def draw(self, path: str | os.PathLike[str]) -> None:
        """Draw the accuracies and the costs by epoch, from 0 as they are printed.

        Args:
            path: a PNG file.

        Raises:
            OSError: the picture cannot be written.
        """
        from network4.plots import Axis, draw_panels  # nobody else needs its library

        accuracies = {
            "training": [100 * share for share in self.training_accuracy],
            "validation": [100 * share for share in self.validation_accuracy],
        }
        costs = {"training": self.training_cost, "validation": self.validation_cost}
        panels = {"accuracy in percent": accuracies, "cost": costs}
        epochs = Axis("epoch", range(len(costs["training"])))
        draw_panels(path, panels, axes_below=dict.fromkeys(panels, epochs))

    def _guessing_noise(self) -> float:
        share = self.guessing
        return SURE * sqrt(share * (1 - share) / self.num_images)

    def _fell_lately(self) -> bool:
        epochs = max(1, len(self.training_cost) // _LAST_PART)
        before = self.training_cost[-1 - epochs]
        return self.training_cost[-1] < (1 - SWAY) * before

    def _figures(self) -> list[str]:
        right, judged = self.training_accuracy[-1], self.validation_accuracy[-1]
        return [
            f"{self.kind.capitalize()}: {_percent(right)} right on training images, "
            f"{_percent(judged)} on validation images; chance alone makes gaps of up "
            f"to {_percent(self.noise)}."
        ]

    def _cost_rises(self) -> list[str]:
        costs = list(self.validation_cost)
        lowest = min(costs)
        if costs[-1] <= (1 + SWAY) * lowest:
            return []
        return [
            f"The validation cost was lowest after epoch {costs.index(lowest)}, "
            f"{lowest:.4f}, and is {costs[-1]:.4f} now."
        ]


_ADVICE = {
    "too early": "One epoch says little; train for more.",
    "not learned": "That is no better than guessing; try another eta, or look at the "
    "data.",
    "overfitting": "Most errors on validation images have no counterpart on "
    "training images; more or distorted training images, dropout, a larger lmbda or "
    "fewer epochs help.",
    "still learning": "The training cost is still falling; train for more epochs.",
    "underfitting": "At least half of the errors occur on training images too; a "
    "larger network, less regularization or another eta help, but more images do not.",
    "neither": "Almost all answers are right on both.",
}
