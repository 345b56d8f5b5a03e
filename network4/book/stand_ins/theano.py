"""What scripts of the book's day import of Theano.

`network3` trains without it. So imports and settings are harmless here, activations are
those of `network3`, and shared variables are its arrays. What would compute with
Theano's own graphs is refused when it is called.

Example:
    >>> shared(np.zeros(2), borrow=True).get_value()
    array([0., 0.])
    >>> tensor.cast(np.array([1.0, 2.0]), "int32").eval()
    array([1, 2], dtype=int32)
"""

import sys
from types import ModuleType, SimpleNamespace
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt

from network4.book._activations import ReLU, sigmoid, tanh
from network4.book._shared_data import SharedArray, share
from network4.errors import EngineError

__path__: list[str] = []  # so that what follows counts as a package's modules
__version__ = "network4's stand-in"
config = SimpleNamespace(device="cpu", floatX="float32")
_NAMES = {
    "function",
    "grad",
    "scan",
    "map",
    "clone",
    "In",
    "Out",
    "Param",
    "Mode",
    "pp",
}
_MODULES = (
    "tensor",
    "tensor.nnet",
    "tensor.nnet.conv",
    "tensor.signal",
    "tensor.signal.downsample",
    "tensor.signal.pool",
    "tensor.shared_randomstreams",
    "sandbox",
    "sandbox.cuda",
    "sandbox.rng_mrg",
    "printing",
)


class _Absent:
    """A name of Theano's that may be imported, but not used."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return self._name

    def __call__(self, *_: object, **__: object) -> NoReturn:
        raise EngineError(
            f"{self._name}: only the names of Theano are here, received a call; leave "
            "it out, since network3 trains without Theano, or install Theano."
        )

    def __getattr__(self, name: str) -> "_Absent":
        return _absent(self._name, name)


class _Part(ModuleType):
    """A module of Theano's."""

    def __getattr__(self, name: str) -> _Absent:
        return _absent(self.__name__, name)


def _absent(owner: str, name: str) -> _Absent:
    if name.startswith("__"):
        raise AttributeError(name)
    return _Absent(f"{owner}.{name}".removeprefix("network4.book.stand_ins."))


def __getattr__(name: str) -> _Absent:
    if name in _NAMES:
        return _absent(__name__, name)
    raise AttributeError(f"module 'theano' has no attribute {name!r}")


def shared(value: npt.ArrayLike, *_: object, **__: object) -> SharedArray:
    """Return numbers that know `get_value` and `set_value`; a name is not kept."""
    return share(value, np.asarray(value).dtype)


def _cast(value: npt.ArrayLike, dtype: str) -> SharedArray:
    return share(value, dtype)


def _build() -> None:
    here = sys.modules[__name__]
    for name in _MODULES:
        part = sys.modules[f"{__name__}.{name}"] = _Part(f"{__name__}.{name}")
        part.__path__ = []
        parent, _, last = part.__name__.rpartition(".")
        setattr(sys.modules.get(parent, here), last, part)


_build()
tensor: Any = sys.modules[f"{__name__}.tensor"]
vars(tensor).update(tanh=tanh, cast=_cast)
vars(tensor.nnet).update(sigmoid=sigmoid, relu=ReLU)
