"""The network that judges parts is taught, judged, and what its record says."""

import numpy as np
import pytest

import network4 as n4
from network4.model.judging import PARTS_MODEL
from network4.utils.records import read_record

make_parts_model = pytest.importorskip(
    "tools.make_parts_model", reason="needs a checkout"
)
Part = pytest.importorskip("tools.parts").Part


def made_up(*targets):
    """Parts whose first pixels are their numbers."""
    rows = np.zeros((len(targets), 11), np.float32)
    for row, target in zip(rows, targets, strict=True):
        for name, probability in target.items():
            row[name] = probability
    around = np.zeros((len(targets), 2, 32, 40), np.uint8)
    around[:, 0, 0, 0] = range(len(targets))
    return Part(np.zeros((len(targets), 28, 28), np.uint8), around, rows)


def test_it_learns_from_probabilities_and_is_judged_by_the_likeliest_class():
    train = made_up({3: 1}, {7: 0.25, 10: 0.75}, {10: 1})
    validation = made_up({10: 1}, {7: 0.75, 10: 0.25}, {0: 1})
    data = make_parts_model.dataset(train, validation)
    np.testing.assert_array_equal(data.train.images, train.surroundings)
    np.testing.assert_array_equal(data.train.labels, train.target)
    np.testing.assert_array_equal(data.validation.images, validation.surroundings)
    assert data.validation.labels.tolist() == [10, 7, 0]
    assert data.test is None
    run = n4.fit(
        n4.Network([n4.Softmax(11)], (2, 32, 40)),
        data,
        epochs=1,
        batch_size=3,
        learning_rate=0.1,
        engine="native",
    )
    # Its answers are even at first, whatever the targets.
    assert run.history[0].training_cost == pytest.approx(np.log(11), rel=1e-6)


def answering(*answers):
    """A network that takes the part with this number for this class."""
    weights = np.zeros((2 * 32 * 40, 11), np.float32)
    # Of all n, the one nearest to x makes n x - n^2 / 2 the largest.
    numbers = np.arange(len(answers), dtype=np.float32)
    biases = np.full(11, -1e6, np.float32)
    for number, name in zip(numbers, answers, strict=True):
        weights[0, name], biases[name] = 255 * number, -(number**2) / 2
    network = n4.Network([n4.Softmax(11)], (2, 32, 40))
    return n4.Model(network, {"layer1": {"weights": weights, "biases": biases}})


def test_whole_digits_and_what_is_none_are_judged_apart():
    """Of three digits two are taken for what they are, and of two that are none one."""
    parts = made_up(
        {3: 1}, {4: 1}, {5: 1}, {10: 1}, {10: 1}, {7: 0.9, 10: 0.1}, {7: 0.4, 10: 0.6}
    )
    model = answering(3, 4, 6, 10, 5, 8, 9)
    assert model.predict(parts.surroundings).tolist() == [3, 4, 6, 10, 5, 8, 9]
    assert make_parts_model.judged(model, parts) == {
        "validation_accuracy_of_digits": pytest.approx(2 / 3),
        "validation_accuracy_of_no_digits": 0.5,
    }


def test_what_ships_is_what_its_record_says():
    record = read_record(PARTS_MODEL.with_suffix(".json"))
    model = n4.load_model(PARTS_MODEL)
    assert PARTS_MODEL.stat().st_size < 1_000_000
    assert model.network.input_shape == (2, 32, 40)
    assert model.network.output_shape == (11,)
    assert model.network.to_dict() == record["network"]
    assert make_parts_model.NETWORK.to_dict() == record["network"]
    assert record["epochs"] == len(record["training_costs"])
    for name in ("", "_of_digits", "_of_no_digits"):
        assert 0.85 < record[f"validation_accuracy{name}"] < 1
