"""A body in memory while it is short, then in a temporary file without a name."""

from __future__ import annotations

import gc
import os
import tempfile
import warnings

import httpx
import pytest

from plankit.transport import body
from plankit.transport.call import Call
from plankit.transport.spool import SPOOL, Origin, Spool, SpoolError

pytestmark = pytest.mark.anyio


async def filled(pieces, memory):
    spool = Spool(memory)
    for piece in pieces:
        await spool.write(piece)
    await spool.end()
    return spool


@pytest.mark.parametrize("memory", [0, 5, 10, 11, 100])
@pytest.mark.parametrize("size", [1, 4, 1000])
async def test_what_was_written_is_read(memory, size):
    pieces = [b"abc", b"", b"defgh", b"ij"]
    spool = await filled(pieces, memory)
    found = b""
    while piece := spool.read(size):
        assert len(piece) <= size
        found += piece
    assert found == b"".join(pieces)
    assert spool.size == 10
    assert spool.read(1) == b""
    spool.close()
    spool.close()


async def test_the_file_is_for_nobody_else_has_no_name_and_goes_without_a_warning(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        small = await filled([b"x" * 100], 100)
        assert small._file is None
        large = await filled([b"x" * 101], 100)
        descriptor = large._file.fileno()
        assert os.fstat(descriptor).st_mode & 0o777 == 0o600
        assert os.listdir(tmp_path) == []  # noqa: PTH208 - nobody waits for it here
        del large
        gc.collect()
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.fstat(descriptor)
        small.close()


async def test_where_no_file_can_be_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    spool = Spool(10)
    await spool.write(b"x" * 10)
    with pytest.raises(SpoolError, match="No such file"):
        await spool.write(b"x")


def told(content, **headers):
    async def pieces():
        for at in range(0, len(content), 7):
            yield content[at : at + 7]

    return httpx.Response(200, headers=headers, content=pieces())


async def test_an_answer_is_spooled_and_its_pieces_are_counted():
    alive = []
    response = await body.spooled(told(b"0123456789"), 10, lambda: alive.append(1))
    assert response.content == b""
    assert response.extensions[SPOOL].read(100) == b"0123456789"
    assert alive == [1, 1]
    with pytest.raises(body.TooLargeError):
        await body.spooled(told(b"0123456789"), 9, lambda: None)
    with pytest.raises(body.TooLargeError):
        await body.spooled(told(b"", content_length="11", **{"content-length": "11"}), 10, lambda: None)
    with pytest.raises(httpx.DecodingError, match="was not asked for"):
        await body.spooled(told(b"x", **{"content-encoding": "br"}), 10, lambda: None)


async def test_an_answer_that_a_mock_made_is_spooled_too():
    response = await body.spooled(httpx.Response(200, json={"a": 1}), 100, lambda: None)
    assert response.extensions[SPOOL].read(100) == b'{"a":1}'


async def test_an_error_knows_its_call():
    error = Origin("logbook.listLogs", "POST", "https://x.example/logs", ()).error("the answer is cut off.")
    assert str(error) == (
        "logbook.listLogs (POST https://x.example/logs): the answer is cut off. It only reads: repeating the call is safe."
    )
    assert not Call().spool
