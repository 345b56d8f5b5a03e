"""The quiz: whose answers a person's are compared with."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binomtest

import network4 as n4
from network4.datasets import load_mnist
from network4.datasets.disputed import DISPUTED_TEST_LABELS
from network4.errors import DataError
from network4.experiments.quiz import RIVAL, make_quiz
from network4.experiments.results import Results

RESULTS = Path(__file__).parents[2] / "results"
CHOICE = {"num_random": 1000, "num_hard": 50, "seed": 4}


@pytest.fixture(scope="module")
def test_images(mnist_directory):
    return load_mnist(mnist_directory).test


@pytest.fixture
def kept(tmp_path):
    """A copy of the records that the quiz reads."""
    if not RESULTS.is_dir():
        pytest.skip("needs a checkout")
    shutil.copytree(RESULTS / RIVAL, tmp_path / RIVAL)
    return Results(tmp_path)


def test_the_vote_of_five_answers_as_its_record_says(test_images, kept):
    quiz = make_quiz(test_images, n4.load_model(), kept, **CHOICE)
    assert (quiz.rival_wrong, quiz.rival_total) == (35, 10_000)
    (record,) = kept.read(RIVAL)
    said = dict(
        zip(record["wrong_test_indices"], record["wrong_test_answers"], strict=True)
    )
    asked = [*zip(quiz.indices.tolist(), quiz.labels, quiz.answers, strict=True)]
    assert all(answer == said.get(index, label) for index, label, answer in asked)
    # Of the 100 hardest, 50 are asked, and of the 35 misread most are hard.
    assert sum(answer != label for _, label, answer in asked) > 10
    assert np.array_equal(quiz.images, test_images.images[quiz.indices])
    assert np.array_equal(quiz.labels, test_images.labels[quiz.indices])
    disputed = set(quiz.indices[quiz.is_disputed].tolist())
    assert disputed == {*quiz.indices.tolist()} & {*DISPUTED_TEST_LABELS}
    assert disputed
    assert "99.65% of the test images" in quiz.rival


def test_without_a_record_our_network_answers(test_images, tmp_path):
    model = n4.load_model()
    quiz = make_quiz(test_images, model, Results(tmp_path), **CHOICE)
    assert np.array_equal(quiz.answers, model.predict(quiz.images))
    # What docs/model.md says of it: 99.70%.
    assert (quiz.rival_wrong, quiz.rival_total) == (30, 10_000)
    assert "comes with network4" in quiz.rival


@pytest.mark.parametrize("seed, following", [(0, 1), (2**63 - 1, 0)])
def test_the_seed_that_follows_is_one(test_images, tmp_path, seed, following):
    model, none = n4.load_model(), Results(tmp_path)
    quiz = make_quiz(test_images, model, none, num_random=1, num_hard=0, seed=seed)
    assert quiz.following == f"For other digits: network4 quiz --seed {following}."


@pytest.mark.parametrize(
    "changes",
    [
        {"wrong_test_indices": [99_999]},
        {"wrong_test_answers": [1, 2]},
        {"test_accuracy": 0.5},
    ],
    ids=repr,
)
def test_a_record_that_contradicts_itself_is_refused(test_images, kept, changes):
    (record,) = kept.read(RIVAL)
    kept.write({**record, **changes})
    with pytest.raises(DataError, match=f"quiz: the records of {RIVAL} must have all"):
        make_quiz(test_images, n4.load_model(), kept, **CHOICE)


def test_the_figures_of_the_document_are_those_of_the_data(test_images, kept):
    (record,) = kept.read(RIVAL)
    misread = {*record["wrong_test_indices"]}
    rows = n4.load_model().predict_proba(test_images.images)
    hardest = np.argsort(rows[np.arange(len(rows)), test_images.labels])[:100]
    among_hard = len(misread & {*hardest.tolist()})
    disputed = len(misread & {*DISPUTED_TEST_LABELS})
    alone, among_others = binomtest(0, 20), binomtest(0, 1094)
    assert among_others.proportion_ci(method="wilson").high < 0.0035
    document = (RESULTS.parent / "docs" / "reading.md").read_text(encoding="utf-8")
    for said in (
        f"{len(misread)} of 10,000",
        f"They include {among_hard} of the {len(misread)} that `ensemble_5` misreads",
        f"{disputed} of the {len(misread)} are disputed",
        f"still reaches to {alone.proportion_ci(method='wilson').high:.1%}",
    ):
        assert said in document
