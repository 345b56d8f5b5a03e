"""Labels, targets, reconstructions and weights in the C++, against float64."""

import numpy as np
import pytest
from block_cases import Case, assert_same_steps, assert_slopes, drawn, drawn_warps
from plain_maps import CODES, FUNCTIONS, Drop, Full

from network4.augment.warps import warp

RATE = 1024.0  # so large that a step is the slope, and not the rounding of the weights
COUNT = 5
SHAPE = (2, 3, 2)
OUTPUTS = {**CODES, "softmax": 4}
COSTS = {"log_likelihood": 0, "cross_entropy": 1, "quadratic": 2}


def make_case(cost, output, num_outputs):
    layers = [Full(6, "tanh"), Full(num_outputs)]
    return Case(layers, SHAPE, COUNT, output=OUTPUTS[output], cost=COSTS[cost])


def softmax(z):
    raised = np.exp(z - z.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def mean_cost(cost, output, z, y, weights=1.0):
    """Return the mean over images of what the docstrings of costs say."""
    a = {**FUNCTIONS, "softmax": softmax}[output](z)
    each = {
        "quadratic": lambda: (y - a) ** 2 / 2,
        "cross_entropy": lambda: -y * np.log(a) - (1 - y) * np.log(1 - a),
        "log_likelihood": lambda: -y * np.log(a),
    }[cost]()
    return (weights * each.sum(axis=1)).mean()


def slopes_by_z(cost_of, z):
    """Return dC/dz by differences."""
    found = np.zeros(z.shape)
    for place in np.ndindex(z.shape):
        moved = np.zeros(z.shape)
        moved[place] = 1e-6
        found[place] = (cost_of(z + moved) - cost_of(z - moved)) / 2e-6
    return found


def check_step(core, case, cost_of, num_threads=2, **given):
    """Hold the cost and slopes of one step against those of cost_of(z)."""
    session = case.session(core, num_threads, **{"labels": None, **given})
    order = np.arange(COUNT, dtype=np.int32)
    costs = session.run(order, np.full(1, RATE, np.float32), 0, [])
    z = case.z()
    assert costs == pytest.approx([cost_of(z)], rel=1e-5)
    case.slopes = slopes_by_z(cost_of, z)
    pairs = zip(case.numbers, case.read(session), strict=True)
    for (before, after), expected in zip(pairs, case.slopes_by_numbers(), strict=True):
        for old, new, slopes in zip(before, after, expected, strict=True):
            assert_slopes((old - new) / RATE, slopes)


@pytest.mark.parametrize("num_threads", [1, 3])
@pytest.mark.parametrize("num_outputs", [1, 4])
@pytest.mark.parametrize(
    ("cost", "output"),
    [("cross_entropy", "sigmoid"), *(("quadratic", output) for output in OUTPUTS)],
)
def test_outputs_near_targets(core, cost, output, num_outputs, num_threads):
    targets = drawn(COUNT, num_outputs)
    check_step(
        core,
        make_case(cost, output, num_outputs),
        lambda z: mean_cost(cost, output, z, np.float64(targets)),
        num_threads,
        targets=targets,
    )


@pytest.mark.parametrize("smoothing", [0.0, 0.25])
@pytest.mark.parametrize(
    ("cost", "output"),
    [
        ("log_likelihood", "sigmoid"),
        ("cross_entropy", "sigmoid"),
        *(("quadratic", output) for output in OUTPUTS),
    ],
)
def test_one_output_is_the_probability_of_the_second_class(
    core, cost, output, smoothing
):
    y = np.array([[0.0], [1.0], [0.5], [1.0], [0.0]])
    y = (1 - smoothing) * y + smoothing / 2
    form = "quadratic" if cost == "quadratic" else "cross_entropy"
    check_step(
        core,
        make_case(cost, output, 1),
        lambda z: mean_cost(form, output, z, y),
        labels=np.array([0, 1, -1, 1, 0], np.int32),
        label_smoothing=smoothing,
    )


@pytest.mark.parametrize("smoothing", [0.0, 0.25])
@pytest.mark.parametrize("num_outputs", [7, 1000])
def test_any_number_of_classes(core, num_outputs, smoothing):
    last = num_outputs - 1
    y = np.full((COUNT, num_outputs), smoothing / num_outputs)
    for image, label in enumerate([0, last, 3, 5]):
        y[image, label] += 1 - smoothing
    y[4] = 1 / num_outputs  # of no class
    check_step(
        core,
        make_case("log_likelihood", "softmax", num_outputs),
        lambda z: mean_cost("log_likelihood", "softmax", z, y),
        labels=np.array([0, last, 3, 5, -1], np.int32),
        label_smoothing=smoothing,
    )


@pytest.mark.parametrize("num_threads", [1, 3])
@pytest.mark.parametrize("images", ["bytes", "numbers"])
@pytest.mark.parametrize(
    ("cost", "output"), [("cross_entropy", "sigmoid"), ("quadratic", "linear")]
)
def test_outputs_near_the_inputs(core, cost, output, images, num_threads):
    """Channel by channel, row by row."""
    case = make_case(cost, output, 12)
    given = np.round(255 * case.images).astype(np.uint8)
    case.images = given / np.float32(255)
    y = np.float64(case.images).reshape(COUNT, 12)
    check_step(
        core,
        case,
        lambda z: mean_cost(cost, output, z, y),
        num_threads,
        images=given if images == "bytes" else case.images,
        reconstructs=True,
    )


def test_a_reconstruction_is_of_what_nothing_was_dropped_from(core):
    case = Case([Drop(0.5), Full(6, "tanh"), Full(12)], SHAPE, COUNT)
    targets = case.images.reshape(COUNT, 12)
    sessions = [
        case.session(core, labels=None, **given)
        for given in ({"reconstructs": True}, {"targets": targets})
    ]
    assert_same_steps(case, sessions, [np.tile(np.arange(COUNT), 2)] * 2)


def test_a_reconstruction_is_of_the_image_as_it_was_moved(core):
    case = make_case("quadratic", "linear", 12)
    moved = np.zeros((2, *case.images.shape), np.float32)
    moved[0], moved[1][:, :, 1:, :-1] = case.images, case.images[:, :, :-1, 1:]
    shifts = np.array([[0, 0], [1, -1]], np.int32)
    flat = {"images": moved.reshape(-1, *SHAPE), "targets": moved.reshape(-1, 12)}
    sessions = [
        case.session(core, labels=None, reconstructs=True, shifts=shifts),
        case.session(core, labels=None, **flat),
    ]
    order = np.random.Generator(np.random.Philox(1)).permutation(2 * COUNT)
    assert_same_steps(case, sessions, [order] * 2)


def test_a_reconstruction_is_of_the_image_as_it_was_warped(core):
    case = make_case("quadratic", "linear", 12)
    warps = drawn_warps(case)
    shown = warp(case.images, warps)
    flat = {"images": shown, "targets": shown.reshape(COUNT, 12)}
    session = case.session(core, labels=None, reconstructs=True)
    session.warp(*map(np.ascontiguousarray, warps))
    order, rates = np.arange(COUNT, dtype=np.int32), np.ones(1, np.float32)
    expected = case.session(core, labels=None, **flat).run(order, rates, 0, [])
    assert session.run(order, rates, 0, []) == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("kind", ["labels", "one output", "targets", "reconstruction"])
def test_images_weigh_in_the_cost_what_they_are_given(core, kind):
    weights = np.array([1, 0, 0.5, 3, 0.25], np.float32)
    num_outputs = {"one output": 1, "reconstruction": 12}.get(kind, 4)
    case = make_case("quadratic", "sigmoid", num_outputs)
    labels = np.array([0, 1, 1, 0, 1], np.int32)
    targets = drawn(COUNT, num_outputs)
    y, given = {
        "labels": (np.eye(4)[labels], {"labels": labels}),
        "one output": (np.float64(labels)[:, None], {"labels": labels}),
        "targets": (np.float64(targets), {"targets": targets}),
        "reconstruction": (
            np.float64(case.images).reshape(COUNT, 12),
            {"reconstructs": True},
        ),
    }[kind]
    cost_of = lambda z: mean_cost("quadratic", "sigmoid", z, y, weights)  # noqa: E731
    check_step(core, case, cost_of, weights=weights, **given)


def test_weights_of_1_are_none_to_the_bit(core):
    case = make_case("cross_entropy", "softmax", 4)
    labels = np.array([0, 3, 1, -1, 2], np.int32)
    ones = np.ones(COUNT, np.float32)
    sessions = [
        case.session(core, labels=labels, weights=weights) for weights in (None, ones)
    ]
    assert_same_steps(case, sessions, [np.arange(COUNT)] * 2)


def test_cross_entropy_of_targets_does_not_overflow(core):
    """z = 1000, -1000: -ln(1 - a) = 1000 where y is 0, -ln a = 1000 where it is 1."""
    case = Case([Full(2)], (1, 1, 1), 1, output=1, cost=1)
    case.numbers = [[np.array([[1000.0, -1000.0]]), np.zeros(2)]]
    images, order = np.ones((1, 1, 1, 1), np.float32), np.zeros(1, np.int32)
    for targets, cost, slopes in [
        ([0, 1], 2000, [1, -1]),
        ([1, 0], 0, [0, 0]),
        ([0.5, 1], 1500, [0.5, -1]),
    ]:
        given = {"images": images, "targets": np.array([targets], np.float32)}
        session = case.session(core, labels=None, **given)
        assert session.run(order, np.ones(1, np.float32), 0, []) == [cost]
        assert list(-case.read(session)[0][1]) == slopes


def slopes_of_costs(core, case, num_threads, seen, **given):
    """Return slopes by images of the costs that images have when they are shown."""
    gradient = core.Gradient(case.describe(core), COUNT, num_threads, **given)
    case.write(gradient)
    gradient.forward(case.images)
    return gradient.of_costs(case.images, **seen)


@pytest.mark.parametrize("num_threads", [1, 3])
@pytest.mark.parametrize("kind", ["labels", "one output", "targets", "reconstruction"])
def test_slopes_by_images_are_those_of_each_images_own_cost(core, kind, num_threads):
    num_outputs = {"one output": 1, "reconstruction": 12}.get(kind, 4)
    case = make_case("quadratic", "sigmoid", num_outputs)
    labels = np.array([0, 1, 1, 0, -1], np.int32)
    targets = drawn(COUNT, num_outputs)
    of_classes = np.eye(4)[labels]
    of_classes[4] = 1 / 4
    of_one = np.array([[0], [1], [1], [0], [0.5]])
    smoothing = {"label_smoothing": 0.25}
    y, seen, given = {
        "labels": (0.75 * of_classes + 0.25 / 4, {"labels": labels}, smoothing),
        "one output": (0.75 * of_one + 0.25 / 2, {"labels": labels}, smoothing),
        "targets": (np.float64(targets), {"targets": targets}, {}),
        "reconstruction": (
            np.float64(case.images).reshape(COUNT, 12),
            {"reconstructs": True},
            {},
        ),
    }[kind]
    y[4] = of_classes[4, :num_outputs] if kind == "labels" else y[4]
    summed = lambda z: COUNT * mean_cost("quadratic", "sigmoid", z, y)  # noqa: E731
    case.slopes = slopes_by_z(summed, case.z(training=False))
    found = slopes_of_costs(core, case, num_threads, seen, **given)
    assert_slopes(found, case.slopes_by_images(training=False))


@pytest.mark.parametrize("output", OUTPUTS)
def test_slopes_by_outputs_are_taken_through_them(core, output):
    case = make_case("quadratic", output, 4)
    by_outputs = case.slopes
    activate = {**FUNCTIONS, "softmax": softmax}[output]
    case.slopes = slopes_by_z(
        lambda z: (by_outputs * activate(z)).sum(), case.z(training=False)
    )
    gradient = core.Gradient(case.describe(core), COUNT, 2)
    case.write(gradient)
    gradient.forward(case.images)
    found = gradient.backward(by_outputs, at_outputs=True)
    assert_slopes(found, case.slopes_by_images(training=False))


def test_costs_of_other_images_than_were_shown_are_refused(core):
    case = make_case("quadratic", "sigmoid", 4)
    gradient = core.Gradient(case.describe(core), COUNT, 2)
    labels = np.zeros(COUNT, np.int32)
    with pytest.raises(ValueError, match="of the images of a way forward"):
        gradient.of_costs(case.images, labels)
    gradient.forward(case.images)
    with pytest.raises(ValueError, match="of the images of a way forward"):
        gradient.of_costs(case.images[:2], labels[:2])
    with pytest.raises(ValueError, match="one label for each image"):
        gradient.of_costs(case.images, labels[:2])


def probabilities(num_outputs):
    """Return rows of probabilities, one of them certain; of one output its own."""
    rows = np.abs(drawn(COUNT, max(num_outputs, 2))) + np.float32(0.01)
    rows[3] = np.eye(rows.shape[1])[1]
    shares = rows / rows.sum(axis=1, keepdims=True)
    return np.ascontiguousarray(shares[:, -num_outputs:], np.float32)


@pytest.mark.parametrize("smoothing", [0.0, 0.25])
@pytest.mark.parametrize(
    ("cost", "output", "num_outputs"),
    [
        *((cost, "softmax", 4) for cost in COSTS),
        *((cost, "sigmoid", 4) for cost in COSTS),
        *((cost, "sigmoid", 1) for cost in COSTS),
        ("log_likelihood", "softmax", 1000),
    ],
)
def test_probabilities_of_labels_take_their_place(
    core, cost, output, num_outputs, smoothing
):
    given = probabilities(num_outputs)
    y = (1 - smoothing) * np.float64(given) + smoothing / max(num_outputs, 2)
    form = "cross_entropy" if cost != "quadratic" and num_outputs == 1 else cost
    check_step(
        core,
        make_case(cost, output, num_outputs),
        lambda z: mean_cost(form, output, z, y),
        targets=given,
        label_smoothing=smoothing,
    )


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("output", ["softmax", "sigmoid"])
def test_certain_probabilities_are_labels(core, cost, output):
    case = make_case(cost, output, 4)
    labels = np.array([0, 3, 1, 1, 2], np.int32)
    order, rates = np.arange(COUNT, dtype=np.int32), np.ones(1, np.float32)
    given = {"labels": None, "targets": np.eye(4, dtype=np.float32)[labels]}
    sessions = [case.session(core, labels=labels), case.session(core, **given)]
    costs = [session.run(order, rates, 0, []) for session in sessions]
    assert costs[0] == pytest.approx(costs[1], rel=1e-14)
    for one, other in zip(*map(case.read, sessions), strict=True):
        for ours, theirs in zip(one, other, strict=True):
            # Both are sums of doubles in another order, rounded to floats.
            np.testing.assert_allclose(ours, theirs, rtol=2**-22, atol=2**-24)
