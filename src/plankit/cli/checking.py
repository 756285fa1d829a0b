"""`plankit check`: credentials, reachability, limits seen, service by service. Nothing is written."""

from __future__ import annotations

import math
import time
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from plankit.cli import options, wires
from plankit.cli.codes import Exit, of_error
from plankit.cli.environment import ask
from plankit.cli.services import SERVICES
from plankit.cli.wording import clean, duration, per_second
from plankit.client import raw
from plankit.errors import ConfigurationError, NotFoundError, PlankitError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import httpx

    from plankit.cli.interrupts import Interrupts
    from plankit.cli.output import Output
    from plankit.cli.services import Service
    from plankit.cli.wires import WireName
    from plankit.client import ServiceClient

_LIMITS = ("x-rate-limit-remaining", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "retry-after")
_DEADLINE = 30.0


@click.command("check")
@click.argument("names", metavar="[SERVICE]...", nargs=-1, type=click.Choice(list(SERVICES)))
@options.environment
@options.limited
@options.wired
@options.as_json
def check_command(names: tuple[str, ...], *, limit: float | None, wire: WireName, as_json: bool) -> int:
    """Check each configured SERVICE (admin, logbook, playbooks, planbox): a token, and one cheap read.

    Without names, services that the environment does not speak of are no error.
    """
    said = options.output("check", as_json=as_json)
    chosen = [SERVICES[name] for name in names] or list(SERVICES.values())
    for service in chosen:
        ask(service)

    async def work(interrupts: Interrupts) -> Exit:
        async with wires.opened(wire) as transport:
            look = _Look(limit, wire, transport)
            code = await interrupts.unless(lambda: _checked(chosen, said, look, named=bool(names)))
        return Exit.INTERRUPTED if code is None else code

    return options.execute(said, work)


@frozen
class _Look:
    """How the services are looked at."""

    limit: float | None
    wire: WireName
    transport: httpx.AsyncBaseTransport | None


async def _checked(chosen: Sequence[Service], said: Output, look: _Look, *, named: bool) -> Exit:
    codes: list[Exit] = []
    found: dict[str, Any] = {}
    texts: list[str] = []
    for service in chosen:
        facts = await _facts(service, look)
        configured: bool = facts["configured"]
        if configured or named:
            codes.append(Exit(facts.pop("exit")))
        else:
            facts.pop("exit")
        found[service.name] = facts
        texts.append(_told(service, facts))
    if not codes:
        texts.append("No service is configured: set the variables that docs/admin.md and its neighbours name.")
        codes.append(Exit.CONFIGURATION)
    # Who may not come in is told before what cannot be reached.
    code = min((code for code in codes if code is not Exit.DONE), default=Exit.DONE)
    return said.result(code, {"services": found}, "\n".join(texts))


async def _facts(service: Service, look: _Look) -> dict[str, Any]:
    """Return what is found out about a service; `exit` is how a command ends that uses it."""
    facts: dict[str, Any] = {"configured": service.configured}
    try:
        client = service.open(look.limit, transport=look.transport)
    except ConfigurationError as error:
        return {**facts, "problem": str(error), "exit": Exit.CONFIGURATION}
    facts |= {"configured": True, "address": client.base_url, "wire": wires.told(look.wire)}
    rate = client.budget.state().rate
    facts["budget"] = {"begins": None if math.isinf(rate) else rate, "limit": look.limit}
    async with client:
        try:
            began = time.monotonic()
            token = await client.token()
            facts["token"] = {
                "seconds": round(time.monotonic() - began, 3),
                "lifetime": None if math.isinf(token.lifetime) else token.lifetime,
                "given": service.given,
            }
            facts |= await _read(service, client)
            facts["exit"] = Exit.DONE
        except NotFoundError as error:
            where = f"Is {client.base_url} the right address, its path too? It comes from {service.address}."
            facts |= {"problem": f"{error} {where}", "exit": of_error(error)}
        except (PlankitError, OSError) as error:
            facts |= {"problem": str(error), "exit": of_error(error)}
            if facts["exit"] is Exit.USAGE:
                facts["exit"] = Exit.SERVICE
    return facts


async def _read(service: Service, client: ServiceClient) -> dict[str, Any]:
    """Make one cheap read."""
    began = time.monotonic()
    method: Any = attrgetter(service.read)(client)
    size: dict[str, int] = {"per_page": 1} if service.name == "playbooks" else {}
    size = {"count": 1} if service.name == "admin" else size
    if size:
        pages: Any = method(**size, deadline=_DEADLINE).pages()
        answer: Any = await raw(pages.__anext__)
    else:
        answer = await raw(method, deadline=_DEADLINE)
    headers: Mapping[str, str] = answer.headers
    return {
        "credential": "accepted",
        "read": {"what": service.read, "status": answer.status, "seconds": round(time.monotonic() - began, 3)},
        "limits": {name: headers[name] for name in _LIMITS if name in headers},
    }


def _told(service: Service, facts: Mapping[str, Any]) -> str:
    head = f"{service.name:<10} "
    if "address" not in facts:
        return f"{head}not configured: {facts['problem']}"
    lines = [f"{head}{facts['address']}"]
    token = facts.get("token")
    if "credential" in facts and token is not None:
        life = "" if token["lifetime"] is None else f", valid for {duration(token['lifetime'])}"
        asked = f"credential accepted, a token in {token['seconds']:.3f} s{life}"
        how = "given token accepted" if token["given"] else asked
        lines.append(f"  {how}")
    if "problem" in facts:
        lines.append(f"  problem    {facts['problem']}")
    if "read" in facts:
        lines.append(f"  read       {facts['read']['what']} in {facts['read']['seconds']:.3f} s")
        seen = ", ".join(f"{name}: {value}" for name, value in facts["limits"].items())
        lines.append(f"  limits     {seen or 'the server tells none'}")
    begins, limit = facts["budget"]["begins"], facts["budget"]["limit"]
    rate = per_second(math.inf if begins is None else begins)
    lines.append(f"  budget     {rate}{' to begin with' * (limit is None)}")
    lines.append(f"  wire       {facts['wire']}")
    return clean("\n".join(lines))
