"""`network4 info`: versions, devices, engines and data found."""

import click

from network4.cli.output import json_option, print_json, print_rows


@click.command()
@json_option
def info(as_json: bool) -> None:
    """Show versions, devices, engines and where MNIST is.

    Use it to see what runs here, or to describe your machine when you report a fault.

    \b
    Example:
      network4 info
    """  # noqa: D301  click looks for a backspace, not for a backslash and a b
    from network4.datasets import find_mnist
    from network4.engines import ENGINES, describe_devices
    from network4.errors import DataError
    from network4.experiments import RECIPES
    from network4.utils.records import machine, say_cores, versions

    try:
        found = find_mnist()
    except DataError as error:
        found = f"refused: {error}"
    here = machine()
    print_rows(
        {
            **versions(),
            "machine": f"{here['processor']}, {say_cores(here)}, {here['system']}",
            "engines": ", ".join(
                f"{engine} ({describe_devices(engine)})" for engine in ENGINES
            ),
            "MNIST": found or "not on this machine; train downloads it, or uses digits",
            "recipes": ", ".join(recipe.name for recipe in RECIPES),
        }
    )
    if as_json:
        print_json(
            {
                "versions": versions(),
                "machine": here,
                "engines": {engine: describe_devices(engine) for engine in ENGINES},
                "mnist": found,
            }
        )
