"""Checkpoints whose digest is right and whose fields are wrong."""

import json

import numpy as np
import pytest
from trainings import train

from network4 import FullyConnected, Network, Softmax, fit
from network4.errors import ArgumentError, ModelFileError
from network4.model.tensor_file import encode_tensors, read_tensors

WRONG = {
    "settings are a list": {"settings": []},
    "data are a number": {"settings": {"data": 3}},
    "content is a word": {"settings": {"content": "x"}},
    "no epoch": {"history": []},
    "epochs are numbers": {"history": [3]},
    "too many epochs": {"history": [{}] * 9},
    "a word for a score": {"history": [{"validation_score": "good"}]},
    "an epoch too early": {"history": [{"epoch": 1}]},
    "an observed list": {"history": [{"observed": [1]}]},
    "no stretches": {"stretches": None},
    "an escape for a version": {"format_version": "\x1b[2J\n"},
    "an escape for a name": {"settings": {"\x1b[2J": 3}},
    "nested": {"history": json.loads("[" * 300 + "]" * 300)},
}


@pytest.fixture
def cut(stripes, tmp_path):
    train(stripes, checkpoint=tmp_path / "a", max_seconds=0)
    return tmp_path / "a"


def opened(path):
    """Return a checkpoint's header, without its digest, and its arrays."""
    header, tensors = read_tensors(path)
    del header["digest"]
    return header, tensors


def replaced(value, change):
    if isinstance(change, dict) and isinstance(value, dict):
        return {**value, **change}
    if isinstance(change, list):
        return [replaced(value[0], c) if isinstance(c, dict) else c for c in change]
    return change


@pytest.mark.parametrize("name", WRONG)
def test_wrong_fields_are_refused_in_one_sentence(stripes, cut, name):
    header, tensors = opened(cut)
    for key, change in WRONG[name].items():
        header[key] = replaced(header[key], change)
    cut.write_bytes(encode_tensors(header, tensors))
    with pytest.raises((ModelFileError, ArgumentError)) as raised:
        train(stripes, checkpoint=cut)
    assert "digest" not in str(raised.value)
    assert len(str(raised.value)) <= 300
    assert "\n" not in str(raised.value) and "\x1b" not in str(raised.value)


def test_weights_that_are_nan_are_refused(stripes, cut):
    header, tensors = opened(cut)
    tensors["best.layer1.biases"] = np.full_like(tensors["best.layer1.biases"], np.nan)
    cut.write_bytes(encode_tensors(header, tensors))
    with pytest.raises(ModelFileError, match=r"received nan in layer1\.biases"):
        train(stripes, checkpoint=cut)


def test_other_networks_are_refused_in_a_short_sentence(stripes, cut):
    deep = Network([*[FullyConnected(8)] * 40, Softmax(2)], input_shape=(1, 8, 8))
    with pytest.raises(ArgumentError, match="its network layers was") as raised:
        fit(
            deep,
            stripes,
            epochs=4,
            learning_rate=0.1,
            batch_size=5,
            seed=3,
            checkpoint=cut,
        )
    assert len(str(raised.value)) <= 300


@pytest.mark.parametrize("number", [10**400, -(10**400)], ids=["above", "below"])
def test_a_number_beyond_every_float_is_refused(stripes, cut, number):
    header, tensors = opened(cut)
    header["history"][0]["validation_score"] = number
    cut.write_bytes(encode_tensors(header, tensors))
    with pytest.raises(ModelFileError, match="its validation_score must be finite"):
        train(stripes, checkpoint=cut)


@pytest.mark.parametrize("epoch", [0.0, False, 1])
def test_an_epoch_that_is_not_its_whole_number_is_refused(stripes, cut, epoch):
    header, tensors = opened(cut)
    header["history"][0]["epoch"] = epoch
    cut.write_bytes(encode_tensors(header, tensors))
    with pytest.raises(ModelFileError, match=r"its (history|epoch) must"):
        train(stripes, checkpoint=cut)
