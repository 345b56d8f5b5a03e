"""What layers and objectives are: frozen dataclasses that compare by their fields."""

import dataclasses
from typing import Any, cast


class Described:
    """Compares, hashes and prints a dataclass by its fields.

    It is written once here because `dataclass` would make these methods for each class,
    which slows down the import.
    """

    def __eq__(self, other: object) -> bool:
        """Return whether both are of one class, with equal fields."""
        if type(self) is not type(other):
            return NotImplemented
        return self._values() == cast("Described", other)._values()

    def __hash__(self) -> int:
        """Return a hash of the fields."""
        return hash((type(self), *self._values().values()))

    def __repr__(self) -> str:
        """Return the call that makes the object, with all its fields."""
        said = ", ".join(f"{name}={value!r}" for name, value in self._values().items())
        return f"{type(self).__qualname__}({said})"

    @property
    def name(self) -> str:
        """The name of the class, as messages and tables show it."""
        return type(self).__name__

    def _values(self) -> dict[str, Any]:
        fields = dataclasses.fields(cast(Any, self))
        return {field.name: getattr(self, field.name) for field in fields}
