import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from network4 import errors
from network4.errors import (
    LONGEST_MESSAGE,
    ArgumentError,
    DataError,
    Network4Error,
    TrainingDivergedError,
    named_as,
    shown,
)


class CannotBeShown:
    def __repr__(self):
        raise RuntimeError("no repr")


class Plain:
    pass


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([784, 30], "[784, 30]"),
        ("sigmiod", "'sigmiod'"),
        (np.zeros((3, 4)), "an array of shape (3, 4) and type float64"),
        (np.float32(2), "np.float32(2.0)"),
        (Plain(), "an object of type Plain"),
        ("a\x1b[2J", r"'a\x1b[2J'"),
        (list(range(1000)), "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, ...]"),
    ],
)
def test_a_value_is_shown_as_a_person_knows_it(value, text):
    assert shown(value) == text


def test_a_number_of_five_thousand_digits_is_named_by_its_type():
    assert shown(10**5000) == "an object of type int"


@pytest.mark.parametrize(
    "value", [CannotBeShown(), [CannotBeShown()], "a" * 10**7, [["a" * 99] * 99] * 99]
)
def test_a_value_that_cannot_be_shown_is_shown_short(value):
    assert len(shown(value)) <= 60


def test_a_list_that_holds_itself_is_shown():
    endless = []
    endless.append(endless)
    assert len(shown(endless)) <= 60


@given(st.text())
def test_any_message_is_one_printable_line(text):
    message = str(Network4Error(text))
    assert message.isprintable() and len(message) <= LONGEST_MESSAGE


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=300))
def test_a_message_of_printable_characters_stays_as_it_is(text):
    assert str(Network4Error(text)) == text


def test_a_long_message_keeps_its_beginning_and_its_end():
    message = str(DataError(f"load_data: {'x y ' * 5000}must be; check the path."))
    assert message.startswith("load_data: x") and message.endswith("check the path.")
    assert len(message) == LONGEST_MESSAGE


def test_a_long_message_with_a_long_path_loses_of_the_path_alone():
    path = f"/{'long/' * 50}digits.npz"
    message = str(DataError(f"load_data: {path} must be a file, received none."))
    before, end = message.split("digits.npz")
    assert end == " must be a file, received none."
    assert before.startswith("load_data: /long/long/") and len(before) < 70


def test_each_error_goes_through_a_pickle():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    for kind in kinds:
        if issubclass(kind, Network4Error):
            copy = pickle.loads(pickle.dumps(kind("a\nb")))
            assert type(copy) is kind and str(copy) == "a b"


@pytest.mark.parametrize("kind", [ArgumentError, TrainingDivergedError])
def test_an_error_of_an_inner_function_names_the_outer_one(kind):
    with pytest.raises(kind, match=r"^fit_many: seed, not fit: 3\.$") as caught:
        with named_as("fit_many", "fit"):
            raise kind("fit: seed, not fit: 3.")
    assert caught.type is kind


def test_an_error_of_another_function_stays_as_it_is():
    for error in (
        ArgumentError("Conv: fit: 3."),
        ArgumentError("fitted: 3."),
        KeyError("fit: 3"),
    ):
        with pytest.raises(type(error)) as caught:
            with named_as("fit_many", "fit"):
                raise error
        assert caught.value is error
