"""The page that learns: its backpropagation beside ours, and what a reader does."""

import base64
import io

import numpy as np
import pytest
from looked_at import (
    check_fits_a_phone,
    check_names_differ,
    check_words_stand_out,
    state_of,
)
from PIL import Image

from network4.errors import ArgumentError
from network4.export import write_learning_page
from network4.export.bundle import bundle
from network4.scratch.backprop import FullyConnected, Softmax, Stack

# All of these numbers are sums of fewer than 10^4 products below 10, in float64, whose
# relative error is 1.1e-16 each; what functions such as tanh add is no more.
ROUNDING = 1e4 * 10 * 1.1e-16
EDGE = 3
MIDDLE = 128  # ink is darker, paper is lighter
OURS = {"tanh": "tanh", "ReLU": "relu", "sigmoid": "sigmoid"}


@pytest.fixture
def page(open_page, learning_page):
    return open_page(learning_page)


def random_network(generator, sizes, activation):
    pairs = zip([2, *sizes], [*sizes, 1], strict=True)
    layers = [
        {
            "weights": generator.normal(size=pair).tolist(),
            "biases": generator.normal(size=pair[1]).tolist(),
        }
        for pair in pairs
    ]
    return {"activation": activation, "layers": layers}


def random_points(generator, count):
    places = generator.uniform(-EDGE, EDGE, (count, 2)).tolist()
    labels = [number % 2 for number in range(count)]
    return [
        {"place": place, "label": label}
        for place, label in zip(places, labels, strict=True)
    ]


def stack_of(network):
    """The same network of ours: a sigmoid is a softmax whose other neuron says 0."""
    *hidden, last = network["layers"]
    weights = np.array(last["weights"])
    both = np.hstack([np.zeros_like(weights), weights])
    name = OURS[network["activation"]]
    layers = [FullyConnected(each["weights"], each["biases"], name) for each in hidden]
    return Stack([*layers, Softmax(both, [0, *last["biases"]])])


def differentiate(network, points, l2):
    """Return cost, gradients and the slope by each place, as Python computes them."""
    stack = stack_of(network)
    places = np.array([point["place"] for point in points])
    labels = np.array([point["label"] for point in points])
    gradients = stack.gradients(places, labels)
    slopes = stack.last.backward_from(labels)
    for layer in reversed(stack.hidden):
        slopes = layer.backward(slopes)
    gradients[-1] = {
        "weights": gradients[-1]["weights"][:, 1:],
        "biases": gradients[-1]["biases"][1:],
    }
    weights = [np.array(layer["weights"]) for layer in network["layers"]]
    for layer, own in zip(gradients, weights, strict=True):
        layer["weights"] = layer["weights"] + l2 * own
    penalty = l2 / 2 * sum(float((own**2).sum()) for own in weights)
    return stack.cost(places, labels) + penalty, gradients, slopes, stack


@pytest.mark.parametrize("activation", OURS)
@pytest.mark.parametrize("sizes", [[], [5], [4, 3], [6, 5, 4]], ids=repr)
def test_its_gradients_are_those_of_python(page, generator, activation, sizes):
    network = random_network(generator, sizes, activation)
    points, l2 = random_points(generator, 12), 0.01
    found = page.tab.evaluate(
        "(given) => network4.differentiate(...given)", [network, points, l2]
    )
    cost, gradients, slopes, stack = differentiate(network, points, l2)
    assert found["cost"] == pytest.approx(cost, abs=ROUNDING)
    for ours, its in zip(gradients, found["gradients"], strict=True):
        for name in ("weights", "biases"):
            np.testing.assert_allclose(its[name], ours[name], rtol=0, atol=ROUNDING)
    pulled = [pull["slope"] for pull in found["pulls"]]
    np.testing.assert_allclose(pulled, slopes, rtol=0, atol=ROUNDING)
    labels = np.array([point["label"] for point in points])
    probabilities = stack.forward([point["place"] for point in points])[:, 1]
    strengths = [pull["strength"] for pull in found["pulls"]]
    expected = labels - probabilities
    np.testing.assert_allclose(strengths, expected, rtol=0, atol=ROUNDING)
    assert found["accuracy"] == np.mean((probabilities > 0.5) == labels)


def test_it_trains_as_python_does(page):
    before = state_of(page)
    stack = stack_of(before["network"])
    places = [point["place"] for point in before["points"]]
    labels = np.array([point["label"] for point in before["points"]])
    rate = 10 ** float(page.tab.input_value("#rate"))
    page.tab.evaluate("network4.train(20)")
    for _ in range(20):
        stack.gradients(places, labels)
        for layer in stack.layers:
            layer.weights = layer.weights - rate * layer.gradients["weights"]
            layer.biases = layer.biases - rate * layer.gradients["biases"]
        # The softmax's other neuron is none of the page's, and goes on saying 0.
        stack.last.weights[:, 0] = stack.last.biases[0] = 0
    after = state_of(page)
    assert after["steps"] == 20
    *hidden, last = after["network"]["layers"]
    # Each step adds an error of its own; those before it hardly grow at this rate.
    bound = 20 * ROUNDING
    for its, ours in zip(hidden, stack.hidden, strict=True):
        np.testing.assert_allclose(its["weights"], ours.weights, rtol=0, atol=bound)
    ours = stack.last.weights[:, 1:]
    np.testing.assert_allclose(last["weights"], ours, rtol=0, atol=bound)


def test_a_seed_repeats_a_training_and_another_does_not(open_page, learning_page):
    states = []
    for seed in ("7", "7", "8"):
        page = open_page(learning_page)
        page.tab.fill("#seed", seed)
        page.tab.evaluate("network4.train(30)")
        states.append(state_of(page))
    assert states[0] == states[1]
    assert states[0]["points"] != states[2]["points"]
    assert states[0]["network"] != states[2]["network"]


@pytest.mark.parametrize("sample", ["circle", "xor"])
def test_it_learns_what_no_line_can_tell_apart(page, sample):
    page.tab.click(f"#{sample}")
    assert state_of(page)["accuracy"] < 0.9
    page.tab.evaluate("network4.train(1000)")
    assert page.tab.text_content("#accuracy") == "100.0%"
    page.tab.fill("#depth", "0")
    page.tab.evaluate("network4.train(1000)")
    assert state_of(page)["accuracy"] < 0.9


def distance_to_boundary(state, direction):
    """Return how far the boundary of one neuron is from the only point, that way."""
    (layer,) = state["network"]["layers"]
    weights = np.array(layer["weights"])[:, 0]
    score = state["points"][0]["place"] @ weights + layer["biases"][0]
    return -score / (weights @ direction)


def arrow_is_drawn(page, direction):
    """Return whether there is ink nine pixels from the middle, beside the point."""
    png = page.tab.locator("#plane").screenshot()
    reds = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))[..., 0]
    x, y = np.array(reds.shape[::-1]) / 2 + 9 * direction * [1, -1]
    near = reds[int(y) - 1 : int(y) + 2, int(x) - 1 : int(x) + 2]
    return near.min() < MIDDLE


@pytest.mark.parametrize("label", ["circle", "square"])
def test_an_arrow_points_where_its_point_moves_the_boundary(page, label):
    page.tab.fill("#depth", "0")
    page.tab.fill("#seed", "2")  # whose boundary is not at the point, nor far from it
    page.tab.click("#clear")
    page.tab.check(f"input[value={label}]")
    page.tab.focus("#plane")
    page.tab.keyboard.press(" ")
    page.tab.keyboard.press("Tab")  # takes the keyboard's cross off the plane
    before = state_of(page)
    slope = np.array(before["pulls"][0]["slope"])
    direction = slope / np.linalg.norm(slope)
    assert arrow_is_drawn(page, direction)
    assert not arrow_is_drawn(page, -direction)
    page.tab.evaluate("network4.train(1)")
    after = state_of(page)
    moved = [distance_to_boundary(state, direction) for state in (before, after)]
    assert moved[1] > moved[0]
    page.tab.uncheck("#show-pulls")
    assert not arrow_is_drawn(page, direction)


BOUNDARY = "(network) => {{ {script}\nreturn findBoundary(computeField(network)); }}"


def test_the_boundary_lies_where_the_score_is_zero(page):
    layers = [{"weights": [[1.0], [2.0]], "biases": [-0.5]}]
    script = bundle("learning/boundary.js")
    pieces = np.array(
        page.tab.evaluate(
            BOUNDARY.format(script=script), {"activation": "tanh", "layers": layers}
        )
    )
    scores = pieces @ [1.0, 2.0] - 0.5
    np.testing.assert_allclose(scores, 0, atol=ROUNDING)
    # The line x + 2 y = 1/2 leaves the plane at x = -3 and x = 3.
    lengths = np.linalg.norm(pieces[:, 1] - pieces[:, 0], axis=1)
    assert lengths.sum() == pytest.approx(np.hypot(6, 3))


RANDOM = "(count) => {{ {script}\nconst random = makeRandom(3); return {drawn}; }}"


@pytest.mark.parametrize(
    "kind, mean, variance, fourth",
    [("uniform", 0.5, 1 / 12, 1 / 80), ("normal", 0, 1, 3)],
)
def test_random_numbers_have_their_moments(page, kind, mean, variance, fourth):
    count = 100_000
    drawn = f"Array.from({{ length: count }}, random.{kind})"
    script = bundle("learning/random.js")
    numbers = np.array(
        page.tab.evaluate(RANDOM.format(script=script, drawn=drawn), count)
    )
    # Four standard errors, of the mean and of the variance.
    assert abs(numbers.mean() - mean) < 4 * np.sqrt(variance / count)
    assert abs(numbers.var() - variance) < 4 * np.sqrt((fourth - variance**2) / count)
    lagged = np.corrcoef(numbers[:-1], numbers[1:])[0, 1]
    assert abs(lagged) < 4 / np.sqrt(count)


def test_nothing_is_asked_of_any_network(page):
    page.tab.evaluate("network4.train(1)")
    assert all(url.startswith("file:") for url in page.requests)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out(open_page, learning_page, scheme):
    check_words_stand_out(open_page(learning_page, color_scheme=scheme), scheme)


def test_it_fits_a_phone(open_page, learning_page):
    check_fits_a_phone(open_page(learning_page, viewport={"width": 360, "height": 740}))


def test_no_two_parts_of_its_script_have_one_name(learning_page):
    check_names_differ(learning_page, num_scripts=1)


@pytest.mark.parametrize("path", [3, None, "a\0b"])
def test_what_is_no_path_is_refused(path):
    with pytest.raises(ArgumentError, match="write_learning_page: path must be a path"):
        write_learning_page(path)


def columns_of_the_curve(page):
    """Return in which columns, from the left, something is drawn of the cost."""
    url = page.tab.evaluate('document.getElementById("curve").toDataURL()')
    drawn = Image.open(io.BytesIO(base64.b64decode(url.split(",")[1])))
    return np.flatnonzero(np.array(drawn)[..., 3].any(axis=0))


def test_the_curve_begins_with_a_point_and_grows_to_a_line(page):
    assert np.ptp(columns_of_the_curve(page)) < 10  # a dot
    assert page.tab.inner_text("#greatest") == f"{state_of(page)['cost']:.2f}"
    page.tab.evaluate("network4.train(1)")
    width = page.tab.evaluate('document.getElementById("curve").width')
    assert np.ptp(columns_of_the_curve(page)) > width - 20


def test_the_curve_of_points_that_are_put_begins_with_their_cost(page):
    page.tab.click("#clear")
    assert len(columns_of_the_curve(page)) == 0
    page.tab.click("#plane", position={"x": 100, "y": 100})
    assert 0 < len(columns_of_the_curve(page)) < 10
    assert page.tab.inner_text("#greatest") == f"{state_of(page)['cost']:.2f}"
    page.tab.click("#step")
    assert len(columns_of_the_curve(page)) > 100
