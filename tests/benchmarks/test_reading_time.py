"""The pictures that are timed can be read."""

import numpy as np

import network4 as n4
from benchmarks.reading_time import make_photograph


def test_all_lines_of_a_photograph_are_whole(mnist_directory):
    digits = n4.load_mnist(mnist_directory).validation
    picture, written = make_photograph(digits, 1)
    assert picture.size == (4000, 3000)
    read = n4.read(np.asarray(picture)).text
    assert [len(line) for line in read.split("\n")] == [6, 6, 6]
    # One in fifty is misread; of digits that were cut off half would be.
    pairs = zip(read, written, strict=True)
    assert sum(one != other for one, other in pairs) <= 1
