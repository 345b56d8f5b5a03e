from dataclasses import dataclass

import pytest

from network4.errors import ArgumentError
from network4.utils.registry import Registry


class Fruit:
    pass


class Apple(Fruit):
    pass


class Pear(Fruit):
    pass


@pytest.fixture
def registry():
    return Registry(Fruit, "a fruit", "register_fruit", [Apple])


def test_a_class_is_known_once_registered(registry):
    with pytest.raises(ArgumentError, match=r"call network4\.register_fruit\(Pear\)"):
        registry.check(Pear())
    registry.register(Pear)
    registry.check(Pear())
    assert registry.named("Pear") is Pear
    registry.register(Pear)


def test_what_is_unknown_is_refused_with_what_there_is(registry):
    with pytest.raises(ArgumentError, match=r"one of Apple, received 'Aple'.*Apple"):
        registry.named("Aple")
    with pytest.raises(ArgumentError, match="received 3"):
        registry.named(3)


def test_a_class_of_another_kind_or_name_is_refused(registry):
    with pytest.raises(ArgumentError, match=r"must be a subclass of Fruit.*int"):
        registry.register(int)
    with pytest.raises(ArgumentError, match=r"must be a subclass of Fruit.*received 3"):
        registry.register(3)
    with pytest.raises(ArgumentError, match="another Apple; rename it"):
        registry.register(type("Apple", (Fruit,), {}))
    with pytest.raises(ArgumentError, match="must be registered"):
        registry.check(type("Apple", (Fruit,), {})())


def test_a_class_that_its_fields_do_not_make_is_refused(registry):
    class Plum(Fruit):
        def __init__(self, weight):
            self.weight = weight

    class Damson(Plum):
        pass

    for kind in (Plum, Damson):
        with pytest.raises(ArgumentError, match=rf"received {kind.__name__} with an"):
            registry.register(kind)
    registry.register(dataclass(frozen=True)(Plum))
