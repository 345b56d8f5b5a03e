"""What the docstrings of public names must have."""

import ast
import inspect
from itertools import chain

import pytest

import network4 as n4

# Constants and a room: nobody calls them.
_OTHERS = {"ONE_PIXEL_SHIFTS", "SAMPLE_PICTURE", "__version__", "architectures"}
# What network4 makes and returns; the function that makes it has the example.
_RETURNED = {"Digit", "Reading", "Run"}
NAMES = sorted({*n4.__all__} - _OTHERS)


def parameters(thing):
    """Return the names of what is given in a call."""
    found = inspect.signature(thing).parameters
    return [name for name in found if name not in ("self", "args", "kwargs")]


def entries(text):
    """Return the names that begin entries of a docstring: "rows, columns: ..."."""
    heads = [line.split(":")[0] for line in text.splitlines() if ":" in line]
    return set(chain.from_iterable(head.strip().split(", ") for head in heads))


@pytest.mark.parametrize("name", NAMES)
def test_a_docstring_begins_with_one_sentence_on_a_line(name):
    first, _, rest = inspect.getdoc(getattr(n4, name)).partition("\n")
    assert first.endswith(".")
    assert not rest or rest.startswith("\n")


@pytest.mark.parametrize("name", NAMES)
def test_a_docstring_explains_every_parameter(name):
    thing = getattr(n4, name)
    assert set(parameters(thing)) <= entries(inspect.getdoc(thing))


@pytest.mark.parametrize("name", sorted({*NAMES} - _RETURNED))
def test_a_docstring_has_an_example_that_is_python(name):
    text = inspect.getdoc(getattr(n4, name))
    lines = [line.strip() for line in text.splitlines()]
    code = [line[4:] for line in lines if line.startswith((">>> ", "... "))]
    assert code
    ast.parse("\n".join(code))
