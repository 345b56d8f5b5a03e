"""Scikit-learn's own checks of an estimator, and what it is for."""

import pickle

import joblib
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_digits
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from network4 import DigitClassifier, Distortions, FullyConnected
from network4.errors import ArgumentError

FEW = {"epochs": 20, "num_threads": 1}


# A weight of 2 is no second sample: mini-batches and their order are others then.
NOT_THE_SAME = dict.fromkeys(
    ("check_sample_weight_equivalence_on_dense_data",),
    "mini-batches of repeated samples differ from those of weighted ones",
)


@parametrize_with_checks(
    [DigitClassifier(**FEW)], expected_failed_checks=lambda _: NOT_THE_SAME
)
def test_scikit_learn_finds_nothing_amiss(estimator, check):
    check(estimator)


@pytest.fixture(scope="module")
def digits():
    return load_digits(return_X_y=True)


def test_it_reads_small_digits_through_the_convolutional_network(digits):
    images, labels = digits
    classifier = DigitClassifier(epochs=15).fit(images[:1000], labels[:1000])
    assert classifier.run_.model.network.layers[0].name == "ConvPool"
    # 797 digits: a linear model has 0.90 of them, with a standard error of 0.01.
    assert classifier.score(images[1000:], labels[1000:]) > 0.93


def test_rows_and_images_are_the_same(digits):
    images, labels = digits
    as_rows = DigitClassifier(epochs=2).fit(images[:200], labels[:200])
    squares = images.reshape(-1, 8, 8)
    as_squares = DigitClassifier(epochs=2).fit(squares[:200], labels[:200])
    np.testing.assert_array_equal(
        as_rows.predict_proba(images[200:300]),
        as_squares.predict_proba(squares[200:300]),
    )


def test_a_grid_search_over_a_pipeline(digits):
    images, labels = digits
    columns = images[:300, :40]  # no image any more
    search = GridSearchCV(
        make_pipeline(StandardScaler(), DigitClassifier(**FEW)),
        {
            "digitclassifier__layers": [
                [FullyConnected(4, activation="relu")],
                [FullyConnected(60, activation="relu")],
            ]
        },
        cv=3,
    )
    search.fit(columns, labels[:300])
    assert len(search.best_params_["digitclassifier__layers"]) == 1
    assert search.best_params_["digitclassifier__layers"][0].units == 60
    assert search.best_score_ > 0.7


def test_labels_may_be_words(digits):
    images, labels = digits
    words = np.where(labels < 5, "small", "large")
    classifier = DigitClassifier(epochs=10).fit(images[:300], words[:300])
    assert set(classifier.predict(images[300:400])) == {"large", "small"}
    assert list(classifier.classes_) == ["large", "small"]
    assert classifier.score(images[300:400], words[300:400]) > 0.8


def test_settings_reach_the_training(digits):
    images, labels = digits
    bounds = Distortions(rotation=5)
    classifier = DigitClassifier(
        epochs=1,
        learning_rate=0.05,
        batch_size=7,
        l2=0.01,
        distortions=bounds,
        validation_fraction=0.5,
        random_state=3,
    )
    classifier = clone(classifier).fit(images[:100], labels[:100])
    record = classifier.run_.record()
    assert (record["batch_size"], record["l2"]) == (7, 0.01)
    assert record["distortions"] == {"rotation": 5}
    assert record["data"]["num_images"] == {"train": 50, "validation": 50, "test": 0}


def test_another_random_state_gives_another_classifier(digits):
    images, labels = digits
    first, again, other = (
        DigitClassifier(epochs=1, random_state=state).fit(images[:60], labels[:60])
        for state in (0, 0, np.random.RandomState(5))
    )
    shown = images[60:90]
    np.testing.assert_array_equal(
        first.predict_proba(shown), again.predict_proba(shown)
    )
    assert not np.array_equal(first.predict_proba(shown), other.predict_proba(shown))


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"batch_size": 0}, "batch_size must be"),
        ({"batch_size": "a"}, "batch_size must be"),
        ({"learning_rate": 0}, "learning_rate must be"),
        ({"layers": FullyConnected(3)}, "layers must be a list"),
        ({"validation_fraction": 1.0}, "validation_fraction must be .* below 1"),
        ({"epochs": 0}, "epochs must be"),
        ({"learning_rate": -1}, "learning_rate must be"),
        ({"layers": [3]}, "layers must be layers"),
    ],
)
def test_bad_settings_are_refused_in_a_sentence(digits, settings, words):
    images, labels = digits
    with pytest.raises(ValueError, match=words):
        DigitClassifier(**settings).fit(images[:50], labels[:50])


def test_one_class_leaves_nothing_to_learn():
    with pytest.raises(ValueError, match="2 or more classes, received 1 class"):
        DigitClassifier().fit(np.zeros((20, 3)), np.zeros(20, int))


def test_there_may_be_hundreds_of_classes():
    samples, labels = np.arange(2700.0).reshape(900, 3), np.arange(900) % 300
    classifier = DigitClassifier(epochs=1, validation_fraction=0).fit(samples, labels)
    assert classifier.predict_proba(samples[:2]).shape == (2, 300)


def test_columns_of_tables_are_not_distorted():
    classifier = DigitClassifier(distortions=Distortions(shift=3))
    with pytest.raises(ValueError, match="distortions must be None for tables"):
        classifier.fit(np.eye(10), np.arange(10) % 2)


def test_unfitted_it_says_so():
    with pytest.raises(NotFittedError):
        DigitClassifier().predict(np.zeros((1, 64)))


@pytest.mark.parametrize("value_range", [None, (0, 16)])
def test_a_broken_pixel_costs_nothing_and_is_warned_of(digits, value_range):
    images, labels = digits
    settings = {"epochs": 5, "num_threads": 1, "value_range": value_range}
    whole = DigitClassifier(**settings).fit(images[:800], labels[:800])
    broken = images[:800].copy()
    broken[5, 30] = 1e5
    with pytest.warns(
        UserWarning, match="1 of the 51,200 numbers of X lie far outside"
    ):
        damaged = DigitClassifier(**settings).fit(broken, labels[:800])
    scores = [each.score(images[800:], labels[800:]) for each in (whole, damaged)]
    # 997 digits: the standard error of the difference of 0.9 and 0.9 is 0.013.
    assert scores[0] > 0.85
    assert abs(scores[0] - scores[1]) < 0.04


@pytest.mark.parametrize("value_range", [None, (0.0, 16.0)])
def test_the_range_is_kept_by_pickle_joblib_and_clone(digits, tmp_path, value_range):
    images, labels = digits
    classifier = DigitClassifier(epochs=1, num_threads=1, value_range=value_range)
    assert clone(classifier).get_params()["value_range"] == value_range
    classifier.fit(images[:100], labels[:100])
    joblib.dump(classifier, tmp_path / "classifier")
    for loaded in (
        pickle.loads(pickle.dumps(classifier)),
        joblib.load(tmp_path / "classifier"),
    ):
        assert loaded.value_range == value_range
        np.testing.assert_array_equal(
            loaded.predict_proba(images), classifier.predict_proba(images)
        )
        with pytest.warns(
            UserWarning, match="0 to 1, where those of training were 0 to"
        ):
            loaded.predict(images / 16)


@pytest.mark.parametrize(
    "value_range",
    [
        0,
        "ab",
        (0,),
        (0, 1, 2),
        (1, 0),
        (1, 1),
        (0, np.inf),
        (np.nan, 1),
        ("0", "1"),
        (0, 10**400),
    ],
)
def test_what_is_no_range_is_refused(digits, value_range):
    images, labels = digits
    with pytest.raises(
        ValueError, match=r"value_range must be None or \(least, greatest"
    ):
        DigitClassifier(value_range=value_range).fit(images[:50], labels[:50])


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_numbers_that_are_none_are_refused_in_a_sentence(digits, wrong):
    x, y = digits
    broken = x[:40].astype(float)
    broken[3, 5] = wrong
    fitted = DigitClassifier(epochs=1, num_threads=1).fit(x[:40], y[:40])
    for call in (lambda: fitted.fit(broken, y[:40]), lambda: fitted.predict(broken)):
        with pytest.raises(ArgumentError, match=r"NaN|infinity") as refused:
            call()
        assert "\n" not in str(refused.value)
        assert "missing values" not in str(refused.value)


class Unshowable:
    def __repr__(self):
        raise RuntimeError


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"random_state": Unshowable()}, "random_state must be .*Unshowable"),
        ({"random_state": -1}, "random_state must be a whole number in 0..4294967295"),
        ({"random_state": "a"}, "random_state must be a whole number"),
        ({"value_range": Unshowable()}, "value_range must be .*Unshowable"),
        ({"value_range": np.array(3)}, "value_range must be .* received"),
        ({"value_range": np.ones(2, "m8[s]")}, "value_range must be .* an array of"),
    ],
)
def test_settings_of_any_type_are_refused_in_a_sentence(digits, settings, words):
    images, labels = digits
    with pytest.raises(ArgumentError, match=f"DigitClassifier: {words}"):
        DigitClassifier(**settings).fit(images[:50], labels[:50])


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros((20, 3), "i4,f4"),
        10**400,
        [[10**400]] * 20,
        Unshowable(),
    ],
)
def test_samples_of_any_type_are_refused_in_a_sentence(samples):
    with pytest.raises(ValueError, match=r"must be|Expected"):
        DigitClassifier(**FEW).fit(samples, np.arange(20) % 2)


@pytest.mark.parametrize("given", [None, 3, np.random.RandomState(3)])
def test_what_scikit_learn_takes_for_a_seed_is_taken(digits, given):
    images, labels = digits
    how = {"epochs": 1, "num_threads": 1, "layers": ()}
    trained = DigitClassifier(random_state=given, **how).fit(images[:50], labels[:50])
    as_seed = DigitClassifier(random_state=3, **how).fit(images[:50], labels[:50])
    same = np.array_equal(trained.predict_proba(images), as_seed.predict_proba(images))
    assert same == (given is not None)


@pytest.mark.parametrize("method", ["fit", "partial_fit"])
def test_settings_are_refused_in_the_classifiers_own_name(method):
    images, labels = load_digits(return_X_y=True)
    more = {"classes": range(10)} if method == "partial_fit" else {}
    classifier = DigitClassifier(learning_rate=-1.0)
    with pytest.raises(ArgumentError, match=r"^DigitClassifier: learning_rate must"):
        getattr(classifier, method)(images[:50], labels[:50], **more)
