import numpy as np
import pytest

from network4.datasets import Split, load_digits
from network4.datasets.contents import Contents
from network4.datasets.splitting import complete
from network4.errors import DataError


@pytest.fixture(scope="module")
def digits():
    return load_digits()


def pile(count):
    """Return images that carry their own number, to follow each through a split.

    It is no class, of which each image would be the only one.
    """
    numbers = np.arange(count, dtype=np.uint8)
    images = np.broadcast_to(numbers[:, None, None], (count, 2, 3)).copy()
    return Split(images, numbers.astype(np.float32))


def test_digits_are_split_1197_300_300_and_are_not_mnist(digits):
    sizes = [len(split) for split in (digits.train, digits.validation, digits.test)]
    assert sizes == [1197, 300, 300]
    assert (digits.name, digits.is_mnist, digits.num_classes) == ("digits", False, 10)
    assert digits.image_shape == (1, 28, 28)


def test_digits_are_the_same_every_time(digits):
    again = load_digits()
    assert np.array_equal(again.train.images, digits.train.images)
    assert digits.train.labels[:8].tolist() == again.train.labels[:8].tolist()


def test_digits_are_centred_and_use_the_whole_range(digits):
    images = digits.train.images
    border = images.copy()
    border[:, 4:24, 4:24] = 0
    assert images.dtype == np.uint8
    assert not border.any()
    assert images.max() == 255
    ink = images.mean(axis=0)
    centre = (ink.sum(axis=1) @ np.arange(28)) / ink.sum()
    assert centre == pytest.approx(13.5, abs=0.5)


def test_each_digit_appears_once(digits):
    splits = (digits.train, digits.validation, digits.test)
    counts = sum(np.bincount(split.labels, minlength=10) for split in splits)
    assert counts.tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


@pytest.mark.parametrize(
    ("parts", "sizes"),
    [
        ((pile(13), None, None), [7, 3, 3]),
        ((pile(13), None, pile(2)), [10, 3, 2]),
        ((pile(13), pile(4), pile(2)), [13, 4, 2]),
        ((pile(13), pile(4), None), [13, 4, None]),
        ((pile(3), None, None), [1, 1, 1]),
    ],
)
def test_a_sixth_is_set_aside_where_nothing_was_given(parts, sizes):
    data = complete(Contents(*parts, "made up"), "numbers")
    splits = (data.train, data.validation, data.test)
    assert [None if split is None else len(split) for split in splits] == sizes


def test_nothing_is_lost_or_used_twice_and_labels_stay_with_their_images():
    data = complete(Contents(pile(60), None, None, "made up"), "numbers")
    splits = (data.train, data.validation, data.test)
    labels = np.concatenate([split.labels for split in splits])
    assert sorted(labels.tolist()) == list(range(60))
    assert labels.tolist() != list(range(60))
    for split in splits:
        assert np.array_equal(split.images[:, 1, 2], split.labels)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ((pile(2), None, None), "here: must hold at least 3 images.*received 2"),
        ((pile(1), None, pile(1)), "here: must hold at least 2 images.*received 1"),
        ((pile(0), pile(1), None), "training part must hold at least one image"),
    ],
)
def test_too_few_images_are_refused(parts, words):
    with pytest.raises(DataError, match=words):
        complete(Contents(*parts, "here"), "numbers")
