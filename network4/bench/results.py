"""What a contest found: medians, ratios to the best peer, and the floor."""

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from network4.bench.competitors import Competitor


@dataclass(frozen=True)
class Slices:
    """What one competitor took in each round, or why it took nothing.

    Args:
        competitor: who.
        seconds: for one step, or for one prediction, one value a round.
        error: what went wrong, in a few words; default None.
    """

    competitor: Competitor
    seconds: tuple[float, ...] = ()
    error: str | None = None

    @property
    def median(self) -> float | None:
        """The median over rounds; None after an error."""
        if self.error or not self.seconds:
            return None
        return statistics.median(self.seconds)


@dataclass(frozen=True)
class StepResult:
    """One competitor's training step; microseconds are None where there is an error."""

    network: str
    batch_size: int
    threads: int
    competitor: str
    label: str
    microseconds_per_step: float | None
    min: float | None
    max: float | None
    ratio_to_best_peer: float | None
    floor_microseconds: float | None
    error: str | None


@dataclass(frozen=True)
class InferenceResult:
    """One competitor's prediction of many images in one call.

    The ratio is of times, as for steps: below 1 is faster than the best peer.
    """

    network: str
    threads: int
    competitor: str
    label: str
    num_images: int
    images_per_second: float | None
    min: float | None
    max: float | None
    ratio_to_best_peer: float | None
    error: str | None


@dataclass
class Outcome:
    """All that a contest found.

    Attributes:
        matrix_product_gflops: for each number of threads, billions of operations a
            second in a float32 matrix product; None if it failed.
        steps: one result for each network, mini-batch, number of threads, competitor.
        inference: likewise, without mini-batches; empty unless asked for.
    """

    matrix_product_gflops: dict[int, float | None] = field(
        default_factory=dict[int, float | None]
    )
    steps: list[StepResult] = field(default_factory=list[StepResult])
    inference: list[InferenceResult] = field(default_factory=list[InferenceResult])

    def to_dict(self) -> dict[str, Any]:
        """Return what a record holds."""
        return {
            "matrix_product_gflops": {
                str(threads): rate
                for threads, rate in self.matrix_product_gflops.items()
            },
            "results": [asdict(result) for result in self.steps],
            "inference": [asdict(result) for result in self.inference],
        }


def ratios_to_best_peer(field_of: Sequence[Slices]) -> list[float | None]:
    """Return each competitor's median time as a multiple of the best peer's.

    Args:
        field_of: all competitors at one task.

    Returns:
        Below 1 for what is faster than every peer, 1 for the best peer; None where
        there is an error, or no peer's time.
    """
    medians = [slices.median for slices in field_of]
    of_peers = [
        median
        for slices, median in zip(field_of, medians, strict=True)
        if slices.competitor.is_peer and median is not None
    ]
    best = min(of_peers, default=None)
    return [None if m is None or best is None else m / best for m in medians]


def step_results(
    task: tuple[str, int, int],
    field_of: Sequence[Slices],
    floor_microseconds: float | None,
) -> list[StepResult]:
    """Return results of training steps.

    Args:
        task: network, mini-batch and number of threads.
        field_of: all competitors at it, seconds for a step.
        floor_microseconds: see `network4.bench.floor`.
    """
    return [
        StepResult(
            *task,
            competitor=slices.competitor.name,
            label=slices.competitor.label,
            microseconds_per_step=None if median is None else median * 1e6,
            min=None if median is None else min(slices.seconds) * 1e6,
            max=None if median is None else max(slices.seconds) * 1e6,
            ratio_to_best_peer=ratio,
            floor_microseconds=floor_microseconds,
            error=slices.error,
        )
        for slices, ratio in zip(field_of, ratios_to_best_peer(field_of), strict=True)
        for median in (slices.median,)
    ]


def inference_results(
    task: tuple[str, int], field_of: Sequence[Slices], num_images: int
) -> list[InferenceResult]:
    """Return results of predictions.

    Args:
        task: network and number of threads.
        field_of: all competitors at it, seconds for a call.
        num_images: images in a call.
    """
    return [
        InferenceResult(
            *task,
            competitor=slices.competitor.name,
            label=slices.competitor.label,
            num_images=num_images,
            images_per_second=None if median is None else num_images / median,
            min=None if median is None else num_images / max(slices.seconds),
            max=None if median is None else num_images / min(slices.seconds),
            ratio_to_best_peer=ratio,
            error=slices.error,
        )
        for slices, ratio in zip(field_of, ratios_to_best_peer(field_of), strict=True)
        for median in (slices.median,)
    ]
