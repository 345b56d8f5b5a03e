import json

import numpy as np
from layered import as_layers

from network4.export import write_json
from network4.layers import Conv, Dropout, FullyConnected, Softmax
from network4.model import Model
from network4.network import Network
from network4.objectives import Reconstruction


def test_json_holds_every_number_to_the_bit(tmp_path):
    network = Network(
        [Conv(3, 2), Dropout(0.5), Softmax(4, initializer="he")], (2, 5, 5)
    )
    model = Model(
        network, network.initial_parameters(3), {"classes": ("a", "b", "c", "d")}
    )
    write_json(tmp_path / "model.json", model)
    held = json.loads((tmp_path / "model.json").read_text())
    assert Network.from_dict(held["network"]) == network
    assert held["details"] == {"classes": ["a", "b", "c", "d"]}
    layers = as_layers(model.parameters)
    for layer, numbers in zip(held["parameters"], layers, strict=True):
        assert layer.keys() == numbers.keys()
        for name, array in numbers.items():
            again = np.array(layer[name], np.float32)
            np.testing.assert_array_equal(again, array)


def test_json_says_what_is_read_and_trained_for(tmp_path):
    layers = [FullyConnected(3, activation="linear")]
    network = Network(layers, (3,), Reconstruction(), inputs="numbers")
    write_json(tmp_path / "a.json", Model(network, network.initial_parameters(0)))
    held = json.loads((tmp_path / "a.json").read_text())
    assert (held["network"]["inputs"], held["network"]["cost"]) == (
        "numbers",
        "reconstruction",
    )
    assert Network.from_dict(held["network"]) == network
