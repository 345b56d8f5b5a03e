"""`network4 bench`: the same training step here and in PyTorch, Keras and NumPy."""

from typing import TYPE_CHECKING, Any, TypeVar

import click

from network4.cli.completion import complete_peer, complete_timed_network
from network4.cli.output import json_option, note, print_json, print_rows, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from network4.bench.contest import Plan

_Value = TypeVar("_Value")
_PEER_PACKAGES = ("torch", "keras")


class _ListsNames(click.Command):
    """A command whose help ends with the names that its options take."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from network4.bench.competitors import PEERS
        from network4.bench.work import NETWORKS
        from network4.utils.extras import install_command

        with formatter.section("Networks"):
            formatter.write_dl(list(NETWORKS.items()))
        with formatter.section("Peers"):
            formatter.write_dl([(peer.name, peer.label) for peer in PEERS])
        with formatter.section("To install the peers"):
            formatter.write(f"  {install_command('bench')}\n")  # not wrapped


@click.command(cls=_ListsNames)
@click.option(
    "--network",
    "networks",
    multiple=True,
    shell_complete=complete_timed_network,
    metavar="NAME",
    help="Network to time, listed below; default: shallow, basic_conv, dbl_conv_relu "
    "and dropout.",
)
@click.option(
    *("--peer", "peers"),
    multiple=True,
    shell_complete=complete_peer,
    metavar="NAME",
    help="Library to compare with, listed below; default: all.",
)
@click.option(
    "--threads",
    multiple=True,
    type=int,
    metavar="N",
    help="Threads to compute on; default: 1, and then one for each core.",
)
@click.option(
    "--batch-size",
    "batch_sizes",
    multiple=True,
    type=int,
    metavar="N",
    help="Images in a mini-batch; default: 10, and then 100.",
)
@click.option(
    "--rounds",
    type=click.IntRange(1),
    default=5,
    show_default=True,
    metavar="N",
    help="Number of turns for each competitor.",
)
@click.option(
    "--seconds",
    type=float,
    default=0.5,
    show_default=True,
    metavar="SECONDS",
    help="Length of a turn in seconds, about.",
)
@click.option(
    "--inference",
    is_flag=True,
    help="Also time the prediction of 10,000 images; adds minutes.",
)
@click.option("--markdown", is_flag=True, help="Print the tables as Markdown.")
@json_option
def bench(  # noqa: PLR0913  one parameter for each option
    networks: tuple[str, ...],
    peers: tuple[str, ...],
    threads: tuple[int, ...],
    batch_sizes: tuple[int, ...],
    rounds: int,
    seconds: float,
    inference: bool,
    markdown: bool,
    as_json: bool,
) -> None:
    """Time training here against PyTorch, Keras and NumPy.

    The command times a training step of the same networks on the same images. It
    compares network4's engines with PyTorch, Keras and NumPy, as far as they are
    installed. Everything runs on the CPU. Each competitor has a process of its own
    and the same number of cores. Competitors take turns, one at a time, so that a
    machine whose speed drifts is fair to all. With all defaults it takes about ten
    minutes.

    --network, --peer, --threads and --batch-size may each be given more than once.

    \b
    Examples:
      network4 bench
      network4 bench --network shallow --threads 1 --batch-size 10
    """  # noqa: D301  click looks for a backspace, not for a backslash and a b
    from network4.bench.contest import run_contest
    from network4.bench.table import make_sheets, print_tables, to_markdown
    from network4.utils.extras import install_command
    from network4.utils.records import machine, say_cores, versions

    plan = _plan(
        networks=networks,
        peers=peers,
        threads=threads,
        batch_sizes=batch_sizes,
        rounds=rounds,
        seconds=seconds,
        inference=inference,
    )
    peer_versions = _peer_versions()
    if not peers and len(peer_versions) < len(_PEER_PACKAGES):
        note(f"To compare with all peers, run: {install_command('bench')}")
    here, found = machine(), {**versions(), **peer_versions}
    print_rows(
        {
            "machine": f"{here['processor']}, {say_cores(here)}, {here['system']}",
            "versions": ", ".join(f"{name} {number}" for name, number in found.items()),
        }
    )
    say()
    outcome = run_contest(plan, note)
    sheets = make_sheets(outcome)
    if markdown:
        say(to_markdown(sheets))
    else:
        print_tables(sheets)
    if as_json:
        print_json({"machine": here, "versions": found, **outcome.to_dict()})


def _plan(
    *,
    networks: tuple[str, ...],
    peers: tuple[str, ...],
    threads: tuple[int, ...],
    batch_sizes: tuple[int, ...],
    **how: Any,
) -> "Plan":
    """Return the plan that options describe, or refuse one of them."""
    from network4.bench.competitors import OURS, PEERS, find_peer
    from network4.bench.contest import Plan
    from network4.bench.work import DEFAULT_NETWORKS, NETWORKS, NUM_IMAGES
    from network4.utils.checks import check_choice, check_integer, check_number
    from network4.utils.records import machine

    cores: int = machine()["cores"]
    check_number("bench", "seconds", how["seconds"], 0, minimum_allowed=False)
    return Plan(
        threads=_unique(
            check_integer("bench", "threads", number, 1, cores)
            for number in threads or (1, cores)
        ),
        competitors=(*OURS, *(_unique(map(find_peer, peers)) or PEERS)),
        networks=_unique(
            check_choice("bench", "network", name, NETWORKS)
            for name in networks or DEFAULT_NETWORKS
        ),
        batch_sizes=_unique(
            check_integer("bench", "batch_size", number, 1, NUM_IMAGES)
            for number in batch_sizes or (10, 100)
        ),
        **how,
    )


def _unique(values: "Iterable[_Value]") -> "tuple[_Value, ...]":
    """Return each value once, in the order given."""
    return tuple(dict.fromkeys(values))


def _peer_versions() -> dict[str, str]:
    """Return the versions of the peers that are installed."""
    import importlib.metadata

    found: dict[str, str] = {}
    for name in _PEER_PACKAGES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found
