"""No secret in what some tools print of an error: the variables of every frame, our own and the libraries'."""

from __future__ import annotations

import base64
import json
import socket
import struct
import threading
import traceback
from contextlib import contextmanager, suppress
from urllib.parse import quote_plus

import httpx
import pytest

from plankit import AccessToken, Budget, PlanboxClient, PlanboxLogin, PlankitError, RetryPolicy

pytestmark = pytest.mark.anyio

PASSWORD = "pass/word-7&1"
TOKEN = "an-access-token-7"
LOGIN = PlanboxLogin("ada@example.com", PASSWORD)
SECRETS = {
    PASSWORD,
    quote_plus(PASSWORD),
    json.dumps(PASSWORD)[1:-1].replace("/", "\\/"),
    TOKEN,
    base64.b64encode(f"{TOKEN}:x".encode()).decode(),
}
ANSWERS = {
    "wrong": (200, b'{"code": "error", "content": "Email or password is incorrect"}'),
    "another code": (200, b'{"code": 0, "content": "Email or password is incorrect"}'),
    "no token": (200, b'{"code": "ok", "content": {}}'),
    "html": (200, b"<html>Sign in</html>"),
    "cut": (200, b'{"code": "ok", "content": {"acc'),
    "unauthorized": (401, b"{}"),
    "forbidden": (403, b""),
    "redirected": (302, b""),
    "failing": (500, b'{"code": "error", "content": "oops"}'),
    "unavailable": (503, b""),
}
FAILURES = {
    "refused": lambda: httpx.ConnectError("refused"),
    "reset": lambda: httpx.ReadError("reset"),
    "lost while writing": lambda: httpx.WriteError("reset"),
    "silent": lambda: httpx.ReadTimeout("silent"),
    "disconnected": lambda: httpx.RemoteProtocolError("disconnected"),
    "of the system": lambda: ConnectionResetError(104, "reset"),
}


def shown(error):
    """All that a tool prints which shows the variables of every frame."""
    return "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())


async def failed(client, call):
    """What is shown of the error of *call*, after a look that the frames are there."""
    async with client as planbox:
        with pytest.raises(PlankitError) as caught:
            await call(planbox)
    told = shown(caught.value)
    assert "request = <Request('POST'" in told
    return told


def assert_hidden(told):
    for secret in SECRETS:
        assert secret not in told


def calls(credentials):
    """The ways into a login, or with a token what is sent with it."""
    made = [lambda planbox: planbox.products.list(), lambda planbox: planbox.projects.add(1, name="x")]
    return [*made, lambda planbox: planbox.token()] if credentials is LOGIN else made


@pytest.mark.parametrize(
    ("credentials", "failure"),
    [
        *((LOGIN, failure) for failure in [*ANSWERS, *FAILURES]),
        *((AccessToken(TOKEN), failure) for failure in [*ANSWERS, *FAILURES] if failure != "no token"),
    ],
)
async def test_of_every_failure(credentials, failure):
    def answer(_):
        make = FAILURES.get(failure)
        if make is not None:
            raise make()
        return httpx.Response(ANSWERS[failure][0], content=ANSWERS[failure][1])

    for call in calls(credentials):
        wire = httpx.MockTransport(answer)
        retry = RetryPolicy(attempts=2, base=0.001)
        client = PlanboxClient(credentials, transport=wire, retry=retry, budget=Budget(), timeout=5.0)
        assert_hidden(await failed(client, call))


@contextmanager
def server(behave):
    """A server that does with each connection what *behave* does."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve():
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection, suppress(OSError):  # of a client that has gone
                    behave(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)


@contextmanager
def nobody():
    """An address where nobody listens."""
    with socket.socket() as bound:  # and so nobody else can have it
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def reset_after_reading(connection):
    connection.recv(65536)
    reset(connection)


def silent(connection):
    connection.settimeout(5)
    while connection.recv(65536):
        pass


def no_http(connection):
    connection.recv(65536)
    connection.sendall(b"220 mail.example.com\r\n")


def cut(connection):
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{")


@pytest.mark.socket
@pytest.mark.parametrize("credentials", [LOGIN, AccessToken(TOKEN)], ids=["login", "token"])
@pytest.mark.parametrize("behave", [None, reset, reset_after_reading, silent, no_http, cut])
async def test_of_every_failure_on_real_connections(credentials, behave):
    with server(behave) if behave else nobody() as url:
        for call in calls(credentials):
            for _ in range(3 if behave is reset else 1):  # It depends on the moment where it breaks.
                client = PlanboxClient(
                    credentials, base_url=url, retry=RetryPolicy(attempts=1), budget=Budget(), timeout=0.3, deadline=1.0
                )
                assert_hidden(await failed(client, call))
