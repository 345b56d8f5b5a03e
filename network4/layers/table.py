"""A layer and those within it as a table: shapes, parameters, operations."""

from collections.abc import Iterator
from math import prod

from network4.layers.base import Layer
from network4.layers.parameters import Parameter, Shape, Tree, named
from network4.layers.sequence import Sequence
from network4.utils.markup import html_table

Row = tuple[str, str, str, str]


def table_of(layer: Layer, input_shape: Shape) -> str:
    """Draw a table of the layers inside a layer, with their totals.

    Args:
        layer: each layer inside it gets a row; those deeper are indented.
        input_shape: the shape of one input.
    """
    rows = _table_rows(layer, input_shape)
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        f"{name:<{widths[0]}}    {output:<{widths[1]}}    {size:>{widths[2]}}"
        f"    {operations:>{widths[3]}}".rstrip()
        for name, output, size, operations in rows
    )


def html_table_of(layer: Layer, input_shape: Shape) -> str:
    """Return that table for a notebook."""
    head, *rows = _table_rows(layer, input_shape)
    return html_table(rows, "llrr", head)


def _table_rows(layer: Layer, input_shape: Shape) -> list[Row]:
    """Return the head, a row for each layer, and the sums."""
    parameters = layer.parameters(input_shape)
    rows = [("layer", "output", "parameters", "operations")]
    rows.append(("input", sides(input_shape), "", ""))
    rows += _rows(layer, input_shape, parameters)
    operations = layer.num_operations(input_shape)
    rows.append(("total", "", f"{num_learned(parameters):,}", f"{operations:,}"))
    return rows


def num_learned(parameters: Tree) -> int:
    """Return how many numbers in a tree of parameters are learned."""
    found: Iterator[tuple[str, Parameter]] = named(parameters)
    return sum(prod(each.shape) for _, each in found if each.learns)


def sides(shape: Shape) -> str:
    """Return a shape in words.

    >>> sides((1, 28, 28))
    '1 x 28 x 28'
    """
    return " x ".join(map(str, shape)).replace("None", "any")


def _rows(
    layer: Layer, input_shape: Shape, parameters: Tree, depth: int = 0
) -> Iterator[Row]:
    for name, inner, shape in layer.inner(input_shape):
        is_block = bool(inner.inner_layers())
        label = "" if isinstance(layer, Sequence) else f"{name}: "
        shown = inner.name if is_block else _call(inner)
        yield (
            f"{'  ' * depth}{label}{shown}",
            sides(inner.output_shape(shape)),
            f"{num_learned(parameters[name]):,}",
            f"{inner.num_operations(shape):,}",
        )
        yield from _rows(inner, shape, parameters[name], depth + 1)


def _call(layer: Layer) -> str:
    """Name a layer by the arguments that differ from their defaults."""
    return f"{layer.name}({', '.join(layer.described_arguments())})"
