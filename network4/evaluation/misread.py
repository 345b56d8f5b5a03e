"""The images that a model misreads, as a figure."""

from typing import TYPE_CHECKING, Any, Literal

import numpy.typing as npt

from network4.augment import Shifts
from network4.datasets import Dataset, Split
from network4.errors import ArgumentError
from network4.evaluation.evaluate import evaluated
from network4.evaluation.given import Answering, as_given, first_model
from network4.network import Network
from network4.training.run import Run

if TYPE_CHECKING:
    from network4.plots.figures import Picture

_AXES, _CHANNELS = 3, (1, 3)


def plot_errors(
    model: Answering,
    data: Dataset | Split | tuple[npt.ArrayLike, npt.ArrayLike] | npt.ArrayLike,
    labels: npt.ArrayLike | None = None,
    *,
    part: Literal["test", "validation", "train"] | None = None,
    shifts: Shifts | None = None,
) -> "Picture":
    """Draw the images that a model misreads, with the true and the predicted class.

    Args:
        model: a Model, an Ensemble, or a Run, whose model is taken, with the
            `test_shifts` of its training.
        data: as for `evaluate`; images of one channel or three.
        labels: as for `evaluate`; default None.
        part: as for `evaluate`; default None.
        shifts: as for `evaluate`; default None.

    Returns:
        A matplotlib figure of the first 200 of them, which a notebook shows; `savefig`
        writes it as a file.

    Raises:
        ArgumentError: the network does not name one class for each image, or reads no
            images; otherwise the errors of `evaluate`.

    Example:
        >>> import network4 as n4
        >>> data = n4.load_digits()
        >>> network = n4.Network([n4.FullyConnected(30), n4.Softmax(10)])
        >>> run = n4.fit(network, data, epochs=5, learning_rate=0.5)
        >>> n4.plot_errors(run, data).get_suptitle().split(" ")[1]
        'misread'

    Source: the book, Chapter 6, the figure of the 33 misread digits.
    """
    from network4.plots.images import errors_figure  # nobody else needs its library

    owner = "plot_errors"
    first = first_model(owner, model)
    first.check_names_classes(owner)
    _check_reads_images(owner, first.network)
    given = as_given(owner, model, data, labels, part)
    if isinstance(model, Run) and shifts is None:
        shifts = model.settings.get("test_shifts")
    judged = evaluated(owner, given, shifts)
    wrong = judged.wrong_indices
    true, said = (
        [int(classes[index]) for index in wrong]
        for classes in (judged.labels, judged.predictions)
        if classes is not None
    )
    images: Any = given.examples.images
    return errors_figure(images[wrong], true, said, judged.class_names, owner)


def _check_reads_images(owner: str, network: Network) -> None:
    shape = network.input_shape
    is_drawn = len(shape) == _AXES and shape[0] in _CHANNELS
    if not is_drawn or network.inputs != "pixels":
        raise ArgumentError(
            f"{owner}: model must read images of 1 or 3 channels, received one that "
            f"reads {network.inputs!r} of shape {shape}; evaluate(...).wrong_indices "
            "has the examples."
        )
