import json

import numpy as np
import pytest
from command_line import network4
from layered import as_tree

from network4.layers import Softmax
from network4.model import Model, load_model
from network4.network import Network


@pytest.fixture
def model_path(tmp_path):
    network = Network([Softmax(3, initializer="he")], (1, 4, 4))
    Model(network, network.initial_parameters(1)).save(tmp_path / "a.safetensors")
    return tmp_path / "a.safetensors"


def test_onnx_beside_the_model_by_default(model_path):
    runtime = pytest.importorskip("onnxruntime")
    done = network4("export", model_path, "--json")
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    assert made["path"] == str(model_path.with_suffix(".onnx"))
    images = np.random.Generator(np.random.Philox(1)).random((2, 1, 4, 4), np.float32)
    session = runtime.InferenceSession(made["path"])
    (outputs,) = session.run(None, {"images": images})
    np.testing.assert_allclose(
        outputs, load_model(model_path).outputs(images), atol=1e-5
    )


@pytest.mark.parametrize("is_told", [True, False])
@pytest.mark.parametrize("kind", ["json", "safetensors"])
def test_other_forms(model_path, tmp_path, kind, is_told):
    out = tmp_path / f"b.{kind}"
    done = network4("export", model_path, *("--to", kind) * is_told, "-o", out)
    assert done.returncode == 0, done.stderr
    assert "bytes" in done.stderr
    model = load_model(model_path)
    if kind == "safetensors":
        assert load_model(out).network == model.network
        written = load_model(out).parameters
    else:
        description = json.loads(out.read_text(encoding="utf-8"))
        assert description["network"] == model.network.to_dict()
        written = as_tree(*description["parameters"])
    for name, own in model.parameters.items():
        layer = written[name]
        for name, array in own.items():
            assert np.array_equal(np.asarray(layer[name], np.float32), array)


def test_the_version_of_operators_is_for_onnx_alone(model_path):
    done = network4("export", model_path, "--to", "json", "--opset", "20")
    assert done.returncode == 2
    assert "--opset must be left out with --to json" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--to", "safetensors"], "-o must be another file than MODEL"),
        (["--to", "tflite"], "not one of 'onnx'"),
        (["--opset", "7"], "7 is not in the range"),
        (["--opset", "900"], "opset must be a whole number in 18"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(model_path, arguments, words):
    done = network4("export", model_path, *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_several_models_are_one_onnx_file_only(model_path):
    done = network4("export", model_path, model_path, "--to", "json")
    assert done.returncode == 2
    assert "--to must be onnx for 2 models" in done.stderr


@pytest.mark.parametrize("path", ["/", ".", ""])
def test_a_directory_without_a_name_is_no_model(path):
    done = network4("export", path)
    assert done.returncode == 2
    shown = path or "."
    assert f"export: MODEL must be a file, {shown} is a directory." in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["m.xyz", "m", "onnx", ".onnx", "m.onnx.gz"])
def test_an_unknown_ending_needs_a_format(model_path, tmp_path, name):
    done = network4("export", model_path, "-o", tmp_path / name)
    assert done.returncode == 2
    said = "export: -o must end in .onnx, .safetensors or .json where --to is left out"
    assert said in done.stderr and f"received '{name}'" in done.stderr
    assert not (tmp_path / name).exists()


def test_a_format_goes_with_any_ending(model_path, tmp_path):
    done = network4("export", model_path, "--to", "json", "-o", tmp_path / "m.xyz")
    assert done.returncode == 0, done.stderr
    network = json.loads((tmp_path / "m.xyz").read_text(encoding="utf-8"))["network"]
    assert network == load_model(model_path).network.to_dict()
