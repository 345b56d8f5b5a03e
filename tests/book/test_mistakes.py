"""The mistakes that the book's readers make, and what they are told."""

import inspect
import json
import warnings

import numpy as np
import pytest

from network4.book import mnist_loader, network, network2, network3
from network4.book._shared_data import ExpandedImages
from network4.errors import (
    ArgumentError,
    DataError,
    DataNotFoundError,
    ModelFileError,
    Network4Error,
    Network4Warning,
    ShapeError,
    TrainingDivergedError,
)

SIZES = [6, 5, 3]
COLUMN, WANTED = np.full((6, 1), 0.5), np.eye(3)[:, [1]]
PAIRS = [(COLUMN, WANTED), (COLUMN / 2, WANTED)]
QUESTIONS = [(COLUMN, 1), (COLUMN / 2, np.int64(2))]
ARRAYS = np.full((4, 6), 0.5, np.float32), np.array([0, 1, 2, 1])
PROGRAMS = [network, network2]


def trained(program, data=PAIRS, epochs=1, size=1, eta=0.5, **others):
    net = program.Network(SIZES)
    net.SGD(data, epochs, size, eta, **others)
    return net


def evaluation(program, data):
    """Return the argument of SGD that takes data to evaluate on."""
    if program is network:
        return {"test_data": data}
    return {"evaluation_data": data, "monitor_evaluation_accuracy": True}


def used_up():
    pairs = zip([COLUMN], [WANTED], strict=True)
    list(pairs)
    return pairs


NO_PAIRS = {
    "load_data for load_data_wrapper": (ARRAYS, "received a tuple with an ndarray"),
    "all three parts": ((PAIRS * 2, QUESTIONS * 2) * 2, "received a tuple with a list"),
    "an array": (ARRAYS[0], r"received an ndarray of shape \(4, 6\) with an ndarray"),
    "nothing": (5, "received an int"),
    "a name": ("mnist.pkl.gz", "received a str"),
    "a dictionary": ({0: COLUMN}, "received a dict"),
    "a list of columns": ([COLUMN], "received a list with an ndarray"),
    "a zip that was used": (used_up(), "received a zip with nothing left"),
}


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize(("data", "words"), NO_PAIRS.values(), ids=NO_PAIRS)
def test_data_that_are_no_pairs(program, data, words):
    with pytest.raises(ArgumentError, match=f"training_data must .*{words}"):
        trained(program, data)
    with pytest.raises(ArgumentError, match=f"_data must .*{words}"):
        trained(program, **evaluation(program, data))
    net = program.Network(SIZES)
    judge = net.evaluate if program is network else net.accuracy
    with pytest.raises(ArgumentError, match=words):
        judge(data)
    with pytest.raises(ArgumentError, match=words):
        if program is network:
            net.update_mini_batch(data, 1.0)
        else:
            net.update_mini_batch(data, 1.0, 0.0, 2)


X, Y = COLUMN, WANTED
WRONG_EXAMPLES = {
    "a vector": (X.ravel(), Y, ShapeError, r"received shape \(6,\); say x.reshape"),
    "a row": (X.T, Y, ShapeError, r"received shape \(1, 6\); say x.reshape\(6, 1\)"),
    "an image": (X.reshape(2, 3), Y, ShapeError, r"shape \(2, 3\); say x.reshape"),
    "another size": (X[1:], Y, ShapeError, r"received shape \(5, 1\); the network has"),
    "a digit": (X, 1, ShapeError, r"each y .* \(\); mnist_loader.vectorized_result"),
    "a vector of outputs": (X, Y.ravel(), ShapeError, r"each y .* say y.reshape"),
    "ten classes": (X, np.eye(10)[:, [1]], ShapeError, r"each y .* \(10, 1\)"),
    "NaN": (X * np.nan, Y, DataError, "each x must hold finite numbers, received nan"),
    "infinity": (X * np.inf, Y, DataError, "finite numbers, received inf"),
    "NaN wanted": (X, Y * np.nan, DataError, "each y must hold finite numbers"),
    "text": (X.astype(str), Y, DataError, "each x must hold numbers"),
    "ragged lists": ([[1], [1, 2]], [1], ArgumentError, "x must be an array"),
}


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize(
    ("x", "y", "error", "words"), WRONG_EXAMPLES.values(), ids=WRONG_EXAMPLES
)
def test_examples_that_do_not_fit(program, x, y, error, words):
    with pytest.raises(error, match=words):
        trained(program, [*PAIRS, (x, y)])


@pytest.mark.parametrize("program", PROGRAMS)
def test_bad_numbers_are_found_where_a_reader_replaced_a_function(program):
    class Own(program.Network):
        def update_mini_batch(self, *_):
            raise AssertionError("this is too late")

    with pytest.raises(DataError, match="received nan"):
        Own(SIZES).SGD([*PAIRS, (COLUMN * np.nan, WANTED)], 1, 1, 0.5)


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("shape", [(6,), (1, 6), (2, 3), (5, 1), ()])
def test_nothing_is_repeated_to_fit(program, shape):
    net = program.Network(SIZES)
    with pytest.raises(ShapeError, match=r"x must be a column of shape \(6, 1\)"):
        net.feedforward(np.zeros(shape))
    with pytest.raises(ShapeError, match=r"x must be a column of shape \(6, 1\)"):
        net.backprop(np.zeros(shape), WANTED)
    with pytest.raises(ShapeError, match="each x must be a column"):
        trained(program, **evaluation(program, [(np.zeros(shape), 1)]))


@pytest.mark.parametrize("program", PROGRAMS)
def test_wanted_outputs_are_not_repeated_either(program):
    net = program.Network(SIZES)
    for y in (1, np.zeros(3), np.zeros((1, 3)), np.zeros((1, 1))):
        with pytest.raises(ShapeError, match=r"each y must be a column"):
            net.backprop(COLUMN, y)


@pytest.mark.parametrize("cost", [network2.QuadraticCost, network2.CrossEntropyCost])
def test_a_cost_compares_two_of_one_shape(cost):
    a = np.full((3, 1), 0.5)
    for y in (1, np.zeros(3), np.zeros((1, 3)), np.zeros((1, 1))):
        with pytest.raises(ShapeError, match="a and y must have the same shape"):
            cost.fn(a, y)
        with pytest.raises(ShapeError, match="a and y must have the same shape"):
            cost.delta(a, a, y)
    assert cost.fn(a[:1], 1) == cost.fn(a[:1], np.ones((1, 1)))


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize(
    "change",
    [
        lambda net: setattr(net, "biases", [b.ravel() for b in net.biases]),
        lambda net: setattr(net, "weights", [w.T for w in net.weights]),
        lambda net: setattr(net, "weights", net.weights[:1]),
        lambda net: setattr(net, "weights", [w.tolist() for w in net.weights]),
        lambda net: setattr(net, "sizes", [6, 7, 3]),
    ],
)
def test_weights_that_do_not_fit(program, change, tmp_path):
    net = program.Network(SIZES)
    change(net)
    with pytest.raises(ShapeError, match="weights and biases must be"):
        net.feedforward(COLUMN)
    with pytest.raises(ShapeError, match="weights and biases must be"):
        net.SGD(list(PAIRS), 1, 1, 0.5)
    if program is network2:
        with pytest.raises(ShapeError, match="weights and biases must be"):
            net.save(tmp_path / "net.json")


@pytest.mark.parametrize("program", PROGRAMS)
def test_lists_are_arrays(program, seeded):
    lists = [(x.tolist(), y.tolist()) for x, y in PAIRS]
    seeded()
    net = trained(program, lists, 3)
    seeded()
    same = trained(program, list(PAIRS), 3)
    np.testing.assert_array_equal(net.weights[0], same.weights[0])
    answer = net.feedforward(COLUMN.tolist())
    np.testing.assert_array_equal(answer, same.feedforward(COLUMN))


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_zip_is_used_twice_within_a_call(program, seeded, capsys):
    def data(y):
        return zip([COLUMN, COLUMN], [y, y], strict=True)

    trained(program, data(WANTED), 2, **evaluation(program, data(1)))
    assert capsys.readouterr().out.count(" / 2") == 2
    objects = np.empty(2, object), np.empty((2, 2), object)
    for place, (x, y) in enumerate(PAIRS):
        objects[1][place] = x, y
    trained(program, objects[1])  # as a list of pairs becomes in numpy.array


@pytest.mark.parametrize("program", PROGRAMS)
def test_training_pairs_are_questions_too(program):
    net = program.Network(SIZES)
    judge = net.evaluate if program is network else net.accuracy
    digits = [(x, 1) for x, _ in PAIRS]
    assert judge(PAIRS) == judge(digits)
    trained(program, **evaluation(program, PAIRS))


def test_network2_takes_each_y_for_what_it_is():
    net = network2.Network(SIZES)
    digits = [(x, 1) for x, _ in PAIRS]
    for convert in (False, True):
        assert net.accuracy(digits, convert) == net.accuracy(PAIRS)
        assert net.total_cost(digits, 0.5, convert) == net.total_cost(PAIRS, 0.5)


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("digit", [3, -1, 1.5, "1", None, np.nan, [1, 0], True + 2])
def test_what_is_no_digit(program, digit):
    with pytest.raises(ArgumentError, match=r"each y must be a digit in 0\.\.2"):
        trained(program, **evaluation(program, [(COLUMN, digit)]))


@pytest.mark.parametrize("program", PROGRAMS)
def test_one_output_chooses_no_digit(program):
    net = program.Network([6, 1])
    with pytest.raises(ArgumentError, match="must have two or more outputs"):
        net.SGD([(COLUMN, 1)], 1, 1, 0.5, **evaluation(program, [(COLUMN, 1)]))


@pytest.mark.parametrize("j", [10, -1, 2.5, "3", None])
def test_vectorized_result_of_no_digit(j):
    with pytest.raises(ArgumentError, match=r"must be a digit in 0\.\.9"):
        mnist_loader.vectorized_result(j)


def test_vectorized_result_of_a_digit():
    for j in (9, 9.0, np.int64(9), np.array(9), np.array([9])):
        np.testing.assert_array_equal(
            mnist_loader.vectorized_result(j), np.eye(10)[:, [9]]
        )


@pytest.mark.parametrize("program", PROGRAMS)
def test_sizes_and_counts_of_python_3s_division(program, seeded, capsys):
    seeded()
    whole = program.Network([6, 5, 3])
    whole.SGD(list(PAIRS), 2, 1, 0.5)
    seeded()
    divided = program.Network([6 / 1, 10 / 2, 3])
    divided.SGD(list(PAIRS), 4 / 2, 2 / 2, 0.5)
    np.testing.assert_array_equal(whole.weights[0], divided.weights[0])
    assert capsys.readouterr().out.count("Epoch 1") == 2


def test_network3s_sizes_of_python_3s_division(capsys):
    net = network3.Network(
        [
            network3.ConvPoolLayer((2.0, 1, 3, 3), (2 / 1, 1, 8, 8.0), (4 / 2, 2)),
            network3.FullyConnectedLayer(36 / 2, 4 / 1),
            network3.SoftmaxLayer(4.0, 6 / 2),
        ],
        4 / 2,
    )
    pair = np.zeros((4, 64)), np.zeros(4, int)
    net.SGD(pair, 2 / 2, 4 / 2, 0.1, pair, pair)
    assert net.layers[0].w.shape == (2, 1, 3, 3)
    assert "iteration 1" in capsys.readouterr().out


CHANGED_PLACES = {
    "eta for epochs": (3.0, 10, 30),
    "half an epoch": (0.5, 10, 30),
}


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("order", CHANGED_PLACES.values(), ids=CHANGED_PLACES)
def test_arguments_in_another_order(program, order):
    with pytest.raises(ArgumentError, match="epochs, mini_batch_size and eta must"):
        program.Network(SIZES).SGD(list(PAIRS), *order)


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"epochs": 1.5}, "epochs must be .* received 1.5; divide by //"),
        ({"epochs": "3"}, "epochs must be a whole number"),
        ({"epochs": True}, "epochs must be a whole number"),
        ({"size": 2.5}, "mini_batch_size must be a whole number"),
        ({"size": PAIRS}, r"mini_batch_size must be .* received \[\("),
        ({"eta": "0.5"}, "eta must be a number"),
        ({"eta": None}, "eta must be a number"),
        ({"eta": np.inf}, "eta must be a finite number"),
    ],
)
def test_numbers_that_are_none(program, changes, words):
    with pytest.raises(ArgumentError, match=words):
        trained(program, **changes)


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize(
    "sizes", [784, "784", None, [6, 2.5], [6, [5]], {6: 3}, np.zeros((2, 2)), [6, True]]
)
def test_sizes_that_are_none(program, sizes):
    with pytest.raises(ArgumentError, match="Network: sizes must"):
        program.Network(sizes)


@pytest.mark.parametrize("program", PROGRAMS)
def test_layers_beyond_any_memory(program):
    with pytest.raises(ArgumentError, match="must make at most 268,435,456 weights"):
        program.Network([10**9, 10**9])


def test_evaluation_data_where_network2_expects_lambda():
    with pytest.raises(ArgumentError, match=r"lmbda must be a number, received \[\("):
        network2.Network(SIZES).SGD(list(PAIRS), 1, 1, 0.5, QUESTIONS * 1000)
    with pytest.raises(ArgumentError, match="monitor_training_cost must be True or"):
        trained(network2, monitor_training_cost=QUESTIONS)


@pytest.mark.parametrize("cost", ["CrossEntropyCost", None, network2.QuadraticCost.fn])
def test_a_cost_that_is_none(cost):
    with pytest.raises(ArgumentError, match="cost must be a class with fn and delta"):
        network2.Network(SIZES, cost=cost)


@pytest.mark.parametrize("program", PROGRAMS)
def test_bytes_are_warned_of_and_shares_are_not(program):
    wide = [(x * 510, y) for x, y in PAIRS]
    with pytest.warns(UserWarning, match=r"x should lie in 0\.\.1.* up to 255; divide"):
        trained(program, wide)
    standard = [(x * 20 - 5, y) for x, y in PAIRS]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        trained(program, standard)


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("number", [np.inf, -np.inf, np.nan])
def test_weights_that_leave_the_numbers(program, number, capsys):
    class Own(program.Network):
        def update_mini_batch(self, *_):
            self.weights[1][2, 3] = number

    with pytest.raises(TrainingDivergedError, match="infinite or NaN; take a smaller"):
        Own(SIZES).SGD(list(PAIRS), 50, 1, 0.5)
    assert capsys.readouterr().out == ""


def test_a_rate_that_is_far_too_large():
    net = network2.Network(SIZES)
    with pytest.raises(TrainingDivergedError, match="infinite or NaN; take a smaller"):
        net.SGD(PAIRS * 20, 50, 1, 1e38, lmbda=1e38)


def test_a_cost_that_leaves_the_numbers_is_warned_of_once():
    class Steep(network2.CrossEntropyCost):
        @staticmethod
        def fn(a, y):
            return float("nan")

    net = network2.Network(SIZES, cost=Steep)
    with pytest.warns(UserWarning, match="cost on training data became nan") as seen:
        net.SGD(list(PAIRS), 3, 1, 0.5, monitor_training_cost=True)
    assert len(seen) == 1


def test_no_cost_is_nan_where_nothing_is_weighed():
    net = network2.Network(SIZES)
    net.weights[0][:] = 1e200  # whose square is infinite
    assert np.isfinite(net.total_cost(PAIRS, 0.0))


BOOKS = {
    "sizes": [2, 1],
    "weights": [[[0.5, -1]]],
    "biases": [[[2.0]]],
    "cost": "QuadraticCost",
}
FILES = {
    "of another program": (b"\x80\x04\x95", "the bytes of another program"),
    "cut off": (b'{"sizes": [2', "no JSON from line 1 on"),
    "empty": (b"", "no JSON"),
    "of another form": (b"[1, 2]", "JSON of another form"),
    "too deep": (b"[" * 100_000, "JSON of another form"),
    "with NaN": ({"biases": [[[np.nan]]]}, "NaN or infinite"),
    "with infinity": ({"biases": [[[10**400]]]}, "too large"),
    "with a strange name": ({"cost": "?" * 5000}, "must name a cost"),
    "with no name": ({"cost": None}, "must name a cost"),
    "with strange sizes": ({"sizes": [[2], 1]}, "sizes must"),
    "with too much": ({"sizes": [10**9, 10**9]}, "at most 268,435,456 weights"),
    "with another rule": ({"regularization": "L3"}, "'L2', 'L1'"),
    "with long text": ({"weights": [[["a" * 5000, 1]]]}, "could not convert"),
}


@pytest.mark.parametrize(("content", "words"), FILES.values(), ids=FILES)
def test_files_that_are_no_networks(tmp_path, content, words):
    path = tmp_path / "net.json"
    if isinstance(content, dict):
        content = json.dumps({**BOOKS, **content}).encode()
    path.write_bytes(content)
    with pytest.raises(ModelFileError, match=words) as raised:
        network2.load(path)
    assert len(str(raised.value)) - len(str(path)) < 300


def test_paths_that_are_none(tmp_path):
    with pytest.raises(ModelFileError, match="what is no file"):
        network2.load(tmp_path)
    for call in (network2.load, network2.Network(SIZES).save):
        with pytest.raises(ArgumentError, match="must be a path, received None"):
            call(None)
    with pytest.raises(ArgumentError, match="filename must be a path"):
        network3.load_data_shared(None)


def test_a_network_of_whole_floats_is_read(tmp_path):
    (tmp_path / "net.json").write_text(json.dumps({**BOOKS, "sizes": [2.0, 1]}))
    assert network2.load(tmp_path / "net.json").weights[0].shape == (1, 2)


def test_data_that_are_nowhere(monkeypatch, tmp_path):
    def nowhere():
        raise DataNotFoundError("a long story of mirrors" * 100)

    monkeypatch.setattr(mnist_loader, "load_mnist", nowhere)
    monkeypatch.chdir(tmp_path)
    for call in (mnist_loader.load_data, network3.load_data_shared):
        with pytest.raises(DataNotFoundError, match=r"mnist\.pkl\.gz") as raised:
            call()
        assert len(str(raised.value)) < 300
        assert raised.value.__suppress_context__


def make_net():
    layers = [network3.FullyConnectedLayer(6, 4), network3.SoftmaxLayer(4, 3)]
    return network3.Network(layers, 2)


X3, Y3 = ARRAYS
NO_IMAGES = {
    "pairs": (PAIRS * 2, ArgumentError, "must be a pair .* received a list"),
    "nothing": (0, ArgumentError, "must be a pair .* received an int"),
    "images alone": (X3, ArgumentError, r"received an ndarray of shape \(4, 6\)"),
    "all three parts": ([ARRAYS] * 3, ArgumentError, "received a list"),
    "one-hot": ((X3, np.eye(3)[Y3]), ShapeError, r"shape \(4, 3\); argmax"),
    "fewer digits": ((X3, Y3[:3]), ShapeError, "received 4 images and 3 digits"),
    "other digits": ((X3, Y3 + 1), ArgumentError, r"labels must be in 0\.\.2"),
    "broken digits": ((X3, Y3 / 2), ShapeError, "labels must be whole numbers"),
    "other images": ((X3[:, :5], Y3), ShapeError, "expects images of shape"),
    "bytes": ((X3 * 510, Y3), ShapeError, r"lie in 0\.\.1.*0 to 255; divide bytes"),
    "NaN": ((X3 * np.nan, Y3), DataError, "finite numbers, received nan"),
    "infinity": ((X3 * np.inf, Y3), DataError, "finite numbers, received inf"),
    "text": ((X3.astype(str), Y3), DataError, "must hold numbers"),
    "none": ((X3[:0], Y3[:0]), ArgumentError, "at most 0, the num|received none"),
    "ragged": (([[1], [1, 2]], Y3), ArgumentError, "must be an array"),
}


PARTS = ["training_data", "validation_data", "test_data"]


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize(("data", "error", "words"), NO_IMAGES.values(), ids=NO_IMAGES)
def test_network3_looks_at_all_data_first(name, data, error, words, capsys):
    parts = {**dict.fromkeys(PARTS, ARRAYS), name: data}
    with pytest.raises(error, match=words) as raised:
        make_net().SGD(epochs=1, mini_batch_size=2, eta=0.1, **parts)
    assert f"SGD: {name}" in str(raised.value) or f"SGD, {name}" in str(raised.value)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("test_data", [(), (None,)])
def test_no_figure_is_printed_of_no_test_data(test_data, capsys):
    make_net().SGD(ARRAYS, 1, 2, 0.1, ARRAYS, *test_data)
    out = capsys.readouterr().out
    assert "validation accuracy" in out
    assert "test accuracy" not in out


def test_no_figure_is_nan_or_of_nothing(capsys):
    trained(network)
    trained(network2, monitor_training_accuracy=True, monitor_training_cost=True)
    make_net().SGD(ARRAYS, 1, 2, 0.1, ARRAYS, ARRAYS)
    out = capsys.readouterr().out
    assert "nan" not in out
    assert "/ 0" not in out


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: network3.FullyConnectedLayer(7 / 2, 5), "n_in .* divide by //"),
        (lambda: network3.SoftmaxLayer(0, 5), "n_in must be .* at least 1"),
        (lambda: network3.ConvPoolLayer(5, (2, 1, 8, 8)), "filter_shape must have"),
        (lambda: network3.ConvPoolLayer((2, 1, 3, 3), 8), "image_shape must have four"),
        (
            lambda: network3.ConvPoolLayer((2, 1, 3, 3), (2, 1, 8, 8), 2),
            "poolsize must have two numbers, received 2",
        ),
        (
            lambda: network3.ConvPoolLayer((2, 1, 3, 3), (2, 1, 8, 8.5)),
            "image_shape must be a whole number",
        ),
        (lambda: network3.FullyConnectedLayer(2, 2, "relu"), "without quotes"),
        (lambda: network3.FullyConnectedLayer(2, 2, [network3.ReLU]), "or brackets"),
        (lambda: network3.FullyConnectedLayer(10**6, 10**6), "at most 268,435,456"),
        (lambda: network3.SoftmaxLayer(10**6, 10**6), "at most 268,435,456"),
        (lambda: network3.Network(network3.SoftmaxLayer(6, 3), 2), "must be a list of"),
        (lambda: network3.Network([6, 3], 2), "must be a list of .* received an int"),
        (lambda: network3.Network([network3.SoftmaxLayer(6, 3)], 0.5), "mini_batch_"),
        (lambda: make_net().SGD(ARRAYS, 3.0, 2, 30, ARRAYS), "in this order"),
        (lambda: make_net().SGD(ARRAYS, 1, 2, 0.1, None), "received None"),
        (lambda: make_net().SGD(ARRAYS, 1, 2, "a", ARRAYS), "eta must be a number"),
        (lambda: make_net().SGD(ARRAYS, 1, 2, 1, ARRAYS, None, ARRAYS), "lmbda must"),
        (lambda: make_net().test_mb_predictions(0.5), "i must be a whole number"),
        (lambda: make_net().layers[0].w.set_value(np.zeros(4)), "must have the shape"),
        (lambda: make_net().layers[0].b.set_value([np.nan] * 4), "finite numbers"),
        (lambda: setattr(make_net().layers[0], "w", [[1], [1, 2]]), "must be an array"),
        (lambda: make_net().predict([[1], [1, 2]]), "images must be an array"),
    ],
)
def test_network3s_other_mistakes(call, words):
    with pytest.raises(ArgumentError, match=words):
        call()


def test_network3_predicts_from_pixels_alone():
    for images in (np.full(6, 255.0), np.full(6, -0.5)):
        with pytest.raises(ShapeError, match=r"predict: x must lie in 0\.\.1"):
            make_net().predict(images)
    with pytest.raises(DataError, match="predict: each x must hold finite numbers"):
        make_net().predict(np.full(6, np.nan))


def test_network3_takes_lists_and_expanded_images(capsys):
    lists = [part.tolist() for part in ARRAYS]
    net = make_net()
    net.SGD(lists, 1, 2, 0.1, lists, lists)
    assert len(net.test_mb_predictions(1)) == 2
    images = np.random.default_rng(0).random((4, 9), np.float32)
    expanded = ExpandedImages(images)
    layers = [network3.SoftmaxLayer(9, 3)]
    pair = expanded, np.zeros(20, int)
    network3.Network(layers, 2).SGD(pair, 1, 2, 0.1, pair, pair)
    capsys.readouterr()


def test_size_is_how_many_images_there_are():
    assert network3.size(ARRAYS) == 4


def test_every_message_is_one_short_sentence():
    """All tables above raise errors of these classes; each was matched there."""
    long = [(x, y) for x, y in PAIRS] * 10_000
    calls = [
        lambda: network2.Network(SIZES).SGD(list(PAIRS), 1, 1, 0.5, long),
        lambda: network.Network(long),
        lambda: network.Network(SIZES).evaluate([(COLUMN, "x" * 10_000)]),
        lambda: network.Network(SIZES).SGD(list(PAIRS), 1, 1, long),
        lambda: network3.FullyConnectedLayer(2, 2, long),
        lambda: network3.ConvPoolLayer(long, long),
    ]
    for call in calls:
        with pytest.raises(Network4Error) as raised:
            call()
        assert len(str(raised.value)) <= 300
        assert "\n" not in str(raised.value)


def test_the_books_signatures_are_kept():
    wanted = "self, training_data, epochs, mini_batch_size, eta, test_data"
    assert ", ".join(inspect.signature(network.Network.SGD).parameters) == wanted
    assert list(inspect.signature(network2.Network.SGD).parameters)[:7] == [
        *wanted.split(", ")[:5],
        "lmbda",
        "evaluation_data",
    ]


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize(
    ("x", "error"),
    [
        ((COLUMN, 1), ArgumentError),
        ([[1], [1, 2]], ArgumentError),
        (COLUMN.astype(str), DataError),
        ("digit.png", ArgumentError),
        (None, ArgumentError),
    ],
)
def test_a_pair_or_a_name_is_no_input(program, x, error):
    net = program.Network(SIZES)
    with pytest.raises(error, match="feedforward: x must"):
        net.feedforward(x)
    with pytest.raises(error, match="backprop: x must"):
        net.backprop(x, WANTED)
    with pytest.raises(error, match="backprop: y must"):
        net.backprop(COLUMN, x)


def test_network3_trains_on_a_mini_batch_at_least():
    few = X3[:1], Y3[:1]
    with pytest.raises(ArgumentError, match="at most 1, the number of its images"):
        make_net().SGD(few, 1, 2, 0.1, ARRAYS, ARRAYS)


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
def test_single_steps_are_held_to_finite_numbers_too(program, wrong):
    net = program.Network(SIZES)
    before = [array.copy() for array in [*net.biases, *net.weights]]
    x = COLUMN.copy()
    x[2] = wrong
    with pytest.raises(DataError, match="feedforward: each x must hold finite"):
        net.feedforward(x)
    others = (0.5,) if program is network else (0.5, 0.0, 1)
    y = np.where(WANTED, wrong, 0)
    for pair, name in (((x, WANTED), "x"), ((COLUMN, y), "y")):
        with pytest.raises(DataError, match=f"backprop: each {name} must hold finite"):
            net.update_mini_batch([(COLUMN, WANTED), pair], *others)
    for old, new in zip(before, [*net.biases, *net.weights], strict=True):
        np.testing.assert_array_equal(old, new)


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "ReLU"])
@pytest.mark.parametrize("z", [None, "z.png", ["a"], {}])
def test_functions_of_neurons_take_numbers(name, z):
    with pytest.raises(ArgumentError, match=f"{name}: z must be an array"):
        getattr(network3, name)(z)
    if name == "sigmoid":
        for function in (network.sigmoid, network2.sigmoid, network2.sigmoid_prime):
            with pytest.raises(ArgumentError, match="sigmoid: z must be an array"):
                function(z)


def test_network2_makes_columns_of_digits_as_the_books_does():
    np.testing.assert_array_equal(
        network2.vectorized_result(3), np.eye(10)[:, [3]], strict=True
    )


def test_network3_warns_of_bytes_that_are_only_0_and_1():
    flags = np.array([[0, 1, 0, 1, 0, 1]] * 4, np.uint8), ARRAYS[1]
    with pytest.warns(Network4Warning, match=r"training_data: .*\.astype\(bool\)"):
        make_net().SGD(flags, 1, 2, 0.1, ARRAYS, ARRAYS)
