"""Names of a package that are imported when they are first used."""

import importlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any


def late_names(
    package: str, homes: Mapping[str, Iterable[str]]
) -> Callable[[str], Any]:
    """Return what a package takes for `__getattr__`, so that its names come late.

    Args:
        package: the package's name.
        homes: the names by the module of the package where they live.

    Returns:
        A function of a name, which raises AttributeError for a name that there is not.

    Example:
        >>> late_names("network4", {"errors": ["ArgumentError"]})("ArgumentError")
        <class 'network4.errors.ArgumentError'>
    """
    home_of = {name: home for home, names in homes.items() for name in names}

    def import_name(name: str) -> Any:
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        home = importlib.import_module(f"{package}.{home_of[name]}")
        return getattr(home, name)

    return import_name
