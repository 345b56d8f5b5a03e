"""Checkpoints and runs with numbers that no training can go on from."""

import json
import os

import numpy as np
import pytest
from safetensors import safe_open
from trainings import train

from network4.errors import ModelFileError, TrainingDivergedError
from network4.model.tensor_file import encode_tensors


@pytest.mark.parametrize("name", ["layer1.weights", "best.layer1.weights"])
def test_a_checkpoint_with_a_weight_that_is_not_finite_is_refused(
    stripes, tmp_path, name
):
    path = tmp_path / "run.safetensors"
    train(stripes, epochs=1, checkpoint=path)
    with safe_open(path, framework="numpy") as file:
        header = json.loads(file.metadata()["network4"])
        tensors = {each: file.get_tensor(each) for each in file.keys()}
    del header["digest"]
    tensors[name][0, 0] = np.nan
    path.write_bytes(encode_tensors(header, tensors))
    with pytest.raises(ModelFileError, match=r"received nan in layer1\.weights"):
        train(stripes, epochs=1, checkpoint=path)


def test_a_named_pipe_as_a_checkpoint_is_refused(stripes, tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(ModelFileError, match=r"^fit: checkpoint must .* named pipe"):
        train(stripes, epochs=1, checkpoint=path)


def test_weights_that_become_infinite_end_a_run(stripes):
    with pytest.raises(TrainingDivergedError, match="fit: the cost became"):
        train(stripes, epochs=2, learning_rate=3e38)
