"""A trained network: its description and its parameters, ready to predict."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.augment import Shifts, as_shifts, check_is_image, move
from network4.datasets import Split
from network4.engines import (
    Outputs,
    as_batch,
    as_examples,
    as_lengths,
    check_engine_name,
    choose_engine,
    outputs_in_parts,
    score,
)
from network4.errors import ArgumentError, shown
from network4.layers import named, replaced
from network4.layers.parameters import check_finite
from network4.layers.table import html_table_of
from network4.model.details import checked_details
from network4.model.file import encode_model
from network4.model.fitness import ChecksFitness
from network4.network import Network, Parameters
from network4.objectives import class_probabilities, predicted_classes
from network4.utils.checks import check_kind, check_path
from network4.utils.files import write_whole
from network4.utils.markup import html_block, html_folded, html_table


@dataclass(frozen=True, eq=False, repr=False)
class Model(ChecksFitness):
    """A network with its trained parameters.

    Args:
        network: the description of the network.
        parameters: a dict of float arrays for each layer, by the layer's name; they are
            kept as float32.
        details: other facts for the file, such as class names and accuracies; default
            none.
        engine: the engine that predicts, "auto", "native" or "jax"; default "auto".

    Raises:
        ShapeError: the parameters are not this network's.
        ArgumentError: the parameters are no floats, or one is NaN or infinite; or the
            details have names of classes or a rejection threshold that are none.

    Example:
        >>> from network4.layers import Softmax
        >>> network = Network([Softmax(10)])
        >>> model = Model(network, network.initial_parameters(seed=0))
        >>> model.predict(np.zeros((2, 28, 28), np.uint8))
        array([0, 0])
    """

    network: Network
    parameters: Parameters
    details: Mapping[str, Any] = field(default_factory=dict[str, Any])
    engine: str = "auto"

    def __post_init__(self) -> None:
        """Refuse parameters of another network, and NaN; put them in order."""
        check_kind("Model", "network", self.network, Network)
        check_kind("Model", "details", self.details, Mapping, "; give a dict")
        checked_details("Model", self.details, ArgumentError)
        check_engine_name("Model", self.engine)
        self.network.check_parameters(self.parameters)
        with np.errstate(over="ignore"):  # what becomes infinite is refused below
            arrays = {n: np.asarray(a, np.float32) for n, a in named(self.parameters)}
        ordered = replaced(self.network.parameters, arrays)
        check_finite(ordered)
        object.__setattr__(self, "parameters", ordered)

    def __repr__(self) -> str:
        """Return the network's summary, and the engine if it was chosen."""
        chosen = "" if self.engine == "auto" else f", engine {self.engine!r}"
        return f"Model({self.network.summary}{chosen})"

    def _repr_html_(self) -> str:
        """Return the network's table and what else is known, for a notebook."""
        details = [(name, shown(value)) for name, value in self.details.items()]
        known = html_folded("details", html_table(details, "ll")) if details else ""
        table = html_table_of(self.network.body, self.network.input_shape)
        return html_block(repr(self), table, known)

    @property
    def class_names(self) -> tuple[str, ...]:
        """The names of the classes, or their numbers if they have no names."""
        names = tuple(map(str, self.details.get("classes") or ()))
        # There may be more outputs than classes in the data that it was trained on.
        return (*names, *map(str, range(len(names), self.network.num_classes)))

    def outputs(
        self,
        images: npt.ArrayLike,
        *,
        shifts: Shifts | None = None,
        lengths: npt.ArrayLike | None = None,
    ) -> Outputs:
        """Return the activations of the last layer.

        Args:
            images: uint8 in 0..255 or floats in 0..1, unless the network reads other
                numbers; (n, *input_shape), (n, h, w), (n, h*w), (n, c, h, w) or
                (n, h, w, c). One image may be given without n.
            shifts: pairs of pixels (down, right); the outputs are means over each image
                moved by all of these (Krizhevsky et al. 2012); default None, images as
                they are.
            lengths: (n,) whole numbers, how many steps of each sequence count; default
                None, all.

        Returns:
            (n, *output shape) float32, which is (n, classes) for a classifier. One
            image gives n = 1.

        Raises:
            ShapeError: images have the wrong shape, dtype or range.
            ArgumentError: shifts are no pairs of whole numbers.
            EngineError: no engine runs the network, or there is too little memory.

        Example:
            >>> import network4 as n4
            >>> n4.load_model().outputs(np.zeros((28, 28), np.uint8)).shape
            (1, 10)
        """
        engine = choose_engine(self.engine, self.network)
        batch = as_batch(self.network, images)
        counting = as_lengths("outputs", self.network, batch, lengths)
        moves = as_shifts("outputs", shifts)
        outputs = partial(outputs_in_parts, engine, self.network, self.parameters)
        if moves is None:
            return outputs(batch, counting)
        check_is_image("outputs: shifts", self.network.input_shape)
        total = np.zeros((len(batch), *self.network.output_shape), np.float32)
        for down, right in moves:
            total += outputs(move(batch, down, right))
        return total / np.float32(len(moves))

    def predict(
        self,
        images: npt.ArrayLike,
        *,
        shifts: Shifts | None = None,
        lengths: npt.ArrayLike | None = None,
    ) -> npt.NDArray[np.int64]:
        """Return for each image the class with the largest output.

        If there is one output, values above 1/2 mean class 1.

        Args:
            images: as for `outputs`.
            shifts: as for `outputs`; default None.
            lengths: as for `outputs`; default None.

        Returns:
            (n,) int64 classes.

        Raises:
            ShapeError: images have the wrong shape, dtype or range.
            ArgumentError: the network does not tell classes apart.

        Example:
            >>> import network4 as n4
            >>> n4.load_model().predict(np.zeros((2, 28, 28))).shape
            (2,)
        """
        self.check_classifies("predict")
        return predicted_classes(self.outputs(images, shifts=shifts, lengths=lengths))

    def predict_proba(
        self,
        images: npt.ArrayLike,
        *,
        shifts: Shifts | None = None,
        lengths: npt.ArrayLike | None = None,
    ) -> Outputs:
        """Return for each image the probability of each class.

        Softmax outputs are probabilities. Sigmoid outputs are divided by their sum. A
        single output a gives the two probabilities 1 - a and a.

        Args:
            images: as for `outputs`.
            shifts: as for `outputs`; default None.
            lengths: as for `outputs`; default None.

        Returns:
            (n, classes) float32 in 0..1.

        Raises:
            ShapeError: images have the wrong shape, dtype or range.
            ArgumentError: the outputs are neither softmax nor sigmoid.

        Example:
            >>> import network4 as n4
            >>> chances = n4.load_model().predict_proba(np.zeros((28, 28)))
            >>> chances.shape, bool(abs(chances.sum() - 1) < 1e-5)
            ((1, 10), True)
        """
        self.check_gives_probabilities("predict_proba")
        outputs = self.outputs(images, shifts=shifts, lengths=lengths)
        return class_probabilities(outputs)

    def accuracy(self, split: Split) -> float:
        """Return the share of images, 0 to 1, whose class is predicted rightly.

        Args:
            split: images with their labels.

        Raises:
            ShapeError, ArgumentError: the images or labels do not fit the network.

        Example:
            >>> import network4 as n4
            >>> n4.load_model().accuracy(n4.load_digits().test) > 0.5
            True
        """
        self.check_classifies("accuracy")
        return self.score(split)

    def score(self, split: Split) -> float:
        """Return the score of the network's objective, such as a classifier's accuracy.

        Args:
            split: inputs with their targets.

        Raises:
            ShapeError, ArgumentError: the inputs or targets do not fit the network.

        Example:
            >>> import network4 as n4
            >>> n4.load_model().score(n4.load_digits().test) > 0.5
            True
        """
        examples = as_examples("Model", self.network, split)
        outputs = self.outputs(split.images, lengths=split.lengths)
        return score(self.network, examples, outputs)

    def to_bytes(self, *, dtype: str = "float32") -> bytes:
        """Return the bytes that `save` writes; arguments are those of `save`.

        >>> import network4 as n4
        >>> n4.load_model().to_bytes() == n4.load_model().to_bytes(dtype="float32")
        True
        """
        return encode_model(self.network, self.parameters, self.details, dtype)

    def save(self, path: str | os.PathLike[str], *, dtype: str = "float32") -> None:
        """Write the model as a safetensors file, whole or not at all.

        Args:
            path: the file.
            dtype: "float32", which changes no number, or "float16", which halves the
                file; default "float32". Float16 keeps 11 binary digits, so it rounds
                each number by up to one part in 2048. It rounds numbers below 6.1e-5
                by up to 3e-8, so numbers up to 3e-8 become 0.

        Raises:
            ArgumentError: a layer is not registered, `dtype` is unknown, or a number is
                too large for float16 (65,504).
            OSError: the file cannot be written.

        Example:
            >>> import tempfile
            >>> import network4 as n4
            >>> path = tempfile.mkdtemp() + "/half.safetensors"
            >>> n4.load_model().save(path, dtype="float16")
        """
        target = check_path("Model.save", "path", path)
        write_whole(target, self.to_bytes(dtype=dtype))
