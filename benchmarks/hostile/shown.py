"""Results of hostile data, drawn and shown as a notebook does it."""

import json
from typing import Any

import numpy as np

import network4 as n4
from benchmarks.hostile import small


def _shown(result: Any) -> None:
    """Draw a result, with a file of the figure, and say it in words and as HTML."""
    result.plot().savefig(small.directory() / "shown.png")
    repr(result), str(result), result._repr_html_()


def plot_run(
    images: Any,
    labels: Any,
    class_names: Any = (),
    name: Any = "few",
    observed: Any = 0.5,
    learning_rate: Any = 0.1,
) -> None:
    """Train on arrays, draw the run, and draw what it misreads."""
    found = n4.Dataset.from_arrays(
        images, labels, validation=1, test=1, class_names=class_names, name=name
    )
    run = n4.fit(
        n4.Network([n4.Softmax(max(2, found.num_classes))], found.image_shape),
        found,
        epochs=2,
        learning_rate=learning_rate,
        batch_size=2,
        observe=lambda epoch, model: {"seen": observed},
        engine="native",
        num_threads=1,
        progress=False,
    )
    json.dumps(run.record())
    _shown(run)
    n4.plot_errors(run, found, part="train").savefig(small.directory() / "shown.png")


def plot_evaluation(images: Any, labels: Any, classes: Any = ("a", "b", "c")) -> None:
    """Evaluate a model whose classes have hostile names, and draw what comes of it."""
    _shown(n4.evaluate(_model(small.network(0), classes), images, labels))


def plot_reading(image: Any, classes: Any = tuple("0123456789")) -> None:
    """Read a picture by a model whose classes have hostile names, and draw it."""
    reading = n4.read(image, model=_model(small.digits_model().network, classes))
    np.asarray(reading.drawn())
    _shown(reading)


def _model(network: n4.Network, classes: Any) -> n4.Model:
    return n4.Model(network, network.initial_parameters(0), {"classes": classes})
