"""`plankit sandbox` and `plankit demo`: programs of their own, given their arguments as they are."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from plankit.cli.codes import Exit

_PASSED = {"ignore_unknown_options": True, "help_option_names": list[str]()}


@click.command("sandbox", context_settings=_PASSED, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def sandbox_command(arguments: tuple[str, ...]) -> int:
    """Serve local servers of the four services until Ctrl-C: `python -m plankit.sandbox`."""
    return _run("sandbox", arguments)


@click.command("demo", context_settings=_PASSED, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def demo_command(arguments: tuple[str, ...]) -> int:
    """Run the main job on the sandbox: `python -m plankit.demo`."""
    return _run("demo", arguments)


def _run(name: str, arguments: tuple[str, ...]) -> int:
    try:
        program = import_module(f"plankit.{name}.__main__")
    except ImportError as error:
        sys.stderr.write(f"{error}\n")
        return Exit.CONFIGURATION
    try:
        code: int = program.main(list(arguments))
    except SystemExit as ended:
        # How argparse ends: after --help, or a mistake in the arguments.
        return ended.code if isinstance(ended.code, int) else Exit.USAGE
    return code
