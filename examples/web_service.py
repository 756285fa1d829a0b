"""A web service on plankit: clients made once, answers that fail fast, work that ends when the browser leaves.

`pip install '.[web]'`, then `python examples/web_service.py`; `make sandbox` prints fitting variables.

    GET /health                    whether the service lives, and how busy it is; asks nobody
    GET /users, GET /runs          all users, all playbook runs, as JSON lines; `?resume=` goes on where a list failed
    GET /users/{id}                one user
    POST /logs                     creates a log: {"name": "late", "log_types_id": 18, "container_id": 4711}
    POST /runs/{id}/finish         finishes a run

It reads what the clients' `from_env()` reads, PLANKIT_LIMIT (requests a second to Planview, all browsers together), and
PORT. It does not ask who is calling: put it behind something that does.
"""

from __future__ import annotations

import json
import logging
import math
import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Self, TypedDict, TypeVar

import anyio
import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Message

import plankit
from plankit import AdminClient, Budget, CallOptions, LogbookClient, Outcome, PlankitError, PlaybooksClient
from plankit.logbook import AppContext, LogCreate

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from plankit import BudgetState, Page, Pager
    from plankit.paging import Pages

T = TypeVar("T")
logger = logging.getLogger("web_service")

# Somebody waits for each answer: better an error now than a place in a long queue. In a list each page has as much.
READ: CallOptions = {"deadline": 5.0, "max_wait": 0.5}
WRITE: CallOptions = {"deadline": 15.0, "max_wait": 0.5}

ANSWERS: dict[type[BaseException], tuple[int, str]] = {
    plankit.InvalidArgumentError: (400, "the request holds a value that cannot be"),
    plankit.PermissionDeniedError: (403, "this service may not do that"),
    plankit.NotFoundError: (404, "there is no such thing"),
    plankit.ConflictError: (409, "it contradicts what is there"),
    plankit.InvalidRequestError: (422, "it was refused as it stands"),
    plankit.RateLimitedError: (503, "too much is asked at the moment"),
    plankit.MaxWaitExceededError: (503, "too much is asked at the moment"),
    plankit.DeadlineExceededError: (504, "no answer came in time"),
    # The rest, a credential that is not accepted included, is nothing that a browser could mend or should know.
    PlankitError: (502, "a service behind this one failed"),
}


class Clients(TypedDict):
    """What all requests share: connections, tokens and budgets are worth something only when they are shared."""

    admin: AdminClient
    logbook: LogbookClient
    playbooks: PlaybooksClient


@asynccontextmanager
async def lifespan(_: Starlette) -> AsyncGenerator[Clients]:
    """Make the clients when the service starts, on its event loop, and close them when it ends."""
    budget = Budget(float(os.environ.get("PLANKIT_LIMIT", "100")))
    async with (
        AdminClient.from_env(budget=budget) as admin,
        # One token and one budget for both; with two credentials it is LogbookClient.from_env(budget=budget).
        LogbookClient.from_env(admin.token_source, budget=budget) as logbook,
        PlaybooksClient.from_env() as playbooks,  # Another site with a limit of its own: it keeps a budget of its own.
    ):
        yield {"admin": admin, "logbook": logbook, "playbooks": playbooks}


def budgets(request: Request[Clients]) -> list[BudgetState]:
    """Look at what the clients do together."""
    return [request.state["admin"].budget.state(), request.state["playbooks"].budget.state()]


async def health(request: Request[Clients]) -> Response:
    """Say that the service lives; whether those behind it do is told by their own answers."""
    states = budgets(request)
    in_flight, waiting = sum(state.in_flight for state in states), sum(state.waiting for state in states)
    return JSONResponse({"status": "ok", "in_flight": in_flight, "waiting": waiting})


async def get_user(request: Request[Clients]) -> Response:
    """Answer one user."""
    user = await request.state["admin"].users.get(request.path_params["id"], **READ)
    return JSONResponse(user.to_dict())


async def list_users(request: Request[Clients]) -> Response:
    """Answer all users."""
    return await lines(request.state["admin"].users.list(resume=request.query_params.get("resume"), **READ))


async def list_runs(request: Request[Clients]) -> Response:
    """Answer all runs."""
    return await lines(request.state["playbooks"].runs.walk(resume=request.query_params.get("resume"), **READ))


async def finish_run(request: Request[Clients]) -> Response:
    """Finish a run."""
    await to_its_end(request.state["playbooks"].runs.finish(request.path_params["id"], **WRITE))
    return Response(status_code=204)


async def create_log(request: Request[Clients]) -> Response:
    """Create a log in Logbook."""
    match await body_of(request):
        case {"name": str(name), "log_types_id": int(log_type), "container_id": int(container)}:
            context = AppContext(container_id=container, container_source="portfolios", container_type="work")
            log = LogCreate(log_types_id=log_type, name=name, app_context=[context])
        case _:
            raise HTTPException(400, "give an object with name, log_types_id and container_id")
    result = await to_its_end(request.state["logbook"].logs.create(log, **WRITE))
    created, refused = [made.log.id for made in result.created], [entry.message for entry in result.failed]
    logger.info("created log %s", created)  # The browser that should hear of it may be gone.
    answer = {"created": created, "refused": refused, "unknown": len(result.unreported)}
    return JSONResponse(answer, 201 if result.ok else 422 if refused else 502)


async def to_its_end(write: Awaitable[T]) -> T:
    """Wait for a write, whether or not the browser stays to hear of it.

    A write that is cut off half-way was carried out or was not, and nobody knows which. So a browser that leaves does
    not cancel it; its own deadline ends it at the latest.
    """
    done: list[T] = []
    with anyio.CancelScope(shield=True):
        done.append(await write)
    return done[0]


async def body_of(request: Request[Clients]) -> object:
    """Return the request's JSON value."""
    try:
        return await request.json()
    except (ValueError, RecursionError) as problem:
        raise HTTPException(400, "the body is not JSON") from problem


async def lines(pager: Pager[Any]) -> Response:
    """Answer a list; an error of its first page is still answered by a status."""
    pages = pager.pages()
    return JsonLines(await anext(pages), pages)


class JsonLines(StreamingResponse):
    """Pages as JSON lines; the next page is fetched when the browser has taken the last one.

    It is its own iterator: an asynchronous generator that a leaving browser cuts off would be left unclosed.
    """

    media_type = "application/jsonl"

    def __init__(self, first: Page[Any], rest: Pages[Any]) -> None:
        super().__init__(self)
        self._page: Page[Any] | None = first
        self._rest = rest
        self._failed = False

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        """Return the lines of a page; where one cannot be had, a last line says so and where to go on."""
        if self._failed:
            raise StopAsyncIteration
        page, self._page = self._page, None
        try:
            if page is None:
                page = await anext(self._rest)
        except PlankitError as error:
            self._failed = True
            told(error)
            return line({"error": type(error).__name__, "resume": error.resume_token})
        return b"".join(line(item.to_dict()) for item in page.items)


def line(value: object) -> bytes:
    """Return *value* as a line of JSON."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8") + b"\n"


async def failed(request: Request[Any], error: Exception) -> Response:
    """Answer an error by its type, in words of our own: those of the services behind are not for browsers."""
    told(error)
    status, meaning = next(ANSWERS[kind] for kind in type(error).__mro__ if kind in ANSWERS)
    answer = {"error": type(error).__name__, "message": meaning}
    if request.method == "POST" and getattr(error, "outcome", None) is Outcome.UNKNOWN:
        answer |= {"outcome": "unknown", "message": f"{meaning}; it may have been done: look before you repeat it"}
    wait = getattr(error, "retry_after", None) or max(state.paused for state in budgets(request))
    headers = {"Retry-After": str(max(1, math.ceil(wait)))} if status == 503 else None  # noqa: PLR2004 - as ANSWERS says
    return JSONResponse(answer, status, headers)


def told(error: Exception) -> None:
    """Keep what an operator needs to know; attempts hold status, time and outcome, and no word of the request."""
    attempts = [str(attempt) for attempt in getattr(error, "attempts", ())]
    logger.warning("%s: %s, attempts %s", getattr(error, "operation", None), type(error).__name__, attempts)


class CancelOnDisconnect:
    """Cancels what is done for a request when its browser leaves; on its own, Starlette lets handlers run to their end.

    The news comes by the same way as the body: one task reads both, and hands the body on.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        put, take = anyio.create_memory_object_stream[Message](1)

        async def watch() -> None:
            while (message := await receive())["type"] != "http.disconnect":
                await put.send(message)
            group.cancel_scope.cancel()

        async with put, take, anyio.create_task_group() as group:
            group.start_soon(watch)
            await self._app(scope, take.receive, send)
            group.cancel_scope.cancel()


app = CancelOnDisconnect(
    Starlette(
        lifespan=lifespan,
        routes=[
            Route("/health", health),
            Route("/users", list_users),
            Route("/users/{id}", get_user),
            Route("/runs", list_runs),
            Route("/runs/{id}/finish", finish_run, methods=["POST"]),
            Route("/logs", create_log, methods=["POST"]),
        ],
        exception_handlers={PlankitError: failed},
        max_body_size=64 * 1024,
    )
)

if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    # The end of the service cancels even what is shielded from browsers, so it waits longer than a write may take.
    uvicorn.run(app, port=int(os.environ.get("PORT", "8000")), timeout_graceful_shutdown=20)
