"""`Dataset.from_arrays`: arrays as people have them."""

import numpy as np
import pytest

import network4 as n4
from network4.errors import ArgumentError, DataError

DRAW = np.random.default_rng(0)
IMAGES = DRAW.integers(0, 256, (60, 8, 8), dtype=np.uint8)
IMAGES[0, 0, 0] = 255
LABELS = np.repeat([0, 1, 2], [30, 20, 10])


def all_images(data):
    """Return the images and labels of all parts, in an order of their own."""
    parts = [data.train, data.validation, *([data.test] if data.test else [])]
    images = np.concatenate([part.channels_first for part in parts])
    labels = np.concatenate([part.labels for part in parts])
    order = np.lexsort(images.reshape(len(images), -1).T)
    return images[order], labels[order]


FORMS = {
    "bytes": IMAGES,
    "int64": IMAGES.astype(np.int64),
    "float64": IMAGES.astype(np.float64),
    "lists": IMAGES.tolist(),
    "rows": IMAGES.reshape(60, 64),
    "objects": IMAGES.reshape(60, 64).astype(object),
    "channels last": IMAGES[..., None],
    "channels first": IMAGES[:, None],
}


@pytest.mark.parametrize("images", FORMS.values(), ids=FORMS)
def test_every_form_has_the_same_images(images):
    found, labels = all_images(n4.Dataset.from_arrays(images, LABELS))
    wanted, wanted_labels = all_images(n4.Dataset.from_arrays(IMAGES, LABELS))
    assert found.dtype == np.uint8
    np.testing.assert_array_equal(found, wanted)
    np.testing.assert_array_equal(labels, wanted_labels)
    order = np.lexsort(IMAGES.reshape(60, -1).T)
    np.testing.assert_array_equal(found[:, 0], IMAGES[order])
    np.testing.assert_array_equal(labels, LABELS[order])


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        (LABELS.astype(np.int64), ("0", "1", "2")),
        (LABELS.astype(float), ("0", "1", "2")),
        (np.eye(3)[LABELS], ("0", "1", "2")),
        (np.array(["a9", "a10", "b"])[LABELS], ("a9", "a10", "b")),
        (np.array(["a", "b", "c"], object)[LABELS], ("a", "b", "c")),
        (np.array([b"a", b"b", b"c"])[LABELS], ("a", "b", "c")),
        (np.array([-1, 0, 7])[LABELS], ("-1", "0", "7")),
    ],
)
def test_labels_of_every_kind(labels, names):
    data = n4.Dataset.from_arrays(IMAGES, labels)
    assert data.class_names == names
    order = np.lexsort(IMAGES.reshape(60, -1).T)
    np.testing.assert_array_equal(all_images(data)[1], LABELS[order])


def test_each_part_has_its_share_of_every_class():
    data = n4.Dataset.from_arrays(IMAGES, LABELS, validation=0.2, test=6, seed=3)
    for part, share in ((data.validation, 0.2), (data.test, 0.1)):
        counts = np.bincount(part.labels, minlength=3)
        assert counts.sum() == round(60 * share)
        assert np.abs(counts - share * np.array([30, 20, 10])).max() <= 1
    again = n4.Dataset.from_arrays(IMAGES, LABELS, validation=0.2, test=6, seed=3)
    other = n4.Dataset.from_arrays(IMAGES, LABELS, validation=0.2, test=6, seed=4)
    np.testing.assert_array_equal(again.test.images, data.test.images)
    assert not np.array_equal(other.test.images, data.test.images)


def test_a_class_of_one_image_is_trained_on():
    labels = np.repeat([0, 1, 2], [58, 1, 1])
    data = n4.Dataset.from_arrays(IMAGES, labels, validation=0.5, test=0.4)
    assert set(data.train.labels) == {0, 1, 2}


def test_parts_may_be_given():
    pair = IMAGES[:6, ..., None], ["b", "a"] * 3
    data = n4.Dataset.from_arrays(
        IMAGES, np.array(["a", "b", "c"])[LABELS], validation=pair, test=None
    )
    assert (len(data.train), data.test) == (60, None)
    np.testing.assert_array_equal(data.validation.images, IMAGES[:6])
    assert data.validation.labels.tolist() == [1, 0] * 3


@pytest.mark.parametrize(
    ("images", "wanted", "said"),
    [
        (np.array([0.0, 0.5, 1.0]), [0, 0.5, 1], False),
        (np.array([0, 4, 16]), [0, 0.25, 1], True),
        (np.array([-1.0, 0.0, 1.0]), [0, 0.5, 1], True),
        (np.array([0, 2**15, 2**16 - 1]), [0, 2**15 / (2**16 - 1), 1], True),
        (np.array([False, True, True]), [0, 1, 1], False),
        (np.array([0.0, 127.5, 255.0]), [0, 0.5, 1], False),
    ],
)
def test_every_range_becomes_shares_and_is_told_of(images, wanted, said):
    pile = np.tile(images[:, None, None], (2, 4, 4))
    data = n4.Dataset.from_arrays(pile, [0, 1] * 3, validation=1, test=0)
    found = sorted({*data.train.images.ravel(), *data.validation.images.ravel()})
    np.testing.assert_allclose(found, sorted({*wanted}), rtol=2**-23)
    assert ("were brought to 0..1" in str(data)) == said
    assert "1 images for validation were drawn with seed 0" in str(data)


def test_a_range_may_be_said():
    data = n4.Dataset.from_arrays(
        IMAGES // 4, LABELS, validation=1, test=0, value_range=(0, 255)
    )
    assert data.train.images.max() < 64


def test_a_table_keeps_its_numbers():
    rows = DRAW.normal(0, 100, (60, 4))
    data = n4.Dataset.from_arrays(rows, LABELS, image_shape=(4,))
    assert data.image_shape == (4,)
    assert np.isin(data.train.images, rows.astype(np.float32)).all()


def test_weights_stay_with_their_images():
    weights = LABELS + 1.0
    data = n4.Dataset.from_arrays(IMAGES, LABELS, weights=weights)
    np.testing.assert_array_equal(data.train.weights, data.train.labels + 1)
    balanced = n4.Dataset.from_arrays(IMAGES, LABELS).weighted("balanced").train
    totals = np.bincount(balanced.labels, balanced.weights)
    np.testing.assert_allclose(totals, len(balanced) / 3, rtol=60 * 2**-24)
    both = data.weighted({"0": 0, "2": 5}).train
    factors = np.array([0, 1, 5])[both.labels]
    np.testing.assert_array_equal(both.weights, factors * (both.labels + 1))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"images": IMAGES[0, 0]}, "images must be"),
        ({"images": "photographs"}, "images must be an array"),
        ({"images": [["a"] * 64] * 60}, "images must be an array of numbers"),
        ({"images": IMAGES / np.nan}, "NaN"),
        ({"images": np.zeros((60, 3, 8, 3))}, 'say which by channels="first"'),
        ({"images": np.zeros((60, 5, 8, 7))}, "1, 3 or 4 channels"),
        ({"images": np.zeros((60, 65))}, r"65 values must come with image_shape"),
        ({"images": np.zeros((60, 9))}, r"9 values must come with image_shape"),
        ({"image_shape": (4, 4)}, "image_shape must be the shape of the images"),
        ({"image_shape": "square"}, "image_shape must be"),
        ({"channels": "middle"}, "channels must be one of"),
        ({"labels": LABELS[1:]}, "received 59 labels for 60 images"),
        ({"labels": LABELS + 0.5}, "whole numbers"),
        ({"labels": [None] * 60}, "labels must be text or numbers|whole numbers"),
        ({"labels": ["a", None] * 30}, "examples without a label"),
        ({"validation": 1.5}, "validation must be a share"),
        ({"validation": 60}, "leave at least one image of each class"),
        ({"test": "some"}, "test must be a share"),
        ({"test": (IMAGES,)}, r"test must be a share or \(images, labels\)"),
        ({"test": (IMAGES[:3] / 255.0, [0, 1, 2])}, None),
        ({"validation": (IMAGES[:3] * 300.0, [0, 1, 2])}, "images must be in 0..255"),
        ({"value_range": (3, 1)}, "value_range must be"),
        ({"seed": -1}, "seed"),
    ],
)
def test_what_cannot_be_understood_is_refused(arguments, words):
    given = {"images": IMAGES, "labels": LABELS, **arguments}
    if words is None:
        n4.Dataset.from_arrays(**given)
        return
    with pytest.raises(ArgumentError, match=words) as refused:
        n4.Dataset.from_arrays(**given)
    assert len(str(refused.value)) <= 300


def test_a_class_that_training_never_saw_is_refused():
    with pytest.raises((ArgumentError, DataError), match="'z'"):
        n4.Dataset.from_arrays(
            IMAGES, np.array(["a", "b", "c"])[LABELS], test=(IMAGES[:1], ["z"])
        )


@pytest.mark.parametrize("weight", ["even", 3, {"9": 1}, {"0": -1}, {"0": "x"}])
def test_other_weights_of_classes_are_refused(weight):
    with pytest.raises(ArgumentError, match="class_weight"):
        n4.Dataset.from_arrays(IMAGES, LABELS).weighted(weight)


@pytest.mark.parametrize(
    "labels",
    [np.zeros(60, int), np.ones(60), np.eye(2)[[1] * 60], ["a"] * 60],
    ids=["first", "second", "one-hot", "text"],
)
def test_one_class_is_nothing_to_learn(labels):
    data = n4.Dataset.from_arrays(IMAGES, labels)
    network = n4.Network([n4.Softmax(2)], (1, 8, 8))
    with pytest.raises(ArgumentError, match="two classes or more, received only"):
        n4.fit(network, data, epochs=1, learning_rate=0.1)


NO_PARTS = [np.zeros((2, 2)), np.zeros(0), "", (), [], {}, False]


@pytest.mark.parametrize("name", ["validation", "test"])
@pytest.mark.parametrize("given", NO_PARTS, ids=repr)
def test_what_is_empty_is_not_taken_for_no_part(name, given):
    with pytest.raises(ArgumentError, match=f"from_arrays: {name} must be a share"):
        n4.Dataset.from_arrays(IMAGES, LABELS, **{name: given})


@pytest.mark.parametrize("image_shape", [b"x", {64: 1}, {64}, "8"])
def test_a_shape_is_a_sequence(image_shape):
    rows = IMAGES.reshape(len(IMAGES), -1)
    with pytest.raises(ArgumentError, match="image_shape must be"):
        n4.Dataset.from_arrays(rows, LABELS, image_shape=image_shape)


def test_a_wrong_seed_is_told_by_the_function_that_was_called():
    with pytest.raises(ArgumentError, match="from_arrays: seed must be a whole number"):
        n4.Dataset.from_arrays(IMAGES, LABELS, seed="one")


def test_weights_that_leave_no_class_are_refused():
    nothing = dict.fromkeys(("0", "1", "2"), 0)
    with pytest.raises(ArgumentError, match="leave one example with a weight above 0"):
        n4.Dataset.from_arrays(IMAGES, LABELS).weighted(nothing)


WRONG_WEIGHTS = {
    "too few": ([1, 2], r"60 finite numbers .* received an array of shape \(2,\)"),
    "columns": (np.ones((60, 1)), r"received an array of shape \(60, 1\)"),
    "text": ("x", "must be an array, received 'x'"),
    "negative": (LABELS - 1.0, "0 or more, .* received -1"),
    "not a number": (LABELS / np.nan, "finite numbers .* received nan"),
    "too large": (LABELS * 1e300, r"finite numbers .* received 1e\+300"),
    "complex": (LABELS * 1j, "received an array of .* complex128"),
}


@pytest.mark.parametrize("given", WRONG_WEIGHTS.values(), ids=list(WRONG_WEIGHTS))
def test_weights_are_refused_in_the_name_of_what_was_called(given):
    weights, words = given
    with pytest.raises(ArgumentError, match=f"^from_arrays: weights .*{words}"):
        n4.Dataset.from_arrays(IMAGES, LABELS, weights=weights)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"class_names": ["a"] * 3},
            "names of classes must differ, received 'a' twice",
        ),
        ({"class_names": ["1", 0, 1]}, "must differ, received '1' twice"),
        ({"class_names": "abc"}, "names of classes must be a list, received str"),
        ({"class_names": 3}, "names of classes must be a list, received int"),
        ({"class_names": np.array(["a", "b"])}, "must be a list, received ndarray"),
        ({"class_names": ["a", "b", 1.5]}, "name of a class must be text"),
        ({"class_names": ["a", "b"]}, "class_names must be at least 3 names, .* 2"),
        ({"name": 5}, "name must be a str, received int"),
        ({"validation": (IMAGES[:3], [1, 2])}, "received 2 labels for 3 images"),
        ({"images": np.zeros((60, 0, 5))}, "images must have at least one pixel"),
        ({"images": IMAGES[:0], "labels": []}, "images must be one or more"),
    ],
    ids=str,
)
def test_mistakes_are_told_by_from_arrays_itself(change, words):
    given = {"images": IMAGES, "labels": LABELS, **change}
    with pytest.raises((ArgumentError, DataError), match=f"^from_arrays: .*{words}"):
        n4.Dataset.from_arrays(**given)


def test_names_that_differ_are_kept_in_their_order():
    data = n4.Dataset.from_arrays(IMAGES, LABELS, class_names=["b", "a", "c", "d"])
    assert data.class_names == ("b", "a", "c", "d")


class Raising:
    def __float__(self):
        raise RuntimeError("no number")


@pytest.mark.parametrize("wrong", [10**400, Raising(), 1j])
def test_objects_that_are_no_numbers_are_refused(wrong):
    objects = IMAGES.astype(object)
    objects[0, 0, 0] = wrong
    with pytest.raises(ArgumentError, match="images must be an array of numbers"):
        n4.Dataset.from_arrays(objects, LABELS)
    labels = np.array([wrong, *[0, 1] * 30][:60], object)
    with pytest.raises(ArgumentError, match="labels must be text or numbers"):
        n4.Dataset.from_arrays(IMAGES, labels)
