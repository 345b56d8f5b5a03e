import numpy as np
import pytest

from network4.engines import StepSettings, as_batch, choose_engine
from network4.errors import ArgumentError, ShapeError
from network4.layers import BatchNorm, Softmax
from network4.network import Network

NETWORK = Network([Softmax(10)])


@pytest.mark.parametrize(
    "shape", [(3, 28, 28), (3, 784), (3, 1, 28, 28), (28, 28), (784,), (1, 28, 28)]
)
@pytest.mark.parametrize("dtype", [np.uint8, np.float32, np.float64])
def test_images_of_every_accepted_form_become_a_batch(shape, dtype):
    white = 255 if dtype == np.uint8 else 1
    batch = as_batch(NETWORK, np.full(shape, white, dtype))
    assert batch.shape == (3 if shape[0] == 3 else 1, 1, 28, 28)
    assert batch.dtype == (np.uint8 if dtype == np.uint8 else np.float32)


@pytest.mark.parametrize(
    ("images", "words"),
    [
        (np.zeros((3, 27, 28), np.uint8), r"received \(3, 27, 28\); resize"),
        (np.zeros((3, 3, 28, 28), np.uint8), r"received \(3, 3, 28, 28\)"),
        (np.zeros((3, 28, 28), int), "received int64; convert"),
        (np.full((3, 28, 28), 255.0), "received values from 255 to 255; divide by 255"),
        (np.full((3, 28, 28), np.nan), r"in 0..1, received NaN \(2,352 of 2,352"),
        (np.full((3, 28, 28), -0.1), "in 0..1, received values from -0.1"),
    ],
)
def test_other_images_are_refused(images, words):
    with pytest.raises(ShapeError, match=words):
        as_batch(NETWORK, images)


def test_lists_of_different_lengths_are_no_images():
    with pytest.raises(ArgumentError, match="images must be an array, received"):
        as_batch(NETWORK, [[0.0], [0.0, 1.0]])


def test_sequences_without_a_step_are_refused():
    """Their means would be of nothing; of no sequences there is nothing to refuse."""
    network = Network([BatchNorm()], (None, 2), "quadratic", inputs="numbers")
    for shape in [(3, 0, 2), (0, 2)]:
        with pytest.raises(ShapeError, match="sequences of one step or more, received"):
            as_batch(network, np.zeros(shape))
    assert as_batch(network, np.zeros((0, 5, 2))).shape == (0, 5, 2)


def test_an_unknown_engine_is_refused():
    with pytest.raises(ArgumentError, match="Did you mean 'jax'"):
        choose_engine("jx", NETWORK)


def test_auto_chooses_an_engine_that_runs_the_network():
    assert choose_engine("auto", NETWORK).unsupported(NETWORK) is None


@pytest.mark.parametrize(
    ("remainder", "count", "steps"),
    [("drop", 23, 4), ("keep", 23, 5), ("keep", 20, 4), ("drop", 4, 0), ("keep", 4, 1)],
)
def test_number_of_steps(remainder, count, steps):
    assert StepSettings(5, remainder=remainder).num_steps(count) == steps


def test_outputs_do_not_depend_on_how_many_images_come_together(generator):
    parameters = Network([Softmax(10, initializer="he")]).initial_parameters(seed=1)
    images = generator.integers(0, 256, (503, 1, 28, 28), dtype=np.uint8)
    engine = choose_engine("auto", NETWORK)
    together = engine.outputs(NETWORK, parameters, images)
    parts = [
        engine.outputs(NETWORK, parameters, part) for part in (images[:3], images[3:])
    ]
    np.testing.assert_allclose(together, np.concatenate(parts), atol=1e-6)
    assert engine.outputs(NETWORK, parameters, images[:0]).shape == (0, 10)
