"""The networks of "Neural Networks and Deep Learning": learn, reproduce, use them.

Names are imported when they are first used, so that `import network4` is quick and
JAX is loaded only by what computes with it.
"""

import importlib
from typing import TYPE_CHECKING, Any

from network4.utils.late_names import late_names
from network4.version import __version__

if TYPE_CHECKING:
    from network4 import architectures
    from network4.augment import ONE_PIXEL_SHIFTS, Distortions, distort
    from network4.datasets import (
        Batches,
        Dataset,
        Split,
        load_data,
        load_digits,
        load_mnist,
    )
    from network4.errors import Network4Error
    from network4.estimator import DigitClassifier
    from network4.evaluation.evaluate import evaluate
    from network4.evaluation.misread import plot_errors
    from network4.evaluation.result import Evaluation
    from network4.layers import (
        AveragePool,
        BatchNorm,
        Conv,
        ConvPool,
        DropConnect,
        Dropout,
        FullyConnected,
        L2Pool,
        MaxPool,
        PaddedShortcut,
        Parallel,
        Residual,
        Sequence,
        Softmax,
        register_layer,
    )
    from network4.model import Model, load_model
    from network4.model.ensemble import Ensemble
    from network4.model.gradients import activations, gradient, pull_back
    from network4.network import Network
    from network4.objectives import (
        BinaryCrossEntropy,
        Classification,
        Objective,
        Reconstruction,
        SquaredError,
        register_objective,
    )
    from network4.reader import SAMPLE_PICTURE, Digit, Reading, normalize, read
    from network4.training.fit import fit
    from network4.training.fit_many import fit_many
    from network4.training.run import Run
    from network4.training.schedules import (
        Constant,
        Cosine,
        Exponential,
        Linear,
        OneCycle,
        Step,
    )
    from network4.training.stepper import Stepper

__all__ = [
    "ONE_PIXEL_SHIFTS",
    "SAMPLE_PICTURE",
    "AveragePool",
    "BatchNorm",
    "Batches",
    "BinaryCrossEntropy",
    "Classification",
    "Constant",
    "Conv",
    "ConvPool",
    "Cosine",
    "Dataset",
    "Digit",
    "DigitClassifier",
    "Distortions",
    "DropConnect",
    "Dropout",
    "Ensemble",
    "Evaluation",
    "Exponential",
    "FullyConnected",
    "L2Pool",
    "Linear",
    "MaxPool",
    "Model",
    "Network",
    "Network4Error",
    "Objective",
    "OneCycle",
    "PaddedShortcut",
    "Parallel",
    "Reading",
    "Reconstruction",
    "Residual",
    "Run",
    "Sequence",
    "Softmax",
    "Split",
    "SquaredError",
    "Step",
    "Stepper",
    "__version__",
    "activations",
    "architectures",
    "distort",
    "evaluate",
    "fit",
    "fit_many",
    "gradient",
    "load_data",
    "load_digits",
    "load_mnist",
    "load_model",
    "normalize",
    "plot_errors",
    "pull_back",
    "read",
    "register_layer",
    "register_objective",
]

_HOMES = {
    "augment": ("ONE_PIXEL_SHIFTS", "Distortions", "distort"),
    "datasets": (
        *("Batches", "Dataset", "Split", "load_data", "load_digits", "load_mnist"),
    ),
    "errors": ("Network4Error",),
    "estimator": ("DigitClassifier",),
    "evaluation.evaluate": ("evaluate",),
    "evaluation.misread": ("plot_errors",),
    "evaluation.result": ("Evaluation",),
    "layers": (
        *("AveragePool", "BatchNorm", "Conv", "ConvPool", "DropConnect", "Dropout"),
        *("FullyConnected", "L2Pool", "MaxPool", "PaddedShortcut", "Parallel"),
        *("Residual", "Sequence", "Softmax", "register_layer"),
    ),
    "model": ("Model", "load_model"),
    "model.ensemble": ("Ensemble",),
    "model.gradients": ("activations", "gradient", "pull_back"),
    "network": ("Network",),
    "objectives": (
        *("BinaryCrossEntropy", "Classification", "Objective", "Reconstruction"),
        *("SquaredError", "register_objective"),
    ),
    "reader": ("SAMPLE_PICTURE", "Digit", "Reading", "normalize", "read"),
    "training.fit": ("fit",),
    "training.fit_many": ("fit_many",),
    "training.run": ("Run",),
    "training.schedules": (
        *("Constant", "Cosine", "Exponential", "Linear", "OneCycle", "Step"),
    ),
    "training.stepper": ("Stepper",),
}
_ROOMS = ("architectures",)
_import_name = late_names(__name__, _HOMES)


if not TYPE_CHECKING:  # a checker of types finds names that there are not

    def __getattr__(name: str) -> Any:
        """Import a public name from the module where it lives."""
        if name in _ROOMS:
            return importlib.import_module(f"network4.{name}")
        return _import_name(name)


def __dir__() -> list[str]:
    """List the public names, imported or not, and no others."""
    return sorted(__all__)
