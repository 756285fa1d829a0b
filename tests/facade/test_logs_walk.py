"""`logs.walk`: a list in one answer that may be larger than memory, read page by page, on real sockets."""

from __future__ import annotations

import contextlib
import gc
import gzip
import json
import os
import threading
import tracemalloc
import warnings
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import anyio
import pytest

from plankit import (
    APIError,
    Budget,
    ClientCredentials,
    InvalidArgumentError,
    LogbookClient,
    PermissionDeniedError,
    ProtocolError,
    ResponseTooLargeError,
    RetryPolicy,
    ServerError,
    TransportError,
)
from plankit.logbook import AppContext, LogCreate
from plankit.sandbox import faults, sandbox
from plankit.seen import Seen

pytestmark = pytest.mark.anyio

CONTEXT = AppContext(container_id=4711, container_source="portfolios", container_type="work")
FAST = RetryPolicy(base=0.001, cap=0.01)


@pytest.fixture(scope="module")
def server():
    with sandbox(logs=1203) as running:
        yield running


@pytest.fixture
def s(server):
    server.clear_faults()
    server.reset_log()
    return server


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        if self.path == "/token":
            body = b'{"id_token": "a-token-of-its-own", "expires_in": 3600}'
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            return
        self.server.served += 1
        self.send_response(200)
        for name, value in self.server.extra.items():
            self.send_header(name, value)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            for piece in self.server.pieces():
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.write(b"0\r\n\r\n")
        except OSError:
            self.close_connection = True

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """Clients that give up are no error."""


@pytest.fixture
def serve():
    """Starts a server that answers with pieces."""
    running = []

    def start(pieces, **extra):
        made = Server(("127.0.0.1", 0), Handler)
        made.served = 0
        made.pieces = pieces if callable(pieces) else lambda: [pieces]
        made.extra = {name.replace("_", "-"): value for name, value in extra.items()}
        threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True).start()
        running.append(made)
        return made

    yield start
    for made in running:
        made.shutdown()
        made.server_close()


def client_of(made, **settings):
    settings = {"retry": FAST, "budget": Budget(), **settings}
    url = f"http://127.0.0.1:{made.server_address[1]}"
    return LogbookClient(ClientCredentials("id", "secret"), base_url=url, token_url=f"{url}/token", **settings)


def nameless():
    """The open temporary files without a name, by descriptor: others than these tests' among them."""
    found = {}
    for fd in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            if "(deleted)" in str(link := fd.readlink()):
                found[int(fd.name)] = str(link)
    return found


@pytest.fixture(autouse=True)
def files():
    """Gives the descriptors of temporary files that were not there before the test."""
    gc.collect()
    before = nameless()
    return lambda: [fd for fd, link in nameless().items() if before.get(fd) != link]


async def closed(files):
    """Wait until no file is left: the worker thread that read last may hold it for a moment more."""
    with anyio.fail_after(20):
        while files():
            gc.collect()
            await anyio.sleep(0.01)


def big(count, size=1000):
    """The pieces of an answer with so many logs, its list between other keys."""

    def pieces():
        yield b'{"other": [{"rest_logs_data": 1}], "rest_logs_data": ['
        for at in range(0, count, 50):
            rows = [{"id": n, "name": "x" * size, "created_at": None} for n in range(at, min(at + 50, count))]
            yield (b"," if at else b"") + json.dumps(rows)[1:-1].encode()
        yield b'], "after": {"a": []}}'

    return pieces


async def test_all_logs_come_in_pages_as_list_gives_them(s, kit):
    async with kit.logbook(s) as logbook:
        whole = await logbook.logs.list(CONTEXT)
        pager = logbook.logs.walk(CONTEXT)
        walked = [log async for log in pager]
        pages = [len(page.items) async for page in logbook.logs.walk(CONTEXT).pages()]
        async with logbook.logs.walk([CONTEXT]).prefetch(4) as ahead:
            fetched = [log async for page in ahead for log in page.items]
    assert walked == whole == fetched
    assert len(whole) == len(s.logs())
    assert pages == [500, 500, len(whole) - 1000]
    assert s.audit().requests["listLogs"] == 4
    assert pager.anew


async def test_walks_of_one_pager_are_each_their_own(s, kit):
    async with kit.logbook(s) as logbook:
        pager = logbook.logs.walk(CONTEXT)
        first, second = pager.pages(), pager.pages()
        found = [len((await pages.__anext__()).items) for pages in (first, second, first, second, second, first)]
    assert found == [500, 500, 500, 500, *2 * [len(s.logs()) - 1000]]


async def test_an_empty_list_and_null(serve, s, kit):
    for body in (b'{"rest_logs_data": []}', b'{"rest_logs_data": null, "x": 1}'):
        async with client_of(serve(body)) as logbook:
            assert [log async for log in logbook.logs.walk(CONTEXT)] == []


async def test_a_token_is_of_the_beginning_and_what_was_met_is_not_met_again(s, kit):
    async with kit.logbook(s) as logbook:
        seen = Seen()
        pager = logbook.logs.walk(CONTEXT).resumed(None, seen=seen)
        pages = pager.pages()
        first = await pages.__anext__()
        await logbook.logs.create(LogCreate(log_types_id=18, name="one more", app_context=[CONTEXT]))
        rest = [log async for log in logbook.logs.walk(CONTEXT).resumed(pager.token, seen=seen)]
        again = [log async for log in logbook.logs.walk(CONTEXT).resumed(pager.token)]
    assert len(first.items) == 500
    assert len(rest) == len(again) - 500
    assert not {log.id for log in rest} & {log.id for log in first.items}
    async with LogbookClient(kit.credentials, region="eu") as other:
        with pytest.raises(InvalidArgumentError, match="other arguments"):
            other.logs.walk(CONTEXT).resumed(pager.token)


@pytest.mark.parametrize(
    "fault", [faults.Cut("body"), faults.Respond(503), faults.throttled(0)], ids=lambda f: repr(f)[:9]
)
async def test_a_download_that_fails_is_repeated(s, kit, fault):
    s.fault(fault, operation="listLogs", times=2)
    async with kit.logbook(s) as logbook:
        assert len([log async for log in logbook.logs.walk(CONTEXT)]) == len(s.logs())
    assert s.audit().requests["listLogs"] == 3


async def test_a_download_that_fails_for_good_is_an_error_with_its_record(s, kit, files):
    async with kit.logbook(s) as logbook:
        pager = logbook.logs.walk(CONTEXT)
        s.fault(faults.Cut("body"), operation="listLogs")
        with pytest.raises(TransportError, match="no whole answer came back after 4 attempts") as cut:
            await anext(aiter(pager))
        assert cut.value.resume_token == pager.token
        s.clear_faults()
        s.fault(faults.Respond(500, b'{"code": "X"}'), operation="listLogs")
        with pytest.raises(ServerError):
            await anext(aiter(pager))
        s.clear_faults()
        with pytest.raises(PermissionDeniedError) as refused:
            await anext(aiter(logbook.logs.walk(AppContext.from_dict(s.foreign_container))))
        assert refused.value.code == "INVALID_TENANT"
        assert isinstance(refused.value, APIError)
    assert files() == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"rest_logs_data": [{"id": 1}', "cut off"),
        (b"", "not a JSON object"),
        (b"<html>sign in</html>", "not a JSON object"),
        (b'{"data": []}', "without rest_logs_data .it has: data"),
        (b'{"rest_logs_data": {"id": 1}}', "not a list of objects"),
        (b'{"rest_logs_data": [1]}', "not a list of objects"),
        (b'{"rest_logs_data": [{"a":' + b"[" * 99 + b"]" * 99 + b"}]}", "nested too deeply"),
        (b'{"rest_logs_data": ["\xff"]}', "encoding"),
    ],
)
async def test_what_is_no_list_of_logs_is_a_protocol_error(serve, body, told):
    made = serve(body)
    async with client_of(made) as logbook:
        pager = logbook.logs.walk(CONTEXT)
        with pytest.raises(ProtocolError, match=told) as raised:
            await anext(aiter(pager))
    error = raised.value
    assert error.operation == "logbook.listLogs"
    assert str(error).startswith("logbook.listLogs (POST http://127.0.0.1:")
    assert str(error).endswith("It only reads: repeating the call is safe.")
    assert [attempt.status for attempt in error.attempts] == [200]
    assert error.resume_token == pager.token


async def test_what_is_broken_behind_many_logs_ends_the_walk_there(serve, files):
    whole = b"".join(big(20_000, 100)())
    async with client_of(serve(whole[:-30])) as logbook:
        found = []
        pager = logbook.logs.walk(CONTEXT)
        with pytest.raises(ProtocolError, match="cut off"):
            [found.append(log.id) async for log in pager]
    assert found == list(range(19_500))
    assert files() == []


async def test_the_answer_is_bounded_and_the_bound_can_be_changed(serve, files):
    made = serve(big(3000))
    async with client_of(made) as logbook:
        with pytest.raises(ResponseTooLargeError, match="larger than 2000000 bytes"):
            await anext(aiter(logbook.logs.walk(CONTEXT, max_body=2_000_000)))
        assert len([log async for log in logbook.logs.walk(CONTEXT, max_body=4_000_000)]) == 3000
    assert files() == []


async def test_compressed_answers_are_inflated_a_megabyte_at_a_time(serve, files):
    whole = b"".join(big(20_000)())
    made = serve(gzip.compress(whole), Content_Encoding="gzip")
    async with client_of(made) as logbook:
        await logbook.token()
        assert len([log async for log in logbook.logs.walk(CONTEXT)]) == 20_000
        tracemalloc.start()
        with pytest.raises(ResponseTooLargeError):
            await anext(aiter(logbook.logs.walk(CONTEXT, max_body=15_000_000)))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert len(whole) > 20_000_000
    assert peak < 6_000_000
    short = serve(gzip.compress(whole)[:-2000], Content_Encoding="gzip")
    async with client_of(short, retry=RetryPolicy(attempts=1)) as logbook:
        with pytest.raises(TransportError, match="end too early"):
            await anext(aiter(logbook.logs.walk(CONTEXT)))
    assert files() == []


async def test_memory_does_not_grow_with_the_list(serve):
    made = serve(big(30_000))
    async with client_of(made) as logbook:
        gc.collect()
        tracemalloc.start()
        found = 0
        async for log in logbook.logs.walk(CONTEXT):
            found += log.id is not None
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert found == 30_000
    assert peak < 8_000_000  # of 30 MB; the server's side of this process counts, too


async def test_the_file_goes_at_the_end_on_break_and_when_forgotten(serve, files):
    made = serve(big(5000))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        async with client_of(made) as logbook:
            async for log in logbook.logs.walk(CONTEXT):
                if log.id == 0:
                    assert len(files()) == 1
                    assert [os.fstat(fd).st_mode & 0o777 for fd in files()] == [0o600]
                if log.id == 700:
                    break
            await closed(files)
            pages = logbook.logs.walk(CONTEXT).pages()
            await pages.__anext__()
            assert len(files()) == 1
            del pages
            await closed(files)
            assert len([log async for log in logbook.logs.walk(CONTEXT)]) == 5000
            assert files() == []


async def test_a_cancelled_download_leaves_nothing_and_a_slow_one_may_take_its_time(serve, files):
    waiting = threading.Event()

    def slow():
        yield b'{"rest_logs_data": ['
        for number in range(6):
            waiting.wait(0.35)
            yield json.dumps({"id": number, "name": "x" * 400_000}).encode() + (b"," if number < 5 else b"")
        yield b"]}"

    made = serve(slow)
    async with client_of(made, timeout=1.0) as logbook:
        # In all it takes twice the time-out.
        assert len([log async for log in logbook.logs.walk(CONTEXT)]) == 6
        assert made.served == 1
        with anyio.move_on_after(0.4):
            await anext(aiter(logbook.logs.walk(CONTEXT)))
            pytest.fail("it came too early")
        await closed(files)


async def test_a_stalled_download_is_given_up_after_the_time_out(s, kit):
    s.fault(faults.Stall("body", 20.0), operation="listLogs", times=1)
    async with kit.logbook(s, timeout=1.2) as logbook:
        assert len([log async for log in logbook.logs.walk(CONTEXT)]) == len(s.logs())
    assert s.audit().requests["listLogs"] == 2


async def test_a_full_disk_is_said(serve, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", "/nowhere/at/all")
    made = serve(big(5000))
    async with client_of(made) as logbook:
        with pytest.raises(TransportError, match=r"could not be kept in a temporary file .*TMPDIR"):
            await anext(aiter(logbook.logs.walk(CONTEXT)))
    assert made.served == 1


async def test_no_container_is_refused_at_once(kit):
    async with LogbookClient(kit.credentials, region="eu") as logbook:
        with pytest.raises(InvalidArgumentError, match="app_context"):
            logbook.logs.walk([])
        with pytest.raises(TypeError, match="unexpected keyword argument"):
            logbook.logs.walk(CONTEXT, page=1)
