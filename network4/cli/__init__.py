"""The command line: parse, call, print; heavy imports happen inside commands."""

import os
import signal
import sys
import warnings
from contextlib import suppress
from types import FrameType
from typing import NoReturn

import click

from network4.cli.bench import bench
from network4.cli.book import book
from network4.cli.evaluate import evaluate
from network4.cli.export import export
from network4.cli.info import info
from network4.cli.learn import learn
from network4.cli.output import say
from network4.cli.page import page
from network4.cli.quiz import quiz
from network4.cli.read import read
from network4.cli.report import report
from network4.cli.reproduce import reproduce
from network4.cli.train import train
from network4.errors import (
    ArgumentError,
    Network4Error,
    Network4Warning,
    on_one_line,
    shown,
)
from network4.utils.checks import suggestion
from network4.utils.files import why
from network4.utils.interrupts import ENDING
from network4.version import __version__

_COMPLETION = (
    "bash, zsh and fish complete commands and names after "
    'eval "$(_NETWORK4_COMPLETE=bash_source network4)", or with zsh_source or '
    "fish_source: docs/completion.md."
)
_BY_SIGNAL = 128
_UNLESS_OTHERS_LISTEN = signal.SIG_DFL, signal.default_int_handler


class _Ended(KeyboardInterrupt):
    """Ctrl-C, but of a type that Python, where it ran through `exec`, need not kill."""


class _Commands(click.Group):
    """A group that lists commands by use, and suggests one for a misspelt command."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None:
            hint = suggestion(args[0], self.list_commands(ctx))
            ctx.fail(f"No such command {shown(args[0])}.{hint}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=_COMPLETION,
)
@click.version_option(__version__)
def network4() -> None:
    """Read handwritten digits, and train the networks that do it.

    network4 has the networks of the book "Neural Networks and Deep Learning". It
    trains them on MNIST or on your own images, and it repeats the book's experiments.

    \b
    Examples:
      network4 read photo.jpg   read the digits in a photograph
      network4 train            train a network, see which images it misreads
      network4 page             write a web page to draw digits on
      network4 train --help     show the options of a command
    """  # noqa: D301  click looks for a backspace, not for a backslash and a b


network4.add_command(read)
network4.add_command(train)
network4.add_command(evaluate)
network4.add_command(page)
network4.add_command(export)
network4.add_command(learn)
network4.add_command(quiz)
network4.add_command(book)
network4.add_command(reproduce)
network4.add_command(report)
network4.add_command(bench)
network4.add_command(info)


def main() -> None:
    """Run the command line; exit with 2 on wrong usage and 1 on failure.

    Each failure prints one sentence. SIGTERM ends a command as Ctrl-C does, with the
    exit code 128 + 15.
    """
    _say_warnings_in_a_sentence()
    received: list[int] = []
    handled = _end_as_by_ctrl_c(received)
    try:
        code = _run()
    except Exception:
        if not received:
            raise
        # Of a signal that comes while it is loaded a library may make any error.
        code = _stopped()
    for number in handled:
        signal.signal(number, signal.SIG_DFL)
    others = [number for number in received if number != signal.SIGINT]
    if received:
        _end_at_once(_BY_SIGNAL + others[-1] if others else code)
    sys.exit(code)


def _end_at_once(code: int) -> NoReturn:
    """End without waiting for what JAX still computes, which may take an epoch."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # nobody reads it any more
            stream.flush()
    os._exit(code)


def _run() -> int:
    try:
        network4(standalone_mode=False)
    except click.ClickException as error:
        _on_one_line(error).show()
        return error.exit_code
    except ArgumentError as error:
        command = [name for name in sys.argv[1:2] if name in network4.commands]
        called = " ".join(["network4", *command])
        say(f"Error: {error}\nTry '{called} --help' for help.", err=True)
        return 2
    except Network4Error as error:
        say(f"Error: {on_one_line(str(error))}", err=True)
        return 1
    except OSError as error:
        say(f"Error: {on_one_line(_sentence_of(error))}", err=True)
        return 1
    except MemoryError:
        say(
            "Error: network4: the command needs more memory than is free; close other "
            "programs, or ask for less.",
            err=True,
        )
        return 1
    except (KeyboardInterrupt, click.Abort):
        return _stopped()
    return 0


def _sentence_of(error: OSError) -> str:
    what = "what it prints" if error.filename is None else error.filename
    return (
        f"network4: {what} cannot be read or written ({why(error)}); check the free "
        "space and your permissions."
    )


def _stopped() -> int:
    say("Stopped.", err=True)
    return _BY_SIGNAL + signal.SIGINT


def _end_as_by_ctrl_c(received: list[int]) -> list[int]:
    """Let signals that end programs do what Ctrl-C does; note which come.

    Returns:
        The signals.
    """

    def interrupt(number: int, frame: FrameType | None) -> None:
        del frame
        received.append(number)
        raise _Ended

    # Under nohup a terminal that closes is to end nothing.
    ours = [n for n in ENDING if signal.getsignal(n) in _UNLESS_OTHERS_LISTEN]
    for number in ours:
        signal.signal(number, interrupt)
    return ours


def _say_warnings_in_a_sentence() -> None:
    show = warnings.showwarning

    def say_warning(
        message: Warning | str, category: type[Warning], *where: object, **more: object
    ) -> None:
        if issubclass(category, Network4Warning):
            say(f"Warning: {message}", err=True)
        else:
            show(message, category, *where, **more)  # pyright: ignore[reportArgumentType]

    warnings.showwarning = say_warning


def _on_one_line(error: click.ClickException) -> click.ClickException:
    """Return an error whose message is short, whatever was typed."""
    message = on_one_line(error.format_message())
    if isinstance(error, click.UsageError):
        return click.UsageError(message, error.ctx)
    return click.ClickException(message)
