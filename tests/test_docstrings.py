"""What the docstrings of public names must have."""

import ast
import functools
import inspect
import re
from operator import attrgetter

import pytest

import network4 as n4
import network4.layers

# Constants and a room: nobody calls them.
_OTHERS = {"ONE_PIXEL_SHIFTS", "SAMPLE_PICTURE", "__version__", "architectures"}
# What network4 makes and returns: nobody gives it arguments.
_RETURNED = {"Digit", "Evaluation", "Reading", "Run"}
NAMES = sorted({*n4.__all__} - _OTHERS)
NAMES += [f"architectures.{name}" for name in n4.architectures.__all__]
# People write layers of their own with these.
NAMES += [f"layers.{name}" for name in ("Layer", "Parameter", "Step")]
THINGS = {name: attrgetter(name)(n4) for name in NAMES}
_EMPTY = inspect.Parameter.empty
# They return nothing and only refuse, but for the last, which records ask for.
_WITHOUT_EXAMPLE = {
    "ChecksFitness.check_classifies",
    "ChecksFitness.check_gives_probabilities",
    "ChecksFitness.check_names_classes",
    "ChecksFitness.check_reads_digits",
    "Network.check_parameters",
    "Network.check_saves",
    "Objective.check_network",
    "Schedule.to_dict",
}


def parameters(thing):
    """Return the names of what is given in a call."""
    found = inspect.signature(thing).parameters
    hidden = "self", "cls", "args", "kwargs"
    return [name for name in found if name not in hidden]


def parameters_with_default(thing):
    """Return the names of what may be left out of a call."""
    found = inspect.signature(thing).parameters
    return [name for name in parameters(thing) if found[name].default is not _EMPTY]


def entries(text):
    """Return the entries of a docstring by name; each begins with "    name: "."""
    said, name = {}, None
    for line in text.splitlines():
        head = re.match(r" {4}(\w+): ", line)
        if head or not line.startswith(" " * 8):
            name = head and head[1]
        if name:
            said[name] = f"{said.get(name, '')} {line.strip()}"
    return said


def without_default(thing, said):
    """Return which arguments may be left out though no entry says "default"."""
    told = {name for name, entry in said.items() if "default" in entry.lower()}
    return [name for name in parameters_with_default(thing) if name not in told]


def assert_has_example(text):
    lines = [line.strip() for line in text.splitlines()]
    code = [line[4:] for line in lines if line.startswith((">>> ", "... "))]
    assert code
    ast.parse("\n".join(code))


def says_what_it_returns(function):
    text = inspect.getdoc(function)
    returned = inspect.signature(function).return_annotation
    says = text.startswith(("Return ", "Yield ")) or "Returns:\n" in text
    return says or returned is None


def function_of(member):
    """Return the function behind a member of a class, or None of what is no method."""
    for name in ("__func__", "fget", "func"):
        member = getattr(member, name, member)
    return member if inspect.isfunction(member) else None


def members():
    """Return what public classes offer, by name: (class, member, is its first)."""
    found = {}
    for kind in filter(inspect.isclass, THINGS.values()):
        for name in (name for name in dir(kind) if not name.startswith("_")):
            owners = [each for each in kind.__mro__ if name in vars(each)]
            ours = [each for each in owners if each.__module__.startswith("network4")]
            for owner in ours:
                said = owner, vars(owner)[name], owner is ours[-1]
                found[f"{owner.__name__}.{name}"] = said
    return {name: said for name, said in found.items() if function_of(said[1])}


@pytest.mark.parametrize("name", NAMES)
def test_a_docstring_begins_with_one_sentence_on_a_line(name):
    first, _, rest = inspect.getdoc(THINGS[name]).partition("\n")
    assert first.endswith(".")
    assert not rest or rest.startswith("\n")


@pytest.mark.parametrize("name", NAMES)
def test_a_docstring_explains_every_parameter(name):
    thing = THINGS[name]
    assert set(parameters(thing)) <= entries(inspect.getdoc(thing)).keys()


@pytest.mark.parametrize("name", sorted({*NAMES} - _RETURNED))
def test_a_docstring_says_what_may_be_left_out(name):
    thing = THINGS[name]
    assert without_default(thing, entries(inspect.getdoc(thing))) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_docstring_has_an_example_that_is_python(name):
    assert_has_example(inspect.getdoc(THINGS[name]))


@pytest.mark.parametrize("name", [n for n in NAMES if inspect.isfunction(THINGS[n])])
def test_the_docstring_of_a_function_says_what_it_returns(name):
    assert says_what_it_returns(THINGS[name])


MEMBERS = members()
# Properties are not called, and an override has the arguments of what it overrides.
METHODS = [
    name
    for name, (_, member, is_first) in MEMBERS.items()
    if is_first and not isinstance(member, (property, functools.cached_property))
]


def explained(owner, text):
    """Return the entries of a docstring, and of the method that it refers to."""
    other = re.search(r"arguments are those of `(\w+)`", " ".join(text.split()))
    if not other:
        return entries(text)
    first = next(each for each in reversed(owner.__mro__) if other[1] in vars(each))
    return entries(inspect.getdoc(vars(first)[other[1]]))


@pytest.mark.parametrize("name", MEMBERS)
def test_the_docstring_of_a_member_begins_with_one_sentence_on_a_line(name):
    _, member, _ = MEMBERS[name]
    first, _, rest = (inspect.getdoc(member) or "").partition("\n")
    assert first.endswith((".", '..."'))
    assert not first.startswith("See ")
    assert not rest or rest.startswith("\n")


@pytest.mark.parametrize("name", METHODS)
def test_the_docstring_of_a_method_explains_every_parameter(name):
    owner, member, _ = MEMBERS[name]
    said, function = explained(owner, inspect.getdoc(member)), function_of(member)
    assert set(parameters(function)) <= said.keys()
    assert without_default(function, said) == []


@pytest.mark.parametrize("name", METHODS)
def test_the_docstring_of_a_method_says_what_it_returns(name):
    _, member, _ = MEMBERS[name]
    assert says_what_it_returns(function_of(member))


@pytest.mark.parametrize("name", sorted({*METHODS} - _WITHOUT_EXAMPLE))
def test_the_docstring_of_a_method_has_an_example_that_is_python(name):
    assert_has_example(inspect.getdoc(MEMBERS[name][1]))


def test_what_has_no_example_is_there():
    assert {*METHODS} >= _WITHOUT_EXAMPLE
