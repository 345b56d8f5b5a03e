"""The public functions, classes and methods, each with arguments that it accepts."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from types import ModuleType
from typing import Any

import numpy as np

import network4 as n4
from benchmarks.hostile import shown, small

# Besides network4 itself; what they define is public.
_ROOMS = ("architectures", "evaluation", "export", "plots", "scratch")
# A large number is no fault there, but it takes that long.
LONG_RUNNING = {
    *("epochs", "count", "num_jobs", "num_batches", "steps", "depth", "most_steps"),
    *(
        "size",
        "num_epochs",
        "steps_per_epoch",
        "warmup_epochs",
        "max_seconds",
        "num_hidden",
    ),
}
# How functions begin that make a picture, which takes a second.
_DRAWS = "draw_", "plot_"


@dataclass(frozen=True)
class Target:
    """Something to call.

    Attributes:
        name: of it, for people to read.
        call: what is called, with arguments by name.
        required: the names of arguments that must be given.
        others: the names of those that may.
    """

    name: str
    call: Callable[..., Any]
    required: tuple[str, ...]
    others: tuple[str, ...]


def _images() -> Any:
    return small.split().images


# By the names of parameters, the same everywhere.
GOOD: Mapping[str, Callable[[], Any]] = {
    "network": lambda: small.network(0),
    "model": lambda: small.model(1),
    "models": lambda: [small.model(0), small.model(1)],
    "layers": lambda: [n4.Softmax(3)],
    "body": lambda: [n4.Conv(1, 1)],
    "branches": lambda: [n4.Conv(1, 1)],
    "kind": lambda: n4.Softmax,
    "parameters": lambda: small.model(0).parameters,
    "description": lambda: small.network(0).to_dict(),
    "objective": lambda: n4.SquaredError(),
    "images": _images,
    "x": _images,
    "labels": lambda: np.arange(6) % 3,
    "class_weight": lambda: "balanced",
    "targets": lambda: np.arange(6) % 3,
    "outputs": lambda: np.full((6, 3), 1 / 3, np.float32),
    "probabilities": lambda: np.full((6, 3), 1 / 3, np.float32),
    "slopes": lambda: np.zeros((6, 3), np.float32),
    "data": small.data,
    "train": small.split,
    "validation": small.split,
    "test": small.split,
    "split": small.split,
    "distortions": lambda: n4.Distortions(shift=1),
    "path": lambda: small.directory() / "written",
    "record": small.record,
    "image": lambda: np.pad(np.zeros((30, 8), np.uint8), 20, constant_values=255),
    "picture": lambda: np.zeros((30, 30), np.uint8),
    "ink": lambda: np.ones((20, 20), np.float32),
    "output_shape": lambda: (3,),
    "input_shape": lambda: small.SHAPE,
    "shape": lambda: small.SHAPE,
    "name_or_path": lambda: "digits",
    "directory": lambda: small.directory() / "nowhere",
    "make": lambda: lambda seed, number, size: small.split(size),
    "X": lambda: small.split(12).images,
    "y": lambda: small.split(12).labels,
    "epochs": lambda: 1,
    "num_jobs": lambda: 1,
    "count": lambda: 1,
    "batch_size": lambda: 3,
    "learning_rate": lambda: 0.1,
    "rate": lambda: 0.1,
    "threshold": lambda: 0.5,
    "engine": lambda: "native",
    "units": lambda: 3,
    "maps": lambda: 2,
    "field": lambda: 1,
    "seed": lambda: 0,
}
# A way to have one of each class whose methods are tried.
_INSTANCES: Mapping[type, Callable[[], Any]] = {
    n4.Network: lambda: small.network(1),
    n4.Model: lambda: small.model(1),
    n4.Ensemble: lambda: n4.Ensemble([small.model(0), small.model(1)]),
    n4.Split: small.split,
    n4.Dataset: small.data,
    n4.Stepper: lambda: n4.Stepper(small.network(0), engine="native", num_threads=1),
    n4.Distortions: lambda: n4.Distortions(shift=1),
    n4.Batches: lambda: n4.Batches(GOOD["make"](), 2),
    n4.Constant: lambda: n4.Constant(0.1),
}


def _target(name: str, call: Callable[..., Any]) -> Target | None:
    """Return a target; None for what says nothing of its arguments."""
    try:
        parameters = inspect.signature(call).parameters.values()
    except (TypeError, ValueError):
        return None
    if any(each.kind is each.POSITIONAL_ONLY for each in parameters):
        return None
    named = [p for p in parameters if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    required = tuple(p.name for p in named if p.default is p.empty)
    others = tuple(p.name for p in named if p.default is not p.empty)
    # What is told whom to name in messages is for ourselves.
    is_ours = "owner" in required or not named
    return None if is_ours else Target(name, call, required, others)


def _public(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Yield what a module defines and does not hide."""
    for name, value in vars(module).items():
        is_own = getattr(value, "__module__", None) == module.__name__
        if is_own and not name.startswith("_") and callable(value):
            yield name, value


def _everything() -> Iterator[tuple[str, Any]]:
    for name in n4.__all__:
        yield name, getattr(n4, name)
    for room in _ROOMS:
        for name, value in _exported(importlib.import_module(f"network4.{room}")):
            yield f"{room}.{name}", value
    yield from _public(shown)


def _exported(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Yield what `__all__` names; where there is none, what lies within."""
    if hasattr(module, "__all__"):
        yield from ((name, getattr(module, name)) for name in module.__all__)
        return
    yield from _public(module)
    for found in pkgutil.iter_modules(getattr(module, "__path__", ())):
        inner = importlib.import_module(f"{module.__name__}.{found.name}")
        yield from _exported(inner)


def _method(kind: type, name: str) -> Callable[..., Any]:
    return lambda **arguments: getattr(_INSTANCES[kind](), name)(**arguments)


def _methods(name: str, kind: type) -> Iterator[Target | None]:
    if kind not in _INSTANCES:
        return
    for own, function in inspect.getmembers(kind, callable):
        if own.startswith("_") or not inspect.isroutine(function):
            continue
        if inspect.ismethod(function):  # of the class, which needs no instance
            yield _target(f"{name}.{own}", function)
            continue
        bound = _target(f"{name}.{own}", partial(function, None))
        if bound is not None:
            call = _method(kind, own)
            yield Target(bound.name, call, bound.required, bound.others)


@cache
def targets() -> tuple[Target, ...]:
    """Return all of them, drawn ones apart."""
    found: list[Target | None] = []
    for name, value in _everything():
        if isinstance(value, type):
            found += _methods(name, value)
        # An estimator keeps what it is given, and looks at it in `fit`.
        is_error = isinstance(value, type) and issubclass(value, Exception)
        if callable(value) and not is_error and value is not n4.DigitClassifier:
            found.append(_target(name, value))
    return tuple(each for each in found if each is not None)


def is_drawn(target: Target) -> bool:
    """Return whether a call makes a picture."""
    return target.name.rpartition(".")[2].startswith(_DRAWS)
