"""The command line: parse, call, print; heavy imports happen inside commands."""

import sys

import click

from network4.cli.bench import bench
from network4.cli.book import book
from network4.cli.evaluate import evaluate
from network4.cli.export import export
from network4.cli.info import info
from network4.cli.output import say
from network4.cli.page import page
from network4.cli.read import read
from network4.cli.report import report
from network4.cli.reproduce import reproduce
from network4.cli.train import train
from network4.errors import ArgumentError, Network4Error
from network4.utils.checks import suggestion
from network4.utils.text import printable
from network4.version import __version__

_INTERRUPTED = 130


class _Commands(click.Group):
    """A group that suggests the nearest command for a misspelt one."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None:
            hint = suggestion(args[0], self.list_commands(ctx))
            ctx.fail(f"No such command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def network4() -> None:
    """The networks of "Neural Networks and Deep Learning", trained on digits.

    \b
    network4 train            train the default network, see what it misreads
    network4 train dbl_conv   train a network of the book
    network4 read photo.jpg   read the digits in a photograph
    """  # noqa: D301  click looks for a backspace, not for a backslash and a b


network4.add_command(train)
network4.add_command(evaluate)
network4.add_command(read)
network4.add_command(page)
network4.add_command(info)
network4.add_command(bench)
network4.add_command(book)
network4.add_command(reproduce)
network4.add_command(report)
network4.add_command(export)


def main() -> None:
    """Run the command line; exit 2 on wrong usage, 1 on failure, one sentence each."""
    try:
        network4(standalone_mode=False)
    except click.ClickException as error:
        # It may name files, and what a shell puts for * is a stranger's.
        vars(error)["message"] = printable(error.message)
        error.show()
        sys.exit(error.exit_code)
    except ArgumentError as error:
        command = [name for name in sys.argv[1:2] if name in network4.commands]
        called = " ".join(["network4", *command])
        say(
            f"Error: {printable(str(error))}\nTry '{called} --help' for help.", err=True
        )
        sys.exit(2)
    except (Network4Error, OSError) as error:
        say(f"Error: {printable(str(error))}", err=True)
        sys.exit(1)
    except (KeyboardInterrupt, click.Abort):
        say("Stopped.", err=True)
        sys.exit(_INTERRUPTED)
