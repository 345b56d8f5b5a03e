"""Gradients: of a cost, of one unit's activation, or of slopes given at the outputs."""

import math
from functools import partial
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from network4.engines import (
    ENGINES,
    Examples,
    Images,
    Unit,
    Wanted,
    as_batch,
    as_lengths,
    as_slopes,
    as_targets,
    check_room_for_slopes,
    choose_engine,
    find_engine,
    output_shape_of,
    part_that_fits,
)
from network4.errors import ArgumentError, ShapeError, shown
from network4.model.model import Model
from network4.network import Network
from network4.objectives import Objective, resolve_objective
from network4.utils.checks import (
    check_choice,
    check_flag,
    check_integer,
    check_kind,
)

By = Literal["inputs", "parameters"]
_EXAMPLES_AT_ONCE = 256


def gradient(  # noqa: PLR0913  each is a question of its own
    model: Model,
    images: npt.ArrayLike,
    labels: npt.ArrayLike | None = None,
    *,
    by: By = "inputs",
    of: str | Objective | Unit | None = None,
    lengths: npt.ArrayLike | None = None,
    training: bool = False,
    seed: int = 0,
) -> Any:
    """Return the gradient of a cost, or of a unit's activation.

    By inputs it is dC/dx, where C is each image's own cost, not divided by n. Pixels
    count as values in 0..1. If the inputs are also the targets, the targets count as
    constants. By parameters it is dC/dw, where C is the mean cost over the images,
    without l2.

    The model's engine computes the gradient. The native engine can find gradients of a
    cost by inputs. The engine "auto" leaves all others to JAX.

    Args:
        model: the model to differentiate.
        images: as for `Model.outputs`.
        labels: (n,) whole numbers below the number of classes, or the targets that the
            network's objective takes; default None, allowed if `of` names a unit or if
            the inputs are the targets.
        by: "inputs" or "parameters"; default "inputs".
        of: the name of a cost, an objective, or the path of a layer with the index of
            one activation, such as ("layer2", 5). The index counts channels, rows,
            columns. Default None, the network's own objective.
        lengths: (n,) whole numbers, how many steps of each sequence count; default
            None, all.
        training: whether layers work as in the first step of training: with dropout,
            with the images as one mini-batch, and with the costs that layers add;
            default False, as in prediction.
        seed: seed of the dropout masks, 0 or more; default 0. The masks are those of
            `fit` with this seed and the same engine. Engines draw different masks.

    Returns:
        By inputs: (n, *input_shape) float32. By parameters: a dict of float32 arrays
        like `model.parameters`.

    Raises:
        ArgumentError: an argument is out of range, or there is no such layer.
        EngineError: the model's engine cannot find this gradient, or there is too
            little memory.
        ShapeError: images or labels have the wrong shape.

    Example:
        >>> import network4 as n4
        >>> network = n4.Network([n4.Softmax(10)])
        >>> model = n4.Model(network, network.initial_parameters(seed=0))
        >>> gradient(model, np.ones((2, 28, 28)), [3, 1]).shape
        (2, 1, 28, 28)
        >>> gradient(model, np.ones((2, 28, 28)), [3, 1], by="parameters").keys()
        dict_keys(['layer1'])

    Source: the book, Chapter 2.
    """
    check_flag("gradient", "training", training)
    check_integer("gradient", "seed", seed, 0)
    network = _network_of("gradient", model)
    batch = as_batch(network, images)
    _check_by("gradient", by, network, batch)
    if isinstance(of, tuple):
        wanted, targets = Wanted(by, unit=_checked_unit(network, batch, of)), None
    else:
        if of is not None:
            objective = resolve_objective(of, network.output_activation)
            network = network.with_objective(objective)
        wanted = Wanted(by)
        targets = as_targets("gradient", network, labels, batch)
    examples = Examples(batch, targets, as_lengths("gradient", network, batch, lengths))
    return _slopes(model, network, examples, wanted, seed if training else None)


def pull_back(
    model: Model,
    images: npt.ArrayLike,
    slopes: npt.ArrayLike,
    *,
    by: By = "inputs",
    at: Literal["outputs", "z"] = "outputs",
    lengths: npt.ArrayLike | None = None,
) -> Any:
    """Propagate slopes that are given at the outputs back through the network.

    By inputs the result is sum over j of s_j da_j/dx for each image. By parameters it
    is the mean over the images of sum over j of s_j da_j/dw. Use it for a cost of your
    own: the slopes are then its dC/da. The native engine can do this by inputs. The
    engine "auto" leaves the rest to JAX.

    Args:
        model: the model to differentiate.
        images: as for `Model.outputs`.
        slopes: s, finite numbers of shape (n, *output shape).
        by: "inputs" or "parameters"; default "inputs".
        at: where the slopes are given: at the "outputs", or at "z", the weighted inputs
            of the last layer; default "outputs".
        lengths: as for `Model.outputs`; default None.

    Returns:
        By inputs: (n, *input_shape) float32. By parameters: a dict of float32 arrays
        like `model.parameters`.

    Raises:
        ArgumentError: an argument is out of range.
        EngineError: the model's engine cannot do this, or there is too little memory.
        ShapeError: images or slopes have the wrong shape.

    Example:
        >>> import network4 as n4
        >>> network = n4.Network([n4.Softmax(10)])
        >>> model = n4.Model(network, network.initial_parameters(seed=0))
        >>> pull_back(model, np.ones((2, 28, 28)), np.ones((2, 10))).shape
        (2, 1, 28, 28)

    Source: the book, Chapter 2, equations (BP1) to (BP4).
    """
    check_choice("pull_back", "at", at, ("outputs", "z"))
    network = _network_of("pull_back", model)
    batch = as_batch(network, images)
    _check_by("pull_back", by, network, batch)
    # An open output shape is known for inputs of a known one.
    shape = output_shape_of(network, batch)
    given = as_slopes("pull_back", slopes, (len(batch), *shape))
    examples = Examples(batch, given, as_lengths("pull_back", network, batch, lengths))
    return _slopes(model, network, examples, Wanted(by, at=at))


def activations(
    model: Model,
    images: npt.ArrayLike,
    path: str,
    *,
    lengths: npt.ArrayLike | None = None,
) -> npt.NDArray[np.float32]:
    """Return the activations of a layer inside the network, as in prediction.

    JAX computes them, whatever the model's engine is.

    Args:
        model: the model that has the layer.
        images: as for `Model.outputs`.
        path: the path of the layer: "layer1", or inside a block "layer2.body.layer1".
        lengths: as for `Model.outputs`; default None.

    Returns:
        (n, *the layer's output shape) float32.

    Raises:
        ArgumentError: there is no such layer.
        EngineError: there is too little memory.
        ShapeError: images have the wrong shape, dtype or range.

    Example:
        >>> import network4 as n4
        >>> network = n4.Network([n4.Conv(3, 5), n4.Softmax(10)])
        >>> model = n4.Model(network, network.initial_parameters(seed=0))
        >>> activations(model, np.ones((2, 28, 28)), "layer1").shape
        (2, 3, 24, 24)
    """
    network = _network_of("activations", model)
    batch = as_batch(network, images)
    shape = _output_shape("activations", network, batch, path)
    given = as_lengths("activations", network, batch, lengths)
    if not len(batch):
        return np.zeros((0, *shape), np.float32)
    engine = next(each for each in map(find_engine, ENGINES) if each.shows_layers)
    examples = Examples(batch, lengths=given)
    check_room_for_slopes("activations", engine, network, len(batch))
    return engine.activations(network, model.parameters, examples, path)


def _slopes(
    model: Model,
    network: Network,
    examples: Examples,
    wanted: Wanted,
    seed: int | None = None,
) -> Any:
    """Return slopes by the model's engine, in parts if examples do not interact."""
    engine = choose_engine(model.engine, network, wanted=wanted)
    find = partial(engine.slopes, network, model.parameters)
    if not len(examples):
        return np.zeros(examples.images.shape, np.float32)
    count = len(examples)
    if wanted.by == "parameters" or seed is not None:
        check_room_for_slopes("gradient", engine, network, count)
        return find(examples, wanted, seed)
    most = min(count, _EXAMPLES_AT_ONCE)
    size = part_that_fits("gradient", engine, network, most, training=True)
    parts = (examples.part(slice(s, s + size)) for s in range(0, count, size))
    return np.concatenate([find(part, wanted) for part in parts])


def _network_of(owner: str, model: object) -> Network:
    hint = "; give Model(network, parameters), or the .model of what fit returns"
    return check_kind(owner, "model", model, Model, hint).network


def _check_by(owner: str, by: By, network: Network, batch: Images) -> None:
    check_choice(owner, "by", by, ("inputs", "parameters"))
    if by == "parameters" and not len(batch):
        raise ShapeError(
            f"{owner}: images must be one or more, since a mean is taken over them, "
            "received none."
        )
    if by == "inputs" and isinstance(network.inputs, int):
        raise ArgumentError(
            f"{owner}: by must be 'parameters' for a network that reads whole numbers, "
            "which have no slopes, received 'inputs'."
        )


def _checked_unit(network: Network, batch: Images, unit: Unit) -> Unit:
    if len(unit) != 2:
        raise ArgumentError(
            "gradient: of must be the path of a layer and the index of one of its "
            f"activations, such as ('layer2', 5), received {shown(unit)}."
        )
    path, index = unit
    size = math.prod(_output_shape("gradient", network, batch, path))
    return path, check_integer("gradient", "index of a unit", index, 0, size - 1)


def _output_shape(
    owner: str, network: Network, batch: Images, path: object
) -> tuple[int, ...]:
    """Return the output shape of the layer at a path; refuse an unknown path."""
    layer, shape = network.body, batch.shape[1:]
    for name in path.split(".") if isinstance(path, str) else (path,):
        inner = {n: (each, before) for n, each, before in layer.inner(shape)}
        layer, shape = inner[check_choice(owner, "path", name, inner)]
    return layer.output_shape(shape)
