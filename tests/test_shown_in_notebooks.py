"""What a notebook shows, in a kernel of its own, and what it shows of strangers."""

import base64
import io
import re

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from PIL import Image

import network4 as n4
from network4.training.run import MOST_EPOCHS_SHOWN

CELLS = """
import network4 as n4
data = n4.load_digits()
network = n4.Network([n4.FullyConnected(30), n4.Softmax(10)])
network
---
run = n4.fit(network, data, epochs=3, learning_rate=0.5)
---
quiet = n4.fit(network, data, epochs=1, learning_rate=0.5, progress=False)
---
run
---
run.model
---
n4.Ensemble([run.model, quiet.model])
---
evaluation = n4.evaluate(run, data)
evaluation
---
run.plot()
---
import matplotlib.pyplot as plt
%matplotlib inline
evaluation.plot()
---
n4.plot_errors(run, data)
"""
STRANGE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """What each cell left, by its last line."""
    notebook = nbformat.v4.new_notebook()
    sources = [source.strip() for source in CELLS.split("---")]
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in sources]
    resources = {"metadata": {"path": str(tmp_path_factory.mktemp("notebook"))}}
    NotebookClient(notebook, timeout=120, resources=resources).execute()
    return {
        source.splitlines()[-1]: cell.outputs
        for source, cell in zip(sources, notebook.cells, strict=True)
    }


def only(outputs, line):
    [output] = outputs[line]
    return output


@pytest.mark.slow
def test_fit_shows_a_bar_that_ends_with_the_last_epoch(outputs):
    bar = only(outputs, "run = n4.fit(network, data, epochs=3, learning_rate=0.5)")
    assert bar.output_type == "display_data"
    assert "epoch 3 of 3 · validation " in bar.data["text/html"]
    assert "widget" not in str(bar.data)
    [quiet] = [line for line in outputs if line.startswith("quiet")]
    assert outputs[quiet] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("network", "FullyConnected(30)"),
        ("run", "validation accuracy"),
        ("run.model", "23,860"),
        ("n4.Ensemble([run.model, quiet.model])", "2 models, 10 classes"),
        ("evaluation", "expected calibration error"),
    ],
)
def test_what_ends_a_cell_is_a_table_and_beside_it_a_line(outputs, line, words):
    data = only(outputs, line).data
    assert words in data["text/html"] and "<table" in data["text/html"]
    assert len(data["text/plain"]) < 120 and "\n" not in data["text/plain"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "line", ["run.plot()", "evaluation.plot()", "n4.plot_errors(run, data)"]
)
def test_a_figure_is_shown_once_with_pyplot_and_without(outputs, line):
    output = only(outputs, line)
    picture = Image.open(io.BytesIO(base64.b64decode(output.data["image/png"])))
    assert min(picture.size) > 100
    assert np.asarray(picture.convert("L")).min() < 50  # something is drawn


@pytest.fixture(scope="module")
def model():
    layers = [n4.FullyConnected(9), n4.Softmax(2)]
    network = n4.Network(layers, (1, 28, 28))
    details = {"classes": (STRANGE, "b"), STRANGE: "c\x1b[2J"}
    return n4.Model(network, network.initial_parameters(0), details)


@pytest.fixture(scope="module")
def run(stripes):
    network = n4.Network([n4.Softmax(2)], (1, 8, 8))
    epochs = MOST_EPOCHS_SHOWN + 1
    return n4.fit(network, stripes, epochs=epochs, learning_rate=0.1)


@pytest.fixture(scope="module")
def reading(model):
    ink = np.full((60, 60), 255, np.uint8)
    ink[10:50, 28:32] = 0
    return n4.read(ink, model=model)


def test_a_run_is_a_line(run):
    shown = f"Run({len(run.history)} epochs in {run.seconds:.1f} s, finished: "
    assert repr(run).startswith(shown)
    assert f"validation accuracy {run.validation_accuracy:.2%}" in repr(run)
    assert f"test accuracy {run.test_accuracy:.2%}" in repr(run)
    assert len(repr(run)) < 120


def test_a_run_of_another_objective_names_its_score(stripes):
    network = n4.Network([n4.FullyConnected(64)], (1, 8, 8), cost="reconstruction")
    run = n4.fit(network, stripes.without_test(), epochs=1, learning_rate=0.1)
    score = f"validation mean squared error {run.validation_score:.4g} in epoch 1"
    assert score in repr(run) and "test" not in repr(run)
    assert run.plot().axes[1].get_ylabel() == "mean squared error"


def test_of_very_many_epochs_a_notebook_shows_the_last(run):
    html = run._repr_html_()
    assert f"the last {MOST_EPOCHS_SHOWN} epochs" in html
    rows = re.findall(r"<tr><td[^>]*>(\d+)</td>", html)
    assert rows == [str(2 + row) for row in range(MOST_EPOCHS_SHOWN)]


def test_a_network_and_a_model_are_a_line_each(model):
    words = "2 layers, 1 x 28 x 28 to 2, 7,085 parameters, log_likelihood"
    assert repr(model.network) == f"Network({words})"
    assert repr(model) == f"Model({words})"
    chosen = n4.Model(model.network, model.parameters, engine="jax")
    assert repr(chosen) == f"Model({words}, engine 'jax')"
    assert repr(n4.Ensemble([model])) == "Ensemble(1 model, 2 classes)"


def test_the_table_of_a_network_is_what_print_shows(model):
    cells = re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", model.network._repr_html_())
    assert " ".join(cells).split() == str(model.network).split()


def test_a_reading_is_a_line_and_a_picture(reading):
    assert re.fullmatch(r"Reading\('.*', 1 digit in 1 line\)", repr(reading))
    assert len(repr(reading)) < 120
    html = reading._repr_html_()
    [data] = re.findall(r'src="data:image/png;base64,([^"]+)"', html)
    picture = Image.open(io.BytesIO(base64.b64decode(data)))
    np.testing.assert_array_equal(np.asarray(picture), np.asarray(reading.drawn()))


def test_the_figure_of_a_reading_has_each_digit_as_it_was_shown(reading):
    above, *digits = reading.plot().axes
    drawn = np.asarray(above.images[0].get_array())
    np.testing.assert_array_equal(drawn, np.asarray(reading.drawn()))
    shown = [axes for axes in digits if axes.images]
    [digit] = reading.digits
    [axes] = shown
    np.testing.assert_array_equal(axes.images[0].get_array(), digit.image)
    assert axes.get_title().endswith(f"{digit.probabilities.max():.0%}")


@pytest.mark.parametrize("kind", ["model", "run", "reading", "ensemble", "network"])
def test_nothing_of_a_stranger_is_markup(request, kind, model):
    if kind in ("model", "run", "reading"):
        shown = request.getfixturevalue(kind)
    else:
        shown = n4.Ensemble([model]) if kind == "ensemble" else model.network
    html = shown._repr_html_()
    assert "<script" not in html and "\x1b" not in html
    # No colour of its own for text or paper: it is that of the page, light or dark.
    assert not re.search(r"[^-]color:|background(?!-color:rgba)", html)
