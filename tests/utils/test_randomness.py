import pytest

from network4.errors import ArgumentError
from network4.utils.randomness import random_generator


def draw(*arguments):
    return tuple(random_generator(*arguments).integers(0, 2**32, 4))


def test_same_arguments_same_numbers_and_every_other_stream_differs():
    streams = [(0, "order", 0), (0, "order", 1), (1, "order", 0), (0, "dropout", 0)]
    assert draw(*streams[0]) == draw(*streams[0])
    assert len({draw(*stream) for stream in streams}) == len(streams)


@pytest.mark.parametrize("seed", [-1, 2**63, 1.0, None])
def test_bad_seeds_are_refused(seed):
    with pytest.raises(ArgumentError, match="seed must be a whole number in 0"):
        random_generator(seed, "order")
