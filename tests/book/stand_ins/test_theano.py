"""What a script may import of Theano where there is none."""

import subprocess
import sys

import numpy as np
import pytest

from network4.book import network3
from network4.book.stand_ins import theano
from network4.errors import ArgumentError, EngineError

# Each is how a public script begins.
IMPORTS = [
    "import theano",
    "import theano.tensor as T",
    "import theano.tensor.nnet",
    "import theano.tensor.nnet.conv as c",
    "from theano import tensor, function, shared, config",
    "from theano.tensor.nnet import conv, conv2d, sigmoid, softmax, relu",
    "from theano.tensor.nnet.conv import conv2d",
    "from theano.tensor.signal import downsample, pool",
    "from theano.tensor.signal.pool import pool_2d",
    "from theano.tensor.signal.downsample import max_pool_2d",
    "from theano.tensor import tanh, shared_randomstreams",
    "from theano.tensor.shared_randomstreams import RandomStreams",
    "from theano.sandbox.rng_mrg import MRG_RandomStreams",
    "import theano.sandbox.cuda",
    "import theano; theano.config.device = 'gpu'; theano.config.floatX = 'float32'",
    "import theano; print(theano.config.floatX, theano.__version__)",
]


def test_imports_are_harmless():
    directory = theano.__file__.rpartition("/")[0]
    code = f"import sys; sys.path.append({directory!r})\n" + "\n".join(IMPORTS)
    subprocess.run([sys.executable, "-c", code], check=True)


def test_activations_mean_network3s(capsys):
    nnet, tensor = theano.tensor.nnet, theano.tensor
    for function in (nnet.sigmoid, tensor.nnet.relu, tensor.tanh):
        layer = network3.FullyConnectedLayer(4, 3, activation_fn=function)
        assert layer.activation_fn is function
    assert layer.describe().activation == "tanh"
    assert (
        network3.ConvPoolLayer(
            (2, 1, 3, 3), (2, 1, 8, 8), activation_fn=nnet.sigmoid
        ).describe()
        == network3.ConvPoolLayer((2, 1, 3, 3), (2, 1, 8, 8)).describe()
    )
    with pytest.raises(ArgumentError, match=r"received theano\.tensor\.nnet\.softplus"):
        network3.FullyConnectedLayer(4, 3, activation_fn=nnet.softplus)


def test_shared_variables_are_arrays(capsys):
    x = theano.shared(np.zeros((4, 6), theano.config.floatX), borrow=True)
    y = theano.tensor.cast(theano.shared(np.array([0.0, 1.0, 2.0, 1.0])), "int32")
    assert (x.dtype, x.get_value().shape) == (np.float32, (4, 6))
    assert y.eval().tolist() == [0, 1, 2, 1]
    net = network3.Network([network3.SoftmaxLayer(6, 3)], 2)
    net.SGD((x, y), 1, 2, 0.1, (x, y), (x, y))
    x.set_value(np.ones((4, 6)))
    assert x.eval().sum() == 24
    capsys.readouterr()


@pytest.mark.parametrize(
    "call",
    [
        lambda: theano.function([], 1),
        lambda: theano.tensor.matrix("x"),
        lambda: theano.tensor.nnet.softmax([1.0]),
        lambda: theano.tensor.nnet.conv.conv2d(input=1),
        lambda: theano.tensor.signal.pool.pool_2d(input=1),
        lambda: theano.tensor.shared_randomstreams.RandomStreams(3),
    ],
)
def test_what_would_compute_is_refused(call):
    with pytest.raises(EngineError, match=r"theano\.\S+: only the names of Theano"):
        call()


def test_other_names_are_not_there():
    assert not hasattr(theano, "pytest_plugins")
    assert not hasattr(theano.tensor, "__wrapped__")
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        theano.nothing  # noqa: B018  the look is what fails
