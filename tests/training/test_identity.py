"""Other content is another training, whatever it is called."""

import time
from dataclasses import replace

import numpy as np
import pytest
from trainings import train

from network4 import Batches, Constant, Dataset, Split
from network4.errors import ArgumentError
from network4.utils.digests import digest_of_array


def permuted(split):
    order = np.random.default_rng(5).permutation(len(split))
    return replace(split, labels=split.labels[order])


def with_weights(split):
    return replace(split, weights=np.linspace(0.5, 1.5, len(split)))


def with_a_flipped_bit(split):
    images = split.images.copy()
    images[7, 3, 2] ^= 1
    return replace(split, images=images)


@pytest.mark.parametrize("part", ["train", "validation"])
@pytest.mark.parametrize(
    ("change", "name"),
    [
        (permuted, "labels"),
        (with_weights, "weights"),
        (with_a_flipped_bit, "images"),
    ],
)
def test_other_data_of_the_same_name_and_size_are_refused(
    stripes, tmp_path, part, change, name
):
    train(stripes, checkpoint=tmp_path / "a", max_seconds=0)
    other = replace(stripes, **{part: change(getattr(stripes, part))})
    whose = {"train": "training"}.get(part, part)
    with pytest.raises(ArgumentError, match=f"its {whose} {name} ") as raised:
        train(other, checkpoint=tmp_path / "a")
    assert "give another path, or remove the file." in str(raised.value)


def test_other_first_weights_are_refused(stripes, tmp_path):
    first, other = (train(stripes, epochs=1, seed=seed).model for seed in (1, 2))
    train(stripes, checkpoint=tmp_path / "a", max_seconds=0, initial=first)
    again = replace(first, details={"name": "the same weights"})
    assert train(stripes, checkpoint=tmp_path / "a", initial=again).history[3]
    with pytest.raises(ArgumentError, match="its initial parameters are others now"):
        train(stripes, checkpoint=tmp_path / "a", initial=other)


def test_another_schedule_of_the_same_description_is_refused(stripes, tmp_path):
    class Mine(Constant):
        def _factors(self, epochs, progress):
            return super()._factors(epochs, progress) * scale

    scale = 1.0
    options = {"checkpoint": tmp_path / "a", "learning_rate": Mine(0.1)}
    train(stripes, max_seconds=0, **options)
    train(stripes, max_seconds=0, **options)
    scale = 0.5
    with pytest.raises(ArgumentError, match="its learning rates are others now"):
        train(stripes, **options)


def test_other_batches_of_the_same_number_are_refused(tmp_path):
    def make(seed, number, size):
        generator = np.random.default_rng([seed, number])
        images = generator.integers(0, 256, (size, 8, 8), np.uint8)
        return Split(images, generator.integers(0, 2, size) ^ flipped)

    flipped = 0
    data = Dataset(make(1, 0, 9), make(2, 0, 9), batches=Batches(make, 4))
    train(data, checkpoint=tmp_path / "a", max_seconds=0)
    assert len(train(data, checkpoint=tmp_path / "a", max_seconds=0).history) == 2
    flipped = 1
    with pytest.raises(ArgumentError, match="first mini-batch's labels are others now"):
        train(data, checkpoint=tmp_path / "a")


def test_sixty_thousand_images_are_digested_in_a_tenth_of_a_second():
    images = np.random.default_rng(0).integers(0, 256, (60000, 28, 28), np.uint8)
    seconds = []
    for _ in range(5):
        began = time.process_time()
        digest_of_array(images)
        seconds.append(time.process_time() - began)
    assert min(seconds) < 0.1
