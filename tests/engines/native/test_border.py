"""The C++ checks every size at its border: wrong ones are refused, not read."""

import numpy as np
import pytest

IMAGES = np.zeros((4, 1, 6, 6), np.uint8)
LABELS = np.array([0, 1, 2, 0], np.int32)


def describe(core, shape=(1, 6, 6), output=4, cost=0, units=3):
    layers = [
        core.convolution(3, [3, 3], [1, 1], [0, 0], [2, 2], 3),
        core.dense(units, 0, 0.5),
    ]
    return core.Description(list(shape), layers, output, cost)


def start(core, description=None, **changes):
    settings = {
        "batch_size": 2,
        "num_threads": 2,
        "decay": 0.0,
        "momentum": 0.0,
        "label_smoothing": 0.0,
        "seed": 0,
        "images": IMAGES,
        "labels": LABELS,
        "shifts": None,
    }
    description = description or describe(core)
    return core.TrainingSession(description, **{**settings, **changes})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"images": IMAGES[0]}, "four dimensions"),
        ({"images": IMAGES[:, :, :5]}, "input shape"),
        ({"labels": LABELS[:3]}, "one label for each image"),
        ({"labels": LABELS + np.int32(1)}, "below the number of classes"),
        ({"labels": LABELS - np.int32(2)}, "or -1 for none"),
        ({"labels": None}, "either labels, or targets"),
        ({"reconstructs": True}, "either labels, or targets"),
        ({"targets": np.zeros((4, 3), np.float32)}, "either labels, or targets"),
        ({"weights": np.ones(3, np.float32)}, "one weight for each image"),
        ({"weights": np.ones((4, 1), np.float32)}, "one weight for each image"),
        ({"weights": np.full(4, -1, np.float32)}, "weight must be 0 or more"),
        ({"weights": np.full(4, np.nan, np.float32)}, "weight must be 0 or more"),
        ({"shifts": np.array([[2**30, 0]], np.int32)}, "shift is too large"),
        ({"batch_size": 0}, "batch_size"),
        ({"batch_size": -1}, "batch_size"),
        ({"num_threads": 0}, "num_threads"),
        ({"label_smoothing": 1.0}, "label_smoothing"),
    ],
)
def test_a_session_is_refused(core, change, words):
    change = {name: _contiguous(value) for name, value in change.items()}
    with pytest.raises(ValueError, match=words):
        start(core, **change)


SIGMOID, TANH, SOFTMAX = 1, 2, 4
LOG_LIKELIHOOD, CROSS_ENTROPY, QUADRATIC = 0, 1, 2
RECONSTRUCTION = {"labels": None, "reconstructs": True}


def targets(value=0.5, shape=(4, 3)):
    return {"labels": None, "targets": np.full(shape, value, np.float32)}


@pytest.mark.parametrize(
    ("output", "cost", "units", "given", "words"),
    [
        (TANH, LOG_LIKELIHOOD, 3, targets(), "needs sigmoid outputs"),
        (SOFTMAX, CROSS_ENTROPY, 1, targets(shape=(4, 1)), "two classes or more"),
        (SOFTMAX, LOG_LIKELIHOOD, 3, targets(-0.5), "must be in 0..1"),
        (SIGMOID, LOG_LIKELIHOOD, 3, RECONSTRUCTION, "needs the quadratic cost"),
        (TANH, QUADRATIC, 3, targets(shape=(3, 3)), "must be .images, outputs"),
        (TANH, QUADRATIC, 3, targets(shape=(4, 2)), "must be .images, outputs"),
        (TANH, QUADRATIC, 3, targets(shape=(12,)), "must be .images, outputs"),
        (TANH, QUADRATIC, 3, targets(np.inf), "targets must be finite"),
        (SIGMOID, CROSS_ENTROPY, 3, targets(1.5), "must be in 0..1"),
        (
            TANH,
            QUADRATIC,
            3,
            {**RECONSTRUCTION, "label_smoothing": 0.1},
            "needs labels",
        ),
        (TANH, QUADRATIC, 3, RECONSTRUCTION, "as many outputs"),
        (SOFTMAX, LOG_LIKELIHOOD, 1, {"labels": LABELS % 2}, "two classes or more"),
        (TANH, CROSS_ENTROPY, 3, {}, "needs sigmoid outputs"),
        (SIGMOID, CROSS_ENTROPY, 1, {}, "below the number of classes"),
    ],
)
def test_what_no_cost_is_for_is_refused(core, output, cost, units, given, words):
    description = describe(core, output=output, cost=cost, units=units)
    with pytest.raises(ValueError, match=words):
        start(core, description, **given)


def _contiguous(value):
    return np.ascontiguousarray(value) if isinstance(value, np.ndarray) else value


@pytest.mark.parametrize(
    "change",
    [
        {"images": IMAGES.astype(np.float64)},
        {"images": IMAGES[:, :, :, ::-1]},
        {"labels": LABELS.astype(np.int64)},
        {"labels": LABELS.astype(np.uint8)},
        {"labels": LABELS[:, None]},
        {"weights": np.ones(4)},
        {"labels": None, "targets": np.zeros((4, 3))},
        {"shifts": np.zeros((1, 3), np.int32)},
    ],
)
def test_arrays_of_another_kind_are_refused(core, change):
    with pytest.raises(TypeError):
        start(core, **change)


def mask(*shape):
    return np.ones(shape, np.uint8)


@pytest.mark.parametrize(
    ("order", "rates", "masks", "words"),
    [
        ([0, 4], [0.1], [], "indices of examples"),
        ([0, -1], [0.1], [], "indices of examples"),
        ([0, 1, 2], [0.1], [], "must not exceed the batch size"),
        ([0, 1, 2], [0.1, 0.1], [], "fill its mini-batches"),
        ([], [0.1], [], "exceed the batch size"),
        ([0, 1], [], [], "rates must have one dimension"),
        ([0, 1], [0.1], [None], "for each layer"),
        ([0, 1], [0.1], [None, None], "go with the layers that drop"),
        ([0, 1], [0.1], [mask(1, 2, 36), mask(1, 2, 12)], "go with the layers"),
        ([0, 1], [0.1], [None, mask(1, 2, 11)], "input shape for every image"),
    ],
)
def test_steps_are_refused(core, order, rates, masks, words):
    order, rates = np.array(order, np.int32), np.array(rates, np.float32)
    with pytest.raises(ValueError, match=words):
        start(core).run(order, rates, 0, masks)


@pytest.mark.parametrize("layer", [-1, 2])
def test_a_layer_that_is_not_there_is_refused(core, layer):
    weights, biases = np.zeros(27, np.float32), np.zeros(3, np.float32)
    with pytest.raises(ValueError, match="no such layer"):
        start(core).read(layer, weights, biases)


@pytest.mark.parametrize(("num_weights", "num_biases"), [(26, 3), (27, 4), (28, 3)])
def test_parameters_of_another_size_are_refused(core, num_weights, num_biases):
    weights = np.zeros(num_weights, np.float32)
    biases = np.zeros(num_biases, np.float32)
    session = start(core)
    for call in (session.read, session.write):
        with pytest.raises(ValueError, match="layer's sizes"):
            call(0, weights, biases)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"shape": (1, 6)}, "channels, height, width"),
        ({"shape": (1, 0, 6)}, "must not be empty"),
        ({"output": 5}, "output activation"),
        ({"cost": -1}, "cost"),
    ],
)
def test_a_description_is_refused(core, arguments, words):
    with pytest.raises(ValueError, match=words):
        core.Predictor(describe(core, **arguments), 1)


@pytest.mark.parametrize("shape", [(1, 2, 6), (1, 6, 2)])
def test_a_field_larger_than_the_image_is_refused(core, shape):
    with pytest.raises(ValueError, match="field must fit"):
        core.Predictor(describe(core, shape), 1)


def test_outputs_without_room_are_refused(core):
    predictor = core.Predictor(describe(core), 1)
    with pytest.raises(ValueError, match="room for every image"):
        predictor.run(IMAGES, np.zeros((3, 3), np.float32))


def warps(count=4, height=6, width=6, lattice=(2, 3)):
    zeros = [(count, 2, 3), (count, 2, *lattice), (height, 2), (width, 3)]
    return [np.zeros(shape, np.float32) for shape in zeros]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (warps(count=3), "affine must be"),
        ([warps()[1], *warps()[1:]], "affine must be"),
        (warps(height=5), "rows and columns"),
        (warps(width=7), "rows and columns"),
        (warps(lattice=(3, 3)), "noise must be"),
        (warps(lattice=(2, 2)), "noise must be"),
        ([warps()[0], warps(count=5)[1], *warps()[2:]], "noise must be"),
    ],
)
def test_warps_are_refused(core, given, words):
    with pytest.raises(ValueError, match=words):
        start(core).warp(*given)


def test_warps_do_not_go_with_shifts(core):
    with pytest.raises(ValueError, match="without shifts"):
        start(core, shifts=np.zeros((2, 2), np.int32)).warp(*warps())


def test_places_that_are_no_numbers_show_nothing(core):
    given = warps()
    given[0][:] = np.nan
    session = start(core)
    session.warp(*given)
    order, rates = np.array([0, 1], np.int32), np.full(1, 0.1, np.float32)
    assert np.isfinite(session.run(order, rates, 0, [])).all()


@pytest.mark.parametrize(("decay", "epsilon"), [(1.0, 1e-5), (-0.1, 1e-5), (0.9, 0.0)])
def test_a_normalisation_out_of_range_is_refused(core, decay, epsilon):
    layers = [core.batch_norm(3, decay, epsilon), core.dense(3, 0, 0.0)]
    with pytest.raises(ValueError, match="decay must be"):
        core.Predictor(core.Description([1, 6, 6], layers, 4, 0), 1)


@pytest.mark.parametrize(
    ("makes", "words"),
    [
        ("dn", "last layer must be fully connected"),
        ("dnnd", "must follow a fully-connected layer"),
        ("dond", "must follow a fully-connected layer"),
    ],
)
def test_a_normalisation_of_vectors_out_of_place_is_refused(core, makes, words):
    """It stands between two fully-connected layers, nothing below it."""
    make = {
        "d": lambda: core.dense(3, 0, 0.0),
        "n": lambda: core.batch_norm(3, 0.9, 1e-5),
        "o": lambda: core.dropout(0.5),
    }
    layers = [make[each]() for each in makes]
    with pytest.raises(ValueError, match=words):
        core.Predictor(core.Description([1, 6, 6], layers, 4, 0), 1)
