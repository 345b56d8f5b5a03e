from fractions import Fraction

import numpy as np
import pytest

from network4 import load_digits, load_mnist
from network4.datasets import Split
from network4.errors import ArgumentError
from network4.evaluation import baselines


@pytest.fixture(scope="module")
def digits():
    return load_digits()


@pytest.fixture
def mnist(mnist_directory):
    return load_mnist(mnist_directory)


def image(*pixels):
    return np.array(pixels, np.uint8).reshape(2, 2)


FEW = Split(
    np.stack([image(9, 0, 0, 0), image(9, 2, 0, 0), image(0, 0, 7, 9)]),
    np.array([4, 4, 6], np.uint8),
)
ASKED = Split(
    np.stack([image(0, 0, 0, 11), image(15, 0, 0, 0)]), np.array([4, 6], np.uint8)
)


def test_a_few_images_by_hand():
    """Mean inks are 10 and 16; mean images are (9, 1, 0, 0) and (0, 0, 7, 9)."""
    assert baselines.mean_ink(FEW, ASKED).tolist() == [4, 6]
    assert baselines.nearest_mean(FEW, ASKED).tolist() == [6, 4]


def test_nearest_mean_is_nearest_one_by_one(digits):
    train, test = digits.train, digits.test
    means = [train.images[train.labels == c].mean(axis=0) for c in range(10)]
    nearest = [
        np.argmin([((i - mean) ** 2).sum() for mean in means]) for i in test.images
    ]
    np.testing.assert_array_equal(baselines.nearest_mean(train, test), nearest)


def test_guesses_are_repeatable_and_right_one_time_in_ten(digits):
    answers = baselines.random_guess(digits.train, digits.train, seed=3)
    again = baselines.random_guess(digits.train, digits.train, seed=3)
    np.testing.assert_array_equal(answers, again)
    score = baselines.count_right(answers, digits.train.labels)
    # Five standard deviations of a share of n guesses that are right with p = 0.1.
    assert abs(score.accuracy - 0.1) < 5 * (0.1 * 0.9 / score.total) ** 0.5


def test_mean_ink_is_the_books_on_mnist(mnist):
    answers = baselines.mean_ink(mnist.train, mnist.test)
    score = baselines.count_right(answers, mnist.test.labels)
    assert str(score) == "2225 of 10000 values correct."


def test_svm_at_a_gamma_is_the_decision_of_its_support_vectors(digits):
    """gamma="auto" is 1/784; "scale" divides by the variance too."""
    variance = (digits.train.images / 256).var()
    for name, value in (("auto", 1 / 784), ("scale", 1 / (784 * variance))):
        answers = [
            baselines.svm(digits.train, digits.validation, gamma)
            for gamma in (name, value)
        ]
        # Only the rounding of gamma to float may differ: no more than one close call.
        assert np.sum(answers[0] != answers[1]) <= 1
        score = baselines.count_right(answers[0], digits.validation.labels)
        assert score.accuracy > 0.8


def test_tuning_takes_the_best_pair_and_never_sees_the_test(digits):
    grid = [(1.0, 1e-9), (5.0, 0.01), (5.0, 0.01)]
    assert baselines.tune_svm(digits.without_test(), grid, num_images=300) == grid[1]
    c, gamma = baselines.tune_svm(digits)
    answers = baselines.svm(digits.train, digits.test, gamma=gamma, c=c)
    assert baselines.count_right(answers, digits.test.labels).accuracy > 0.95


@pytest.mark.minutes
@pytest.mark.timeout(1800)
def test_svm_is_the_books_on_mnist(mnist):
    answers = baselines.svm(mnist.train, mnist.test, gamma="auto")
    assert baselines.count_right(answers, mnist.test.labels).correct == 9435


NONE = Split(np.zeros((0, 2, 2), np.uint8), np.zeros(0, np.uint8))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda d: baselines.mean_ink(NONE, FEW), "mean_ink: train must hold"),
        (lambda d: baselines.nearest_mean(NONE, FEW), "nearest_mean: train must"),
        (lambda d: baselines.random_guess(NONE, FEW), "random_guess: train must"),
        (lambda d: baselines.svm(NONE, FEW), "svm: train must hold"),
        (lambda d: baselines.svm(FEW, FEW, gamma="small"), "gamma must be one of"),
        (lambda d: baselines.svm(FEW, FEW, gamma=0), "gamma must be .* above 0"),
        (lambda d: baselines.svm(FEW, FEW, c=-1), "c must be .* above 0"),
        (lambda d: baselines.tune_svm(d, []), "grid must hold"),
        (lambda d: baselines.tune_svm(d, num_images=0), "num_images must be"),
        (
            lambda d: baselines.count_right(FEW.labels, ASKED.labels),
            r"shapes \(3,\) and \(2,\)",
        ),
    ],
)
def test_bad_input_is_refused(digits, call, words):
    with pytest.raises(ArgumentError, match=words):
        call(digits)


def test_a_number_of_any_type_is_one_for_a_support_vector_machine():
    expected = baselines.svm(FEW, ASKED, gamma=0.5, c=0.25)
    given = baselines.svm(FEW, ASKED, gamma=Fraction(1, 2), c=Fraction(1, 4))
    np.testing.assert_array_equal(given, expected)


def test_images_of_one_class_teach_a_support_vector_machine_nothing(digits):
    with pytest.raises(ArgumentError, match="2 classes or more, received 1 of one"):
        baselines.tune_svm(digits, num_images=1)


def test_of_unit_length_every_image_counts_by_its_shape_alone(digits):
    """An image three times as bright is the same one; a blank one has no length."""
    dark = digits.validation.images // 3
    dark[0] = 0
    asked = Split(
        np.concatenate([dark, dark * 3]), np.tile(digits.validation.labels, 2)
    )
    answers = baselines.svm(digits.train, asked, 2.0, 5.0, unit_length=True)
    half = len(dark)
    np.testing.assert_array_equal(answers[:half], answers[half:])
    assert len(set(answers.tolist())) == 10
    plain = baselines.svm(digits.train, asked, 0.01, 5.0)
    assert (plain[:half] != plain[half:]).any()


def test_finalists_are_judged_again_by_all_training_images(digits, monkeypatch):
    """C = 2 leads by few images, C = 1 by all of them; C = 3 is no finalist."""
    right = {
        **{(100, 1.0): 5, (100, 2.0): 6, (100, 3.0): 1},
        **{(len(digits.train), 1.0): 9, (len(digits.train), 2.0): 8},
    }
    fitted = []

    def answers(train, test, gamma, c, unit_length):
        fitted.append((len(train), c))
        wrong = np.full(len(test), -1)
        count = right[len(train), c]
        wrong[:count] = test.labels[:count]
        return wrong

    monkeypatch.setattr(baselines, "svm", answers)
    grid = [(1.0, 0.1), (2.0, 0.1), (3.0, 0.1)]
    assert baselines.tune_svm(digits, grid, 100, num_finalists=2) == (1.0, 0.1)
    assert (len(digits.train), 3.0) not in fitted
    assert baselines.tune_svm(digits, grid, 100) == (2.0, 0.1)
    with pytest.raises(ArgumentError, match="num_finalists must be"):
        baselines.tune_svm(digits, grid, 100, num_finalists=0)


def test_unit_length_must_be_a_flag(digits):
    with pytest.raises(ArgumentError, match="unit_length must be True or False"):
        baselines.svm(digits.train, digits.test, unit_length=np.zeros(2))
