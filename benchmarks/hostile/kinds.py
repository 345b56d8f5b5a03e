"""The table of kinds: a line for each, and what all of them need around them."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from unittest import mock

import network4 as n4
from benchmarks.hostile import (
    arguments,
    commands,
    data_files,
    descriptions,
    onnx_files,
    small,
    tensor_files,
)
from benchmarks.hostile.judging import guarded
from benchmarks.hostile.kind import Kind

KINDS = (
    Kind(
        "layers",
        "networks of layers with arguments of all kinds; the small ones are trained",
        280_000,
        descriptions.network_layers,
        descriptions.build,
    ),
    Kind(
        "descriptions",
        "descriptions of networks with changed parts, as `from_dict` reads them",
        280_000,
        descriptions.description,
        descriptions.build_described,
    ),
    Kind(
        "models",
        "model files with other bytes, headers, descriptions and tensors",
        160_000,
        tensor_files.model_file,
        tensor_files.use_model_file,
    ),
    Kind(
        "checkpoints",
        "checkpoints with the same changes, to continue from",
        50_000,
        tensor_files.checkpoint_file,
        tensor_files.use_checkpoint,
    ),
    Kind(
        "records",
        "records with changed parts, as reports read them",
        60_000,
        data_files.record,
        data_files.use_record,
    ),
    Kind(
        "data",
        "IDX, gzip, npz, pickles, folders of images, with changed bytes and types",
        50_000,
        data_files.data_set,
        data_files.use_data_set,
    ),
    Kind(
        "pictures",
        "pictures of ten formats and eleven modes with changed bytes; arrays",
        15_000,
        data_files.picture,
        data_files.use_picture,
    ),
    Kind(
        "onnx",
        "ONNX files with changed bytes, operators, attributes, tensors and shapes",
        40_000,
        onnx_files.onnx_file,
        onnx_files.use_onnx_file,
    ),
    Kind(
        "arguments",
        "public functions and methods with arguments of any type",
        50_000,
        arguments.call,
        arguments.use_call,
        also=(OSError,),
    ),
    Kind(
        "estimator",
        "settings and samples of any type for the estimator, as scikit-learn has it",
        5_000,
        arguments.estimator,
        arguments.use_estimator,
        also=(ValueError,),
    ),
    Kind(
        "commands",
        "command lines with options of any text, and changed model files",
        10_000,
        commands.command_line,
        commands.use_command_line,
    ),
)


def find_kind(name: str) -> Kind:
    """Return the kind of a name."""
    return next(kind for kind in KINDS if kind.name == name)


@contextmanager
def prepared() -> Generator[None]:
    """Be in an empty directory, with a home of one's own, no network and bounds."""
    inside = small.directory() / "a" / "b" / "c"
    inside.mkdir(parents=True, exist_ok=True)
    before = os.getcwd()
    home = {"HOME": str(inside), "XDG_CACHE_HOME": str(inside), "NETWORK4_DATA": ""}
    os.chdir(inside)
    try:
        with mock.patch.dict(os.environ, home), guarded():
            with mock.patch("network4.datasets.mnist.MIRRORS", ()):
                n4.Model.predict(small.model(0), small.split().images)
                yield
    finally:
        os.chdir(before)
