"""docs/extending.md runs, and what is not known is refused, never passed over."""

import numpy as np
import pytest
from documented import run_page

import network4 as n4
from network4.engines import choose_engine
from network4.errors import ArgumentError, EngineError, ModelFileError
from network4.export import write_onnx, write_page
from network4.layers import FullyConnected
from network4.layers.registry import _REGISTRY

REGISTERED = _REGISTRY._kinds


@pytest.fixture
def registry():
    """What is registered here is forgotten afterwards."""
    before = dict(REGISTERED)
    yield
    REGISTERED.clear()
    REGISTERED.update(before)


CHECKED = """
import numpy as np
images = n4.load_digits().test.images
assert (model.predict(images) == run.model.predict(images)).all()
slopes = model.parameters["layer2"]["slopes"]
assert slopes.shape == (8,) and (slopes != 0.25).all()  # they have learned
assert run.validation_accuracy > 0.85

outputs = again.outputs(x)
np.testing.assert_array_equal(outputs, fitted.model.outputs(x))
assert again.network.objective == AbsoluteError()
score = np.abs(outputs[800:, 0] - y[800:].astype(np.float32)).mean()
assert abs(fitted.validation_score - score) < 1e-5 * score
slope = n4.gradient(again, x[:4], y[:4] + 100)
weights, biases = again.parameters["layer1"].values()
np.testing.assert_allclose(slope, -np.tile(weights.T, (4, 1)))
assert np.abs(weights - 1).max() < 0.1 and abs(biases[0]) < 0.5  # a mean has 10
"""


def test_the_page_runs(tmp_path):
    """As a reader would run it, in a file outside of the package."""
    done = run_page("extending.md", tmp_path, CHECKED)
    assert "LearnedSlope()" in done.stdout


class Twice(FullyConnected):
    """A subclass that computes something else than what it is made from."""

    def weighted_input(self, ops, numbers, a, step):
        return 2 * super().weighted_input(ops, numbers, a, step)


@pytest.fixture
def model():
    network = n4.Network([Twice(3, activation="tanh"), n4.Softmax(10)])
    return n4.Model(network, network.initial_parameters(0))


def test_auto_trains_on_jax_what_the_native_engine_does_not_know(model):
    assert choose_engine("auto", model.network).name == "jax"
    with pytest.raises(EngineError, match="it has no Twice layer"):
        choose_engine("native", model.network)


def test_what_is_not_registered_is_not_saved(model, tmp_path):
    with pytest.raises(ArgumentError, match=r"call network4.register_layer\(Twice\)"):
        model.save(tmp_path / "model.safetensors")
    assert not list(tmp_path.iterdir())


def test_within_a_block_it_is_not_saved_either(tmp_path):
    network = n4.Network([n4.Residual(n4.Sequence([Twice(4)])), n4.Softmax(2)], (4,))
    model = n4.Model(network, network.initial_parameters(0))
    with pytest.raises(ArgumentError, match="must be registered"):
        model.save(tmp_path / "model.safetensors")


def test_what_is_registered_is_read_again(model, registry, tmp_path):
    n4.register_layer(Twice)
    model.save(tmp_path / "model.safetensors")
    images = np.random.default_rng(0).integers(0, 256, (3, 28, 28), np.uint8)
    loaded = n4.load_model(tmp_path / "model.safetensors")
    np.testing.assert_array_equal(loaded.outputs(images), model.outputs(images))
    del REGISTERED["Twice"]
    with pytest.raises(ModelFileError, match="register one of your own"):
        n4.load_model(tmp_path / "model.safetensors")


def test_two_layers_of_one_name_and_what_is_no_layer_are_refused(registry):
    n4.register_layer(Twice)
    n4.register_layer(Twice)  # once more does no harm
    other = type("Twice", (FullyConnected,), {})
    with pytest.raises(ArgumentError, match="must have a name of its own"):
        n4.register_layer(other)
    with pytest.raises(ArgumentError, match="must be a subclass of Layer"):
        n4.register_layer(int)


def test_files_that_have_no_form_for_it_are_not_written(model, tmp_path):
    pytest.importorskip("onnx")
    with pytest.raises(ArgumentError, match="received one with a Twice layer"):
        write_onnx(tmp_path / "model.onnx", model)
    with pytest.raises(ArgumentError, match="layers that the page computes"):
        write_page(tmp_path / "page.html", model)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "layer",
    [
        n4.Residual(n4.Conv(1, 3, padding=1)),
        n4.Parallel([n4.Conv(2, 1), n4.Conv(2, 1)]),
        n4.AveragePool(2),
        n4.MaxPool(3, padding=1),
        n4.Conv(2, 3, biases=False),
    ],
    ids=repr,
)
def test_the_page_refuses_what_it_does_not_compute(layer, tmp_path):
    network = n4.Network([layer, n4.Softmax(10)])
    model = n4.Model(network, network.initial_parameters(0))
    with pytest.raises(ArgumentError, match="layers that the page computes"):
        write_page(tmp_path / "page.html", model)
