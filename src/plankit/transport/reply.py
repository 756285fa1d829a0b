"""One answer on the fast wire, as its bytes come in: its head, its end, and nothing of the next.

llhttp (httptools) reads heads and chunks, strictly; a length is counted here. So the end of an answer is known to the
byte, and what follows it in the same segment is told: it would be read as the beginning of the next answer.
"""

from __future__ import annotations

import re

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

MOST_HEAD = 100 * 1024
_TAIL = 6
_END = re.compile(rb"\n\r?\n")
_ENDS = (b"\r", b"\n")
_LENGTHS = re.compile(rb"\ncontent-length:([^\r\n]*)\r?(?=\n)", re.IGNORECASE)
_CHUNKS_END, _AND_MORE = b"\r\n\r\n", b"\r\n\r\n\r\n"
_HEAD, _LENGTH, _CHUNKS, _CLOSE, _NOTHING = range(5)
_SWITCHING, _OK, _NO_CONTENT, _NOT_MODIFIED = 101, 200, 204, 304


class Reply:
    """An answer.

    Args:
        bodiless: Whether it has no body, whatever its head says: the answer to HEAD.

    Attributes:
        status: Its status; 0 until its head is there.
        reason: Its reason phrase.
        version: Its HTTP version.
        headers: Its headers, as they came.
        done: Whether its end has come.
        keeps: Whether the server keeps the connection after it.
        spoiled: Whether more came than the answer.
        broken: Why it cannot be understood, or None.
        begun: Whether anything of it came.
        held: Bytes of its body that came and were not taken yet.
    """

    __slots__ = (
        "_bodiless",
        "_last",
        "_left",
        "_parsed",
        "_parser",
        "_parts",
        "_rest",
        "_state",
        "begun",
        "broken",
        "done",
        "headers",
        "held",
        "keeps",
        "reason",
        "spoiled",
        "status",
        "version",
    )

    def __init__(self, *, bodiless: bool) -> None:
        self.status: int = 0
        self.reason: bytes = b""
        self.version: bytes = b""
        self.headers: list[tuple[bytes, bytes]] = []
        self.done: bool = False
        self.keeps: bool = False
        self.spoiled: bool = False
        self.broken: str | None = None
        self.begun: bool = False
        self.held: int = 0
        self._bodiless = bodiless
        self._state = _HEAD
        self._parser: HttpResponseParser | None = None
        self._parsed = False
        self._rest = b""
        self._left = 0
        self._last = b""
        self._parts: list[bytes] = []

    def take(self) -> bytes:
        """Return what has come of the body and was not taken yet."""
        parts = self._parts
        if not parts:
            return b""
        self._parts = []
        self.held = 0
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def feed(self, data: bytes) -> None:
        """Take what has come."""
        self.begun = True
        if self._state == _HEAD:
            self._head(self._rest + data)
        elif self._state == _LENGTH:
            taken = len(data)
            if taken > self._left:
                taken, self.spoiled = self._left, True
                data = data[:taken]
            self._left -= taken
            self._hold(data)
            if not self._left:
                self._end()
        elif self._state == _CHUNKS:
            self._chunks(data)
        elif self._state == _CLOSE:
            self._hold(data)
        else:
            self.spoiled = True

    def close(self) -> None:
        """Learn that the server has closed the connection in good order: the end of an answer that tells no other."""
        if self._state == _CLOSE:
            self._end()

    def _head(self, held: bytes) -> None:
        while held:
            if held[:1] in _ENDS:
                self._break("it begins with an empty line")
                return
            found = _END.search(held)
            if (len(held) if found is None else found.end()) > MOST_HEAD:
                self._break(f"its head is longer than {MOST_HEAD} bytes")
                return
            if found is None:
                break
            parser = self._parse(held[: found.end()])
            if parser is None or not self._parsed:
                self._break("its head is no HTTP")
                return
            held = held[found.end() :]
            status = parser.get_status_code()
            if status == _SWITCHING:
                self._break("it switches to a protocol that nobody asked for")
                return
            if status >= _OK:
                self._rest = b""
                self._begin(parser, status, held)
                return
            # The answer is still to come: 100 Continue, 103 Early Hints.
            self._parsed = False
        self._rest = held

    def _parse(self, head: bytes) -> HttpResponseParser | None:
        """Return the parser of a head, which has told what is in it; None for one that is no HTTP."""
        for lenient in (False, True):
            self.headers, self.reason = [], b""
            parser = HttpResponseParser(self)
            if lenient:
                # As the default wire: chunks count more than a length; a length may stand twice; LF ends a line.
                parser.set_dangerous_leniencies(lenient_chunked_length=True, lenient_optional_cr_before_lf=True)
            try:
                parser.feed_data(_with_one_length(head) if lenient else head)
            except (HttpParserError, HttpParserUpgrade):
                continue
            return parser
        return None

    def _begin(self, parser: HttpResponseParser, status: int, rest: bytes) -> None:
        """Take the head, and what has come behind it."""
        self.keeps = parser.should_keep_alive()
        self.version = b"HTTP/" + parser.get_http_version().encode("ascii")
        length = coding = None
        for name, value in self.headers:
            lowered = name.lower()
            if lowered == b"content-length":
                length = value
            elif lowered == b"transfer-encoding":
                coding = value.lower() if coding is None else b""
        if coding is not None and coding != b"chunked":
            self._break("its Transfer-Encoding is not chunked alone")
            return
        self.status = status
        if self._bodiless or status in (_NO_CONTENT, _NOT_MODIFIED):
            self._end()
        elif coding is not None:
            self._state, self._parser = _CHUNKS, parser
            parser.set_dangerous_leniencies(lenient_optional_cr_before_lf=False, lenient_spaces_after_chunk_size=True)
            self.keeps = self.keeps and length is None
        elif length is not None:
            self._state, self._left = _LENGTH, int(length)
            if not self._left:
                self._end()
        else:
            self._state = _CLOSE
        if rest:
            self.feed(rest)

    def _chunks(self, data: bytes) -> None:
        self._last = (self._last + data)[-_TAIL:]
        assert self._parser is not None  # noqa: S101 - it read the head
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade):
            if self.done:
                self.spoiled = True
            else:
                self._break("its chunks are no HTTP")
        # The parser passes over empty lines between two messages.
        if self.done and (not self._last.endswith(_CHUNKS_END) or self._last == _AND_MORE):
            self.spoiled = True

    def _hold(self, data: bytes) -> None:
        self._parts.append(data)
        self.held += len(data)

    def _end(self) -> None:
        self.done = True
        self._state = _NOTHING

    def _break(self, why: str) -> None:
        self.broken = f"the server's answer cannot be understood: {why}"
        self.spoiled = True
        self._state = _NOTHING

    # The parser's side

    def on_message_begin(self) -> None:
        """Learn that a message begins; a second one is nobody's."""
        if self.done:
            raise HttpParserError

    def on_status(self, status: bytes) -> None:
        """Take the reason phrase, or a part of it."""
        self.reason += status

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; those behind a chunked body are not kept."""
        if not self._parsed:
            self.headers.append((name, value.rstrip(b" \t")))

    def on_headers_complete(self) -> None:
        """Learn that the head is complete."""
        self._parsed = True

    def on_body(self, body: bytes) -> None:
        """Take a part of a chunked body."""
        self._hold(body)

    def on_message_complete(self) -> None:
        """Learn that a chunked body is complete; of others the parser sees the head only."""
        if self._state == _CHUNKS:
            self._end()


def _with_one_length(head: bytes) -> bytes:
    """Return *head* with one Content-Length, if several say the same."""
    said = [length.strip() for line in _LENGTHS.findall(head) for length in line.split(b",")]
    if len(said) < 2 or len(set(said)) > 1:  # noqa: PLR2004 - that is what several are
        return head
    return _LENGTHS.sub(b"", head).replace(b"\n", b"\nContent-Length: " + said[0] + b"\r\n", 1)
