"""What a shell completes: names of networks and experiments, models, runs and data."""

from collections.abc import Callable, Iterable, Mapping

import click
from click.shell_completion import CompletionItem

from network4.cli.run_directory import LATEST, RunDirectory, runs_here
from network4.text import printable

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def names_of(describe: Callable[[], Mapping[str, str]]) -> Complete:
    """Return what completes names.

    Args:
        describe: gives each name with what it stands for, which some shells show. It is
            called when a name is completed, not before.
    """

    def complete(
        ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        given = ctx.params.get(param.name or "") if param.nargs == -1 else None
        return [
            CompletionItem(name, help=said)
            for name, said in describe().items()
            if name.startswith(incomplete) and name not in (given or ())
        ]

    return complete


def _networks() -> dict[str, str]:
    from network4.experiments import RECIPES

    return {recipe.name: recipe.summary for recipe in RECIPES}


def _targets() -> dict[str, str]:
    from network4.experiments.beyond import BY_TARGET

    return {target: recipe.summary for target, recipe in BY_TARGET.items()}


def _experiments() -> dict[str, str]:
    from network4.experiments import experiments_by_name

    groups = experiments_by_name()
    return {
        name: found[0].summary if len(found) == 1 else f"{len(found)} experiments"
        for name, found in groups.items()
    }


def _timed_networks() -> dict[str, str]:
    from network4.bench.work import NETWORKS

    return NETWORKS


def _peers() -> dict[str, str]:
    from network4.bench.competitors import PEERS

    return {peer.name: peer.label for peer in PEERS}


complete_network = names_of(_networks)
complete_target = names_of(_targets)
complete_experiment = names_of(_experiments)
complete_timed_network = names_of(_timed_networks)
complete_peer = names_of(_peers)


def complete_data(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete the names of data sets, files and directories."""
    del ctx, param
    return [*_starting(("mnist", "digits"), incomplete), _files(incomplete)]


def complete_file(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete files."""
    del ctx, param
    return [_files(incomplete)]


def complete_directory(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete directories."""
    del ctx, param
    return [_directories(incomplete)]


def complete_model(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete the models of runs in this directory, `latest`, and other files."""
    del ctx, param
    models = [str(run.model) for run in _sorted_runs() if run.model.exists()]
    names = [LATEST, *models] if models else []
    return [*_starting(names, incomplete), _files(incomplete)]


def complete_run(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete the directories of runs, and other directories."""
    del ctx, param
    runs = [str(run.path) for run in _sorted_runs() if run.holds_a_run()]
    return [*_starting(runs, incomplete), _directories(incomplete)]


def _sorted_runs() -> list[RunDirectory]:
    return sorted(runs_here(), key=lambda run: run.path)


def _starting(names: Iterable[str], incomplete: str) -> list[CompletionItem]:
    """Return those that begin so, without names that would move a terminal's cursor."""
    found = [name for name in names if name.startswith(incomplete)]
    return [CompletionItem(name) for name in found if printable(name) == name]


def _files(incomplete: str) -> CompletionItem:
    return CompletionItem(incomplete, type="file")


def _directories(incomplete: str) -> CompletionItem:
    return CompletionItem(incomplete, type="dir")
