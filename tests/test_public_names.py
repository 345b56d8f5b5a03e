"""What `import network4` offers: its names, and their types."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import network4 as n4

ROOT = Path(__file__).parents[1]
CHECKER = sys.executable, "-m", "basedpyright", "--pythonpath", sys.executable
STRICT = {"typeCheckingMode": "strict", "pythonVersion": "3.11"}
# What a user writes. Each value is named, so that one of an unknown type is found.
PROGRAM = """
import network4 as n4

data = n4.load_digits()
layers = [
    n4.Conv(2, 3, padding=1),
    n4.BatchNorm(activation="relu"),
    n4.Residual([n4.Conv(2, 3, padding=1)]),
    n4.Parallel([[n4.MaxPool(2)], [n4.AveragePool(2)]]),
    n4.FullyConnected(10),
    n4.Softmax(10),
]
network = n4.Network(layers)
run = n4.fit(network, data, epochs=1, learning_rate=n4.Linear(0.1))
runs = n4.fit_many(network, data, count=2, epochs=1, learning_rate=0.1)
ensemble = n4.Ensemble([each.model for each in runs])
accuracies = [result.validation_accuracy for result in run.history]
answers = ensemble.predict(data.train.images)
evaluation = n4.evaluate(run.model, data)
errors = evaluation.error_by_class
calibration = evaluation.calibration_error
matrix = evaluation.confusion_matrix
run.plot().savefig("curves.png")
evaluation.plot().savefig("evaluation.svg")
n4.plot_errors(run, data).savefig("errors.png")
reading = n4.read("photo.jpg")
reading.plot().savefig("reading.png", dpi=200)
texts = [digit.text.upper() for digit in reading.digits]
picture = reading.picture.convert("L")
slopes = n4.gradient(run.model, data.train.images, data.train.labels)
values = n4.activations(run.model, data.train.images, "layer1")
classifier = n4.DigitClassifier().fit([[0.0], [1.0]], [0, 1])
score = classifier.score([[0.0]], [0])
settings = classifier.get_params()
"""


def test_dir_has_the_public_names_and_no_others():
    assert dir(n4) == sorted(n4.__all__)
    assert "fit" in dir(n4) and "importlib" not in dir(n4)


@pytest.mark.parametrize("name", n4.__all__)
def test_each_of_them_is_there(name):
    assert getattr(n4, name) is not None


def test_names_are_found_though_nothing_is_imported_yet():
    """In a process of its own: a name that was used once is one of the globals."""
    lines = "import sys, network4 as n4; print(len(dir(n4)), 'jax' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True)
    assert done.stdout.split() == [str(len(n4.__all__)), "False"]


def test_ipython_completes_them():
    ipython = pytest.importorskip("IPython.core.completer")
    completer = ipython.IPCompleter(namespace={"n4": n4}, use_jedi=False)
    with ipython.provisionalcompleter():
        found = {each.text for each in completer.completions("n4.", 3)}
    names = {name.removeprefix("n4").removeprefix(".") for name in found}
    assert names == set(n4.__all__) - {"__version__"}


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'fitt'"):
        n4.fitt  # noqa: B018


def check(folder, program, site):
    """Return what a strict checker of types says of a program."""
    pytest.importorskip("basedpyright")
    (folder / "pyrightconfig.json").write_text(json.dumps(STRICT))
    (folder / "program.py").write_text(program)
    done = subprocess.run(
        [*CHECKER, "--outputjson", "program.py"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
    )
    found = json.loads(done.stdout)["generalDiagnostics"]
    return [each["message"].splitlines()[0] for each in found]


@pytest.mark.slow
def test_a_user_who_is_strict_with_types_finds_none_unknown(tmp_path):
    uses = "".join(f"_{name} = n4.{name}\n" for name in n4.__all__)
    assert check(tmp_path, PROGRAM + uses, ROOT) == []
    wrong = "import network4 as n4\nn4.fitt\nn4.Softmax('ten')\n"
    found = "".join(check(tmp_path, wrong, ROOT))
    assert '"fitt" is not a known attribute' in found
    assert "cannot be assigned" in found


@pytest.mark.minutes
def test_an_installed_copy_says_that_it_has_types(tmp_path):
    """A wheel of this checkout, without its C++, which pip builds apart from us."""
    if not (ROOT / "pyproject.toml").exists():
        pytest.skip("needs a checkout")
    site = tmp_path / "site"
    options = ["--quiet", "--no-deps", "-C", "wheel.cmake=false", "--target", site]
    subprocess.run([sys.executable, "-m", "pip", "install", *options, ROOT], check=True)
    assert (site / "network4" / "py.typed").is_file()
    assert check(tmp_path, PROGRAM, site) == []
