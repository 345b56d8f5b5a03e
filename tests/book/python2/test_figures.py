"""Matplotlib as it was, in a process of its own."""

import pytest
from command_line import network4
from scipy.stats import norm

from network4.book.python2.figures import normal_density

PROGRAM = """
import matplotlib.pyplot as plt
from matplotlib import cm
figure = plt.figure()
axes = figure.gca(projection='3d')
print axes.name, figure.gca() is axes, figure.gca(projection='3d') is axes
print plt.gca(projection='3d') is axes, axes.w_zaxis is axes.zaxis
figure = plt.figure()
for j in range(6): axes = figure.add_subplot(2, 3.0, j)
print [axes.get_subplotspec().num1 for axes in figure.axes]
axes = plt.subplot(2, 2, 0, axisbg='red')
print axes.get_facecolor()[:3], axes.get_subplotspec().num1
counts, _, _ = plt.hist([1, 2, 2, 2], bins=2, normed=True)
print counts
axes.set_axis_bgcolor('blue')
print axes.get_axis_bgcolor()[:3], axes.hold(True), plt.hold(False)
axes.grid(b=True)
plt.tick_params(labelbottom='off')
print axes.xaxis.get_tick_params()['labelbottom']
print axes.xaxis.get_gridlines()[0].get_visible()
figure.canvas.set_window_title('title')
print cm.get_cmap('gray').name, cm.spectral.name
"""
PRINTED = """3d True True
True True
[5, 0, 1, 2, 3, 4]
(1.0, 0.0, 0.0) 3
[0.5 1.5]
(0.0, 0.0, 1.0) None None
False
True
gray nipy_spectral
"""


def test_dropped_methods_and_keywords_do_what_they_did(tmp_path):
    (tmp_path / "a.py").write_text(PROGRAM)
    done = network4("book", "a.py", cwd=tmp_path, MPLBACKEND="agg")
    assert done.stdout == PRINTED
    assert "hist(normed=) (1)" in done.stderr


@pytest.mark.parametrize("x", [-1.0, 0.0, 2.5])
def test_the_normal_density_is_scipys(x):
    assert normal_density(x, 1.0, 2.0) == pytest.approx(norm.pdf(x, 1.0, 2.0))


def test_a_legend_may_be_dragged(tmp_path):
    text = """import matplotlib; matplotlib.use("Agg")
import matplotlib.pyplot as plt
legend = plt.subplot(111).legend([], [])
for state in [True], [False], []:
    legend.draggable(*state)
    print legend.get_draggable(),
"""
    (tmp_path / "old.py").write_text(text)
    done = network4("book", str(tmp_path / "old.py"))
    assert done.stdout == "True False True\n"
