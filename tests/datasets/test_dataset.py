import numpy as np
import pytest
from dataset_files import write_images

from network4.datasets import MOST_CLASSES, NO_CLASS, Dataset, Split, joined, load_data
from network4.errors import ArgumentError, DataError


def pixels(*shape):
    return np.zeros(shape, np.uint8)


def split(count=4, label=0, shape=(8, 6)):
    return Split(pixels(count, *shape), np.full(count, label))


@pytest.mark.parametrize("shape", [(1, 8, 6), (3, 8, 6)])
def test_split_gives_channels_first_whatever_the_channels(shape):
    stored = shape[1:] if shape[0] == 1 else shape
    made = split(shape=stored)
    assert made.image_shape == shape
    assert made.channels_first.shape == (4, *shape)
    assert np.shares_memory(made.channels_first, made.images)
    assert len(made) == 4


@pytest.mark.parametrize(
    ("images", "labels", "words"),
    [
        (
            pixels(2, 8, 6).astype(float),
            pixels(2),
            "images must be an array of uint8, float32 or int32.*received float64",
        ),
        (pixels(2), pixels(2), r"images must be.*2 or more dimensions.*\(2,\)"),
        ([[0]], pixels(1), "images must be an array of uint8.*received list"),
        (
            pixels(2, 8, 6),
            ["a", "b"],
            "labels must be an array with a whole number.*<U1",
        ),
        (pixels(2, 8, 6), np.array([0, 2**31]), "labels must be.*32 bits.*2147483648"),
        (
            pixels(2, 8, 6),
            pixels(3),
            "labels must have one entry for each image, received 3 labels for 2 images",
        ),
        (np.full((2, 8, 6), np.inf, "f"), pixels(2), "images must be finite"),
        (np.full((2, 8, 6), np.nan, "f"), pixels(2), "images must be finite"),
        (pixels(2, 0, 6), pixels(2), r"images must.*at least one pixel.*\(2, 0, 6\)"),
    ],
)
def test_split_refuses_what_training_could_not_use(images, labels, words):
    with pytest.raises(ArgumentError, match=f"^Split: {words}"):
        Split(images, labels)


@pytest.mark.parametrize(
    ("train", "validation", "test", "words"),
    [
        (split(0), split(), None, "training part must hold at least one image"),
        (split(), split(0), None, "validation part must hold at least one image"),
        (split(), split(), split(shape=(9, 6)), r"test part.*\(1, 8, 6\).*\(1, 9, 6\)"),
        (
            split(),
            split(label=2),
            None,
            r"validation part.*labels in 0\.\.1, received 2",
        ),
    ],
)
def test_dataset_refuses_splits_that_do_not_belong_together(
    train, validation, test, words
):
    with pytest.raises(DataError, match=f"few .here.: the {words}"):
        Dataset(train, validation, test, "few", False, "here", ("a", "b"))


def test_there_may_be_as_many_classes_as_have_names():
    names = tuple(map(str, range(MOST_CLASSES + 1)))
    assert Dataset(split(), split(), None, "few", False, "here", names[1:])
    with pytest.raises(DataError, match="at most 65536 classes, received 65537"):
        Dataset(split(), split(), None, "few", False, "here", names)


def test_classes_without_names_are_numbered():
    train = Split(pixels(3, 8, 6), np.array([0, 7, NO_CLASS]))
    assert Dataset(train, split()).class_names == tuple("01234567")
    seven = Split(pixels(1, 8, 6), np.array([7]))
    assert Dataset(split(), seven).class_names == tuple("01234567")
    for number in (-5, MOST_CLASSES, 10**9):
        assert Dataset(split(), Split(pixels(1, 8, 6), [number])).class_names == ()
    numbers = Split(np.zeros((3, 4), "f"), np.zeros((3, 2)))
    data = Dataset(numbers, numbers)
    assert (data.num_classes, data.image_shape) == (0, (4,))
    assert repr(data) == "Dataset('data': 3 training, 3 validation, 0 test images of 4)"


def test_a_part_of_a_split_has_all_that_belongs_to_it():
    lengths, weights = np.array([1, 2, 3]), np.array([0.5, 1, 2])
    whole = Split(np.zeros((3, 4, 5), "f"), np.zeros((3, 4)), lengths, weights)
    part = whole.part(slice(1, None))
    assert (part.lengths.tolist(), part.weights.tolist()) == ([2, 3], [1, 2])
    assert (len(part.labels), part.labels.dtype) == (2, np.float32)
    both = joined(part, whole.part(slice(1)), whole.part(slice(1, None)))
    assert both.lengths.tolist() == [2, 3, 1, 2, 3]
    assert joined(Split(whole.images), Split(whole.images)).labels is None


def test_joined_splits_keep_what_only_some_of_them_have():
    x, y = np.zeros((2, 4, 5), "f"), np.zeros(2)
    plain = Split(x, y)
    more = Split(x, y, np.array([1, 2]), np.array([0.5, 2]))
    both = joined(plain, more)
    assert both.lengths.tolist() == [4, 4, 1, 2]
    assert both.weights.tolist() == [1, 1, 0.5, 2]
    with pytest.raises(ArgumentError, match="labels must be given for all examples or"):
        joined(plain, Split(x))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (
            {"lengths": [1, 5]},
            r"lengths must be 2 whole numbers in 1\.\.4, one for each seq",
        ),
        ({"lengths": [0, 4]}, r"lengths must be 2 whole numbers in 1\.\.4"),
        ({"lengths": [4]}, "lengths must be 2 whole numbers"),
        ({"lengths": [1.0, 2.0]}, "lengths must be 2 whole numbers"),
        ({"weights": [1, -1]}, "weights must be 2 finite numbers of 0 or more"),
        ({"weights": [1, np.nan]}, "weights must be 2 finite numbers of 0 or more"),
        (
            {"weights": [1, 2, 3]},
            "weights must be 2 finite numbers .* received an array of shape",
        ),
    ],
)
def test_lengths_and_weights_out_of_range_are_refused(more, words):
    with pytest.raises(ArgumentError, match=f"^Split: {words}"):
        Split(np.zeros((2, 4, 5), "f"), **more)


def test_without_test_drops_the_test_images_and_nothing_else():
    data = Dataset(split(), split(2), split(1), "few", False, "here", ("a", "b"))
    searched = data.without_test()
    assert searched.test is None
    assert data.test is not None
    assert searched.train is data.train
    assert repr(searched) == (
        "Dataset('few': 4 training, 2 validation, 0 test images of 1x8x6, 2 classes)"
    )


def test_only_training_images_may_belong_to_no_class():
    some, none = split(), split(label=NO_CLASS)
    data = Dataset(none, some, some, "tiny", False, "made up", ("no", "yes"))
    assert data.num_classes == 2
    with pytest.raises(DataError, match=r"labels in 0\.\.1, received -1"):
        Dataset(some, none, None, "tiny", False, "made up", ("no", "yes"))


def test_validation_images_are_moved_to_training():
    train = Split(pixels(3, 8, 6) + np.uint8(51), np.array([0, 1, 2], np.uint8))
    validation = Split(pixels(4, 8, 6), np.array([3, 4, 5, 6], np.uint8))
    names = tuple("0123456")
    data = Dataset(train, validation, validation, "tiny", False, "made up", names)
    moved = data.with_validation_of(1)
    assert moved.train.labels.tolist()[:3] == [0, 1, 2]
    assert moved.train.images.mean(axis=(1, 2)).tolist() == [51, 51, 51, 0, 0, 0]
    kept = moved.validation.labels.tolist()
    assert sorted(moved.train.labels.tolist()[3:] + kept) == [3, 4, 5, 6]
    assert len(kept) == 1
    assert data.with_validation_of(1).validation.labels.tolist() == kept
    assert moved.test is data.test
    assert data.with_validation_of(4) is data
    with pytest.raises(ArgumentError, match="num_images must be a whole number"):
        data.with_validation_of(0)


def test_sorted_validation_images_keep_every_class():
    labels = np.repeat(np.arange(3, dtype=np.uint8), 100)
    validation = Split(pixels(300, 8, 6), labels)
    data = Dataset(split(), validation, None, "few", False, "here", ("a", "b", "c"))
    assert set(data.with_validation_of(60).validation.labels.tolist()) == {0, 1, 2}


def test_moved_images_keep_their_grey_whatever_the_type():
    train = Split(pixels(1, 8, 6) + np.uint8(51), pixels(1))
    validation = Split(np.full((2, 1, 8, 6), 0.4, np.float32), pixels(2))
    data = Dataset(train, validation, None, "tiny", False, "made up", ("a",))
    images = data.with_validation_of(1).train.images
    np.testing.assert_allclose(images.mean(axis=(1, 2)), [0.2, 0.4], rtol=1e-6)


@pytest.mark.parametrize("name", ["labels", "lengths", "weights"])
def test_lists_of_different_lengths_are_no_array(name):
    given = {"labels": [0, 1], name: [[1], [1, 2]]}
    with pytest.raises(ArgumentError, match=f"Split: {name} must be an array"):
        Split(np.zeros((2, 3), np.float32), **given)


def test_what_makes_batches_is_no_function_alone():
    few = Split(np.zeros((2, 3), np.float32), np.zeros(2, np.int32))
    with pytest.raises(ArgumentError, match=r"batches must be a Batches, .* give Batc"):
        Dataset(few, few, batches=lambda seed, number, size: few)
    for splits in [(few, None), ((few, few), few), (few, few, "test")]:
        with pytest.raises(ArgumentError, match="must be a Split, received"):
            Dataset(*splits)


@pytest.mark.parametrize("name", ["name", "source", "is_mnist"])
def test_what_cannot_be_shown_is_no_name(name):
    class Unshowable:
        def __repr__(self):
            raise RuntimeError

    for given in (Unshowable(), np.zeros(2)):
        with pytest.raises(ArgumentError, match=f"Dataset: {name} must be"):
            Dataset(split(), split(), **{name: given})


@pytest.mark.parametrize(
    "name",
    ["a\nb", "a\n", "a\r", "\x1b[31m", "a\tb", "\0", "\u2028", "\u202e", "\ud800"],
)
def test_what_moves_or_hides_other_text_is_no_name(name):
    words = "must be one line without control characters, received"
    for field in ("name", "source"):
        with pytest.raises(ArgumentError, match=f"Dataset: {field} {words}"):
            Dataset(split(), split(), **{field: name})
    with pytest.raises(ArgumentError, match=f"from_arrays: name {words}"):
        Dataset.from_arrays(np.zeros((6, 8, 8)), [0, 1] * 3, name=name)


@pytest.mark.parametrize("name", ["", "größer", "手写", "a b", "\u0645\u200c\u062e"])
def test_text_of_any_language_is_a_name(name):
    assert Dataset(split(), split(), name=name).name == name


def test_a_folder_with_a_strange_name_is_read(tmp_path):
    folder = tmp_path / "two\nlines"
    write_images(folder, ["a", "b"], count=4)
    data = load_data(folder)
    assert data.name == "two\\nlines" and data.source.endswith("/two\\nlines")
