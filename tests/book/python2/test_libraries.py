"""Which dropped names a program uses. Putting them back is seen from outside."""

import ast

import pytest

from network4.book.python2.libraries import OLD_NAMES, old_names
from network4.book.python2.modules import found

USED = {
    "import numpy as np\nnp.zeros(3, np.float)\n": ["numpy.float"],
    "from numpy import float, zeros\n": ["numpy.float"],
    "import scipy.misc as m\nm.comb(4, 2)\n": ["scipy.misc.comb"],
    "from matplotlib import cm, pyplot\ncm.spectral\npyplot.ishold()\n": [
        "matplotlib.cm.spectral",
        "matplotlib.pyplot.ishold",
    ],
    "import other\nfig.gca(projection='3d').w_xaxis\n": [],
    "import matplotlib\nfig.gca(projection='3d').w_xaxis\n": [
        ".w_xaxis",
        "gca(projection=)",
    ],
    "from mpl_toolkits.mplot3d import Axes3D\na.hist(x, normed=1)\n": ["hist(normed=)"],
    "import numpy as np\nnp.float64(3)\nself.np.int\n": [],
}


@pytest.mark.parametrize(("text", "names"), USED.items())
def test_dropped_names_are_found(text, names):
    assert old_names(ast.parse(text)) == names


@pytest.mark.parametrize("module", OLD_NAMES)
def test_each_name_is_something_today(module):
    assert all(found(value) is not None for value in OLD_NAMES[module].values())
