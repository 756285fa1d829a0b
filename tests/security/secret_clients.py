"""The clients by each kind of credential, with secrets that every encoding writes in another way."""

from __future__ import annotations

import dataclasses
import json
from typing import Any
from urllib.parse import urlsplit

import httpx
from secret_watch import (
    CLIENT_ID,
    CLIENT_SECRET,
    ID_TOKEN,
    PLANBOX_EMAIL,
    PLANBOX_PASSWORD,
    PLANBOX_TOKEN,
    PLAYBOOKS_TOKEN,
)

from plankit import (
    AccessToken,
    AdminClient,
    Budget,
    ClientCredentials,
    LogbookClient,
    PlanboxClient,
    PlanboxLogin,
    PlaybooksClient,
    RetryPolicy,
)
from plankit.logbook import AppContext, LogCreate

ONCE = RetryPolicy(attempts=1)
TWICE = RetryPolicy(attempts=2, base=0.001, cap=0.002)
CONTEXT = AppContext(container_id=1, container_source="a", container_type="b")
RUN = "r" * 26
TOKENS = {"/io/v1/oauth2/token", "/api/auth"}

SANDBOX = {
    "client_id": CLIENT_ID,
    "client_secret": CLIENT_SECRET,
    "playbooks_token": PLAYBOOKS_TOKEN,
    "planbox_email": PLANBOX_EMAIL,
    "planbox_password": PLANBOX_PASSWORD,
    "planbox_token": PLANBOX_TOKEN,
}


@dataclasses.dataclass(frozen=True)
class Kind:
    """A client with a kind of credential.

    Attributes:
        name: How tests call it.
        sends: The secrets that it sends.
        token: The one that goes with its calls.
        reads, writes: Calls of it.
    """

    name: str
    sends: tuple[str, ...]
    token: str
    reads: Any
    writes: Any
    operations: tuple[str, str]
    token_operation: str | None = None

    def client(self, url, other=None, **settings):
        """A client whose service, token endpoint and second host are all at *url*, unless *other* tells the latter's."""
        settings = {"retry": ONCE, "budget": Budget(), **settings}
        other = other or url
        if self.name == "admin":
            token_url = f"{other}/io/v1/oauth2/token"
            return AdminClient(credentials(), base_url=url, token_url=token_url, unverified=True, **settings)
        if self.name == "logbook":
            return LogbookClient(credentials(), base_url=url, token_url=f"{other}/io/v1/oauth2/token", **settings)
        if self.name == "playbooks":
            return PlaybooksClient(url, PLAYBOOKS_TOKEN, **settings)
        given = PlanboxLogin(PLANBOX_EMAIL, PLANBOX_PASSWORD) if self.name == "login" else AccessToken(PLANBOX_TOKEN)
        return PlanboxClient(given, base_url=url, alpha_url=other, unverified=True, **settings)

    def served(self, s, **settings):
        """A client of a sandbox."""
        url = {"admin": s.admin_url, "logbook": s.logbook_url, "playbooks": s.playbooks_url}.get(
            self.name, s.planbox_url
        )
        return self.client(url, s.admin_url if self.name in ("admin", "logbook") else s.planbox_alpha_url, **settings)


def credentials():
    return ClientCredentials(CLIENT_ID, CLIENT_SECRET)


async def _walk(pager):
    return [item async for item in pager]


KINDS = (
    Kind(
        "admin",
        (CLIENT_SECRET, ID_TOKEN),
        ID_TOKEN,
        (lambda c: _walk(c.users.list()), lambda c: c.users.get("u1")),
        (lambda c: c.users.create("new@example.com"),),
        ("listUsers", "createUser"),
        "createToken",
    ),
    Kind(
        "logbook",
        (CLIENT_SECRET, ID_TOKEN),
        ID_TOKEN,
        (lambda c: c.logs.list(CONTEXT),),
        (lambda c: c.logs.create(LogCreate(log_types_id=18, name="x", app_context=[CONTEXT])),),
        ("listLogs", "createLogs"),
        "createToken",
    ),
    Kind(
        "playbooks",
        (PLAYBOOKS_TOKEN,),
        PLAYBOOKS_TOKEN,
        (lambda c: _walk(c.runs.walk()), lambda c: c.runs.get(RUN)),
        (lambda c: c.runs.finish(RUN),),
        ("listRuns", "finishRun"),
    ),
    Kind(
        "login",
        (PLANBOX_PASSWORD, PLANBOX_TOKEN),
        PLANBOX_TOKEN,
        (lambda c: c.products.list(), lambda c: c.products.get(7)),
        (lambda c: c.projects.add(7, name="x"), lambda c: c.initiatives.create(7, "x")),
        ("getProducts", "addProject"),
        "authenticate",
    ),
    Kind(
        "token",
        (PLANBOX_TOKEN,),
        PLANBOX_TOKEN,
        (lambda c: c.products.list(), lambda c: c.products.get(7)),
        (lambda c: c.projects.add(7, name="x"), lambda c: c.initiatives.create(7, "x")),
        ("getProducts", "addProject"),
    ),
)
WITH_TOKEN_REQUEST = tuple(kind for kind in KINDS if kind.token_operation)


class Answering(httpx.AsyncBaseTransport):
    """Answers in this process: tokens to who asks for them, and to the rest what *answer* makes of the request.

    Args:
        answer: Makes an answer from a request.
        token: Makes the answers to who asks for a token; good ones if None.
    """

    def __init__(self, answer, token=None):
        self.answer = answer
        self.token = token or good_token
        self.requests = []

    async def handle_async_request(self, request):
        self.requests.append(request)
        return (self.token if request.url.path in TOKENS else self.answer)(request)


def good_token(request):
    """What the token endpoints answer."""
    if request.url.path == "/api/auth":
        return httpx.Response(200, json={"code": "ok", "content": {"access_token": PLANBOX_TOKEN}})
    return httpx.Response(200, json={"id_token": ID_TOKEN, "access_token": ID_TOKEN + "-other", "expires_in": 3600})


def good_token_bytes(path):
    """The same, on a socket."""
    body = good_token(httpx.Request("POST", f"http://127.0.0.1{path}")).content
    return http(200, body)


def http(status, body=b"", *headers):
    """An answer as bytes."""
    lines = [
        f"HTTP/1.1 {status} Words",
        f"content-length: {len(body)}",
        "content-type: application/json",
        "connection: close",
        *headers,
    ]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def port_of(url):
    return urlsplit(url).port


def dumps(value):
    return json.dumps(value).encode()
