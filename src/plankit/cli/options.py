"""Options that several commands take, and how a command runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, get_args

import anyio
import click

from plankit.cli.codes import Exit, of_error
from plankit.cli.environment import ask, load
from plankit.cli.interrupts import Interrupts, watched
from plankit.cli.output import Output, Shown
from plankit.cli.wires import WireName
from plankit.errors import PlankitError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from plankit.cli.services import Service

F = TypeVar("F", bound="Callable[..., Any]")


def _loaded(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    if value is not None:
        load(value)
    return value


def environment(function: F) -> F:
    """Add `--env-file`."""
    option = click.option(
        "--env-file",
        type=click.Path(dir_okay=False),
        callback=_loaded,
        expose_value=False,
        is_eager=True,
        help="Take variables from FILE: lines PLANKIT_...=value. It must not be readable by everybody.",
        metavar="FILE",
    )
    return option(function)


def as_json(function: F) -> F:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout at the end.")(function)


def shown(function: F) -> F:
    """Add `--json` and `--progress`."""
    kinds = click.Choice(get_args(Shown))
    option = click.option("--progress", type=kinds, default="auto", show_default=True, help="How progress is shown.")
    return as_json(option(function))


def limited(function: F) -> F:
    """Add `--limit`."""
    text = "Requests in any second; without it the rate is found by feedback."
    return click.option("--limit", type=click.FloatRange(min=0, min_open=True), metavar="N", help=text)(function)


def wired(function: F) -> F:
    """Add `--wire`."""
    text = "What requests travel over; fast takes less of the processor and needs plankit[fast]."
    kinds = click.Choice(get_args(WireName))
    return click.option("--wire", type=kinds, default="default", show_default=True, help=text)(function)


def output(name: str, *, as_json: bool, progress: Shown = "auto") -> Output:
    """Return what this command says."""
    arguments: list[str] = click.get_current_context().find_root().obj
    return Output(name, arguments, as_json=as_json, progress=progress)


def execute(said: Output, work: Callable[[Interrupts], Awaitable[Exit]], service: Service | None = None) -> int:
    """Run *work* and return its exit code; what it raises is said and becomes one.

    Args:
        said: What the command says.
        work: The command.
        service: The service whose secret is asked for, if it is missing and somebody is there.
    """
    if service is not None:
        ask(service)
    try:
        return anyio.run(watched, work)
    except (PlankitError, OSError) as error:
        return said.failed(of_error(error), error)
    finally:
        said.close()
