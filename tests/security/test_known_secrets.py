"""What a client knows to be secret, so that whoever keeps a server's words can mask them."""

from __future__ import annotations

import base64
from urllib.parse import quote

import httpx
import pytest
from secret_clients import KINDS, Answering
from secret_watch import CLIENT_ID, CLIENT_SECRET

from plankit import AccessToken, ClientCredentials, LogbookClient, PlanboxClient, PlaybooksClient, Token, TokenSource
from plankit.masking import mask

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("anyio_backend", ["asyncio"])]


class Tokens:
    """Credentials of somebody else: a new token each time, and nothing that is told to be secret."""

    def __init__(self, lifetime=0.0):
        self.fetched = 0
        self.lifetime = lifetime

    async def fetch(self, transport, call, token_url):
        del transport, token_url
        self.fetched += 1
        return Token(f"token-number-{self.fetched}", call.now(), self.lifetime)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_a_client_knows_what_it_sends_in_each_spelling(kind):
    sent = set[str]()

    def answer(request):
        name, _, value = request.headers["authorization"].partition(" ")
        assert name in ("Bearer", "Basic")
        sent.add(value)
        return httpx.Response(400, json={"message": f"no: {name} {value}"})

    transport = Answering(answer)
    async with kind.client("https://service.example", transport=transport) as client:
        with pytest.raises(Exception, match="400"):
            await kind.reads[0](client)
        sent |= {
            request.headers["authorization"].partition(" ")[2]
            for request in transport.requests
            if "authorization" in request.headers
        }
        assert sent
        secrets = client.secrets()
        assert sent | set(kind.sends) <= set(secrets)
        assert len(secrets) == len(set(secrets))
        for secret in {*sent, *kind.sends}:
            for spelling in (secret, quote(secret, safe="")):
                assert mask(f"bad token {spelling}!", secrets) == "bad token ***!"
        for shown in (repr(client), str(client), repr(client.token_source)):
            assert mask(shown, secrets) == shown


async def test_the_credentials_secret_is_known_before_anything_is_sent():
    async with LogbookClient(
        ClientCredentials(CLIENT_ID, CLIENT_SECRET), base_url="https://l.example", token_url="https://t.example"
    ) as client:
        joined = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        assert client.secrets() == (CLIENT_SECRET, joined)
    async with PlaybooksClient("https://p.example", "token-of-mattermost") as client:
        assert client.secrets() == ("token-of-mattermost",)


async def test_the_last_tokens_are_known_after_they_were_replaced():
    source = TokenSource(Tokens())
    async with PlaybooksClient("https://p.example", source) as client:
        assert client.secrets() == ()
        for _ in range(5):
            source.invalidate(await client.token())
        assert client.secrets() == tuple(f"token-number-{number}" for number in (3, 4, 5))


async def test_what_would_mask_parts_of_words_is_left_out():
    async with PlanboxClient(AccessToken("abc"), base_url="https://b.example", transport=Answering(None)) as client:
        await client.token()
        assert client.secrets() == (base64.b64encode(b"abc:x").decode(),)
