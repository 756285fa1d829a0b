"""Make one call meet one fault, and tell what became of it."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import anyio

from faults.outcome import RESULT, Cell, Row, Safety
from plankit import (
    AccessToken,
    AdminClient,
    Budget,
    ClientCredentials,
    FastWire,
    LogbookClient,
    Outcome,
    PlanboxClient,
    PlankitError,
    PlaybooksClient,
    RetryPolicy,
)
from plankit.logbook import AppContext, LogCreate
from plankit.sandbox import Sandbox, sandbox

if TYPE_CHECKING:
    from plankit.sandbox.faults import Fault
    from plankit.sandbox.script import When

Wire = Literal["default", "fast"]
Call: TypeAlias = Callable[[Any, Sandbox, str], Awaitable[object]]
NOT_MET = "the fault did not happen"
_PATIENCE = 10.0
_UNKNOWN_ID = "zzzzzzzzzzzzzzzzzzzzzzzzzz"
_LARGE = 12 * 1024 * 1024


@dataclasses.dataclass(frozen=True, slots=True)
class Operation:
    """An operation that stands for its kind.

    Attributes:
        name: The method of the facade.
        safety: Whether it reads, may be repeated or must not be.
        id: The operationId.
        call: Calls it on a client; the last argument is a name that was never used.
        usual: Whether every row has it.
    """

    name: str
    safety: Safety
    id: str
    call: Call
    usual: bool = True

    @property
    def planview(self) -> bool:
        """Whether its token comes from the token endpoint."""
        return self.name.startswith(("admin", "logbook"))


def _context(server: Sandbox) -> AppContext:
    return AppContext.from_dict(server.container)


def _log(server: Sandbox, name: str) -> LogCreate:
    # Into another container than the one that is listed, which stays small.
    context = AppContext.from_dict({**server.container, "container_id": 2})
    return LogCreate(log_types_id=18, name=name, app_context=[context])


async def _walked(items: AsyncIterator[object]) -> object:
    return [item async for item in items]


async def _project(client: PlanboxClient, server: Sandbox, name: str) -> object:
    return await client.projects.add(int(server.products()[0]["id"]), name=name)


OPERATIONS = (
    Operation("admin.users.get", "read", "getUser", lambda admin, s, _: admin.users.get(s.users()[0]["id"])),
    Operation("admin.users.list", "read", "listUsers", lambda admin, _, __: _walked(admin.users.list())),
    Operation("logbook.logs.list", "read", "listLogs", lambda logbook, s, _: logbook.logs.list(_context(s))),
    Operation("planbox.products.list", "read", "getProducts", lambda planbox, _, __: planbox.products.list()),
    Operation(
        "playbooks.runs.finish",
        "idempotent",
        "finishRun",
        lambda playbooks, s, _: playbooks.runs.finish(s.runs()[0]["id"]),
    ),
    Operation(
        "logbook.logs.update",
        "idempotent",
        "updateLog",
        lambda logbook, s, name: logbook.logs.update(s.logs()[0]["id"], _context(s), name=name),
    ),
    Operation(
        "logbook.logs.create",
        "unsafe",
        "createLogs",
        lambda logbook, s, name: logbook.logs.create(_log(s, name)),
    ),
    Operation(
        "playbooks.runs.create",
        "unsafe",
        "createRun",
        lambda playbooks, s, name: playbooks.runs.create(s.user_id, team_id=s.team_id, name=name),
    ),
    Operation("planbox.projects.add", "unsafe", "addProject", _project),
    Operation(
        "playbooks.runs.finish, unknown id",
        "idempotent",
        "finishRun",
        lambda playbooks, _, __: playbooks.runs.finish(_UNKNOWN_ID),
        usual=False,
    ),
    Operation(
        "playbooks.runs.change_owner, unknown id",
        "unsafe",
        "changeRunOwner",
        lambda playbooks, s, _: playbooks.runs.change_owner(_UNKNOWN_ID, s.user_id),
        usual=False,
    ),
    Operation(
        "logbook.logs.create, 12 MB",
        "unsafe",
        "createLogs",
        lambda logbook, s, name: logbook.logs.create(_log(s, name.ljust(_LARGE, "x"))),
        usual=False,
    ),
)


def start() -> Sandbox:
    """The servers that the table is about."""
    return sandbox(users=3, logs=1, playbooks=1, runs=1, products=1, max_body=2 * _LARGE)


def cases(row: Row) -> list[tuple[Operation, Cell]]:
    """The operations of a row with what is expected of them."""
    found: list[tuple[Operation, Cell]] = []
    for operation in OPERATIONS:
        cell = row.cell(operation.name, operation.safety)
        wanted = operation.name in row.only if row.only else operation.usual
        if cell is not None and wanted and (operation.planview or cell.tokens is None):
            found.append((operation, cell))
    return found


@asynccontextmanager
async def _client(service: str, server: Sandbox, row: Row, wire: Wire) -> AsyncGenerator[Any]:
    settings: dict[str, Any] = {"timeout": 3.0, "deadline": 6.0, **row.settings}
    settings |= {"retry": RetryPolicy(base=0.001, cap=0.01), "budget": Budget(), "unverified": True}
    credentials = ClientCredentials(server.client_id, server.client_secret)
    async with AsyncExitStack() as stack:
        if wire == "fast":
            settings["transport"] = await stack.enter_async_context(FastWire())
        if service == "admin":
            made: Any = AdminClient(credentials, base_url=server.admin_url, **settings)
        elif service == "logbook":
            made = LogbookClient(credentials, base_url=server.logbook_url, token_url=server.token_url, **settings)
        elif service == "playbooks":
            made = PlaybooksClient(server.playbooks_url, server.playbooks_token, **settings)
        else:
            token = AccessToken(server.planbox_token)
            made = PlanboxClient(token, base_url=server.planbox_url, alpha_url=server.planbox_alpha_url, **settings)
        yield await stack.enter_async_context(made)


async def meet(
    server: Sandbox, row: Row, fault: Fault | None, operation: Operation, name: str, wire: Wire = "default"
) -> tuple[Cell, str]:
    """Make the calls of a row while *fault* is on the script; tell what became of them, and what is wrong besides.

    Args:
        server: The servers.
        row: What is tried.
        fault: One of its faults; None for none.
        operation: What is called.
        name: A name that nothing has yet.
        wire: What the client sends over.
    """
    server.clear_faults()
    server.reset_log()
    if fault is not None:
        when: When = {**row.when, "operation": "createToken" if row.token else operation.id}
        server.fault(fault, **when)
    seen, error = RESULT, None
    async with _client(operation.name.partition(".")[0], server, row, wire) as client:
        for number in range(row.calls):
            try:
                with anyio.fail_after(_PATIENCE):
                    await operation.call(client, server, f"{name}.{number}")
            except Exception as failure:  # noqa: BLE001 - whatever comes out is what the caller sees
                seen, error = type(failure).__name__, failure
            await _quiet(server)
    audit = server.audit()
    expected = row.cell(operation.name, operation.safety)
    requests = [request for request in server.requests() if request.operation == operation.id]
    applied = sum(request.applied for request in requests)
    cell = Cell(
        seen,
        len(requests),
        None if operation.safety == "read" else applied,
        error.outcome.value if isinstance(error, PlankitError) and error.outcome is not None else None,
        None if expected is None or expected.tokens is None else audit.requests.get("createToken", 0),
    )
    wrong = [text for text in (_untyped(error), _evidence(error), *_twice(server, row, operation, applied)) if text]
    if set(audit.requests) - {operation.id, "createToken"}:
        wrong.append(f"something else was asked for: {audit.requests}")
    if fault is not None and not sum(server.fault_hits()):
        wrong.append(NOT_MET)
    return cell, "; ".join(wrong)


async def _quiet(server: Sandbox) -> None:
    """Wait until nothing is under way: what a client gave up may still be applied."""
    with anyio.fail_after(_PATIENCE):
        while server.busy():  # noqa: ASYNC110 - the servers are in another thread
            await anyio.sleep(0.002)


def _untyped(error: Exception | None) -> str:
    return "" if error is None or isinstance(error, PlankitError) else f"an untyped error came out: {error!r}"


def _evidence(error: Exception | None) -> str:
    """What is unknown must be said to be, with whether the whole body was sent."""
    if not isinstance(error, PlankitError) or error.outcome is not Outcome.UNKNOWN:
        return ""
    doubtful = [attempt for attempt in error.attempts if attempt.outcome is Outcome.UNKNOWN]
    if not doubtful or not all(attempt.sent for attempt in doubtful):
        return "unknown, although no attempt says that the whole request was sent"
    safe = "It only reads" in str(error) or "It is unknown whether it was applied" in str(error)
    return "" if safe else f"the message does not say that it is unknown: {error}"


def _twice(server: Sandbox, row: Row, operation: Operation, applied: int) -> list[str]:
    audit = server.audit()
    wrong: list[str] = []
    if operation.safety == "unsafe" and applied > row.calls:
        wrong.append(f"an unsafe call was applied {applied} times")
    if audit.duplicated():
        wrong.append("something was created twice")
    if operation.safety != "read" and len(audit.writes) != applied:
        wrong.append(f"{len(audit.writes)} changes by {applied} applied requests")
    return wrong
