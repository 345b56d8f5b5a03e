"""Names that NumPy, SciPy and Matplotlib have dropped, put back for old programs."""

import ast
import importlib
import sys
import warnings
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

from network4.book.python2 import arrays, figures, images
from network4.book.python2.imports import aliases, dotted
from network4.book.python2.modules import found

# By module: what a name was, or where it is today.
OLD_NAMES: Mapping[str, Mapping[str, Any]] = {
    "numpy": arrays.OLD_NAMES,
    "scipy.integrate": {
        "cumtrapz": "scipy.integrate.cumulative_trapezoid",
        "simps": "scipy.integrate.simpson",
        "trapz": "scipy.integrate.trapezoid",
    },
    "scipy.linalg": {"pinv2": "scipy.linalg.pinv"},
    "scipy.misc": {
        "comb": "scipy.special.comb",
        "factorial": "scipy.special.factorial",
        "imread": images.read_image,
        "imresize": images.resize_image,
        "imsave": images.save_image,
        "logsumexp": "scipy.special.logsumexp",
    },
    "scipy.signal": {
        name: f"scipy.signal.windows.{name}"
        for name in ("blackman", "gaussian", "hamming", "hann", "kaiser")
    },
    "matplotlib.cm": figures.OLD_COLOURS,
    "matplotlib.mlab": {"normpdf": figures.normal_density},
    "matplotlib.pyplot": figures.OLD_NAMES,
}


def old_names(tree: ast.Module) -> list[str]:
    """Return which dropped names a program uses, sorted.

    Args:
        tree: of the program.

    Example:
        >>> old_names(ast.parse("import numpy as np; np.zeros(3, np.float)"))
        ['numpy.float']
    """
    names = aliases(tree)
    used = {name for node in ast.walk(tree) for name in _old_names(node, names)}
    if any(name.startswith(("matplotlib", "mpl_")) for name in names.values()):
        used |= {name for node in ast.walk(tree) for name in figures.old_uses(node)}
    return sorted(used)


def restore(tree: ast.Module) -> None:
    """Put dropped names back into the libraries that a program imports."""
    packages = {name.partition(".")[0] for name in aliases(tree).values()}
    packages |= {"matplotlib"} if packages & {"pylab", "mpl_toolkits"} else set()
    for module, names in OLD_NAMES.items():
        if module.partition(".")[0] in packages:
            _restore(_module(module), names)
    if "matplotlib" in packages:
        figures.restore_methods()
    if "scipy" in packages:
        arrays.restore_in_scipy()
    if packages & {"numpy", "matplotlib", "scipy"}:
        arrays.take_float_sizes()
        arrays.take_texts()


def _module(name: str) -> ModuleType:
    """Return a module, an empty one if the library has dropped all of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError:
            module = sys.modules[name] = ModuleType(name)
    parent, _, last = name.rpartition(".")
    setattr(importlib.import_module(parent), last, module)
    return module


def _restore(module: ModuleType, names: Mapping[str, Any]) -> None:
    for name, value in names.items():
        if name not in vars(module):
            setattr(module, name, found(value))


def _old_names(node: ast.AST, known: Mapping[str, str]) -> Iterator[str]:
    if isinstance(node, ast.ImportFrom):
        names = [f"{node.module}.{alias.name}" for alias in node.names]
    elif isinstance(node, ast.Attribute):
        names = [dotted(node, known)]
    else:
        return
    for name in names:
        module, _, last = name.rpartition(".")
        if last in OLD_NAMES.get(module, {}):
            yield name
