"""A credential goes to the host it belongs to, and to no other: redirects, links, addresses, arguments, proxies."""

from __future__ import annotations

import ssl

import httpx
import pytest
from secret_clients import KINDS, PLANBOX_TOKEN, TOKENS, Answering, Kind, credentials, good_token_bytes, http
from secret_servers import Listener, path_of
from secret_watch import CLIENT_SECRET, SECRETS, found_in

import plankit
from plankit import AdminClient, Budget, PlanboxClient, PlaybooksClient
from plankit.client import ServiceClient

pytestmark = pytest.mark.anyio

BY_NAME = {kind.name: kind for kind in KINDS}


async def refused_or_failed(call, client):
    try:
        await call(client)
    except plankit.PlankitError as error:
        return error
    return None


@pytest.mark.socket
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_redirects_are_not_followed(kind: Kind, status, watch):
    with Listener() as elsewhere:

        def answer(request):
            path = path_of(request)
            return good_token_bytes(path) if path in TOKENS else http(status, b"", f"location: {elsewhere.url}/x")

        with Listener(answer) as server:
            async with kind.client(server.url) as client:
                for call in (*kind.reads, *kind.writes):
                    error = await refused_or_failed(call, client)
                    assert "Redirects are not followed" in str(error)
                    watch.error(error)
        with Listener(lambda _: http(status, b"", f"location: {elsewhere.url}/x")) as server:
            async with kind.client(server.url) as client:
                watch.error(await refused_or_failed(kind.reads[0], client))
    assert elsewhere.received == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_links_in_answers_are_not_followed(kind):
    links = dict.fromkeys(("next", "self", "redirect", "nextLink", "url", "href"), "https://elsewhere.example/x")
    bodies = (
        {"Resources": [{"id": "u"}], "itemsPerPage": 1, "links": links, **links},
        {"rest_logs_data": [], **links},
        {"items": [], "has_more": False, "total_count": 0, "page_count": 0, **links},
        {"code": "ok", "content": [], "redirect": "https://elsewhere.example/x", **links},
    )
    for body in bodies:
        headers = {"link": '<https://elsewhere.example/x>; rel="next"', "refresh": "0; https://elsewhere.example/x"}
        wire = Answering(lambda _, body=body, headers=headers: httpx.Response(200, json=body, headers=headers))
        async with kind.client("http://127.0.0.1:1", transport=wire) as client:
            for call in (*kind.reads, *kind.writes):
                await refused_or_failed(call, client)
        assert {request.url.host for request in wire.requests} == {"127.0.0.1"}


BASES = {
    "https://a.example": [
        "https://A.EXAMPLE/x",
        "https://a.example:443/x",
        "https://a.example/@evil.example",
        "https://a.example//evil.example/x",
        "https://user:pass@a.example/x",
    ],
    "https://bücher.example": ["https://xn--bcher-kva.example/x", "https://BÜCHER.example/x"],
    "https://a.example:8443": ["https://a.example:8443/x"],
    "http://127.0.0.1:1": ["http://127.0.0.1:1/x"],
    "http://[::1]:1": ["http://[::1]:1/x"],
}
STRANGE = (
    "http://a.example/x",
    "http://a.example:443/x",
    "https://a.example:444/x",
    "https://a.example./x",
    "https://evil.example/x",
    "https://evil.example/a.example",
    "https://evil.example/@a.example/x",
    "https://evil.example?a.example",
    "https://evil.example#a.example",
    "https://a.example@evil.example/x",
    "https://a.example%40evil.example/x",
    "https://a.example.evil.example/x",
    "https://evila.example/x",
    "https://sub.a.example/x",
    "https://xn--a-example/x",
    "//evil.example/x",
    "ws://a.example/x",
    "https:///x",
)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_raw_calls_go_to_the_clients_own_origin_only(kind):
    for base, addresses in BASES.items():
        wire = Answering(lambda _: httpx.Response(200, json={}))
        async with kind.client(base, transport=wire) as client:
            for address in addresses:
                await client.transport.handle_async_request(httpx.Request("GET", address))
        assert any("authorization" in request.headers for request in wire.requests)
    for address in STRANGE:
        wire = Answering(lambda _: httpx.Response(200, json={}))
        async with kind.client("https://a.example", transport=wire) as client:
            with pytest.raises((ValueError, httpx.InvalidURL)) as caught:
                await client.transport.handle_async_request(httpx.Request("GET", address))
            assert not found_in(str(caught.value), *SECRETS)
        assert wire.requests == [], address


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_a_client_of_httpx_over_the_stack_follows_nothing_elsewhere(kind):
    def answer(request):
        return httpx.Response(307, headers={"location": "https://evil.example/x"})

    wire = Answering(answer)
    async with (
        kind.client("https://a.example", transport=wire) as client,
        httpx.AsyncClient(transport=client.transport, follow_redirects=True) as raw,
    ):
        with pytest.raises(plankit.ConfigurationError, match=r"evil\.example is refused"):
            await raw.get("https://a.example/x")
    assert {request.url.host for request in wire.requests} == {"a.example"}


IDS = (
    "@evil.example",
    "//evil.example",
    "\\\\evil.example",
    "/../../evil",
    "../x",
    "x?y=z",
    "x#y",
    "http://evil.example/",
    "%2e%2e",
    "a b",
    "é",
    ":8080",
    "x\r\nhost: evil.example",
)


@pytest.mark.parametrize("path", IDS)
async def test_ids_stay_in_their_segment(path):
    calls = {
        "admin": (lambda c: c.users.get(path), "/user/"),
        "playbooks": (lambda c: c.runs.get(path), "/runs/"),
    }
    for name, (call, before) in calls.items():
        wire = Answering(lambda _: httpx.Response(200, json={}))
        async with BY_NAME[name].client("https://a.example", transport=wire) as client:
            await refused_or_failed(call, client)
        for request in wire.requests:
            assert request.url.host == "a.example"
            assert request.headers["host"] == "a.example"
            if request.url.path not in TOKENS:
                tail = request.url.raw_path.decode().rpartition(before)[2]
                assert not set("/?#\\ \r\n") & set(tail), tail


@pytest.mark.parametrize("value", IDS)
async def test_extra_query_and_headers_change_no_host(value):
    wire = Answering(lambda _: httpx.Response(200, json={}))
    async with BY_NAME["admin"].client("https://a.example", transport=wire) as admin:
        await refused_or_failed(lambda c: c.users.get("u", extra_query={value: value}), admin)
        for header in ("Host", "Authorization", "host", "AUTHORIZATION", "Transfer-Encoding"):
            with pytest.raises(plankit.InvalidArgumentError, match="which the client sets itself"):
                await admin.users.get("u", headers={header: "evil.example"})
    assert {request.url.host for request in wire.requests} == {"a.example"}
    assert {request.headers["host"] for request in wire.requests} == {"a.example"}


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example",
        "http://a.example:443",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "http://127.0.0.1@evil.example",
        "https://user:pass@a.example",
        "https://a.example?x",
        "https://a.example#x",
        "//a.example",
        "a.example",
        "ftp://a.example",
        "https://",
        "http://0.0.0.0",
    ],
)
def test_addresses_that_no_client_is_built_for(url):
    for build in (
        lambda: AdminClient(credentials(), base_url=url, token_url="https://a.example/t"),
        lambda: AdminClient(credentials(), base_url="https://a.example", token_url=url),
        lambda: PlaybooksClient(url, "a-token"),
        lambda: PlanboxClient("a-token", base_url=url, alpha_url="https://a.example"),
        lambda: PlanboxClient("a-token", base_url="https://a.example", alpha_url=url),
    ):
        with pytest.raises(plankit.ConfigurationError) as caught:
            build()
        assert not found_in(str(caught.value), "user:pass", CLIENT_SECRET)


async def test_the_secret_goes_to_the_token_endpoint_and_the_token_to_the_service():
    wire = Answering(lambda _: httpx.Response(200, json={}))
    for name in ("admin", "logbook"):
        kind = BY_NAME[name]
        async with kind.client("https://service.example", "https://tokens.example", transport=wire) as client:
            for call in (*kind.reads, *kind.writes):
                await refused_or_failed(call, client)
    for request in wire.requests:
        sent = f"{request.url} {request.headers.raw} {b''.join(request.stream)}"
        leaks = {secret for secret in SECRETS if found_in(sent, secret)}
        own = BY_NAME["admin"].sends
        assert leaks == {own[0] if request.url.host == "tokens.example" else own[1]}, request.url


async def test_planboxs_two_hosts_are_the_only_ones_and_one_logs_in():
    wire = Answering(lambda _: httpx.Response(200, json={"code": "ok", "content": []}))
    kind = BY_NAME["login"]
    async with kind.client("https://work.example", "https://api.example", transport=wire) as planbox:
        for call in (*kind.reads, *kind.writes):
            await refused_or_failed(call, planbox)
        for transport, other in ((planbox.transport, "api"), (planbox.alpha_transport, "work")):
            with pytest.raises(plankit.ConfigurationError, match="is refused"):
                await transport.handle_async_request(httpx.Request("GET", f"https://{other}.example/x"))
    password, token = kind.sends
    for request in wire.requests:
        sent = f"{request.url} {request.headers.raw} {b''.join(request.stream)}"
        login = request.url == "https://work.example/api/auth"
        assert bool(found_in(sent, password)) is login
        assert bool(found_in(sent, token)) is not login
    assert {request.url.host for request in wire.requests} == {"work.example", "api.example"}


@pytest.mark.parametrize(
    "proxy", ["http://user:{}@127.0.0.1:9", "user:{}@127.0.0.1:9", "ftp://user:{}@x", "http://user:{}@:x"]
)
async def test_a_proxys_password_is_not_shown(monkeypatch, watch, proxy):
    for name in (
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "https_proxy",
        "ALL_PROXY",
        "all_proxy",
        "NO_PROXY",
        "no_proxy",
    ):
        monkeypatch.delenv(name, raising=False)
    password = "pr0xy-passw0rd"
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, proxy.format(password))
    for kind in KINDS:
        async with kind.client("https://a.invalid", budget=Budget(), deadline=2.0) as client:
            for call in (kind.reads[0], ServiceClient.token):
                error = await refused_or_failed(call, client)
                if error is not None:
                    watch.error(error)
    watch.search(password)
    assert watch.parts


@pytest.mark.socket
async def test_a_proxy_gets_no_token_of_an_encrypted_call(monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with Listener(lambda _: b"HTTP/1.1 502 no\r\ncontent-length: 0\r\n\r\n") as proxy:
        monkeypatch.setenv("https_proxy", f"http://user:pr0xy-passw0rd@127.0.0.1:{proxy.port}")
        async with BY_NAME["token"].client("https://a.invalid") as planbox:
            error = await refused_or_failed(BY_NAME["token"].reads[0], planbox)
    assert isinstance(error, plankit.TransportError)
    assert proxy.text.startswith("CONNECT a.invalid:443")
    assert not found_in(proxy.text, PLANBOX_TOKEN)


@pytest.mark.socket
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_certificates_are_verified(kind, monkeypatch):
    made = []
    transport = httpx.AsyncHTTPTransport
    monkeypatch.setattr(httpx, "AsyncHTTPTransport", lambda **options: made.append(options) or transport(**options))
    with Listener(lambda _: b"HTTP/1.1 400 no TLS\r\n\r\n") as server:
        async with kind.client(server.url.replace("http:", "https:")) as client:
            assert isinstance(await refused_or_failed(kind.reads[0], client), plankit.TransportError)
    contexts = [options["verify"] for options in made]
    assert contexts
    assert all(context.verify_mode is ssl.CERT_REQUIRED and context.check_hostname for context in contexts)
    assert not found_in(server.text, *SECRETS)
    for setting in ("verify", "ssl", "cert"):
        with pytest.raises(TypeError, match="unexpected keyword argument"):
            kind.client("https://a.example", **{setting: False})
