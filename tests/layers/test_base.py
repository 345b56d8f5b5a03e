from dataclasses import FrozenInstanceError, dataclass

import pytest

from network4.layers import LAYER_TYPES, Conv, FullyConnected, MaxPool, Residual
from network4.layers.pooling import AveragePool


def test_layers_of_one_class_with_equal_fields_are_equal():
    assert MaxPool(2) == MaxPool((2, 2))
    assert hash(MaxPool(2)) == hash(MaxPool((2, 2)))
    assert Residual([Conv(3, 1)]) == Residual([Conv(3, 1)])
    assert len({Residual([Conv(3, 1)]), Residual([Conv(3, 1)])}) == 1


def test_another_field_another_class_or_another_kind_is_not_equal():
    assert MaxPool(2) != MaxPool(3)
    assert Residual([Conv(3, 1)]) != Residual([Conv(3, 3)])
    assert MaxPool(2) != AveragePool(2)
    assert MaxPool(2) != 2


def test_repr_names_all_fields_in_the_order_of_their_declaration():
    assert repr(MaxPool(2)) == (
        "MaxPool(size=2, stride=None, padding=0, ceil_mode=False)"
    )


def test_a_layer_of_ones_own_is_compared_by_its_own_fields():
    @dataclass(frozen=True)
    class Scaled(FullyConnected):
        scale: float = 1.0

    assert Scaled(3) == Scaled(3)
    assert Scaled(3) != Scaled(3, scale=2.0)
    assert Scaled(3) != FullyConnected(3)


@pytest.mark.parametrize("kind", LAYER_TYPES, ids=lambda kind: kind.__name__)
def test_a_layer_takes_no_new_values(kind):
    layer = object.__new__(kind)
    with pytest.raises(FrozenInstanceError):
        layer.misspelt = 1
