"""`plankit export`: a list to a file, gone on with where it was interrupted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click
from attrs import asdict

from plankit.bulk.extract import export
from plankit.bulk.formats import Format
from plankit.cli import options, wires
from plankit.cli.codes import Exit
from plankit.cli.lists import COLLECTIONS, Choice, pager_of
from plankit.cli.services import SERVICES
from plankit.cli.view import of_export
from plankit.cli.wording import as_options, duration, many, number, seconds_of
from plankit.errors import ConfigurationError, InvalidArgumentError, PlankitError

if TYPE_CHECKING:
    from plankit.bulk.extract import ExportReport
    from plankit.cli.interrupts import Interrupts
    from plankit.cli.output import Output, Shown
    from plankit.cli.wires import WireName
    from plankit.client import ServiceClient
    from plankit.paging import Pager


def _queries(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for value in values:
        name, equals, rest = value.partition("=")
        if not equals or not name:
            msg = f"{value!r}: write NAME=VALUE."
            raise click.BadParameter(msg)
        found[name] = rest
    return found


def _columns(_context: click.Context, _option: click.Parameter, value: str | None) -> list[str] | None:
    return None if value is None else [name.strip() for name in value.split(",") if name.strip()]


@click.command("export")
@click.argument("service", type=click.Choice(list(SERVICES)))
@click.argument("collection")
@click.option("--to", required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="The file.")
@click.option(
    "--format", "format_", type=click.Choice(get_args(Format)), help="How it is written, if not by its suffix."
)
@click.option("--columns", callback=_columns, metavar="A,B,...", help="The columns (CSV).")
@click.option(
    "--container", "containers", multiple=True, metavar="ID:SOURCE:TYPE", help="The container (logbook logs)."
)
@click.option("--product", "products", multiple=True, metavar="ID", help="The product.")
@click.option("--team", metavar="ID", help="The team (playbooks).")
@click.option("--user", metavar="ID", help="The user (admin user-audit).")
@click.option(
    "--query", callback=_queries, multiple=True, metavar="NAME=VALUE", help="A parameter not in the document."
)
@click.option("--page-size", "size", type=click.IntRange(min=1), metavar="N", help="Items of a page.")
@click.option("--prefetch", type=click.IntRange(min=0), default=0, metavar="N", help="Pages to fetch ahead.")
@click.option("--verify", is_flag=True, help="Scan until two scans agree.")
@click.option("--restart", is_flag=True, help="Forget an unfinished export of FILE.")
@click.option("--overwrite", is_flag=True, help="Replace FILE once the new one is complete.")
@click.option("--deadline", callback=seconds_of, metavar="TIME", help="Stop after this time.")
@options.limited
@options.wired
@options.environment
@options.shown
def export_command(
    service: str,
    collection: str,
    *,
    to: Path,
    format_: Format | None,
    columns: list[str] | None,
    prefetch: int,
    restart: bool,
    overwrite: bool,
    deadline: float | None,
    limit: float | None,
    wire: WireName,
    as_json: bool,
    progress: Shown,
    **choice: Any,
) -> int:
    """Write a COLLECTION of SERVICE to a file: JSON lines, CSV or SQLite.

    \b
    admin      users, products, audit, user-audit --user ID, product-users --product ID
    logbook    logs --container 4711:portfolios:work
    playbooks  runs, playbooks --team ID
    planbox    products, projects --product ID

    The same command goes on where an earlier one was interrupted.
    """  # noqa: D301 - click's own mark
    said = options.output("export", as_json=as_json, progress=progress)
    if collection not in COLLECTIONS[service]:
        msg = f"{service} has no collection {collection!r}. It has: {', '.join(COLLECTIONS[service])}."
        raise click.BadParameter(msg, param_hint="COLLECTION")

    async def work(interrupts: Interrupts) -> Exit:
        async with wires.opened(wire) as transport, SERVICES[service].open(limit, transport=transport) as client:
            pager = pager_of(service, collection, client, Choice(**choice))
            code = await interrupts.unless(
                lambda: _exported(
                    client,
                    pager,
                    said,
                    to,
                    format=format_,
                    columns=columns,
                    prefetch=prefetch,
                    restart=restart,
                    overwrite=overwrite,
                    deadline=deadline,
                )
            )
        if code is not None:
            return code
        if not kept(to):
            return said.result(Exit.INTERRUPTED, {}, "Interrupted before anything had come.")
        said.result(Exit.INTERRUPTED, {"resume": said.again()}, f"Interrupted: what came is kept beside {to}.")
        said.resume()
        return Exit.INTERRUPTED

    return options.execute(said, work, SERVICES[service])


def kept(to: Path) -> bool:
    """Return whether there is something of *to* that the same export goes on from."""
    return to.with_name(f"{to.name}.part").exists()


async def _exported(client: ServiceClient, pager: Pager[Any], said: Output, to: Path, **asked: Any) -> Exit:
    try:
        report = await export(
            pager, to, on_progress=lambda progress: said.show(of_export(progress, client.budget.state())), **asked
        )
    except (InvalidArgumentError, ConfigurationError):
        raise
    except (PlankitError, OSError) as error:
        if not kept(to):
            raise
        code = said.failed(Exit.STOPPED, error)
        said.resume()
        return code
    return _told(report, said, chosen=asked["columns"] is not None)


def _told(report: ExportReport, said: Output, *, chosen: bool) -> Exit:
    certificate = report.certificate
    lost = bool(report.unknown) and not chosen
    code = Exit.INCOMPLETE if certificate.missed or not certificate.complete or lost else Exit.DONE
    facts = {
        "file": str(report.path),
        "format": report.format,
        "items": report.items,
        "seconds": round(report.seconds, 3),
        "columns": report.columns,
        "left_out": report.unknown,
        "unfilled": report.unfilled,
        "certificate": {
            **asdict(certificate),
            "started": certificate.started.isoformat(),
            "ended": certificate.ended.isoformat(),
            "text": str(certificate),
        },
    }
    rate = report.items / report.seconds if report.seconds else 0.0
    took = f"{duration(report.seconds)}, {number(rate)} items/s"
    lines = [f"{many(report.items, 'item')} to {report.path} ({report.format}, {took})", as_options(str(certificate))]
    lines += report.remarks
    return said.result(code, facts, "\n".join(lines))
