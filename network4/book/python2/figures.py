"""Matplotlib as it was: dropped names, methods and keywords."""

import ast
import functools
import importlib
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any


def _ignore(*_: object, **__: object) -> None:
    """Do nothing, which is what happens today."""


def normal_density(x: Any, mean: float = 0.0, deviation: float = 1.0) -> Any:
    """Return the density of a normal distribution.

    Args:
        x: a number, or an array of numbers.
        mean: the distribution's; default 0.
        deviation: its standard deviation; default 1.

    Example:
        >>> round(float(normal_density(0.0)), 4)
        0.3989
    """
    z = (x - mean) / deviation
    norm = importlib.import_module("numpy").exp(-0.5 * z * z)
    return norm / (deviation * math.sqrt(2 * math.pi))


OLD_NAMES: Mapping[str, Any] = {"hold": _ignore, "ishold": lambda: True}
OLD_COLOURS: Mapping[str, Any] = {
    "get_cmap": "matplotlib.pyplot.get_cmap",
    "spectral": "matplotlib.cm.nipy_spectral",
    "spectral_r": "matplotlib.cm.nipy_spectral_r",
}
_OLD_METHODS = {
    "draggable",
    "get_axis_bgcolor",
    "hold",
    "set_axis_bgcolor",
    "set_color_cycle",
    "set_window_title",
    "w_xaxis",
    "w_yaxis",
    "w_zaxis",
}
_OLD_KEYWORDS = {
    "add_subplot": {"axisbg": "facecolor"},
    "axes": {"axisbg": "facecolor"},
    "gca": {"projection": "projection"},
    "grid": {"b": "visible"},
    "hist": {"normed": "density"},
    "subplot": {"axisbg": "facecolor"},
}


def old_uses(node: ast.AST) -> Iterator[str]:
    """Yield the dropped method or keyword that a piece of a program uses."""
    if isinstance(node, ast.Attribute) and node.attr in _OLD_METHODS:
        yield f".{node.attr}"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        name = node.func.attr
        for keyword in node.keywords:
            if keyword.arg in _OLD_KEYWORDS.get(name, {}):
                yield f"{name}({keyword.arg}=)"


@functools.cache
def restore_methods() -> None:
    """Put dropped methods and keywords of figures and axes back."""
    axes = importlib.import_module("matplotlib.axes").Axes
    figure = importlib.import_module("matplotlib.figure").Figure
    solid = importlib.import_module("mpl_toolkits.mplot3d").Axes3D
    canvas = importlib.import_module("matplotlib.backend_bases").FigureCanvasBase
    pyplot: Any = importlib.import_module("matplotlib.pyplot")
    for name in ("xaxis", "yaxis", "zaxis"):
        _restore(solid, f"w_{name}", property(functools.partial(_get, name=name)))
    legend = importlib.import_module("matplotlib.legend").Legend
    _restore(legend, "draggable", _let_drag)
    _restore(axes, "hold", _ignore)
    _restore(axes, "set_axis_bgcolor", axes.set_facecolor)
    _restore(axes, "get_axis_bgcolor", axes.get_facecolor)
    _restore(axes, "set_color_cycle", _set_colours)
    _restore(canvas, "set_window_title", _set_title)
    figure.gca = _projecting(figure.gca)
    pyplot.gca = _current_axes
    figure.add_subplot = _counting_from_the_end(figure.add_subplot)
    pyplot.subplot = _counting_from_the_end(pyplot.subplot)
    for name in ("grid", "hist"):
        setattr(axes, name, _renaming(getattr(axes, name), _OLD_KEYWORDS[name]))
    axes.tick_params = _switching(axes.tick_params)


def _current_axes(**wanted: Any) -> Any:
    return importlib.import_module("matplotlib.pyplot").gcf().gca(**wanted)


def _restore(owner: Any, name: str, value: Any) -> None:
    if not hasattr(owner, name):
        setattr(owner, name, value)


def _get(owner: Any, name: str) -> Any:
    return getattr(owner, name)


def _set_colours(axes: Any, colours: Any) -> None:
    axes.set_prop_cycle(color=colours)


def _let_drag(legend: Any, state: Any = None, **named: Any) -> Any:
    if state is None:
        state = not legend.get_draggable()
    return legend.set_draggable(state, **named)


def _set_title(canvas: Any, title: str) -> None:
    if canvas.manager is not None:
        canvas.manager.set_window_title(title)


def _projecting(gca: Callable[..., Any]) -> Callable[..., Any]:
    """Return `gca` that makes axes of a projection where the current have another."""

    def call(figure: Any, **wanted: Any) -> Any:
        current = gca(figure) if figure.axes or not wanted else None
        if current and current.name == wanted.get("projection", current.name):
            return current
        return figure.add_subplot(1, 1, 1, **wanted)

    return call


def _counting_from_the_end(subplot: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function of (rows, columns, place) for which place 0 is the last."""

    @functools.wraps(subplot)
    def call(*arguments: Any, **named: Any) -> Any:
        arguments = tuple(int(a) if isinstance(a, float) else a for a in arguments)
        if len(arguments) >= 3 and arguments[-1] == 0:
            arguments = (*arguments[:-1], arguments[-3] * arguments[-2])
        return subplot(*arguments, **_renamed(named, _OLD_KEYWORDS["axes"]))

    return call


def _renaming(method: Callable[..., Any], names: Mapping[str, str]) -> Any:
    @functools.wraps(method)
    def call(*arguments: Any, **named: Any) -> Any:
        return method(*arguments, **_renamed(named, names))

    return call


def _renamed(named: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Return keywords by today's names; an old one was meant where there are both."""
    kept = {name: value for name, value in named.items() if name not in names}
    return kept | {names[name]: named[name] for name in names if name in named}


def _switching(method: Callable[..., Any]) -> Any:
    """Return `tick_params` that takes "on" and "off" for true and false."""
    switches = {"on": True, "off": False}

    @functools.wraps(method)
    def call(*arguments: Any, **named: Any) -> Any:
        known = {
            name: switches.get(value, value) if isinstance(value, str) else value
            for name, value in named.items()
        }
        return method(*arguments, **known)

    return call
