"""A call over the client's real stack and a canned wire, and what may come out of it."""

from __future__ import annotations

import json
import math
import pickle
import sys
import traceback
from typing import TYPE_CHECKING, Any

import anyio
import httpx
from attrs import field, frozen
from fuzz_recipes import TOKENS, Recipe, client_of
from plankit_clients._runtime import Model
from plankit_clients.playbooks.types import Response

import plankit
from plankit import Outcome, Pager, PlankitError
from plankit.logbook import CreateResult, Log, LogTypeConfiguration, attributes, custom_value, system_value, types_of
from plankit.planbox import as_date, as_datetime
from plankit.playbooks import to_datetime
from plankit.transport.tokens import Token

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

MOST_REQUESTS = 12
MOST_ITEMS = 60
LONGEST_MESSAGE = 4000
SECONDS = 10


@frozen
class Answer:
    """What the wire answers."""

    status: int
    body: bytes = field(repr=lambda body: repr(body if len(body) < 600 else body[:600] + b"..."))
    headers: list[tuple[str, str]] = field(factory=list)
    pieces: int = 0


class Pieces(httpx.AsyncByteStream):
    """A body as it comes from a network."""

    def __init__(self, body: bytes, size: int) -> None:
        self._left = [body[at : at + size] for at in range(0, len(body), size)][::-1]
        self.closed = False

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        if not self._left:
            raise StopAsyncIteration
        return self._left.pop()

    async def aclose(self) -> None:
        self.closed = True


class Hasty:
    """Time that passes by itself: nobody waits, however long the server asks them to."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept = 0.0

    def monotonic(self) -> float:
        return self.now

    def wall(self) -> float:
        return 1_700_000_000.0 + self.now

    async def sleep(self, seconds: float, until: Callable[[], Awaitable[None]] | None = None) -> None:
        assert math.isfinite(seconds)
        self.now += max(seconds, 0.0)
        self.slept += max(seconds, 0.0)
        await anyio.lowlevel.checkpoint()


class Canned(httpx.AsyncBaseTransport):
    """Gives each request the same answer, a good token to who asks for one; after some requests, nothing any more."""

    def __init__(self, answer: Answer, *, for_token: bool) -> None:
        self.answer = answer
        self.for_token = for_token
        self.requests = 0
        self.streams: list[Pieces] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        if self.requests > MOST_REQUESTS:
            msg = "no more"
            raise httpx.ConnectError(msg)
        path = request.url.path
        if not self.for_token and path.endswith("/oauth2/token"):
            return httpx.Response(200, json={"id_token": "a-long-token", "expires_in": 3600})
        if not self.for_token and path.endswith("/api/auth"):
            return httpx.Response(200, json={"code": "ok", "content": {"access_token": "a-long-token"}})
        answer = self.answer
        raw = [(name.encode("latin-1", "replace"), value.encode("utf-8")) for name, value in answer.headers]
        if not answer.pieces:
            # In memory, as mocks have it; their encodings are undone before it comes here.
            raw = [pair for pair in raw if pair[0] not in (b"Content-Encoding", b"Content-Length")]
            return httpx.Response(answer.status, headers=raw, content=answer.body)
        stream = Pieces(answer.body, answer.pieces)
        self.streams.append(stream)
        return httpx.Response(answer.status, headers=raw, stream=stream)


async def outcome_of(service: str, operation_id: str, recipe: Recipe, answer: Answer) -> Any:
    """Call, walk and look at what comes out: a result as promised, or a typed error."""
    wire = Canned(answer, for_token=operation_id in TOKENS)
    clock = Hasty()
    client = client_of(service, wire, clock)
    with anyio.fail_after(SECONDS):
        try:
            async with client:
                result = await _result(client, recipe)
        except PlankitError as error:
            check_error(error, sent=wire.requests > 0)
            return error
        finally:
            assert all(stream.closed for stream in wire.streams)
            assert clock.slept < 100 * 60
    return result


async def _result(client: Any, recipe: Recipe) -> Any:
    made = recipe.call(client)
    if not recipe.pages:
        result = await made
        check_kind(result, recipe.kind)
        check_result(result)
        return result
    assert isinstance(made, Pager)
    found: list[Any] = []
    try:
        async for item in made:
            found.append(item)
            check_kind(item, recipe.kind)
            if len(found) >= MOST_ITEMS:
                break
    finally:
        check_result(found)
        # What was handed out is behind the token, in another process, too.
        recipe.call(client, resume=made.token)
        assert isinstance(made.duplicates, int)
    number = 0
    async for page in recipe.call(client).pages():
        check_kind(page.items, [recipe.kind])
        repr(page)
        number += 1
        if number >= 3:
            break
    return found


async def ahead(pager: Pager[Any]) -> None:
    """Walk with pages fetched ahead."""
    async with pager.prefetch(4) as pages:
        async for page in pages:
            check_result(page.items)


async def verified(pager: Pager[Any]) -> None:
    """Walk once two scans have agreed."""
    async for item in pager:
        check_result(item)


async def walked(service: str, recipe: Recipe, answer: Answer, walk: Callable[[Pager[Any]], Awaitable[None]]) -> None:
    """Walk a list whose pages are all the same to its end or to a typed error."""
    wire = Canned(answer, for_token=False)
    client = client_of(service, wire, Hasty())
    with anyio.fail_after(SECONDS):
        try:
            async with client:
                await walk(recipe.call(client, verify=walk is verified))
        except PlankitError as error:
            check_error(error, sent=True)
    assert all(stream.closed for stream in wire.streams)


def check_kind(result: Any, kind: Any) -> None:
    """Fail if *result* is not what was promised."""
    if kind is None:
        assert result is None
    elif isinstance(kind, list):
        assert isinstance(result, list)
        for item in result:
            check_kind(item, kind[0])
    else:
        assert isinstance(result, kind), (type(result), kind)


def check_result(value: Any) -> None:
    """Fail if what users do with a result does not work."""
    repr(value)
    if isinstance(value, list):
        for item in value:
            check_result(item)
    elif isinstance(value, Model):
        _check_model(value)
    elif isinstance(value, CreateResult):
        _check_created(value)
    elif isinstance(value, Token):
        assert value.value.isascii()
        assert value.lifetime > 0
    elif isinstance(value, Response):
        check_result(value.parsed)


def _check_model(model: Any) -> None:
    said = model.to_dict()
    json.dumps(said)
    pickle.loads(pickle.dumps(model)).to_dict()  # noqa: S301 - made here
    type(model).from_dict(said)
    if isinstance(model, Log):
        for attribute in attributes(model):
            repr((attribute, attribute.id, attribute.text, attribute.labels, attribute.date))
    elif isinstance(model, LogTypeConfiguration):
        _check_configuration(model)
    for value in said.values():
        as_date(value)
        as_datetime(value)
        try:
            to_datetime(value)
        except PlankitError as error:
            check_error(error, sent=False)


def _check_configuration(configuration: LogTypeConfiguration) -> None:
    for attribute in _items(configuration.system_attribute_log_types):
        _check_value(attribute, system_value)
    for kind in types_of(configuration):
        for section in _items(kind.log_types_section):
            for attribute in _items(section.section_custom_attribute):
                _check_value(attribute, custom_value)


def _check_value(attribute: Any, make: Any) -> None:
    try:
        json.dumps(make(attribute, "a").to_dict())
    except PlankitError as error:
        check_error(error, sent=False)


def _items(found: Any) -> list[Any]:
    return [item for item in found if isinstance(item, Model)] if isinstance(found, list) else []


def _check_created(result: CreateResult) -> None:
    for made in result.created:
        check_result(made.log)
    for failed in result.failed:
        check_result(failed.echo)
        assert isinstance(failed.message, str)
    indexes = [entry.index for entry in (*result.created, *result.failed) if entry.index is not None]
    assert len(indexes) == len(set(indexes))
    assert sorted([*indexes, *result.unreported]) == [0, 1, 2]
    try:
        result.raise_for_failed()
    except plankit.InvalidRequestError as error:
        check_error(error, sent=False)


def check_error(error: PlankitError, *, sent: bool) -> None:
    """Fail if an error does not say what happened, or cannot be shown, sent or kept."""
    said = str(error)
    assert said
    assert len(said) < LONGEST_MESSAGE, len(said)
    said.encode("utf-8")  # or it could be neither printed nor logged
    repr(error)
    "".join(traceback.format_exception(error))
    twin = pickle.loads(pickle.dumps(error))  # noqa: S301 - made here
    assert type(twin) is type(error)
    assert str(twin) == said
    assert _facts(twin) == _facts(error)
    if sent:
        assert isinstance(error.outcome, Outcome), error.outcome
    if isinstance(error, plankit.APIError):
        for text in (error.code, error.detail, error.request_id, *error.headers.values()):
            assert text is None or len(text) <= 500
            (text or "").encode("utf-8")


def _facts(error: PlankitError) -> Any:
    return {name: value for name, value in vars(error).items() if name != "result"}


def run(work: Callable[[], Awaitable[None]], backend: str = "asyncio") -> None:
    """Run *work* on an event loop."""
    depth = sys.getrecursionlimit()
    anyio.run(work, backend=backend)
    assert sys.getrecursionlimit() == depth
