"""Numbers that options take."""

import math
from typing import TYPE_CHECKING, Any

import click

# It takes its type in click's latest versions only.
_NumberType = click.ParamType[float] if TYPE_CHECKING else click.ParamType


class FiniteNumber(_NumberType):
    """A finite number; records cannot hold NaN or infinity."""

    name = "float"

    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        """Return the number."""
        number = click.FLOAT.convert(value, param, ctx)
        if math.isfinite(number):
            return number
        self.fail(f"it must be a finite number, received {value!r}.", param, ctx)
