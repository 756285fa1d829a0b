"""Clients on a sandbox, faults on a script, and transports that tell what was sent."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from plankit import (
    AccessToken,
    AdminClient,
    Budget,
    ClientCredentials,
    LogbookClient,
    PlanboxClient,
    PlaybooksClient,
    RetryPolicy,
)
from plankit.logbook import AppContext, LogCreate
from plankit.sandbox import Answer, Sandbox, sandbox
from plankit.transport.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from plankit.sandbox import Call

FAST = RetryPolicy(base=0.001, cap=0.01)


class Script:
    """An interceptor that answers from a script, by operation: before the call takes effect, or instead of its answer."""

    def __init__(self) -> None:
        self.instead: dict[str, list[Answer | None]] = defaultdict(list)
        self.afterwards: dict[str, list[Answer | None]] = defaultdict(list)

    def before(self, call: Call) -> Answer | None:
        return self._next(self.instead, call)

    def after(self, call: Call, answer: Answer) -> Answer:
        return self._next(self.afterwards, call) or answer

    def _next(self, script: dict[str, list[Answer | None]], call: Call) -> Answer | None:
        left = script[call.operation.id if call.operation else ""]
        return left.pop(0) if left else None


class Canned(httpx.AsyncBaseTransport):
    """Answers every request with the same: a token to who asks for one, else what it was made with."""

    def __init__(self, status: int = 200, body: bytes | object = b"", **headers: str) -> None:
        self.status = status
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.requests: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/oauth2/token"):
            return httpx.Response(200, json={"id_token": "t", "expires_in": 3600})
        self.requests.append(request)
        return httpx.Response(self.status, headers=self.headers, content=self.body)


class Losing(httpx.AsyncBaseTransport):
    """A wire that loses answers: the server did what was asked, and nothing comes back."""

    def __init__(self, *operations: str) -> None:
        self.wire = Wire()
        self.left = list(operations)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self.wire.handle_async_request(request)
        operation = request.extensions.get("plankit.operation")
        if operation is not None and operation.id in self.left:
            self.left.remove(operation.id)
            await response.aread()
            await response.aclose()
            msg = "the connection was lost"
            raise httpx.ReadError(msg)
        return response

    async def aclose(self) -> None:
        await self.wire.aclose()


class Forbidden(httpx.AsyncBaseTransport):
    """Fails the test if anything is sent."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        pytest.fail(f"{request.method} {request.url} was sent")


class Kit:
    """What the tests build clients with."""

    Canned = Canned
    Losing = Losing
    Forbidden = Forbidden
    credentials = ClientCredentials("an-id", "a-secret")

    @staticmethod
    def admin(s: Sandbox, **settings: Any) -> AdminClient:
        settings = {"unverified": True, "retry": FAST, "budget": Budget(), **settings}
        return AdminClient(ClientCredentials(s.client_id, s.client_secret), base_url=s.admin_url, **settings)

    @staticmethod
    def logbook(s: Sandbox, **settings: Any) -> LogbookClient:
        settings = {"token_url": s.token_url, "retry": FAST, "budget": Budget(), **settings}
        return LogbookClient(ClientCredentials(s.client_id, s.client_secret), base_url=s.logbook_url, **settings)

    def canned_admin(self, *args: Any, **headers: str) -> AdminClient:
        return AdminClient(
            self.credentials, region="eu", transport=Canned(*args, **headers), unverified=True, retry=FAST
        )

    def canned_logbook(self, *args: Any, **headers: str) -> LogbookClient:
        return LogbookClient(self.credentials, region="eu", transport=Canned(*args, **headers), retry=FAST)

    @staticmethod
    def planbox(s: Sandbox, credentials: Any = None, **settings: Any) -> PlanboxClient:
        settings = {"alpha_url": s.planbox_alpha_url, "unverified": True, "retry": FAST, "budget": Budget(), **settings}
        return PlanboxClient(credentials or AccessToken(s.planbox_token), base_url=s.planbox_url, **settings)

    @staticmethod
    def canned_planbox(*args: Any, **headers: str) -> PlanboxClient:
        settings: Any = {"unverified": True, "retry": FAST, "budget": Budget()}
        return PlanboxClient("an-access-token", transport=Canned(*args, **headers), **settings)

    @staticmethod
    def playbooks(s: Sandbox, **settings: Any) -> PlaybooksClient:
        settings = {"token": s.playbooks_token, "retry": FAST, "budget": Budget(), **settings}
        return PlaybooksClient(s.playbooks_url, **settings)

    @staticmethod
    def canned_playbooks(*args: Any, **headers: str) -> PlaybooksClient:
        wire = Canned(*args, **headers)
        return PlaybooksClient("https://chat.example.com", "a-token", transport=wire, retry=FAST, budget=Budget())

    @staticmethod
    def context(s: Sandbox) -> AppContext:
        return AppContext.from_dict(s.container)

    def logs(self, s: Sandbox, *names: str, log_type: int = 18) -> list[LogCreate]:
        context = self.context(s)
        return [LogCreate(log_types_id=log_type, name=name, app_context=[context]) for name in names]


@pytest.fixture(scope="session")
def kit() -> Kit:
    return Kit()


@pytest.fixture
def s() -> Iterator[Sandbox]:
    with sandbox(users=30, logs=3) as running:
        yield running


@pytest.fixture
def script(s: Sandbox) -> Script:
    made = Script()
    s.intercept(made)
    return made


@pytest.fixture
def last(s: Sandbox) -> Callable[[], Any]:
    """Gives the newest request of an operation other than the token's."""
    return lambda: [request for request in s.requests() if request.operation != "createToken"][-1]
