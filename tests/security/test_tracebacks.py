"""Tools that print the variables of every frame of a traceback: none of them is left below a client's own calls."""

from __future__ import annotations

import types

import anyio
import httpx
import pytest
from secret_clients import KINDS, TOKENS, WITH_TOKEN_REQUEST, good_token

import plankit
from plankit.client import ServiceClient

pytestmark = pytest.mark.anyio

FAILURES = (httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError, OSError)


def library(function):
    """*function* as if one of the wire's libraries had it: the frames of a transport of one's own are not touched."""
    return types.FunctionType(
        function.__code__,
        {**globals(), "__name__": "httpcore.failing"},
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )


class Failing(httpx.AsyncBaseTransport):
    """Fails as libraries do, with what is sent in the variables of its frames."""

    def __init__(self, failure, *, token=True):
        self.failure = failure
        self.token = token

    @library
    async def handle_async_request(self, request):
        if self.token and request.url.path in TOKENS:
            return good_token(request)
        data = repr(request.headers.raw) + repr(b"".join(request.stream))
        await self._write(data)
        return httpx.Response(200)

    @library
    async def _write(self, data):
        try:
            raise BrokenPipeError(32, "broken")
        except OSError as problem:
            text = "no"
            raise self.failure(text) from problem


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("failure", FAILURES)
async def test_of_a_call_that_failed_on_the_wire(watch, kind, failure):
    async with kind.client("http://127.0.0.1:1", transport=Failing(failure)) as client:
        with pytest.raises(plankit.TransportError) as caught:
            await kind.writes[0](client)
    watch.error(caught.value)
    assert "BrokenPipeError" in watch.text("a TransportError")


@pytest.mark.parametrize("kind", WITH_TOKEN_REQUEST, ids=lambda kind: kind.name)
async def test_of_a_token_that_failed_on_the_wire(watch, kind):
    async with kind.client("http://127.0.0.1:1", transport=Failing(httpx.ReadError, token=False)) as client:
        for call in (kind.writes[0], ServiceClient.token):
            with pytest.raises(plankit.TransportError) as caught:
                await call(client)
            watch.error(caught.value)


class Waiting(Failing):
    """Never comes to an end, and tells when it is there."""

    def __init__(self, failure, *, token=True, reached=lambda: None):
        super().__init__(failure, token=token)
        self.reached = reached

    @library
    async def _write(self, data):
        self.reached()
        await anyio.sleep(100)


@pytest.mark.parametrize("token", [True, False])
@pytest.mark.parametrize("kind", WITH_TOKEN_REQUEST, ids=lambda kind: kind.name)
async def test_of_a_call_that_was_cancelled(watch, kind, token):
    with anyio.CancelScope() as scope:
        wire = Waiting(OSError, token=token, reached=scope.cancel)
        async with kind.client("http://127.0.0.1:1", transport=wire) as client:
            try:
                await kind.writes[0](client)
            except anyio.get_cancelled_exc_class() as cancelled:
                watch.error(cancelled)
                raise
    assert scope.cancelled_caught
    assert "_write()" in "".join(where for where, _ in watch.parts)


@pytest.mark.parametrize("kind", WITH_TOKEN_REQUEST, ids=lambda kind: kind.name)
@pytest.mark.parametrize("deadline", [0.05, 5.0])
async def test_of_a_call_that_was_late(watch, kind, deadline):
    async with kind.client("http://127.0.0.1:1", transport=Waiting(OSError), deadline=deadline, timeout=0.1) as client:
        with pytest.raises((plankit.DeadlineExceededError, plankit.TransportError)) as caught:
            await kind.writes[0](client)
        watch.error(caught.value)
