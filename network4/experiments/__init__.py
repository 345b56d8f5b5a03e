"""Named networks with the settings that train them: the book's, and those after it."""

from network4.checks import check_choice
from network4.experiments import beyond, chapter1, chapter3, chapter6
from network4.experiments.recipe import Recipe

DEFAULT_RECIPE = "quick"
RECIPES: tuple[Recipe, ...] = (
    *beyond.RECIPES,
    *chapter1.RECIPES,
    *chapter3.RECIPES,
    *chapter6.RECIPES,
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


__all__ = ["DEFAULT_RECIPE", "RECIPES", "Recipe", "find_recipe"]
