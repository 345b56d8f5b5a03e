"""A trained network: its description with its parameters, ready to predict."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from network4.augment import Shifts, as_shifts, check_is_image, move
from network4.datasets import Split
from network4.engines import (
    Outputs,
    as_batch,
    as_examples,
    as_lengths,
    choose_engine,
    outputs_in_parts,
    score,
)
from network4.errors import ArgumentError, shown
from network4.layers import named, replaced
from network4.layers.parameters import check_finite
from network4.model.file import encode_model, read_model
from network4.model.fitness import ChecksFitness
from network4.network import Network, Parameters
from network4.objectives import class_probabilities, predicted_classes
from network4.utils.checks import check_kind, check_path
from network4.utils.files import write_whole

SHIPPED_MODEL = Path(__file__).parents[1] / "models" / "digits.safetensors"


@dataclass(frozen=True, eq=False)
class Model(ChecksFitness):
    """A network with its trained parameters.

    Args:
        network: the description.
        parameters: for each layer, by its name, a dict of arrays of floats, which are
            kept as float32.
        details: what else is known of it, for its file: class names, accuracies.
        engine: "auto" or the name of the engine that predicts; default "auto".

    Raises:
        ShapeError, ArgumentError: the parameters are not this network's, are no floats,
            or hold NaN or an infinity.

    Example:
        >>> from network4.layers import Softmax
        >>> network = Network([Softmax(10)])
        >>> model = Model(network, network.initial_parameters(seed=0))
        >>> model.predict(np.zeros((2, 28, 28), np.uint8))
        array([0, 0])
    """

    network: Network
    parameters: Parameters = field(repr=False)
    details: Mapping[str, Any] = field(default_factory=dict[str, Any], repr=False)
    engine: str = "auto"

    def __post_init__(self) -> None:
        """Refuse parameters of another network, and NaN; put them in its order."""
        check_kind("Model", "network", self.network, Network)
        if not isinstance(cast(object, self.details), Mapping):
            raise ArgumentError(
                f"Model: details must be a dict, received {shown(self.details)}."
            )
        self.network.check_parameters(self.parameters)
        with np.errstate(over="ignore"):  # what becomes infinite is refused below
            arrays = {n: np.asarray(a, np.float32) for n, a in named(self.parameters)}
        ordered = replaced(self.network.parameters, arrays)
        check_finite(ordered)
        object.__setattr__(self, "parameters", ordered)

    @property
    def class_names(self) -> tuple[str, ...]:
        """What the classes are called; their numbers if they have no names."""
        names = tuple(map(str, self.details.get("classes") or ()))
        # There may be more outputs than classes in the data that it was trained on.
        unnamed = range(len(names), self.network.num_classes)
        return (*names, *map(str, unnamed))

    def outputs(
        self,
        images: npt.ArrayLike,
        *,
        shifts: Shifts | None = None,
        lengths: npt.ArrayLike | None = None,
    ) -> Outputs:
        """Return the activations of the last layer.

        Args:
            images: uint8 in 0..255 or floating in 0..1, or the numbers that the network
                reads; (n, h, w), (n, h*w), (n, c, h, w), (n, h, w, c),
                (n, *input_shape), or one without its n.
            shifts: pixels (down, right); the outputs are the means over each image
                moved by all of these (test-time averaging, as Krizhevsky et al. 2012);
                default None, images as they are.
            lengths: (n,) whole numbers, how many steps of each sequence count; default
                None, all.

        Returns:
            (n, *output shape) float32, (n, classes) of a classifier; n is 1 for one
            image.

        Raises:
            ShapeError: images of another size, type or range.
            ArgumentError: shifts are no pairs of whole numbers.
            EngineError: no engine can, or one image takes more memory than there is.
        """
        engine = choose_engine(self.engine, self.network)
        batch = as_batch(self.network, images)
        counting = as_lengths("outputs", self.network, batch, lengths)
        moves = as_shifts("outputs", shifts)
        if moves is None:
            return outputs_in_parts(
                engine, self.network, self.parameters, batch, counting
            )
        check_is_image("outputs: shifts", self.network.input_shape)
        total = np.zeros((len(batch), *self.network.output_shape), np.float32)
        for down, right in moves:
            moved = move(batch, down, right)
            total += outputs_in_parts(engine, self.network, self.parameters, moved)
        return total / np.float32(len(moves))

    def predict(
        self,
        images: npt.ArrayLike,
        *,
        shifts: Shifts | None = None,
        lengths: npt.ArrayLike | None = None,
    ) -> npt.NDArray[np.int64]:
        """Return for each image the class with the largest output, (n,) int64.

        With one output it is class 1 where that is above 1/2.

        Args:
            images: as for `outputs`.
            shifts: as for `outputs`.
            lengths: as for `outputs`.

        Raises:
            ShapeError: images of another size, type or range.
            ArgumentError: the network does not tell classes apart.
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
        """Return for each image the probability of each class, (n, classes) float32.

        Softmax outputs are probabilities as they are; sigmoid outputs are divided by
        their sum; of one output a the two probabilities are 1 - a and a.

        Args:
            images: as for `outputs`.
            shifts: as for `outputs`.
            lengths: as for `outputs`.

        Raises:
            ShapeError: images of another size, type or range.
            ArgumentError: the outputs are neither, and may be negative.
        """
        self.check_gives_probabilities("predict_proba")
        outputs = self.outputs(images, shifts=shifts, lengths=lengths)
        return class_probabilities(outputs)

    def accuracy(self, split: Split) -> float:
        """Return the share of a split's images, 0 to 1, whose class is predicted."""
        self.check_classifies("accuracy")
        return self.score(split)

    def score(self, split: Split) -> float:
        """Return the score of the network's objective: a classifier's accuracy, say.

        Args:
            split: examples with what they should give.

        Raises:
            ShapeError, ArgumentError: they do not fit the network.
        """
        examples = as_examples("Model", self.network, split)
        outputs = self.outputs(split.images, lengths=split.lengths)
        return score(self.network, examples, outputs)

    def to_bytes(self, *, dtype: str = "float32") -> bytes:
        """Return what `save` writes; arguments and errors as there."""
        return encode_model(self.network, self.parameters, self.details, dtype)

    def save(self, path: str | os.PathLike[str], *, dtype: str = "float32") -> None:
        """Write the model as a safetensors file, whole or not at all.

        Args:
            path: the file.
            dtype: in which numbers are stored; default "float32", as they are. Of
                "float16" files are half as large, and numbers keep 11 binary digits:
                each is rounded by up to one part in 2048, below 6.1e-5 by up to 3e-8,
                so that those up to 3e-8 become 0.

        Raises:
            ArgumentError: a layer is not registered, `dtype` is another, or a number
                is beyond the 65,504 of float16.
            OSError: the file cannot be written.

        Example:
            >>> import tempfile
            >>> from network4.layers import Softmax
            >>> network = Network([Softmax(10)])
            >>> model = Model(network, network.initial_parameters(seed=0))
            >>> model.save(tempfile.mkdtemp() + "/small.safetensors", dtype="float16")
        """
        target = check_path("Model.save", "path", path)
        write_whole(target, self.to_bytes(dtype=dtype))


def load_model(path: str | os.PathLike[str] | None = None) -> Model:
    """Read a model that `Model.save` wrote, of this version of network4 or before.

    Nothing in the file is executed. Numbers become float32.

    Args:
        path: a safetensors file; default None, the model of handwritten digits that
            comes with network4.

    Returns:
        The model; `fit(..., initial=model)` goes on from it.

    Raises:
        ModelFileError: the file is missing, damaged or changed, a later network4's, or
            no network4 model.

    Example:
        >>> import tempfile
        >>> from network4.layers import Softmax
        >>> network = Network([Softmax(10)])
        >>> path = tempfile.mkdtemp() + "/model.safetensors"
        >>> Model(network, network.initial_parameters(seed=0)).save(path)
        >>> load_model(path).network == network
        True
    """
    contents = read_model(SHIPPED_MODEL if path is None else path)
    return Model(contents.network, contents.parameters, contents.details)
