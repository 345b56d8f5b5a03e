"""Distillation: a small network learns the probabilities that others give together."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import numpy as np

from network4.augment import Distortions, distort
from network4.datasets import Batches, Dataset, Split
from network4.errors import ArgumentError
from network4.experiments.hardening import harden
from network4.experiments.recipe import Recipe
from network4.experiments.trials import LIGHT
from network4.layers import Conv, ConvPool, FullyConnected, Softmax
from network4.model.ensemble import Ensemble
from network4.training.schedules import Cosine
from network4.training.settings import Settings
from network4.utils.randomness import LARGEST_SEED, random_generator

# Teachers answer for so many mini-batches at a time, which is cheaper.
_BATCHES_A_LESSON = 100
_DISTORTIONS = LIGHT.times(2)

STUDENT = Recipe(
    "student",
    "learns what teachers say of images that are distorted anew",
    (
        ConvPool(32, 5, activation="relu"),
        Conv(48, 3, padding=1, activation="relu"),
        ConvPool(64, 3, padding=1, activation="relu"),
        FullyConnected(150, activation="relu"),
        Softmax(10),
    ),
    Settings(epochs=50, learning_rate=Cosine(0.1, warmup_epochs=0.5), keep="last"),
)


def with_lessons(
    data: Dataset,
    teachers: Ensemble,
    batch_size: int,
    distortions: Distortions = _DISTORTIONS,
) -> Dataset:
    """Return data whose mini-batches show images that are never the same.

    Each epoch hardens the training images anew, as `harden` does, and distorts them.
    The targets are the probabilities that the teachers give to the images as they are
    shown. There are no test images.

    Args:
        data: digits as MNIST has them, (n, 28, 28) uint8.
        teachers: the networks to learn from.
        batch_size: images in a mini-batch, 1 or more.
        distortions: how each image is changed; default those of `network4 train
            reader`.

    Raises:
        ArgumentError: images of another size or type.

    Example:
        >>> import network4 as n4
        >>> few = n4.load_digits()
        >>> taught = with_lessons(few, Ensemble([n4.load_model()]), batch_size=10)
        >>> taught.batches.batch(seed=0, number=0, size=10).labels.shape
        (10, 10)
    """
    num_images = len(harden(data, seed=0).train)
    make = _maker(data, teachers, distortions, num_images)
    batches = Batches(make, max(1, num_images // batch_size))
    name = f"{data.name}, hardened anew, with the probabilities of teachers"
    return replace(data.without_test(), batches=batches, name=name)


def with_others(data: Dataset, others: Split, share: float) -> Dataset:
    """Return data with other images in the place of some training images.

    Args:
        data: what `with_lessons` returns.
        others: images with a row of probabilities each, from which they are drawn.
        share: probability that an image is replaced, 0..1.

    Raises:
        ArgumentError: the data are stored.

    Example:
        >>> import network4 as n4
        >>> few = n4.load_digits()
        >>> taught = with_lessons(few, Ensemble([n4.load_model()]), batch_size=10)
        >>> ones = Split(few.train.images[:5], np.eye(10)[[1] * 5])
        >>> made = with_others(taught, ones, share=1.0).batches
        >>> made.batch(seed=0, number=0, size=2).labels[:, 1].tolist()
        [1.0, 1.0]
    """
    batches = data.batches
    if batches is None:
        raise ArgumentError(
            "with_others: data must be made by batches, received stored ones; give "
            "what with_lessons returns."
        )

    def make(seed: int, number: int, size: int) -> Split:
        split = batches.batch(seed, number, size)
        images, labels = split.images.copy(), split.labels.copy()
        generator = random_generator(seed, "others", number)
        chosen = np.flatnonzero(generator.random(size) < share)
        drawn = others.part(generator.integers(len(others), size=len(chosen)))
        images[chosen] = drawn.images.reshape(-1, *images.shape[1:])
        labels[chosen] = drawn.labels
        return Split(images, labels)

    return replace(data, batches=replace(batches, make=make))


def _maker(
    data: Dataset, teachers: Ensemble, distortions: Distortions, num_images: int
) -> Callable[[int, int, int], Split]:
    """Return what makes a mini-batch of a seed, its number and its size."""

    @lru_cache(maxsize=1)
    def shuffled(seed: int, epoch: int) -> Split:
        generator = random_generator(seed, "hardening", epoch)
        hard = harden(data, int(generator.integers(LARGEST_SEED))).train
        return hard.part(generator.permutation(num_images))

    @lru_cache(maxsize=1)
    def lesson(seed: int, number: int, size: int) -> Split:
        places = np.arange(number * size, (number + 1) * size)
        epochs = places // num_images
        images = np.concatenate(
            [
                shuffled(seed, int(epoch)).images[places[epochs == epoch] % num_images]
                for epoch in np.unique(epochs)
            ]
        )
        drawn = random_generator(seed, "lessons", number)
        moved = distort(images, distortions, int(drawn.integers(LARGEST_SEED)))
        shown = np.rint(255 * moved).astype(np.uint8)
        return Split(shown, teachers.predict_proba(shown))

    def make(seed: int, number: int, size: int) -> Split:
        whole, place = divmod(number, _BATCHES_A_LESSON)
        found = lesson(seed, whole, _BATCHES_A_LESSON * size)
        return found.part(slice(place * size, (place + 1) * size))

    return make
