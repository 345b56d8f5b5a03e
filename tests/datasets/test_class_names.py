import numpy as np
import pytest

from network4 import Network, Softmax, load_model
from network4.datasets import Dataset, Split
from network4.datasets.class_names import MOST_CLASSES, checked_class_names
from network4.errors import ArgumentError, DataError, ModelFileError
from network4.model import Model
from network4.model.file import encode_model

WRONG = {
    "a dictionary": ({"a": 1}, "must be a list, received dict"),
    "a text": ("abc", "must be a list, received str"),
    "a list inside": ([["a"]], "must be text, received a value of type list"),
    "none inside": (["a", None], "must be text, received a value of type NoneType"),
    "a float": ([1.5], "must be text, received a value of type float"),
    "too long": (
        ["a" * 256],
        r"one line of at most 255 characters, received 'a+' \.\.\.",
    ),
    "two lines": (["a\nb"], r"one line .*received 'a\\nb'"),
    "a line end": (["a\n"], r"one line .*received 'a\\n'"),
    "a carriage return": (["a\r"], r"one line .*received 'a\\r'"),
    "a separator": (["a\u2028"], r"one line .*received 'a\\u2028'"),
    "one twice": (["a", "b", "a"], "must differ, received 'a' twice"),
    "a number as text": ([1, "1"], "must differ, received '1' twice"),
    "too many": (["a"] * (MOST_CLASSES + 1), "at most 65536 classes, received 65537"),
}


@pytest.mark.parametrize(("names", "words"), WRONG.values(), ids=list(WRONG))
def test_what_are_no_names_is_refused(tmp_path, names, words):
    with pytest.raises(DataError, match=words) as caught:
        checked_class_names("data", names)
    assert len(str(caught.value)) < 300
    network = Network([Softmax(2)])
    path = tmp_path / "model.safetensors"
    parameters, details = network.initial_parameters(seed=0), {"classes": names}
    with pytest.raises(ArgumentError, match=f"Model: .*{words}"):
        Model(network, parameters, details)
    path.write_bytes(encode_model(network, parameters, details))
    with pytest.raises(ModelFileError, match=words):
        load_model(path)


@pytest.mark.parametrize("names", [["a", "b"], ("größer", "\x1b"), [0, 1], ["a" * 255]])
def test_names_are_text_of_one_line(names):
    assert checked_class_names("data", names) == tuple(map(str, names))


def test_a_data_set_has_names_of_one_line():
    few = Split(np.eye(2, 5, dtype=np.float32), [0, 1])
    with pytest.raises(
        DataError, match=r"tiny \(arrays\): a class must have a name of"
    ):
        Dataset(few, few, name="tiny", class_names=("a", "b\nc"))


def test_outputs_beyond_the_names_have_numbers(tmp_path):
    network = Network([Softmax(3)])
    model = Model(network, network.initial_parameters(seed=0), {"classes": ["a", "b"]})
    assert model.class_names == ("a", "b", "2")
