"""The program: its commands, loaded when they are called, and how it ends."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

import click

from plankit.cli.codes import MEANINGS, Exit
from plankit.cli.environment import EnvironmentFileError
from plankit.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

_COMMANDS = {
    "check": ("checking", "Check credentials, reachability and limits of each configured service."),
    "export": ("exporting", "Write a list to a file: JSON lines, CSV or SQLite."),
    "import": ("importing", "Create logs from a spreadsheet, exactly once."),
    "job": ("jobs", "Look into a journal: status, explain, resume, retry, export."),
    "sandbox": ("passing", "Serve local servers of the four services."),
    "demo": ("passing", "Run the main job on the sandbox."),
}
_SECRETS = (
    "Credentials come from the environment (PLANKIT_CLIENT_ID, PLANKIT_CLIENT_SECRET, PLANKIT_REGION, "
    "PLANKIT_PLAYBOOKS_URL, ...), from --env-file FILE (lines NAME=value) or from a prompt; never from an argument."
)


class Commands(click.Group):
    """The commands, each loaded only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        """Return the names of the commands."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as click calls it
        """Return a command."""
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"plankit.cli.{_COMMANDS[cmd_name][0]}")
        found: click.Command = getattr(module, f"{cmd_name}_command")
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as click calls it
        """Write the list of commands, without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as click calls it
        """Write what holds for all commands."""
        with formatter.section("Exit codes"):
            formatter.write_dl([(str(int(code)), text) for code, text in MEANINGS.items()])
        with formatter.section("Secrets"):
            formatter.write_text(_SECRETS)


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="plankit")
def plankit() -> None:
    """Bulk jobs for Planview Logbook, Planview Admin, Planbox and Mattermost Playbooks."""


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # What servers say may be text that the terminal's encoding lacks.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    try:
        code: int | None = plankit.main(
            list(arguments), prog_name="plankit", standalone_mode=False, obj=list(arguments)
        )
    except EnvironmentFileError as error:
        error.show()
        return Exit.CONFIGURATION
    except click.ClickException as error:
        error.show()
        return Exit.USAGE
    except (click.Abort, KeyboardInterrupt):
        sys.stderr.write("Interrupted before anything was sent.\n")
        return Exit.INTERRUPTED
    return code or Exit.DONE
