"""Chapter 1: what its exercises and asides propose to try."""

from functools import partial

import numpy as np
import numpy.typing as npt

from network4.datasets import Dataset, Split
from network4.experiments.chapter1 import PROTOCOL, RECIPES
from network4.experiments.experiment import (
    Baseline,
    Comparison,
    Experiment,
    Labels,
    Member,
    Trained,
    test_part,
)
from network4.layers import FullyConnected
from network4.network import Network
from network4.objectives import SquaredError
from network4.training.fit import train
from network4.training.settings import Settings

_OUTPUTS = "A simple network to classify handwritten digits"
_DESCENT = "Learning with gradient descent"
_EPOCHS = 5
_RATE_PER_IMAGE = 0.3
_BATCHES = (1, 2, 5, 10, 20, 50, 100)
_CH1_30 = next(recipe for recipe in RECIPES if recipe.name == "ch1_30")
ONE_A_DIGIT = np.eye(10, dtype=np.float32)
BINARY = np.array(
    [[digit >> bit & 1 for bit in (3, 2, 1, 0)] for digit in range(10)], np.float32
)


def _by_code(codes: npt.NDArray[np.float32], data: Dataset, seed: int) -> Labels:
    """Train 784-30-outputs towards the code of each digit; answer with the nearest."""
    layers = [FullyConnected(n, initializer="unit_normal") for n in (30, len(codes.T))]
    network = Network(layers, data.train.image_shape, SquaredError())
    parts = data.train, data.validation
    training, validation = (Split(part.images, codes[part.labels]) for part in parts)
    settings = Settings(
        epochs=_EPOCHS, learning_rate=3.0, seed=seed, keep="last", progress=False
    )
    model = train(network, Dataset(training, validation), settings).model
    outputs = model.outputs(test_part(data).images)
    distances = ((outputs[:, None] - codes) ** 2).sum(axis=2)
    return distances.argmin(axis=1)


def _coded(name: str, summary: str, codes: npt.NDArray[np.float32]) -> Baseline:
    return Baseline(
        name,
        1,
        _OUTPUTS,
        summary,
        answer=partial(_by_code, codes),
        note=f"aside; the digit with the nearest code, after {_EPOCHS} epochs",
    )


def _batch_row(size: int, rate: float, name: str) -> Trained:
    """Return 784-30-10 with another mini-batch; a larger step moves as far an image."""
    return Trained(
        name,
        1,
        _DESCENT,
        f"784-30-10, mini-batch {size}, learning rate {rate:g}",
        recipe=_CH1_30.with_settings(
            epochs=_EPOCHS, batch_size=size, learning_rate=rate
        ),
        protocol=PROTOCOL,
        core_minutes=0.3 / size + 0.02,
        note=f"exercise: on-line learning; {_EPOCHS} epochs",
        is_listed=name in ("mini_batch_1", "mini_batch_20"),
    )


_SCALED = {
    size: _batch_row(size, _RATE_PER_IMAGE * size, f"mini_batch_{size}")
    for size in _BATCHES
}
# At 10 images both rates are the same.
_FIXED = {
    size: _SCALED[size]
    if size == 10
    else _batch_row(size, 10 * _RATE_PER_IMAGE, f"mini_batch_{size}_at_3")
    for size in _BATCHES
}
_BY_BATCH = tuple(
    Member(str(size), run.name, line)
    for line, runs in (
        (f"learning rate {_RATE_PER_IMAGE:g} times the mini-batch", _SCALED),
        ("learning rate 3", _FIXED),
    )
    for size, run in runs.items()
)

EXPERIMENTS: tuple[Experiment, ...] = (
    _coded("outputs_4", "784-30-4, the digit in binary", BINARY),
    _coded("outputs_10", "784-30-10, one output for each digit", ONE_A_DIGIT),
    *_SCALED.values(),
    *(run for size, run in _FIXED.items() if size != 10),
    Comparison(
        "fig_mini_batch",
        1,
        _DESCENT,
        "784-30-10, by images in a mini-batch",
        members=_BY_BATCH,
        picture="accuracy by setting",
    ),
    Comparison(
        "fig_mini_batch_time",
        1,
        _DESCENT,
        "784-30-10, time by images in a mini-batch",
        members=_BY_BATCH,
        picture="time by setting",
    ),
)
