"""The pacing transport: what it holds it frees, what it sees it teaches."""

from __future__ import annotations

import anyio
import httpx
import pytest

from plankit import Budget
from plankit.transport.call import PACED
from plankit.transport.pace import PacingTransport

pytestmark = pytest.mark.anyio


def idle(budget: Budget) -> bool:
    state = budget.state()
    return state.in_flight == state.waiting == budget.store._pending == 0


async def test_the_place_is_held_until_the_answer_is_read(script, answer, wired):
    server = script(answer(200, b"x" * 1000))
    budget = Budget(500, in_flight=1)
    paced = PacingTransport(wired(trust_env=False), budget)
    response = await paced.handle_async_request(httpx.Request("GET", server.url))
    assert response.extensions[PACED]
    assert budget.state().in_flight == 1
    assert await response.aread() == b"x" * 1000
    assert idle(budget)
    await response.aclose()
    assert idle(budget)
    await paced.aclose()


async def test_an_answer_without_a_stream_frees_at_once():
    budget = Budget(500)
    paced = PacingTransport(httpx.MockTransport(lambda _: httpx.Response(200, json={})), budget)
    await paced.handle_async_request(httpx.Request("GET", "https://x/"))
    assert idle(budget)


@pytest.mark.parametrize("error", [httpx.ReadError("x"), ValueError("x")])
async def test_errors_free_the_place(error):
    def fails(request):
        raise error

    budget = Budget(500)
    paced = PacingTransport(httpx.MockTransport(fails), budget)
    for _ in range(3):
        with pytest.raises(type(error)):
            await paced.handle_async_request(httpx.Request("GET", "https://x/"))
    assert idle(budget)


async def test_cancelling_frees_the_place():
    async def slow(request):
        await anyio.sleep(60)

    budget = Budget(500)
    paced = PacingTransport(httpx.MockTransport(slow), budget)
    with anyio.move_on_after(0.02):
        await paced.handle_async_request(httpx.Request("GET", "https://x/"))
    assert idle(budget)


async def test_a_store_that_fails_loses_no_place():
    budget = Budget(500)

    def fails(*_):
        msg = "the store is away"
        raise OSError(msg)

    budget.store = type("Store", (), {"__getattr__": lambda _, name: getattr(law, name), "answered": fails})()
    law = Budget(500).store
    paced = PacingTransport(httpx.MockTransport(lambda _: httpx.Response(200, stream=Endless())), budget)
    with pytest.raises(OSError, match="the store is away"):
        await paced.handle_async_request(httpx.Request("GET", "https://x/"))
    assert budget.busy == 0


class Endless(httpx.AsyncByteStream):
    async def __aiter__(self):
        yield b"x"


async def test_answers_teach_the_budget():
    answers = [
        httpx.Response(200, headers={"X-Rate-Limit-Remaining": "100"}),
        httpx.Response(429, headers={"Retry-After": "0.05"}),
        httpx.Response(200, headers={"X-Rate-Limit-Remaining": "40"}),
    ]
    budget = Budget()
    paced = PacingTransport(httpx.MockTransport(lambda _: answers.pop(0)), budget)
    for _ in range(3):
        await paced.handle_async_request(httpx.Request("GET", "https://x/"))
    state = budget.state()
    assert state.throttled == 1
    assert state.sent == 3
    assert state.remaining == 40.0
    assert state.rate < 1000


async def test_closing_closes_what_is_underneath():
    closed = []

    class Inner(httpx.AsyncBaseTransport):
        async def aclose(self):
            closed.append(True)

    await PacingTransport(Inner(), Budget()).aclose()
    assert closed == [True]
