"""`network4 quiz`: a person and a network read the same digits."""

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from network4.cli.opening import check_page, page_option, write_or_open
from network4.cli.output import (
    json_option,
    mnist_option,
    note,
    print_json,
    shipped_results_option,
)
from network4.errors import ArgumentError

if TYPE_CHECKING:
    from network4.datasets import Split

_DEFAULT = 20


@click.command()
@mnist_option
@click.option(
    "--random",
    "num_random",
    type=click.IntRange(0, 1000),
    default=_DEFAULT,
    show_default=True,
    metavar="N",
    help="How many random digits to show.",
)
@click.option(
    "--hard",
    "num_hard",
    type=click.IntRange(0, 50),
    default=_DEFAULT,
    show_default=True,
    metavar="N",
    help="How many of the 100 hardest digits to show.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 1),
    default=0,
    show_default=True,
    metavar="N",
    help="Seed of the choice; another seed chooses other digits.",
)
@page_option
@shipped_results_option
@json_option
def quiz(  # noqa: PLR0913  as many as there are options
    data: str | None,
    num_random: int,
    num_hard: int,
    seed: int,
    out: Path | None,
    results: Path | None,
    as_json: bool,
) -> None:
    """Open a web page on which you read digits, against a network.

    You read test digits of MNIST. Then the page shows your errors and times beside the
    network's errors, with confidence intervals. It also shows which labels are
    disputed by people who looked at them.

    Your rival is the vote of five networks, the book's best result, if --results has
    its record. If not, it is the model that comes with network4. The page contains
    images from your copy of MNIST.

    \b
    Examples:
      network4 quiz
      network4 quiz --random 50 --hard 0 --seed 1
    """  # noqa: D301  click looks for a backspace, not for a backslash and a b
    from network4.experiments.quiz import RIVAL, make_quiz
    from network4.experiments.shipped_results import open_results
    from network4.export import write_quiz_page
    from network4.model import load_model

    if not num_random + num_hard:
        raise ArgumentError(
            "quiz: --random and --hard must not both be 0; give one of them a number "
            "of digits."
        )
    check_page("quiz", out)
    test = _test_images(data)
    kept = open_results(results)
    if not kept.read(RIVAL):
        note(
            f"{kept.directory} has no record of {RIVAL}. The model that comes with "
            "network4 answers instead."
        )
    made = make_quiz(
        test, load_model(), kept, num_random=num_random, num_hard=num_hard, seed=seed
    )
    path = write_or_open("quiz", out, lambda path: write_quiz_page(path, made))
    if as_json:
        print_json(
            {
                "path": str(path),
                "indices": made.indices.tolist(),
                "is_hard": made.is_hard.tolist(),
                "is_disputed": made.is_disputed.tolist(),
                "rival_answers": made.answers.tolist(),
                "rival_wrong": made.rival_wrong,
                "rival_total": made.rival_total,
            }
        )


def _test_images(data: str | None) -> "Split":
    """Return MNIST's test images; refuse other data."""
    from network4.datasets import load_only_mnist

    return cast("Split", load_only_mnist("quiz", data).test)
