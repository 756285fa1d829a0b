"""Where the services are, and which addresses may be given a credential. Pure."""

from __future__ import annotations

import ipaddress
from typing import Literal, get_args

import httpx

from plankit.errors import ConfigurationError

Region = Literal["us", "eu", "ap"]
REGIONS: tuple[str, ...] = get_args(Region)
TOKEN_PATH = "/io/v1/oauth2/token"  # noqa: S105 - a path


def regional(pattern: str, region: str) -> str:
    """Return the address for *region*.

    Raises:
        ConfigurationError: An unknown region.
    """
    if region not in REGIONS:
        msg = (
            f"There is no region {region!r}: give one of {', '.join(REGIONS)}, or base_url= for an address of your own."
        )
        raise ConfigurationError(msg)
    return pattern.format(region=region)


def checked(url: str, *, name: str, allow_insecure: bool, example: str = "https://us.id.planview.com") -> str:
    """Return *url* without a trailing slash, if a credential may be sent there.

    Args:
        url: What was given.
        name: The argument, for the message.
        allow_insecure: Whether `http:` to other hosts than loopback is fine.
        example: An address of this service, for the message.

    Raises:
        ConfigurationError: It is not an absolute http(s) address, holds a password, a query or a fragment, or is
            `http:` to another host than loopback.
    """
    try:
        parsed = httpx.URL(url)
        host = parsed.host
    except (httpx.InvalidURL, TypeError, ValueError) as problem:
        msg = f"{name}= is not an address: {problem}"
        raise ConfigurationError(msg) from problem
    if parsed.scheme not in ("http", "https") or not host:
        lacking = "" if parsed.scheme in ("http", "https") else " with https:// in front"
        msg = f"{name}={_shown(parsed)!r} is not an absolute address: give one{lacking}, such as {example!r}."
        raise ConfigurationError(msg)
    if parsed.userinfo or "?" in url or "#" in url:
        msg = f"{name}= holds a user name, a query or a fragment: give scheme, host and path only."
        raise ConfigurationError(msg)
    if parsed.scheme == "http" and not loopback(host) and not allow_insecure:
        msg = (
            f"{name}={_shown(parsed)!r} is not encrypted: credentials and data would be readable on the way. Use "
            "https, or say allow_insecure=True if you know the network."
        )
        raise ConfigurationError(msg)
    return str(parsed).rstrip("/")


def loopback(host: str) -> bool:
    """Return whether *host* is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _shown(url: httpx.URL) -> str:
    """Return the address for a message, without what may be a password: one without a scheme, too, has it before @."""
    try:
        _, at, rest = str(url.copy_with(userinfo=b"", query=None, fragment=None)).rpartition("@")
    except httpx.InvalidURL:  # without its user it would be read as something else: "://a@//b"
        return "***"
    return f"***@{rest}" if at else rest
