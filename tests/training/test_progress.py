import io
import sys

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
