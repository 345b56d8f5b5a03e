"""Classes that files may name, one's own among them once they are registered."""

from collections.abc import Iterable, Mapping
from inspect import signature
from typing import Any, Generic, TypeVar, cast

from network4.errors import ArgumentError, Network4Error, shown
from network4.utils.checks import suggestion

Base = TypeVar("Base")


class Registry(Generic[Base]):
    """Classes by their names.

    Args:
        base: what they are subclasses of.
        what: what one of them is called in messages, "a layer" say.
        function: the public function that registers one, for messages.
        kinds: those that are there from the beginning.
    """

    def __init__(
        self, base: type[Base], what: str, function: str, kinds: Iterable[type[Base]]
    ) -> None:
        """Begin with the classes given."""
        self._base, self._what, self._function = base, what, function
        self._kinds = {kind.__name__: kind for kind in kinds}

    def register(self, kind: type[Base]) -> None:
        """Let files name a class; ArgumentError where it is unfit or its name taken."""
        if not (isinstance(kind, type) and issubclass(kind, self._base)):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ArgumentError(
                f"{self._function}: kind must be a subclass of {self._base.__name__}, "
                f"received {shown(kind)}."
            )
        made_by = next(each for each in kind.__mro__ if "__init__" in vars(each))
        if made_by is not object and "__dataclass_fields__" not in vars(made_by):
            raise ArgumentError(
                f"{self._function}: kind must have the arguments that its fields say, "
                f"received {kind.__name__} with an __init__ of its own; decorate it "
                "with @dataclass(frozen=True)."
            )
        if self._kinds.setdefault(kind.__name__, kind) is not kind:
            raise ArgumentError(
                f"{self._function}: kind must have a name of its own, received another "
                f"{kind.__name__}; rename it."
            )

    def check(self, one: Base) -> None:
        """Raise ArgumentError unless a file may name the class of an object."""
        name = type(one).__name__
        if self._kinds.get(name) is not type(one):
            raise ArgumentError(
                f"save: {self._what} must be registered to be saved, received {name}; "
                f"call network4.{self._function}({name}) first."
            )

    def described(self, description: object) -> tuple[type[Base], dict[str, Any]]:
        """Return the class that a description from a file names, and the arguments.

        Raises:
            ArgumentError: it is no dict, or names no class that a file may name.
        """
        if not isinstance(description, Mapping):
            raise ArgumentError(
                f"Network.from_dict: {self._what} must be described by a dict with a "
                f"type, received {shown(description)}."
            )
        arguments = dict(cast(Mapping[str, Any], description))
        return self.named(arguments.pop("type", None)), arguments

    def made(self, kind: type[Base], arguments: Mapping[str, Any]) -> Base:
        """Return an object of a class; ArgumentError where its arguments are others."""
        try:
            signature(kind).bind(**arguments)
        except TypeError as error:
            raise ArgumentError(
                f"Network.from_dict: {kind.__name__} must be described by its "
                f"arguments, but {error}; correct the description."
            ) from None
        try:
            return kind(**arguments)
        except Network4Error:
            raise
        except (
            TypeError,
            ValueError,
            AttributeError,
            KeyError,
            OverflowError,
        ) as error:
            raise ArgumentError(
                f"Network.from_dict: {kind.__name__} must have arguments of the right "
                f"kinds, but {error}; correct the description."
            ) from None

    def named(self, name: object) -> type[Base]:
        """Return the class of that name; ArgumentError where there is none."""
        if isinstance(name, str) and name in self._kinds:
            return self._kinds[name]
        raise ArgumentError(
            f"Network.from_dict: the type of {self._what} must be one of "
            f"{', '.join(self._kinds)}, received {shown(name)}; register one of your "
            f"own with network4.{self._function}.{suggestion(name, self._kinds)}"
        )
