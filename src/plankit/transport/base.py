"""What the requests of one client have in common, made once: the address parsed, the headers in httpx's own form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# What httpx takes over as it stands: nothing of it is escaped or normalised, but for dot segments.
_PLAIN = re.compile(r"/[A-Za-z0-9_~:@,;=&+.!$'()*/?-]*(?:%[0-9A-Fa-f]{2}[A-Za-z0-9_~:@,;=&+.!$'()*/?-]*)*")
_LONGEST = 8000
_WITH_LENGTH = ("POST", "PUT", "PATCH")


class _Address(httpx.URL):
    """An address of which the parts that a request needs are known; for any other it is parsed as httpx does."""

    def __init__(self, base: Base, text: str, raw_path: bytes) -> None:
        # The base is not called: what it would set is what `__getattr__` finds missing.
        self.base: Base = base
        self.text: str = text
        self.target: bytes = raw_path

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or "text" not in self.__dict__:
            raise AttributeError(name)
        super().__init__(self.text)
        return object.__getattribute__(self, name)

    def __reduce__(self) -> tuple[type[httpx.URL], tuple[str]]:
        return httpx.URL, (self.text,)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return repr(httpx.URL(self.text))

    @property
    def scheme(self) -> str:
        return self.base.scheme

    @property
    def raw_scheme(self) -> bytes:
        return self.base.raw_scheme

    @property
    def host(self) -> str:
        return self.base.host

    @property
    def raw_host(self) -> bytes:
        return self.base.raw_host

    @property
    def port(self) -> int | None:
        return self.base.port

    @property
    def netloc(self) -> bytes:
        return self.base.netloc

    @property
    def raw_path(self) -> bytes:
        return self.target


class Base:
    """Where a client's requests go, and the headers of all of them.

    Args:
        base_url: The service's address without a trailing slash; empty for requests that are only tried out.
        headers: The headers, without `Host`.
    """

    __slots__ = ("_headers", "_path", "base_url", "host", "netloc", "port", "raw_host", "raw_scheme", "scheme", "url")

    def __init__(self, base_url: str, headers: Sequence[tuple[bytes, bytes]] = ()) -> None:
        self.base_url: str = base_url
        self.url: httpx.URL = httpx.URL(base_url)
        self.scheme: str = self.url.scheme
        self.raw_scheme: bytes = self.url.raw_scheme
        self.host: str = self.url.host
        self.raw_host: bytes = self.url.raw_host
        self.port: int | None = self.url.port
        self.netloc: bytes = self.url.netloc
        self._path = self.url.raw_path.decode("ascii").rstrip("/")
        host = [(b"Host", self.netloc)] if self.host else []
        self._headers = httpx.Headers([*host, *headers])

    def headers(self) -> httpx.Headers:
        """Return a copy of the headers of all requests."""
        return httpx.Headers(self._headers)

    def request(
        self, method: str, target: str, headers: httpx.Headers, content: bytes | None, extensions: dict[str, Any]
    ) -> httpx.Request:
        """Return a request, its body in memory.

        Args:
            method: In capital letters.
            target: Path and query below the base address.
            headers: All of them, but for the length of the body.
            content: The body, or None.
            extensions: Taken over.

        Raises:
            httpx.InvalidURL: The target cannot be a part of an address.
        """
        address = self._address(target)
        if content is not None or method in _WITH_LENGTH:
            headers["Content-Length"] = str(len(content or b""))
        request = _made(method, address, headers, httpx.ByteStream(content or b""), extensions)
        request.read()
        return request

    def _address(self, target: str) -> httpx.URL:
        text = self.base_url + target
        if not self.host or len(text) > _LONGEST or "/." in target or _PLAIN.fullmatch(target) is None:
            return httpx.URL(text)
        return _Address(self, text, (self._path + target).encode("ascii"))


def _made(
    method: str,
    url: httpx.URL,
    headers: httpx.Headers,
    stream: httpx.SyncByteStream | httpx.AsyncByteStream,
    extensions: Mapping[str, Any],
) -> httpx.Request:
    """Return a request made of what is as httpx has it already, which would copy all of it and parse the address."""
    request = httpx.Request.__new__(httpx.Request)
    request.method = method
    request.url = url
    request.headers = headers
    request.stream = stream
    request.extensions = dict(extensions)
    return request


NOWHERE: Base = Base("")
"""For requests that are only tried out: whether they could be sent."""


def stamped(request: httpx.Request, name: str, value: bytes) -> httpx.Request:
    """Return a copy of *request* with a header, instead of one of the same name.

    Args:
        request: The request; its body and extensions are shared.
        name: The header.
        value: What it holds.
    """
    headers = httpx.Headers(request.headers)
    headers[name] = value.decode("ascii")
    return _made(request.method, request.url, headers, request.stream, request.extensions)
