"""NumPy and SciPy as they were, in a process of its own."""

import numpy as np
from command_line import network4

from network4.book.python2.arrays import take_texts
from network4.book.python2.texts import as_text

PROGRAM = """
import numpy as np
import scipy, scipy.integrate, scipy.misc
from scipy.misc import comb
print np.float(3), np.int(3.5), np.Inf, np.product([2, 3]), np.asscalar(np.array([3]))
print np.msort([[2], [1]]).tolist(), np.asfarray([1, 2]), np.alltrue([1, 0])
print np.zeros((2.0, 3)).shape, np.linspace(0, 1, 3.0), np.ones(2.0), np.eye(2.0)[0]
print np.random.rand(2.0).shape, np.tile([1], 2.0), np.reshape(range(4), (2.0, 2)).shape
print np.full(2.0, 0.5), np.random.normal(size=(2.0, 1)).shape
print scipy.zeros(2), scipy.pi == np.pi, scipy.random.rand(2).shape
print len(dir(scipy.misc)) > 3
print scipy.integrate.simps([1, 1, 1]), comb(4, 2)
try: np.zeros("a")
except TypeError: print "refused"
"""
PRINTED = """3.0 3 inf 6 3
[[1], [2]] [1. 2.] False
(2, 3) [0.  0.5 1. ] [1. 1.] [1. 0.]
(2,) [1 1] (2, 2)
[0.5 0.5] (2, 1)
[0. 0.] True (2,)
True
2.0 6.0
refused
"""


def test_dropped_names_and_float_sizes_are_what_they_were(tmp_path):
    (tmp_path / "a.py").write_text(PROGRAM)
    done = network4("book", "a.py", cwd=tmp_path)
    assert done.stdout == PRINTED
    assert "numpy.float (1)" in done.stderr


def test_a_program_in_python_3_has_them_too(tmp_path):
    (tmp_path / "a.py").write_text(
        "import numpy as np\nprint(np.float(7) / 2, 7 / 2)\n"
    )
    done = network4("book", "a.py", cwd=tmp_path)
    assert done.stdout == "3.5 3.5\n"
    said = "a.py: functions that libraries have removed are put back: numpy.float.\n"
    assert done.stderr == said


def test_numbers_are_read_from_a_text(monkeypatch):
    monkeypatch.setattr(np, "fromstring", np.fromstring)
    monkeypatch.setattr(np, "frombuffer", np.frombuffer)
    take_texts()
    assert np.fromstring(as_text(b"\x01\xff"), dtype=np.uint8).tolist() == [1, 255]
    assert np.frombuffer(as_text(b"\x01\xff"), np.uint8).tolist() == [1, 255]
    assert np.fromstring("1 2", sep=" ").tolist() == [1.0, 2.0]
    array = np.fromstring(as_text(np.arange(3.0).tobytes()))
    array += 1
    assert array.tolist() == [1.0, 2.0, 3.0]
