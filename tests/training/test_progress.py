import io
import sys
import threading
import time

import pytest
from rich.console import Console

from network4.training.progress import report_epochs


def shown(progress):
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=120)
    with report_epochs(progress, 3, console) as epoch_ended:
        epoch_ended(0, 0.9712, 0.9712)
        epoch_ended(1, 0.9698, 0.9712)
    return screen.getvalue()


def test_the_bar_shows_accuracy_best_and_time():
    text = shown(True)
    assert "epoch 3 of 3 · validation 96.98% · best 97.12%" in text
    assert "0:00:00" in text
    assert "left" in text


@pytest.mark.parametrize(
    ("progress", "terminal", "drawn"),
    [
        (None, False, False),
        (None, True, True),
        (False, True, False),
        (True, False, True),
    ],
)
def test_it_is_quiet_unless_stderr_is_a_terminal(
    monkeypatch, progress, terminal, drawn
):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal, raising=False)
    assert bool(shown(progress)) is drawn


class Notebook:
    """Stands in for `IPython.display`: remembers what one output showed."""

    def __init__(self):
        self.shown = []

    def display(self, what, display_id):
        assert display_id
        self.update(what)
        return self

    def update(self, what):
        self.shown.append(what._repr_mimebundle_([], [])["text/plain"])


@pytest.mark.parametrize(("progress", "drawn"), [(None, True), (False, False)])
def test_in_a_notebook_one_output_is_shown_again_and_again(
    monkeypatch, progress, drawn
):
    """Also where training fails; and no thread is left that would go on."""
    notebook, before = Notebook(), threading.active_count()
    monkeypatch.setitem(sys.modules, "IPython.display", notebook)
    monkeypatch.setattr("network4.training.progress._REFRESH_SECONDS", 0.01)
    console = Console(file=io.StringIO(), force_jupyter=True, width=120)
    with pytest.raises(ZeroDivisionError):
        with report_epochs(progress, 3, console) as epoch_ended:
            epoch_ended(0, 0.9712, 0.9712)
            while drawn and len(notebook.shown) < 3:
                time.sleep(0.01)
            epoch_ended(1, 0.9698, 0.9712)
            raise ZeroDivisionError
    assert threading.active_count() <= before  # others may have ended meanwhile
    if drawn:
        assert "epoch 1 of 3" in notebook.shown[0]
        assert "epoch 2 of 3 · validation 97.12%" in "".join(notebook.shown[1:-1])
        assert "epoch 3 of 3 · validation 96.98%" in notebook.shown[-1]
    else:
        assert notebook.shown == []
