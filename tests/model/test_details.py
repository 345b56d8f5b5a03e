"""What a model's details may be, by hand and in a file."""

import numpy as np
import pytest

from network4 import Network, Softmax, load_model
from network4.errors import ArgumentError, ModelFileError
from network4.model import Model
from network4.model.file import encode_model

NETWORK = Network([Softmax(2)])
PARAMETERS = NETWORK.initial_parameters(seed=0)
WRONG = [
    ({"classes": 0.5}, "the names of classes must be a list, received float"),
    ({"classes": "ab"}, "the names of classes must be a list, received str"),
    ({"classes": ["a", []]}, "must be text, received a value of type list"),
    ({"rejection_threshold": "high"}, r"must be a number in 0\.\.1, received 'high'"),
    ({"rejection_threshold": 1.5}, r"must be a number in 0\.\.1, received 1\.5"),
    ({"rejection_threshold": [0.5]}, r"must be a number in 0\.\.1, received \[0\.5\]"),
    ({"rejection_threshold": True}, r"must be a number in 0\.\.1, received True"),
]


@pytest.mark.parametrize(("details", "words"), WRONG)
def test_what_network4_relies_on_is_checked_by_hand_and_in_a_file(
    tmp_path, details, words
):
    with pytest.raises(ArgumentError, match=f"^Model: .*{words}"):
        Model(NETWORK, PARAMETERS, details)
    path = tmp_path / "model.safetensors"
    path.write_bytes(encode_model(NETWORK, PARAMETERS, details))
    with pytest.raises(ModelFileError, match=f"^load_model: .*{words}"):
        load_model(path)


@pytest.mark.parametrize("threshold", [None, 0, 1, 0.25, np.float32(0.25)])
def test_a_probability_or_none_is_a_threshold(threshold):
    details = {"classes": None, "rejection_threshold": threshold, "by": ["anybody"]}
    assert Model(NETWORK, PARAMETERS, details).details is details
