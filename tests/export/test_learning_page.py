"""The page that learns: its backpropagation beside ours, and what a reader does."""

import numpy as np
import pytest
from looked_at import check_fits_a_phone, check_names_differ, check_words_stand_out

from network4.errors import ArgumentError
from network4.export import write_learning_page
from network4.export.bundle import bundle
from network4.scratch.backprop import FullyConnected, Softmax, Stack

# All of these numbers are sums of fewer than 10^4 products below 10, in float64, whose
# relative error is 1.1e-16 each; what functions such as tanh add is no more.
ROUNDING = 1e4 * 10 * 1.1e-16
EDGE = 3
OURS = {"tanh": "tanh", "ReLU": "relu", "sigmoid": "sigmoid"}


@pytest.fixture(scope="module")
def learning_page(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "learn.html"
    write_learning_page(path)
    return path


@pytest.fixture
def page(open_page, learning_page):
    return open_page(learning_page)


def state_of(page):
    return page.tab.evaluate("network4.state")


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


def test_the_button_trains_until_it_is_pressed_again(page):
    page.tab.click("#run")
    page.tab.wait_for_function("network4.state.steps > 20")
    assert page.tab.text_content("#run") == "Pause"
    page.tab.click("#run")
    steps = state_of(page)["steps"]
    page.tab.wait_for_timeout(100)
    assert state_of(page)["steps"] == steps
    page.tab.click("#step")
    assert state_of(page)["steps"] == steps + 1
    page.tab.click("#again")
    assert page.tab.text_content("#steps") == "0"


@pytest.fixture
def empty(page):
    page.tab.click("#clear")
    return page


def at(page, x, y):
    """Return where a place of the plane is on the screen."""
    box = page.tab.locator("#plane").bounding_box()
    scale = box["width"] / (2 * EDGE)
    return box["x"] + scale * (x + EDGE), box["y"] + scale * (EDGE - y)


def points_of(page):
    return [
        (*np.round(point["place"], 1), point["label"])
        for point in state_of(page)["points"]
    ]


def test_a_mouse_adds_moves_and_removes_points(empty):
    mouse = empty.tab.mouse
    mouse.click(*at(empty, 1, 2))
    empty.tab.check("input[value=square]")
    mouse.click(*at(empty, -1, -2))
    assert points_of(empty) == [(1, 2, 1), (-1, -2, 0)]
    mouse.move(*at(empty, 1, 2))
    mouse.down()
    mouse.move(*at(empty, 2, 0), steps=4)
    mouse.up()
    assert points_of(empty) == [(2, 0, 1), (-1, -2, 0)]
    mouse.move(*at(empty, 2, 0))
    mouse.down()
    mouse.move(*at(empty, 3.5, 0), steps=4)
    mouse.up()
    assert points_of(empty) == [(-1, -2, 0)]


def test_the_keyboard_adds_moves_and_removes_points(empty):
    empty.tab.focus("#plane")

    def press(*keys):
        for key in keys:
            empty.tab.keyboard.press(key)

    press(*["ArrowRight"] * 4, *["ArrowUp"] * 2, " ")
    assert points_of(empty) == [(0.6, 0.3, 1)]
    press(" ", *["ArrowLeft"] * 4, *["Shift+ArrowUp"] * 10, " ")
    assert points_of(empty) == [(0, 0.6, 1)]
    press(*["ArrowDown"] * 4, " ")
    assert points_of(empty) == [(0, 0.6, 1), (0, 0, 1)]
    press("Delete")
    assert points_of(empty) == [(0, 0.6, 1)]


def test_a_point_that_is_moved_changes_what_is_shown(empty):
    empty.tab.mouse.click(*at(empty, 1, 1))
    before = empty.tab.text_content("#cost")
    empty.tab.mouse.move(*at(empty, 1, 1))
    empty.tab.mouse.down()
    empty.tab.mouse.move(*at(empty, -2, 1), steps=4)
    empty.tab.mouse.up()
    assert empty.tab.text_content("#cost") != before
    hardest = empty.tab.text_content("#hardest")
    (pull,) = state_of(empty)["pulls"]
    assert hardest == f"{abs(pull['strength']):.2f}, circle at (-2.0, 1.0)"


def test_without_points_there_is_nothing_to_learn(empty):
    empty.tab.click("#run")
    empty.tab.wait_for_selector("#said:has-text('There are no points: put some.')")
    assert state_of(empty)["steps"] == 0
    assert empty.tab.text_content("#run") == "Train"
    assert empty.tab.text_content("#cost") == "none"


def test_no_more_points_are_added_than_can_be_shown(page):
    box = page.tab.locator("#plane").bounding_box()
    page.tab.evaluate(
        """({ x, y, width }) => {
            const plane = document.getElementById("plane");
            plane.setPointerCapture = () => {};
            for (let number = 0; number < 1000; number += 1) {
                const [column, row] = [number % 32, Math.floor(number / 32)];
                const event = new PointerEvent("pointerdown", {
                    clientX: x + (column + 0.5) * width / 32,
                    clientY: y + (row + 0.5) * width / 32,
                    isPrimary: true,
                });
                plane.dispatchEvent(event);
            }
        }""",
        box,
    )
    assert len(state_of(page)["points"]) == 300
    assert page.tab.text_content("#said") == "There is no room for more points."


@pytest.mark.parametrize("seed", ["", "-1", "x", "1.5", "1e3", "4294967296"])
def test_a_seed_that_is_none_is_refused_in_a_sentence(page, seed):
    before = state_of(page)
    page.tab.fill("#seed", seed)
    said = "The seed must be a whole number in 0..4294967295."
    assert page.tab.text_content("#said") == said
    assert page.tab.get_attribute("#seed", "aria-invalid") == "true"
    assert state_of(page) == before
    page.tab.fill("#seed", "4294967295")
    assert page.tab.get_attribute("#seed", "aria-invalid") == "false"
    assert page.tab.text_content("#said") == ""


def test_weights_without_bounds_end_the_training_in_a_sentence(page):
    page.tab.select_option("#activation", "ReLU")
    page.tab.fill("#depth", "3")
    page.tab.fill("#units", "16")
    page.tab.fill("#rate", "1")
    page.tab.fill("#seed", "1")
    page.tab.click("#clouds")
    page.tab.evaluate("network4.train(300)")
    assert state_of(page)["steps"] < 300
    assert "take a lower rate" in page.tab.text_content("#said")
    assert page.tab.text_content("#cost") == "none"


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
