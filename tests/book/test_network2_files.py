import json

import numpy as np
import pytest
from book_checks import distance

from network4.book import network2
from network4.errors import ModelFileError

SIZES = [6, 5, 4, 3]


@pytest.mark.parametrize("built", [(), (network2.QuadraticCost(), "L1")])
def test_saved_and_loaded(seeded, tmp_path, built):
    net = network2.Network(SIZES, *built)
    net.save(tmp_path / "net.json")
    again = network2.load(tmp_path / "net.json")
    assert distance(net, again) == 0
    assert again.regularization == net.regularization
    name = "QuadraticCost" if built else "CrossEntropyCost"
    assert again.cost is getattr(network2, name)
    keys = set(json.loads((tmp_path / "net.json").read_text()))
    assert keys - {"regularization"} == {"sizes", "weights", "biases", "cost"}
    assert ("regularization" in keys) == bool(built)


BOOKS = {
    "sizes": [2, 1],
    "weights": [[[0.5, -1]]],
    "biases": [[[2.0]]],
    "cost": "QuadraticCost",
}


def test_reads_the_books_file(tmp_path):
    (tmp_path / "net.json").write_text(json.dumps(BOOKS))
    net = network2.load(str(tmp_path / "net.json"))
    assert net.cost is network2.QuadraticCost
    assert net.feedforward(np.array([[2.0], [3.0]])) == 0.5


class Steeper(network2.CrossEntropyCost):
    """A cost of a reader's own."""


def test_a_cost_of_ones_own_is_found_again(tmp_path, monkeypatch):
    network2.Network([2, 1], Steeper).save(tmp_path / "net.json")
    with pytest.raises(ModelFileError, match=r"network2\.Steeper = Steeper first"):
        network2.load(tmp_path / "net.json")
    monkeypatch.setattr(network2, "Steeper", Steeper, raising=False)
    assert network2.load(tmp_path / "net.json").cost is Steeper


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "must be a file of network2's"),
        ("[]", "must be a file of network2's"),
        (json.dumps({**BOOKS, "cost": "os"}), "must name a cost"),
        (json.dumps({**BOOKS, "cost": "Network"}), "must name a cost"),
        (json.dumps({**BOOKS, "sizes": [3, 1]}), "shapes"),
        (json.dumps({**BOOKS, "weights": [[[1, "a"]]]}), "must be a file"),
        (json.dumps({**BOOKS, "weights": [[[1], [1, 2]]]}), "must be a file"),
        (json.dumps({"sizes": [2, 1]}), "without 'weights'"),
    ],
)
def test_damaged_files_are_refused(tmp_path, content, words):
    (tmp_path / "net.json").write_text(content)
    with pytest.raises(ModelFileError, match=words):
        network2.load(tmp_path / "net.json")


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(ModelFileError, match="no such file"):
        network2.load(tmp_path / "none.json")
