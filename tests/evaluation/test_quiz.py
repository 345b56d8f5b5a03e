import numpy as np
import pytest

from network4.errors import ArgumentError, ShapeError
from network4.evaluation.quiz import choose_digits


@pytest.fixture
def drawn(generator):
    """Probabilities of 3,000 images, and their labels."""
    probabilities = generator.dirichlet(np.ones(10), 3000)
    return probabilities, generator.integers(0, 10, 3000)


def hardness(drawn):
    """Return for each image how many have a less likely label."""
    of_label = np.array([row[label] for row, label in zip(*drawn, strict=True)])
    return np.array([(of_label < own).sum() for own in of_label])


@pytest.mark.parametrize(
    "num_random, num_hard", [(20, 20), (0, 50), (1, 0), (1000, 50)]
)
def test_each_digit_is_asked_once_and_hard_ones_are_hard(drawn, num_random, num_hard):
    indices, is_hard = choose_digits(*drawn, num_random, num_hard, seed=1)
    assert len(set(indices.tolist())) == len(indices) == num_random + num_hard
    assert is_hard.sum() == num_hard
    ranks = hardness(drawn)
    taken = set(indices[~is_hard].tolist())
    # The 100 hardest but for those that were drawn at random.
    left = [index for index in np.argsort(ranks) if index not in taken][:100]
    assert set(indices[is_hard].tolist()) <= {int(index) for index in left}


def test_digits_at_random_are_a_fair_sample_of_all(drawn):
    """Among 1,000 of 3,000, a third of the hardest 300 is drawn, as of all others."""
    indices, is_hard = choose_digits(*drawn, 1000, 50, seed=2)
    ranks = hardness(drawn)[indices[~is_hard]]
    # Hypergeometric: 300 of 3,000 marked, 1,000 drawn; four deviations.
    deviation = np.sqrt(1000 * 0.1 * 0.9 * 2000 / 2999)
    assert abs((ranks < 300).sum() - 100) < 4 * deviation


def test_hard_digits_lie_among_the_others(drawn):
    _, is_hard = choose_digits(*drawn, 50, 50, seed=3)
    assert 0 < is_hard[:50].sum() < 50


def test_a_seed_draws_the_same_digits_and_another_draws_others(drawn):
    first, again, other = (choose_digits(*drawn, 20, 20, seed) for seed in (5, 5, 6))
    assert np.array_equal(first.indices, again.indices)
    assert np.array_equal(first.is_hard, again.is_hard)
    assert len(set(first.indices.tolist()) & set(other.indices.tolist())) < 30


@pytest.mark.parametrize(
    "counts, said",
    [
        ((0, 0), r"num_random must be a whole number in 1\.\.1000, received 0"),
        ((1001, 1), r"num_random must be a whole number in 0\.\.1000, received 1001"),
        ((-1, 3), "num_random must be a whole number"),
        ((3, 51), r"num_hard must be a whole number in 0\.\.50, received 51"),
        ((3, "x"), "num_hard must be a whole number"),
        ((2.0, 3), "num_random must be a whole number"),
    ],
)
def test_numbers_out_of_range_are_refused(drawn, counts, said):
    with pytest.raises(ArgumentError, match=f"choose_digits: {said}"):
        choose_digits(*drawn, *counts, seed=0)


def test_too_few_images_are_refused(drawn):
    probabilities, labels = drawn
    for some in ((probabilities[:1099], labels[:1099]), (probabilities, labels[:-1])):
        with pytest.raises(ShapeError, match="there must be 1,100 images or more"):
            choose_digits(*some, 1, 1, seed=0)


@pytest.mark.parametrize("labels", [[10] * 3000, [-1] * 3000])
def test_labels_that_are_no_classes_are_refused(drawn, labels):
    with pytest.raises(ArgumentError, match=r"choose_digits: labels must be in 0\.\.9"):
        choose_digits(drawn[0], labels, 1, 1, seed=0)


@pytest.mark.parametrize("probabilities", [3, "x", [[0.1]] * 3000, np.zeros(3000)])
def test_what_are_no_probabilities_is_refused(drawn, probabilities):
    with pytest.raises((ArgumentError, ShapeError), match="choose_digits: "):
        choose_digits(probabilities, drawn[1], 1, 1, seed=0)
