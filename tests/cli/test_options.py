"""The same option is the same in every command."""

import click
import pytest

from network4.cli import network4 as group

OPTIONS = [
    (name, option)
    for name, command in group.commands.items()
    for option in command.params
    if isinstance(option, click.Option)
]
# A file or a directory, as the command writes one or several.
MAY_DIFFER = {"--out"}


def test_out_is_o_everywhere_and_o_is_nothing_else():
    with_out = [name for name, option in OPTIONS if "--out" in option.opts]
    with_o = [name for name, option in OPTIONS if "-o" in option.opts]
    assert with_out == with_o
    assert set(with_out) == {"train", "page", "learn", "quiz", "report", "export"}


def test_every_command_that_gives_a_result_gives_it_as_json():
    with_json = {name for name, option in OPTIONS if "--json" in option.opts}
    assert set(group.commands) - with_json == {"book"}  # another's program prints there


def kinds_of(long_name):
    return {
        (type(option.type), option.is_flag, option.to_info_dict()["type"].get("file"))
        for _, option in OPTIONS
        if long_name in option.opts and not option.multiple
    }


@pytest.mark.parametrize(
    "long_name",
    sorted({name for _, o in OPTIONS for name in o.opts if name.startswith("--")}),
)
def test_an_option_takes_the_same_kind_of_value_everywhere(long_name):
    if long_name in MAY_DIFFER:
        kinds = {kind for kind, _, _ in kinds_of(long_name)}
        assert kinds == {click.Path}
    else:
        assert len(kinds_of(long_name)) <= 1


def test_every_option_says_what_it_does():
    assert [name for name, option in OPTIONS if not option.help] == []
