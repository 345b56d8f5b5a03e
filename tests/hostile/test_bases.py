"""What hostile inputs are made of is accepted: else no change of it is ever reached."""

import pytest

kinds = pytest.importorskip("benchmarks.hostile.kinds", reason="needs a checkout")
onnx_files = pytest.importorskip("benchmarks.hostile.onnx_files")
small = pytest.importorskip("benchmarks.hostile.small")
tensor_files = pytest.importorskip("benchmarks.hostile.tensor_files")


@pytest.fixture(autouse=True)
def _prepared():
    with kinds.prepared():
        yield


def test_the_checkpoint_leaves_an_epoch_to_be_trained():
    tensor_files.use_checkpoint(small.checkpoint())
    path = small.directory() / "base.safetensors"
    path.write_bytes(small.checkpoint())
    with pytest.raises(InterruptedError):  # only an epoch that is trained is observed
        small.go_on(path, leaves_epoch=2)


@pytest.mark.parametrize("number", range(small.NUM_NETWORKS))
def test_models_are_accepted(number):
    tensor_files.use_model_file(small.model(number).to_bytes())


@pytest.mark.parametrize("number", [0, 1, 3])
def test_onnx_files_are_accepted(number):
    path = small.directory() / "base.onnx"
    onnx_files.write_onnx(path, small.model(number))
    onnx_files.use_onnx_file(path.read_bytes())
