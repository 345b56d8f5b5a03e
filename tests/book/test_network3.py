"""Chapter 6's program: its names, its arithmetic, what it prints."""

import re

import numpy as np
import pytest

from network4.book import network3
from network4.book._shared_data import SHIFTS, ExpandedImages, share
from network4.book.network3 import (
    ConvPoolLayer,
    FullyConnectedLayer,
    Network,
    ReLU,
    SoftmaxLayer,
    linear,
    sigmoid,
    tanh,
)
from network4.errors import ArgumentError, DataError, Network4Warning, ShapeError


def make_layers(size=5):
    return [
        ConvPoolLayer((3, 1, 3, 3), (size, 1, 8, 8), (2, 2), ReLU),
        FullyConnectedLayer(3 * 3 * 3, 6, tanh, p_dropout=0.5),
        SoftmaxLayer(6, 2, p_dropout=0.1),
    ]


@pytest.fixture
def data(stripes):
    def pair(split):
        x = split.images.reshape(len(split), -1) / np.float32(256)
        return share(x, np.float32), share(split.labels, np.int32)

    return pair(stripes.train), pair(stripes.validation), pair(stripes.test)


def train(data, epochs=3, seed=1, **changes):
    np.random.seed(seed)
    net = Network(make_layers(), 5)
    training, validation, test = data
    net.SGD(training, epochs, 5, 0.1, validation, test, **changes)
    return net


def test_weights_are_drawn_as_the_book_draws_them():
    np.random.seed(3)
    wide = FullyConnectedLayer(400, 100)
    maps = ConvPoolLayer((40, 20, 5, 5), (10, 20, 12, 12))
    np.random.seed(3)
    expected = np.random.normal(0, np.sqrt(1 / 100), (400, 100))
    np.testing.assert_allclose(wide.w, expected, rtol=2**-23)
    np.testing.assert_allclose(wide.b, np.random.normal(0, 1, 100), rtol=2**-23)
    expected = np.random.normal(0, np.sqrt(4 / (40 * 25)), (40, 20, 5, 5))
    np.testing.assert_allclose(maps.w, expected, rtol=2**-23)
    corrected = FullyConnectedLayer(400, 100, corrected=True)
    # The standard deviation of 40,000 draws errs by 1/sqrt(80,000), five times allowed.
    assert corrected.w.std() == pytest.approx(1 / 20, rel=5 / np.sqrt(80_000))
    assert not SoftmaxLayer(6, 2).w.any()


def test_it_prints_what_the_book_prints(data, capsys):
    train(data, epochs=2)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Training mini-batch number 0"
    assert re.fullmatch(r"Epoch 0: validation accuracy \d+\.\d\d%", lines[1])
    assert lines[2] == "This is the best validation accuracy to date."
    assert re.fullmatch(r"The corresponding test accuracy is \d+\.\d\d%", lines[3])
    assert lines[-3] == "Finished training network."
    pattern = r"Best validation accuracy of \d+\.\d\d% obtained at iteration (11|23)"
    assert re.fullmatch(pattern, lines[-2])
    assert re.fullmatch(r"Corresponding test accuracy of \d+\.\d\d%", lines[-1])


def test_each_thousandth_mini_batch_is_announced_through_all_epochs(data, capsys):
    """12 mini-batches an epoch: number 1000 comes in epoch 83."""
    train(data, epochs=84)
    out = capsys.readouterr().out
    numbers = re.findall(r"Training mini-batch number (\d+)", out)
    assert numbers == ["0", "1000"]
    after = out[out.index("number 1000") :]
    assert "Epoch 83:" in after
    assert "Epoch 82:" not in after


def test_it_learns_and_goes_on_from_where_it_is(data, capsys):
    net = train(data, epochs=8)
    before = net.layers[0].w.get_value()
    training, validation, test = data
    net.SGD(training, 1, 5, 1e-9, validation, test)
    np.testing.assert_allclose(net.layers[0].w, before, atol=1e-6)
    digits = net.predict(test[0])
    assert np.mean(digits == test[1]) > 0.8
    np.testing.assert_array_equal(net.test_mb_predictions(2), digits[10:15])
    capsys.readouterr()


def test_the_same_seed_repeats_a_run(data, capsys):
    first, again, other = (train(data, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.params[0], again.params[0])
    assert (first.params[0] != other.params[0]).any()
    capsys.readouterr()


def test_regularization_counts_mini_batches(capsys):
    """Blank images: only the decay moves w, by 1 - eta lmbda / (mini-batches).

    Four mini-batches, two epochs: eight steps of 1 - 0.1 * 0.8 / 4 = 0.98.
    """
    net = Network([FullyConnectedLayer(4, 3, ReLU), SoftmaxLayer(3, 2)], 2)
    blank = share(np.zeros((8, 4)), np.float32), share(np.zeros(8), np.int32)
    before = net.layers[0].w.get_value()
    net.SGD(blank, 2, 2, 0.1, blank, None, lmbda=0.8)
    np.testing.assert_allclose(net.layers[0].w, before * 0.98**8, rtol=16 * 2**-24)
    capsys.readouterr()


def test_weights_can_be_read_and_assigned_to(data):
    net = Network(make_layers(), 5)
    assert [p.shape for p in net.params[:2]] == [(3, 1, 3, 3), (3,)]
    net.layers[2].b = [0.0, 9.0]
    assert net.predict(data[2][0][0]) == 1
    net.layers[2].b[...] = [9.0, 0.0]
    assert net.predict(data[2][0][0].reshape(8, 8)) == 0
    with pytest.raises(ArgumentError, match=r"b must have the shape \(2,\)"):
        net.layers[2].b = [1.0]


def test_a_saved_network_is_the_same_when_loaded(data, tmp_path, capsys):
    net = train(data)
    net.save(tmp_path / "net.safetensors")
    state = np.random.get_state()[1].copy()
    loaded = network3.load(tmp_path / "net.safetensors")
    np.testing.assert_array_equal(np.random.get_state()[1], state)
    assert loaded.mini_batch_size == 5
    assert loaded.layers[1].p_dropout == 0.5
    np.testing.assert_array_equal(loaded.predict(data[2][0]), net.predict(data[2][0]))
    capsys.readouterr()


def test_expanded_images_are_the_shifted_images(generator):
    images = generator.random((7, 9), np.float32)
    expanded = ExpandedImages(images)
    assert expanded.shape == (35, 9)
    seen = []
    for row, example in zip(np.asarray(expanded), expanded.examples, strict=True):
        down, right = SHIFTS[example // 7]
        padded = np.pad(images[example % 7].reshape(3, 3), 1)
        moved = padded[1 - down : 4 - down, 1 - right : 4 - right]
        np.testing.assert_array_equal(row, moved.ravel())
        seen.append(example)
    assert sorted(seen) == list(range(35))
    np.testing.assert_array_equal(expanded[3], expanded[2:4][1])
    assert expanded.get_value() is expanded.eval() is expanded


def test_training_on_expanded_images_is_training_on_their_rows(data, capsys):
    (x, y), validation, test = data
    expanded = ExpandedImages(x.eval())
    labels = y[expanded.examples % len(x)]
    after = []
    for training in ((expanded, labels), (share(expanded, np.float32), labels)):
        np.random.seed(4)
        net = Network(make_layers(), 5)
        net.SGD(training, 1, 5, 0.1, validation, test)
        after.append(net.params)
    for ours, theirs in zip(*after, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    capsys.readouterr()


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (linear, [-800, 0, 2]),
        (ReLU, [0, 0, 2]),
        (sigmoid, [0, 0.5, 1 / (1 + np.exp(-2))]),
        (tanh, [-1, 0, np.tanh(2)]),
    ],
)
def test_activations(function, expected):
    np.testing.assert_allclose(function(np.array([-800.0, 0.0, 2.0])), expected)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Network([], 5), "last layer must be a SoftmaxLayer"),
        (lambda: Network(make_layers()[:2], 5), "last layer must be a SoftmaxLayer"),
        (lambda: Network(make_layers(), 6), "must be the 5 that layer 0 was made for"),
        (lambda: FullyConnectedLayer(3, 2, np.tanh), "activation_fn must be linear"),
        (lambda: ConvPoolLayer((3, 1, 3), (5, 1, 8, 8)), "must have four numbers"),
        (lambda: ConvPoolLayer((3, 2, 3, 3), (5, 1, 8, 8)), "agree in their second"),
        (lambda: Network(make_layers(), 5).test_mb_predictions(0), "i must be below 0"),
    ],
)
def test_what_cannot_be_is_refused(make, words):
    with pytest.raises(ArgumentError, match=words):
        make()


def test_layers_that_do_not_fit_are_refused():
    layers = [FullyConnectedLayer(64, 6), SoftmaxLayer(7, 2)]
    with pytest.raises(ShapeError, match=r"layer 1 must be made for inputs of shape"):
        Network(layers, 5)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"mini_batch_size": 6}, "mini_batch_size must be the network's, 5"),
        ({"eta": -0.1}, "eta must be"),
        ({"lmbda": -1}, "lmbda must be"),
        ({"epochs": 0}, "epochs must be"),
    ],
)
def test_arguments_out_of_range_are_refused(data, changes, words):
    training, validation, test = data
    given = {"epochs": 1, "mini_batch_size": 5, "eta": 0.1, **changes}
    with pytest.raises(ArgumentError, match=words):
        Network(make_layers(), 5).SGD(
            training, validation_data=validation, test_data=test, **given
        )


def test_the_books_names_of_files_mean_the_data(mnist_directory, monkeypatch):
    monkeypatch.setenv("NETWORK4_DATA", str(mnist_directory))
    training, validation, test = network3.load_data_shared()
    assert [len(x) for x, _ in (training, validation, test)] == [50_000, 10_000, 10_000]
    assert training[0].dtype == np.float32
    assert training[1].dtype == np.int32
    assert training[0].max() == np.float32(255 / 256)
    (x, y), *_ = network3.load_data_shared("../data/mnist_expanded.pkl.gz")
    assert x.shape == (250_000, 784)
    number = x.examples[17] % 50_000
    assert y[17] == training[1][number]


def test_another_name_without_a_file_is_refused():
    with pytest.raises(DataError, match=r"must be a file, or be called mnist\.pkl\.gz"):
        network3.load_data_shared("../data/fashion.pkl.gz")


@pytest.mark.parametrize("changed", ["validation", "test"])
def test_less_than_a_mini_batch_is_judged_with_a_warning(data, changed, capsys):
    training, (x, y), (test_x, test_y) = data
    few = {"validation": (x, y), "test": (test_x, test_y)}
    few[changed] = tuple(part[:3] for part in few[changed])
    net = Network(make_layers(), 5)
    with pytest.warns(Network4Warning, match=rf"{changed}_data .* received 3;"):
        net.SGD(training, 1, 5, 0.1, few["validation"], few["test"])
    right = [np.mean(net.predict(x) == y) for x, y in few.values()]
    printed = re.findall(r"accuracy (?:is )?(\d+\.\d\d)%", capsys.readouterr().out)
    assert printed == [f"{100 * share:.2f}" for share in right]
