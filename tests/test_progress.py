import io
import sys

from rich.console import Console

from network4.progress import Bar, Quiet, make_reporter


def test_the_bar_shows_accuracy_best_and_time():
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=120)
    with Bar(3, console) as bar:
        bar.epoch_ended(0, 0.9712, 0.9712)
        bar.epoch_ended(1, 0.9698, 0.9712)
    text = screen.getvalue()
    assert "epoch 3 of 3 · validation 96.98% · best 97.12%" in text
    assert "0:00:00" in text
    assert "left" in text


def test_it_is_quiet_unless_stderr_is_a_terminal(monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False, raising=False)
    assert isinstance(make_reporter(None, 3), Quiet)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert isinstance(make_reporter(None, 3), Bar)
    assert isinstance(make_reporter(False, 3), Quiet)
