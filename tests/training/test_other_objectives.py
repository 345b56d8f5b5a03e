"""`fit` on other data than images with classes."""

from dataclasses import dataclass

import numpy as np
import pytest

import network4 as n4
from network4.errors import ArgumentError, ShapeError

ENGINES = ["native", "jax"]


def run(network, data, **changes):
    settings = {"epochs": 3, "learning_rate": 0.05, "progress": False}
    return n4.fit(network, data, **{**settings, **changes})


def divided(split):
    train, rest = split.divided(len(split) * 3 // 5)
    validation, test = rest.divided(len(rest) // 2)
    return n4.Dataset(train, validation, test)


@pytest.fixture
def numbers(generator):
    """A plane with a bend, in numbers of any range."""
    x = generator.normal(size=(500, 3)).astype(np.float32)
    return divided(n4.Split(x, x @ [1, 2, -1] + x[:, 0] ** 2))


REGRESSION = n4.Network(
    [
        n4.FullyConnected(10, activation="tanh"),
        n4.FullyConnected(1, activation="linear"),
    ],
    (3,),
    cost="squared_error",
    inputs="numbers",
)
AUTOENCODER = n4.Network(
    [n4.FullyConnected(8), n4.FullyConnected(64)], (1, 8, 8), cost="reconstruction"
)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_regression_learns(numbers, engine):
    found = run(REGRESSION, numbers, epochs=20, engine=engine)
    spread = numbers.test.labels.var()
    assert found.test_score < 0.1 * spread
    assert found.validation_score == min(e.validation_score for e in found.history)
    outputs = found.model.outputs(numbers.test.images)
    errors = outputs[:, 0] - numbers.test.labels
    assert found.test_score == pytest.approx(np.mean(errors**2), rel=1e-6)
    assert found.model.score(numbers.test) == found.test_score


@pytest.mark.parametrize("cost", ["squared_error", "binary_cross_entropy"])
@pytest.mark.parametrize("engine", ENGINES)
def test_an_autoencoder_learns_whatever_the_labels(stripes, engine, cost):
    layers, shape = AUTOENCODER.layers, AUTOENCODER.input_shape
    network = n4.Network(layers, shape, n4.Reconstruction(cost))
    found = run(network, stripes, learning_rate=0.5, engine=engine)
    pixels = stripes.test.images.reshape(-1, 64) / 255
    assert found.test_score < pixels.var()
    errors = found.model.outputs(stripes.test.images) - pixels
    assert found.test_score == pytest.approx(np.mean(errors**2), rel=1e-5)
    assert found.history[-1].training_cost < found.history[0].training_cost


@pytest.mark.parametrize("engine", ENGINES)
def test_one_output_detects_a_class(stripes, engine):
    layers = [n4.FullyConnected(8, activation="relu"), n4.FullyConnected(1)]
    network, how = n4.Network(layers, (1, 8, 8)), {"epochs": 20, "learning_rate": 0.2}
    found = run(network, stripes, **how, engine=engine)
    assert found.test_accuracy > 0.9
    images = stripes.test.images
    probabilities = found.model.predict_proba(images)
    assert probabilities.shape == (len(images), 2)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-6)
    answers = found.model.predict(images)
    np.testing.assert_array_equal(answers, probabilities.argmax(axis=1))
    share = (answers == stripes.test.labels).mean()
    assert found.test_accuracy == pytest.approx(share)


def test_a_network_on_sequences_learns(stripes):
    layers = [n4.FullyConnected(8, activation="relu"), n4.Softmax(2)]
    found = run(n4.Network(layers, (8, 8)), stripes, epochs=20, learning_rate=0.2)
    assert found.test_accuracy > 0.9


@pytest.mark.parametrize("engine", ENGINES)
def test_a_probability_an_output(stripes, engine):
    """Two an image: of its class, and of the other one half as sure."""

    def targets(split):
        y = np.stack([split.labels, (1 - split.labels) / 2], axis=1)
        return n4.Split(split.images, y.astype(np.float32))

    splits = (stripes.train, stripes.validation, stripes.test)
    data = n4.Dataset(*map(targets, splits))
    network = n4.Network([n4.FullyConnected(2)], (1, 8, 8), "binary_cross_entropy")
    found = run(network, data, learning_rate=0.2, epochs=6, engine=engine)
    assert found.test_score < 0.05


@pytest.mark.parametrize("engine", ENGINES)
def test_what_stopped_goes_on_to_the_bit(numbers, engine, tmp_path):
    path = tmp_path / "run.checkpoint"
    whole = run(REGRESSION, numbers, epochs=4, engine=engine)
    run(REGRESSION, numbers, epochs=4, engine=engine, checkpoint=path, max_seconds=1e-9)
    resumed = run(REGRESSION, numbers, epochs=4, engine=engine, checkpoint=path)
    assert [e.validation_score for e in resumed.history] == [
        e.validation_score for e in whole.history
    ]
    assert resumed.best_epoch == whole.best_epoch


def test_patience_counts_epochs_that_are_not_lower(numbers):
    """At a rate of next to nothing the error falls a little in each epoch."""
    falling = run(REGRESSION, numbers, epochs=4, learning_rate=1e-4, patience=1)
    assert (falling.stopped, falling.best_epoch) == ("finished", 3)


def test_records_and_curves_have_the_score_by_its_name(numbers, tmp_path):
    from network4.plots.curves import draw_curves

    found = run(REGRESSION, numbers)
    record = found.record()
    assert record["test_mean_squared_error"] == found.test_score
    errors = [epoch["validation_mean_squared_error"] for epoch in record["epochs"]]
    assert errors[found.best_epoch] == record["validation_mean_squared_error"]
    assert "validation_accuracy" not in record
    draw_curves(tmp_path / "curves.png", record)
    assert (tmp_path / "curves.png").stat().st_size > 10_000


def test_accuracy_is_asked_of_classifiers(numbers):
    found = run(REGRESSION, numbers)
    with pytest.raises(ArgumentError, match="ask for validation_score"):
        _ = found.validation_accuracy
    for call in (found.model.predict, found.model.predict_proba):
        with pytest.raises(
            ArgumentError, match=r"must tell classes apart.*outputs\(\)"
        ):
            call(numbers.test.images)
    with pytest.raises(ArgumentError, match="accuracy: the network must tell"):
        found.model.accuracy(numbers.test)


@pytest.mark.parametrize("engine", ENGINES)
def test_weights_count_examples_as_if_they_came_more_often(generator, engine):
    """Weights 0 and 2 in a mini-batch of four are two examples, each twice."""
    x = generator.normal(size=(4, 3)).astype(np.float32)
    y = generator.normal(size=4)
    some = n4.Split(x, y, weights=np.array([2, 0, 2, 0]))
    twice = n4.Split(x[[0, 0, 2, 2]], y[[0, 0, 2, 2]])
    how = {"batch_size": 4, "engine": engine, "seed": 1, "keep": "last"}
    weighted, repeated = (
        run(REGRESSION, n4.Dataset(split, twice), **how) for split in (some, twice)
    )
    for ours, theirs in zip(weighted.history, repeated.history, strict=True):
        # The same sums in another order.
        assert ours.training_cost == pytest.approx(theirs.training_cost, rel=1e-5)
        score = pytest.approx(theirs.validation_score, rel=1e-5)
        assert ours.validation_score == score


def sums(seed, number, size):
    generator = np.random.default_rng([seed, number])
    x = generator.normal(size=(size, 3)).astype(np.float32)
    return n4.Split(x, x.sum(axis=1))


@pytest.mark.parametrize("engine", ENGINES)
def test_batches_are_made_by_seed_and_number(engine, tmp_path):
    """More than are made at a time; a run goes on where it was cut, to the bit."""
    asked = []

    def make(seed, number, size):
        asked.append((seed, number, size))
        return sums(seed, number, size)

    sample, batches = sums(0, 10**6, 50), n4.Batches(make, num_batches=40)
    data = n4.Dataset(sample, sample, batches=batches)
    how = {"engine": engine, "seed": 5, "batch_size": 8, "epochs": 3}
    whole = run(REGRESSION, data, **how)
    started = asked.pop(0)
    assert started == (5, 0, 8)
    assert asked == [(5, number, 8) for number in range(120)]
    assert whole.validation_score < 0.1 * sample.labels.var()
    path = tmp_path / "run.checkpoint"
    run(REGRESSION, data, **how, checkpoint=path, max_seconds=1e-9)
    asked.clear()
    resumed = run(REGRESSION, data, **how, checkpoint=path)
    assert asked[0][1] == 40
    assert [e.training_cost for e in resumed.history] == [
        e.training_cost for e in whole.history
    ]


def test_batches_are_trained_on_as_if_they_were_stored():
    made = [sums(0, number, 10) for number in range(4)]
    images = np.concatenate([split.images for split in made])
    labels = np.concatenate([split.labels for split in made])
    stored = n4.Dataset(n4.Split(images, labels), made[0])
    source = n4.Dataset(made[0], made[0], batches=n4.Batches(sums, num_batches=4))
    costs = [
        run(REGRESSION, data, epochs=1, order="fixed").history[0].training_cost
        for data in (stored, source)
    ]
    assert costs[0] == pytest.approx(costs[1], rel=1e-6)


def test_batches_may_differ_in_length():
    """Mini-batches of 1 to 4 steps; all are trained on, in their order."""

    def make(seed, number, size):
        generator = np.random.default_rng([seed, number])
        x = generator.normal(size=(size, 1 + number % 4, 3)).astype(np.float32)
        return n4.Split(x, (x[:, -1].sum(axis=1) > 0).astype(int))

    sample = make(9, 3, 200)
    data = n4.Dataset(sample, sample, batches=n4.Batches(make, num_batches=40))
    assert run(OPEN, data, epochs=4, learning_rate=0.5).validation_accuracy > 0.9


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda seed, number, size: None, "must return a Split of 10.*None"),
        (lambda seed, number, size: sums(seed, number, 3), "a Split of 10.*3 images"),
    ],
)
def test_what_makes_no_batches_is_refused(make, words):
    data = n4.Dataset(sums(0, 0, 9), sums(0, 1, 9), batches=n4.Batches(make, 4))
    with pytest.raises(ArgumentError, match=words):
        run(REGRESSION, data)


def test_batches_are_not_moved(stripes):
    data = n4.Dataset(
        stripes.train, stripes.validation, batches=n4.Batches(sums, num_batches=2)
    )
    network = n4.Network([n4.Softmax(2)], (1, 8, 8))
    with pytest.raises(ArgumentError, match="must be None for data with batches"):
        run(network, data, distortions=n4.Distortions(shift=1))


@dataclass(frozen=True)
class LastStep(n4.Sequence):
    """The values of a sequence's last step that is no padding, then other layers."""

    def output_shape(self, input_shape):
        return super().output_shape(input_shape[1:])

    def inner_shapes(self, input_shape):
        return super().inner_shapes(input_shape[1:])

    def weighted_input(self, ops, numbers, a, step):
        time = a.shape[1]
        ends = np.eye(time, dtype=bool)[None, -1:, :]
        if step.mask is not None:
            later = ops.concatenate(
                [step.mask[:, 1:], ops.zeros((a.shape[0], 1), step.mask)], 1
            )
            ends = (step.mask & ~later)[:, None, :]
        picked = ops.einsum("nit,ntv->niv", ops.where(ends, 1.0, 0.0), a)
        return super().weighted_input(ops, numbers, picked[:, 0], step)

    def forward(self, ops, numbers, a, step):
        z = self.weighted_input(ops, numbers, a, step)
        return step.show(ops.activate(self.output_activation, z))


OPEN = n4.Network(
    [n4.BatchNorm(), LastStep([n4.Softmax(2)])], (None, 3), inputs="numbers"
)


@pytest.fixture
def ragged(generator):
    """Sequences of 1 to 5 steps: does the last one sum up to more than 0?"""
    lengths = generator.integers(1, 6, 300)
    x = generator.normal(size=(300, 5, 3)).astype(np.float32)
    last = x[np.arange(300), lengths - 1].sum(axis=1)
    return n4.Split(x, (last > 0).astype(int), lengths=lengths)


def test_sequences_of_different_lengths_learn(ragged):
    found = run(OPEN, divided(ragged), epochs=8, learning_rate=0.5)
    assert found.test_accuracy > 0.9


def test_padding_changes_no_result(ragged):
    """What stands in it, and how much of it there is: not in training either."""
    steps = np.arange(5) < ragged.lengths[:, None]
    longer = np.full((300, 9, 3), 7, np.float32)
    longer[:, :5] = np.where(steps[:, :, None], ragged.images, -100)
    other = n4.Split(longer, ragged.labels, lengths=ragged.lengths)
    ours, theirs = (run(OPEN, divided(split)) for split in (ragged, other))
    for one, another in zip(ours.history, theirs.history, strict=True):
        # Sums over more steps, of which the others are 0, in another order.
        assert one.training_cost == pytest.approx(another.training_cost, rel=1e-4)
    outputs = [
        found.model.outputs(split.images, lengths=split.lengths)
        for found, split in ((ours, ragged), (theirs, other))
    ]
    np.testing.assert_allclose(*outputs, atol=1e-4)


def test_lengths_are_refused_where_layers_would_read_the_padding(ragged):
    network = n4.Network([n4.Softmax(2)], (5, 3), inputs="numbers")
    with pytest.raises(ArgumentError, match=r"fit: lengths must be left out.*\(5, 3\)"):
        run(network, divided(ragged))
    model = n4.Model(network, network.initial_parameters(0))
    with pytest.raises(ArgumentError, match="outputs: lengths must be left out"):
        model.outputs(ragged.images, lengths=ragged.lengths)
    with pytest.raises(ArgumentError, match=r"lengths must be 300 whole numbers in 1"):
        n4.Model(OPEN, OPEN.initial_parameters(0)).outputs(ragged.images, lengths=[1])


def test_lengths_matter_to_gradients_too(ragged):
    model = n4.Model(OPEN, OPEN.initial_parameters(0))
    found = n4.gradient(model, ragged.images, ragged.labels, lengths=ragged.lengths)
    steps = np.arange(5) == ragged.lengths[:, None] - 1
    assert not found[~steps].any()
    seen = n4.activations(model, ragged.images, "layer1", lengths=ragged.lengths)
    assert seen.shape == ragged.images.shape


@dataclass(frozen=True)
class EachStep(n4.FullyConnected):
    """A fully-connected layer at each step."""

    def parameters(self, input_shape):
        return super().parameters(input_shape[1:])

    def output_shape(self, input_shape):
        return (input_shape[0], self.units)

    def weighted_input(self, ops, numbers, a, step):
        return ops.matmul(a, numbers["weights"]) + numbers["biases"].reshape(1, 1, -1)


TAGGER = n4.Network(
    [EachStep(2, activation="linear")], (None, 3), "quadratic", inputs="numbers"
)


def test_a_class_at_each_step(ragged):
    """Is a step's sum above 0? Steps without a label, and padding, do not count."""
    labels = (ragged.images.sum(axis=2) > 0).astype(int)
    labels[:, 1] = -1
    data = divided(n4.Split(ragged.images, labels, lengths=ragged.lengths))
    found = run(TAGGER, data, epochs=10, learning_rate=0.2)
    assert found.test_accuracy > 0.9
    answers = found.model.predict(data.test.images, lengths=data.test.lengths)
    steps = np.arange(5) < data.test.lengths[:, None]
    counts = steps & (data.test.labels != -1)
    share = (answers == data.test.labels)[counts].mean()
    assert found.test_accuracy == pytest.approx(share)


@pytest.mark.parametrize("shape", [(300, 4), (300,), (300, 5, 2)])
def test_labels_of_sequences_are_one_for_each_step(ragged, shape):
    split = n4.Split(ragged.images, np.zeros(shape, int), lengths=ragged.lengths)
    with pytest.raises(ShapeError, match="one for each of 5 steps"):
        run(TAGGER, divided(split))
    model = n4.Model(TAGGER, TAGGER.initial_parameters(0))
    with pytest.raises(ShapeError, match=r"gradient: labels must be.*each of 5 steps"):
        n4.gradient(model, ragged.images, split.labels)
    values = n4.Network(TAGGER.layers, (None, 3), "squared_error", inputs="numbers")
    floats = n4.Split(ragged.images, np.zeros(shape), lengths=ragged.lengths)
    if shape != (300, 5, 2):
        with pytest.raises(ShapeError, match=r"labels must be \(n, 5, 2\)"):
            run(values, divided(floats))


def test_judging_needs_a_class(ragged):
    none = n4.Split(ragged.images, np.full((300, 5), -1))
    some = n4.Split(ragged.images, np.zeros((300, 5), int))
    with pytest.raises(ArgumentError, match="must name the class of one example"):
        run(TAGGER, n4.Dataset(some, none))
    model = n4.Model(TAGGER, TAGGER.initial_parameters(0))
    with pytest.raises(ArgumentError, match="score: labels must name the class"):
        model.score(none)
    with pytest.raises(ArgumentError, match="one example or more, received none"):
        model.score(some.part(slice(0)))


def test_whole_numbers_are_targets_of_a_regression_too(generator):
    x = generator.normal(size=(500, 3)).astype(np.float32)
    y = np.rint(20 * x.sum(axis=1)).astype(int)
    data = divided(n4.Split(x, y))
    layers = [n4.FullyConnected(1, activation="linear")]
    network = n4.Network(layers, (3,), "squared_error", inputs="numbers")
    found = run(network, data, epochs=40, learning_rate=0.01)
    # What rounding leaves: numbers are 1/12 from the nearest whole one, squared.
    assert found.test_score < 1
    assert found.model.details == {}


def test_batches_may_have_weights_or_lengths_now_and_then():
    """Each mini-batch is trained on as if it came alone."""

    def make(seed, number, size):
        made = ragged_sums(seed, number, size)
        if number % 2:
            return made
        return n4.Split(made.images, made.labels, weights=np.full(size, 2.0))

    def alone(seed, number, size):
        split = make(seed, number, size)
        longer = np.zeros((size, 5 + number, 3), np.float32)
        longer[:, :5] = split.images
        lengths = np.full(size, 5) if split.lengths is None else split.lengths
        return n4.Split(longer, split.labels, lengths, split.weights)

    sample = ragged_sums(9, 0, 50)
    costs = [
        run(OPEN, n4.Dataset(sample, sample, batches=n4.Batches(source, 6)), epochs=1)
        for source in (make, alone)
    ]
    together, apart = (found.history[0].training_cost for found in costs)
    assert together == pytest.approx(apart, rel=1e-4)


def ragged_sums(seed, number, size):
    generator = np.random.default_rng([seed, number])
    x = generator.normal(size=(size, 5, 3)).astype(np.float32)
    lengths = generator.integers(1, 6, size)
    last = x[np.arange(size), lengths - 1].sum(axis=1)
    return n4.Split(x, (last > 0).astype(int), lengths=lengths)


def test_a_length_that_layers_need_must_be_known():
    with pytest.raises(
        ShapeError, match=r"layer 1: FullyConnected expects inputs of one"
    ):
        n4.Network([n4.FullyConnected(3), n4.Softmax(2)], (None, 3))
    for layer in (n4.Conv(2, 3), n4.MaxPool(2), n4.PaddedShortcut(4)):
        with pytest.raises(ShapeError, match="expects inputs of one shape"):
            n4.Network([layer, n4.Softmax(2)], (1, None, 8))
    assert "any x 3" in str(OPEN)


@dataclass(frozen=True)
class Embedding(n4.FullyConnected):
    """A row of weights for each whole number, flattened."""

    def parameters(self, input_shape):
        return super().parameters((self.units,))

    def output_shape(self, input_shape):
        return (input_shape[0] * self.units,)

    def weighted_input(self, ops, numbers, a, step):
        rows = numbers["weights"][a] + numbers["biases"].reshape(1, 1, -1)
        return rows.reshape(a.shape[0], -1)


def test_whole_numbers_are_read(generator):
    """Is the first of two numbers below 4 the larger?"""
    layers = [Embedding(4, activation="linear"), n4.FullyConnected(8), n4.Softmax(2)]
    network = n4.Network(layers, (2,), inputs=4)
    pairs = generator.integers(0, 4, (400, 2), dtype=np.int32)
    data = divided(n4.Split(pairs, (pairs[:, 0] > pairs[:, 1]).astype(int)))
    assert run(network, data, epochs=10, learning_rate=0.5).test_accuracy > 0.9
    model = n4.Model(network, network.initial_parameters(0))
    for wrong in (np.array([[0, 4]]), np.array([[-1, 0]]), np.array([[0.0, 1.0]])):
        with pytest.raises(ShapeError, match=r"expects whole numbers in 0\.\.3"):
            model.outputs(wrong)
    with pytest.raises(
        ArgumentError, match="reads whole numbers, which have no slopes"
    ):
        n4.gradient(model, pairs, np.zeros(400, int))


def test_numbers_of_any_range_must_be_finite(numbers):
    model = n4.Model(REGRESSION, REGRESSION.initial_parameters(0))
    for wrong in ([[1, 2, np.nan]], [[1, 2, 1e39]], [["a", "b", "c"]]):
        with pytest.raises(ShapeError, match="expects finite numbers"):
            model.outputs(np.array(wrong))
    pixels = n4.Network(REGRESSION.layers, (3,), cost="squared_error")
    with pytest.raises(ShapeError, match=r"say Network.*inputs='numbers'"):
        run(pixels, numbers)


@dataclass(frozen=True)
class Outwards(n4.SquaredError):
    """Slopes that push outputs up, whatever the targets, at a cost that is reported."""

    def slopes(self, ops, output, z, targets, mask=None):
        return -ops.where(z == z, 1.0, 0.0)


def test_an_objective_may_give_slopes_instead_of_a_cost(numbers):
    """One linear layer: each step adds rate times the mean input to its weights."""
    network = n4.Network(
        [n4.FullyConnected(1, activation="linear")], (3,), Outwards(), "numbers"
    )
    count = len(numbers.train)
    found = run(network, numbers, epochs=1, batch_size=count, engine="jax", keep="last")
    before = network.initial_parameters(0)["layer1"]
    after = found.model.parameters["layer1"]
    mean = numbers.train.images.mean(axis=0)[:, None]
    np.testing.assert_allclose(
        after["weights"], before["weights"] + 0.05 * mean, atol=1e-6
    )
    np.testing.assert_allclose(after["biases"], before["biases"] + 0.05, atol=1e-6)
    outputs = numbers.train.images @ before["weights"] + before["biases"]
    cost = np.mean((outputs[:, 0] - numbers.train.labels) ** 2) / 2
    assert found.history[0].training_cost == pytest.approx(cost, rel=1e-5)
    with pytest.raises(n4.Network4Error, match="native: it has no Outwards"):
        run(network, numbers, engine="native")
