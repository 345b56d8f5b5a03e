"""Named networks with the settings that train them, and the book's results."""

from collections.abc import Iterable

from network4.errors import ArgumentError, shown
from network4.experiments import (
    beyond,
    chapter1,
    chapter3,
    chapter6,
    exercises1,
    exercises6,
    figures3,
    figures6,
    others,
)
from network4.experiments.experiment import Experiment
from network4.experiments.recipe import Recipe
from network4.experiments.trials import TRIALS
from network4.utils.checks import check_choice, suggestion

DEFAULT_RECIPE = "quick"
BEYOND: tuple[Experiment, ...] = beyond.EXPERIMENTS
RECIPES: tuple[Recipe, ...] = (
    *beyond.RECIPES,
    *chapter1.RECIPES,
    *chapter3.RECIPES,
    *chapter6.RECIPES,
    *others.RECIPES,
)
EXPERIMENTS: tuple[Experiment, ...] = (
    *chapter1.EXPERIMENTS,
    *exercises1.EXPERIMENTS,
    *chapter3.EXPERIMENTS,
    *figures3.EXPERIMENTS,
    *chapter6.EXPERIMENTS,
    *exercises6.EXPERIMENTS,
    *figures6.EXPERIMENTS,
)


def find_recipe(name: str, target: str | None = None) -> Recipe:
    """Return the recipe of that name.

    Args:
        name: of the recipe.
        target: of "quick", the accuracy in percent that it is to reach on MNIST's test
            images, "99.0", "99.5" and so on; default None, the recipe as it is.

    Raises:
        ArgumentError: there is none; the message suggests the nearest.

    Example:
        >>> find_recipe("dbl_conv_relu").settings.epochs
        60
        >>> find_recipe("quick", "99.5").name
        'quick_99.5'
    """
    if target is not None:
        if name != beyond.QUICK:
            raise ArgumentError(
                f"train: --target must be left out with NAME {shown(name)}; only "
                f"{beyond.QUICK!r} has targets."
            )
        targets = beyond.BY_TARGET
        return targets[check_choice("train", "--target", target, targets)]
    by_name = {recipe.name: recipe for recipe in RECIPES}
    return by_name[check_choice("train", "NAME", name, by_name)]


def experiments_by_name() -> dict[str, tuple[Experiment, ...]]:
    """Return every experiment by its name, and groups by theirs.

    Example:
        >>> [found.name for found in experiments_by_name()["shallow"]]
        ['shallow']
        >>> len(experiments_by_name()["all"]) == len(EXPERIMENTS)
        True
    """
    groups: dict[str, tuple[Experiment, ...]] = {
        "all": EXPERIMENTS,
        "beyond": BEYOND,
        "trials": TRIALS,
    }
    for chapter in sorted({e.chapter for e in EXPERIMENTS}):
        groups[f"chapter{chapter}"] = tuple(
            e for e in EXPERIMENTS if e.chapter == chapter
        )
    return groups | {e.name: (e,) for e in (*EXPERIMENTS, *BEYOND, *TRIALS)}


def find_experiments(names: Iterable[str]) -> list[Experiment]:
    """Return experiments by their names, or by "chapter1", "all", "beyond" and so on.

    "all" are those of the book; "beyond" and "trials" are not among them.

    Raises:
        ArgumentError: there is none; the message suggests the nearest.

    Example:
        >>> [found.name for found in find_experiments(["shallow", "dropout"])]
        ['shallow', 'dropout']
    """
    groups = experiments_by_name()
    found: dict[str, Experiment] = {}
    for name in names:
        if name not in groups:
            raise ArgumentError(
                f"reproduce: NAME must be an experiment, a chapter or all, received "
                f"{shown(name)}.{suggestion(name, groups)}"
            )
        found |= {e.name: e for e in groups[name]}
    return list(found.values())


__all__ = [
    "BEYOND",
    "DEFAULT_RECIPE",
    "EXPERIMENTS",
    "RECIPES",
    "TRIALS",
    "Experiment",
    "Recipe",
    "experiments_by_name",
    "find_experiments",
    "find_recipe",
]
