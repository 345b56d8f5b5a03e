"""Named networks with the settings that train them, and the book's results."""

from collections.abc import Iterable

from network4.checks import check_choice, suggestion
from network4.errors import ArgumentError
from network4.experiments import (
    beyond,
    chapter1,
    chapter3,
    chapter6,
    figures3,
    figures6,
)
from network4.experiments.experiment import Experiment
from network4.experiments.recipe import Recipe
from network4.experiments.trials import TRIALS

DEFAULT_RECIPE = "quick"
RECIPES: tuple[Recipe, ...] = (
    *beyond.RECIPES,
    *chapter1.RECIPES,
    *chapter3.RECIPES,
    *chapter6.RECIPES,
)
EXPERIMENTS: tuple[Experiment, ...] = (
    *chapter1.EXPERIMENTS,
    *chapter3.EXPERIMENTS,
    *figures3.EXPERIMENTS,
    *chapter6.EXPERIMENTS,
    *figures6.EXPERIMENTS,
)


def find_recipe(name: str) -> Recipe:
    """Return the recipe of that name.

    Raises:
        ArgumentError: there is none; the message suggests the nearest.

    Example:
        >>> find_recipe("dbl_conv_relu").epochs
        60
    """
    by_name = {recipe.name: recipe for recipe in RECIPES}
    return by_name[check_choice("train", "NAME", name, by_name)]


def find_experiments(names: Iterable[str]) -> list[Experiment]:
    """Return experiments by their names, or by "chapter1", "all", "trials" and so on.

    "all" are those of the book.

    Raises:
        ArgumentError: there is none; the message suggests the nearest.

    Example:
        >>> [found.name for found in find_experiments(["shallow", "dropout"])]
        ['shallow', 'dropout']
    """
    chapters = {f"chapter{e.chapter}": e.chapter for e in EXPERIMENTS}
    by_name = {e.name: e for e in (*EXPERIMENTS, *TRIALS)}
    found: dict[str, Experiment] = {}
    for name in names:
        allowed = "all", "trials", *chapters, *by_name
        if name not in allowed:
            raise ArgumentError(
                f"reproduce: NAME must be an experiment, a chapter or all, received "
                f"{name!r}.{suggestion(name, allowed)}"
            )
        if name in by_name:
            found[name] = by_name[name]
        elif name == "trials":
            found |= {trial.name: trial for trial in TRIALS}
        else:
            found |= {
                e.name: e for e in EXPERIMENTS if name in ("all", f"chapter{e.chapter}")
            }
    return list(found.values())


__all__ = [
    "DEFAULT_RECIPE",
    "EXPERIMENTS",
    "RECIPES",
    "TRIALS",
    "Experiment",
    "Recipe",
    "find_experiments",
    "find_recipe",
]
