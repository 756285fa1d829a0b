"""Reading an answer: whole, bounded, whatever it is encoded in."""

from __future__ import annotations

import gzip
import zlib

import httpx
import pytest

from plankit.transport import body

TEXT = b'{"name": "' + bytes(range(97, 123)) * 400 + b'"}'


class Stream(httpx.AsyncByteStream):
    def __init__(self, *pieces: bytes) -> None:
        self.pieces = pieces
        self.closed = False

    async def __aiter__(self):
        for piece in self.pieces:
            yield piece

    async def aclose(self) -> None:
        self.closed = True


def raw_deflate(data: bytes) -> bytes:
    squeezer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return squeezer.compress(data) + squeezer.flush()


def split(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


# The time in it is fixed: the data names the tests, and every worker of pytest-xdist must find the same ones.
SQUEEZED = gzip.compress(TEXT, mtime=0)
ENCODED = [
    ({}, TEXT),
    ({"content-encoding": "gzip"}, SQUEEZED),
    ({"content-encoding": "GZIP"}, SQUEEZED),
    ({"content-encoding": "x-gzip"}, SQUEEZED),
    ({"content-encoding": "deflate"}, zlib.compress(TEXT)),
    ({"content-encoding": "deflate"}, raw_deflate(TEXT)),
    ({"content-encoding": "identity"}, TEXT),
]


@pytest.mark.anyio
@pytest.mark.parametrize(("headers", "data"), ENCODED)
@pytest.mark.parametrize("size", [1, 100, 10**6])
@pytest.mark.parametrize("declared", [False, True])
async def test_every_encoding_in_pieces_of_any_size(headers, data, size, declared):
    if declared:
        headers = {**headers, "content-length": str(len(data))}
    stream = Stream(*split(data, size))
    response = await body.read(httpx.Response(200, headers=headers, stream=stream), len(TEXT))
    assert response.content == TEXT
    assert stream.closed
    with pytest.raises(body.TooLargeError):
        await body.read(httpx.Response(200, headers=headers, stream=Stream(*split(data, size))), len(TEXT) - 1)


@pytest.mark.anyio
@pytest.mark.parametrize(("headers", "data"), ENCODED[1:6])
@pytest.mark.parametrize(
    "damage", [lambda data: data[:-9], lambda data: b"\xff" + data[1:], lambda data: data[: len(data) // 2]]
)
async def test_what_is_damaged_is_an_error(headers, data, damage):
    with pytest.raises(httpx.DecodingError):
        await body.read(httpx.Response(200, headers=headers, stream=Stream(*split(damage(data), 64))), 10**6)


@pytest.mark.anyio
@pytest.mark.parametrize("headers", [{"content-encoding": "gzip"}, {"content-encoding": "deflate"}, {}])
async def test_an_encoding_without_a_body_is_an_empty_answer(headers):
    assert (await body.read(httpx.Response(204, headers=headers, stream=Stream()), 10)).content == b""


@pytest.mark.anyio
async def test_encodings_within_encodings_are_refused():
    data = gzip.compress(gzip.compress(b"x" * 10**7))
    headers = {"content-encoding": "gzip, gzip"}
    with pytest.raises(httpx.DecodingError, match="not supported"):
        await body.read(httpx.Response(200, headers=headers, stream=Stream(data)), 10**6)


@pytest.mark.anyio
async def test_a_bomb_is_never_inflated(monkeypatch):
    data = gzip.compress(b"x" * 10**8)
    most = 0

    real = body._Inflater.inflate

    def inflate(self, piece, room):
        nonlocal most
        got = real(self, piece, room)
        most = max(most, len(got))
        return got

    monkeypatch.setattr(body._Inflater, "inflate", inflate)
    with pytest.raises(body.TooLargeError):
        await body.read(httpx.Response(200, headers={"content-encoding": "gzip"}, stream=Stream(data)), 1000)
    assert most == 1001


@pytest.mark.anyio
async def test_the_new_headers_describe_the_decoded_body():
    headers = {"content-encoding": "gzip", "content-length": "5", "x-other": "1", "content-type": "application/json"}
    data = gzip.compress(b'"\xc3\xa9"')
    response = await body.read(httpx.Response(201, headers=headers, stream=Stream(data)), 100)
    assert response.status_code == 201
    assert response.json() == "\u00e9"
    assert response.headers["x-other"] == "1"
    assert "content-encoding" not in response.headers
    assert response.headers["content-length"] == "4"


@pytest.mark.anyio
async def test_an_answer_made_in_memory_is_taken_as_it_is():
    response = httpx.Response(200, headers={"content-encoding": "gzip"}, content=gzip.compress(TEXT))
    assert (await body.read(response, len(TEXT))).content == TEXT
    with pytest.raises(body.TooLargeError):
        await body.read(httpx.Response(200, json={"a": "b" * 100}), 50)


@pytest.mark.anyio
async def test_a_stream_that_breaks_is_closed():
    class Broken(Stream):
        async def __aiter__(self):
            yield b"x"
            msg = "broken"
            raise httpx.ReadError(msg)

    stream = Broken()
    with pytest.raises(httpx.ReadError):
        await body.read(httpx.Response(200, stream=stream), 100)
    assert stream.closed


def test_header_pairs():
    assert body.header_pairs({"X-A": "\u00e9"}) == [(b"X-A", b"\xc3\xa9")]


@pytest.mark.anyio
@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "gzip, br", "nonsense"])
async def test_what_was_not_asked_for_is_not_decoded(encoding):
    """Its pieces cannot be bounded: 64 KB of br may hold 64 GB."""
    with pytest.raises(httpx.DecodingError, match="not asked for"):
        await body.read(httpx.Response(200, headers={"content-encoding": encoding}, stream=Stream(b"x" * 10)), 1000)


@pytest.mark.anyio
@pytest.mark.parametrize("split", [1, 20, 10_000])
async def test_what_follows_compressed_data_is_refused_and_not_kept(split):
    data = gzip.compress(TEXT) + b"x" * 100_000
    pieces = (
        [data[at : at + split] for at in range(0, len(data), split)] if split > 1 else [data[:-99_000], data[-99_000:]]
    )
    with pytest.raises(httpx.DecodingError, match="more after the end"):
        await body.read(httpx.Response(200, headers={"content-encoding": "gzip"}, stream=Stream(*pieces)), 10**6)


@pytest.mark.anyio
async def test_what_hardly_inflates_is_bounded_as_it_comes():
    packer = zlib.compressobj(wbits=31)
    head = packer.compress(b"") + packer.flush(zlib.Z_SYNC_FLUSH)
    flood = [head, *[b"\x00\x00\x00\xff\xff" * 2000] * 20]  # blocks of nothing
    with pytest.raises(body.TooLargeError):
        await body.read(httpx.Response(200, headers={"content-encoding": "gzip"}, stream=Stream(*flood)), 1000)
