"""A run that was cut off goes on as if it had not been."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file
from trainings import all_weights, train

from network4 import ONE_PIXEL_SHIFTS, Distortions
from network4.errors import ArgumentError, ModelFileError
from network4.model.tensor_file import read_tensors
from network4.training.checkpoints import read_checkpoint, settings_of
from network4.version import __version__

FILES = Path(__file__).parent / "files"
SETTINGS = {
    "plain": {},
    "momentum": {"momentum": 0.9, "learning_rate": 0.02},
    "fixed order of shifted images": {"order": "fixed", "shifts": ONE_PIXEL_SHIFTS},
    "distorted": {"distortions": Distortions(rotation=20, elastic_alpha=8)},
    "nesterov": {"optimizer": "nesterov", "momentum": 0.9, "learning_rate": 0.02},
    "adam": {"optimizer": "adam", "learning_rate": 0.01, "l2": 0.01},
    "rmsprop": {"optimizer": "rmsprop", "learning_rate": 0.01, "l2": 0.01},
    "rates": {"rates": {"layer1.*": 0.0, "layer2.*": 0.5}, "average_decay": 0.9},
    "averages": {"average_decay": 0.9, "label_smoothing": 0.1},
    "last weights": {"keep": "last", "remainder": "keep", "batch_size": 7},
}


def test_cut_after_each_epoch_is_the_same_as_never_cut(stripes, tmp_path, engine):
    for name, changes in SETTINGS.items():
        whole = train(stripes, engine=engine, **changes)
        path = tmp_path / f"{name}.checkpoint"
        for epochs_done in range(1, 4):
            cut = train(
                stripes, engine=engine, checkpoint=path, max_seconds=0, **changes
            )
            assert cut.stopped == "time"
            assert len(cut.history) == epochs_done
        ended = train(stripes, engine=engine, checkpoint=path, **changes)
        assert ended.stopped == "finished"
        np.testing.assert_array_equal(
            all_weights(ended.model), all_weights(whole.model)
        )
        assert curve(ended) == curve(whole)
        assert ended.best_epoch == whole.best_epoch
        np.testing.assert_array_equal(ended.test_predictions, whole.test_predictions)


def test_what_the_jax_engine_alone_has_goes_on_too(stripes, tmp_path):
    rule = {"clip_norm": 0.1, "rates": {"*.biases": 0.5}, "momentum": 0.9}
    whole = train(stripes, **rule)
    train(stripes, checkpoint=tmp_path / "a", max_seconds=0, **rule)
    ended = train(stripes, checkpoint=tmp_path / "a", **rule)
    assert ended.record()["engine"] == "jax"
    np.testing.assert_array_equal(all_weights(ended.model), all_weights(whole.model))


def curve(run):
    return [(r.epoch, r.training_cost, r.validation_accuracy) for r in run.history]


def test_a_finished_checkpoint_gives_the_run_again(stripes, tmp_path):
    first = train(stripes, checkpoint=tmp_path / "a")
    again = train(stripes, checkpoint=tmp_path / "a")
    assert again.history == first.history
    np.testing.assert_array_equal(all_weights(again.model), all_weights(first.model))


def test_seconds_add_up_over_what_was_cut(stripes, tmp_path):
    cut = train(stripes, checkpoint=tmp_path / "a", max_seconds=0)
    ended = train(stripes, checkpoint=tmp_path / "a")
    seconds = [result.elapsed_seconds for result in ended.history]
    assert seconds[0] == cut.seconds
    assert seconds == sorted(seconds)
    cpu_seconds = [result.cpu_seconds for result in ended.history]
    assert cpu_seconds == sorted(cpu_seconds)
    assert 0 < cpu_seconds[0]


def test_patience_is_remembered(stripes, tmp_path, accuracies):
    accuracies([0.9, 0.5, 0.5, 0.5, 0.5, 0.5])
    options = {"patience": 2, "checkpoint": tmp_path / "a", "epochs": 9}
    train(stripes, max_seconds=0, **options)
    train(stripes, max_seconds=0, **options)
    run = train(stripes, **options)
    assert (run.stopped, len(run.history), run.best_epoch) == ("patience", 3, 0)
    assert len(train(stripes, **options).history) == 3


def test_another_training_is_refused(stripes, tmp_path):
    train(stripes, checkpoint=tmp_path / "a")
    with pytest.raises(ArgumentError, match="its epochs was 4 and is 5 now"):
        train(stripes, checkpoint=tmp_path / "a", epochs=5)


@pytest.mark.parametrize("keep", [0, 5, 200])
def test_a_damaged_checkpoint_is_refused(stripes, tmp_path, keep):
    path = tmp_path / "a"
    train(stripes, checkpoint=path)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(ModelFileError, match="remove it to begin anew"):
        train(stripes, checkpoint=path)


def test_a_changed_checkpoint_is_refused(stripes, tmp_path):
    path = tmp_path / "a"
    train(stripes, checkpoint=path, max_seconds=0)
    content = path.read_bytes()
    for changed in (
        content.replace(b'epochs\\": 4', b'epochs\\": 5'),
        content[:-1] + bytes([content[-1] ^ 1]),
    ):
        assert changed != content
        path.write_bytes(changed)
        for reads in (train_again, lambda _, path: settings_of(path)):
            with pytest.raises(
                ModelFileError, match=r"not match its digest\); remove it to begin anew"
            ):
                reads(stripes, path)


def train_again(data, path):
    return train(data, checkpoint=path)


def test_a_checkpoint_of_before_versions_says_what_can_finish_it(stripes):
    """The file was written by network4 0.1.0, after one epoch of this training."""
    with pytest.raises(
        ModelFileError,
        match=r"version 3, received none; finish it with network4 0\.1\.0, from before "
        r"checkpoints had a version, or remove it to begin anew\.$",
    ):
        train(stripes, checkpoint=FILES / "before_versions.checkpoint")


def test_a_checkpoint_of_another_version_names_the_network4_that_wrote_it(tmp_path):
    header = {"format_version": 4, "written_by": "9.8.7"}
    path = tmp_path / "later"
    save_file({"x": np.zeros(3)}, path, {"network4": json.dumps(header)})
    for reads in (settings_of, lambda path: read_checkpoint(path, None, {})):
        with pytest.raises(
            ModelFileError,
            match=r"received 4; finish it with network4 9\.8\.7, or remove it",
        ):
            reads(path)


def test_a_checkpoint_says_what_wrote_it(stripes, tmp_path):
    train(stripes, checkpoint=tmp_path / "a", max_seconds=0)
    header, _ = read_tensors(tmp_path / "a")
    assert (header["format_version"], header["written_by"]) == (3, __version__)


@pytest.mark.parametrize(
    ("shifts", "words"),
    [([], "received none"), ([(1,)], "pairs of pixels"), ([(0, 0.5)], "shifts must")],
)
def test_shifts_that_mean_nothing_are_refused(stripes, shifts, words):
    with pytest.raises(ArgumentError, match=words):
        train(stripes, shifts=shifts)


def test_no_shift_at_all_is_the_images_as_they_are(stripes):
    plain, shifted = train(stripes), train(stripes, shifts=[(0, 0)])
    np.testing.assert_array_equal(all_weights(plain.model), all_weights(shifted.model))


def test_it_goes_on_where_the_same_data_lie_elsewhere(stripes, tmp_path):
    train(stripes, checkpoint=tmp_path / "a", max_seconds=0)
    moved = replace(stripes, source="another directory")
    run = train(moved, checkpoint=tmp_path / "a")
    assert len(run.history) == 4
    with pytest.raises(ArgumentError, match="data name was 'stripes' and is 'other'"):
        train(replace(stripes, name="other"), checkpoint=tmp_path / "a")
