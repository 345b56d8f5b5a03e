"""Checkpoints under other conditions, and where they cannot be written."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from trainings import all_weights, train

import network4 as n4
from network4.engines.native.loading import find_core
from network4.errors import ArgumentError, Network4Warning
from network4.training import checkpoints, identity
from network4.utils.locks import lock_beside


def test_on_another_number_of_threads_it_goes_on_and_says_so(stripes, tmp_path):
    options = {"checkpoint": tmp_path / "a", "engine": "native"}
    train(stripes, max_seconds=0, num_threads=1, **options)
    with pytest.warns(Network4Warning, match=r"\(threads was 1 and is 2\); the result"):
        run = train(stripes, num_threads=2, **options)
    assert len(run.history) == 4
    stretches = run.record()["conditions"]
    assert [stretch["first_epoch"] for stretch in stretches] == [0, 1]
    assert [stretch["threads"] for stretch in stretches] == [1, 2]
    # What is in the checkpoint from now on says the same.
    assert train(stripes, num_threads=2, **options).settings["conditions"] == stretches


def test_under_the_same_conditions_nothing_is_said(stripes, tmp_path, engine):
    train(stripes, checkpoint=tmp_path / "a", engine=engine, max_seconds=0)
    run = train(stripes, checkpoint=tmp_path / "a", engine=engine)
    assert "conditions" not in run.record()


LEVELS = """
import sys
import numpy as np
import network4 as n4
network = n4.Network([n4.FullyConnected(8), n4.Softmax(2)], input_shape=(1, 8, 8))
split = n4.Split(np.eye(8, dtype=np.uint8).repeat(8, 1).reshape(8, 8, 8), [0, 1] * 4)
how = {"epochs": 3, "learning_rate": 0.1, "batch_size": 2, "engine": "native"}
data = n4.Dataset(split, split)
run = n4.fit(network, data, checkpoint=sys.argv[1], max_seconds=0, **how)
print([s["level"] for s in run.record().get("conditions", [])], len(run.history))
"""


def test_on_another_level_of_instructions_it_goes_on_and_says_so(tmp_path):
    def run(**variables):
        return subprocess.run(
            [sys.executable, "-c", LEVELS, tmp_path / "a"],
            capture_output=True,
            text=True,
            env={**os.environ, **variables},
        )

    here, *others = find_core().levels()
    if not others:
        pytest.skip("this processor has one level")
    first, second = run(NETWORK4_LEVEL=here), run(NETWORK4_LEVEL=others[-1])
    assert first.stdout == "[] 1\n", first.stderr
    assert second.stdout == f"{[here, others[-1]]} 2\n", second.stderr
    assert f"level was {here} and is {others[-1]}" in second.stderr


def test_a_place_that_cannot_be_written_is_refused_before_training(stripes):
    where = Path(os.devnull) / "a"
    with pytest.raises(ArgumentError, match=r"/null/a \(Not a directory\); give"):
        train(stripes, checkpoint=where)


def test_a_disk_that_fills_up_costs_the_checkpoint_and_not_the_run(
    stripes, tmp_path, monkeypatch
):
    whole = train(stripes)
    train(stripes, checkpoint=tmp_path / "a", max_seconds=0)
    kept = (tmp_path / "a").read_bytes()

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(checkpoints, "write_whole", full)
    with pytest.warns(Network4Warning, match="No space left on device") as warned:
        run = train(stripes, checkpoint=tmp_path / "a")
    assert len(warned) == 1  # not once an epoch
    assert (tmp_path / "a").read_bytes() == kept
    np.testing.assert_array_equal(all_weights(run.model), all_weights(whole.model))


def test_another_version_or_machine_goes_on_and_says_so(stripes, tmp_path, monkeypatch):
    path = tmp_path / "a"
    train(stripes, checkpoint=path, max_seconds=0)
    monkeypatch.setattr(identity, "__version__", "9.8.7")
    with pytest.warns(Network4Warning, match=r"network4 was .* and is 9\.8\.7\)"):
        train(stripes, checkpoint=path, max_seconds=0)
    other = {"processor": "another", "system": "another", "cores": 1}
    monkeypatch.setattr(identity, "machine", lambda: other)
    with pytest.warns(Network4Warning, match="processor was .* and is another"):
        run = train(stripes, checkpoint=path)
    stretches = run.record()["conditions"]
    assert [stretch["first_epoch"] for stretch in stretches] == [0, 1, 2]
    assert [stretch["network4"] for stretch in stretches][1:] == ["9.8.7"] * 2
    assert stretches[2]["processor"] == "another"


def test_of_two_runs_with_one_checkpoint_the_second_is_refused(stripes, tmp_path):
    path = tmp_path / "new" / "a"
    refusals = []

    def observe(epoch, model):
        with pytest.raises(ArgumentError, match="another run is writing") as refusal:
            train(stripes, checkpoint=path)
        refusals.append(refusal)
        return {}

    train(stripes, checkpoint=path, observe=observe)
    assert len(refusals) == 4
    assert os.listdir(path.parent) == ["a"]


def test_a_lock_of_a_run_that_was_killed_stops_nobody(stripes, tmp_path):
    lock_beside(tmp_path / "a").touch()
    train(stripes, checkpoint=tmp_path / "a")
    assert os.listdir(tmp_path) == ["a"]


def test_first_weights_and_layers_that_are_others_are_told_in_words(stripes, tmp_path):
    run = train(stripes, checkpoint=tmp_path / "a")
    with pytest.raises(ArgumentError, match="but its initial parameters are others"):
        train(stripes, checkpoint=tmp_path / "a", initial=run.model)
    for number in range(2):
        layers = [n4.FullyConnected(2)] * 12 + [n4.FullyConnected(2 + number)]
        network = n4.Network([*layers, n4.Softmax(2)], input_shape=(1, 8, 8))
        how = {"learning_rate": 0.1, "epochs": 1, "checkpoint": tmp_path / "b"}
        if number:
            with pytest.raises(ArgumentError, match="its network layers are others"):
                n4.fit(network, stripes, **how)
        else:
            n4.fit(network, stripes, **how)
