"""Secrets that an answer repeats, however it writes them. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_MASK = "***"
_LARGEST = 256 * 1024
_SLASHES = r"\\{1,8}"  # more than one where JSON was written into JSON, or bytes into an error's text
_AMPERSAND = r"(?:&|\\u0026)"


def mask(text: str, secrets: Iterable[str]) -> str:
    r"""Return *text* with each of *secrets* made unreadable.

    Found as they are, and with any of their signs escaped: as in JSON (PHP writes `\/` and, if told to, `\u0026`), in
    HTML (`&amp;`, `&#039;`; itself in JSON, perhaps), in forms (`%26`, `+`) and in Python's reprs.
    """
    # The longest first: one may be a part of another.
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = re.sub("".join(map(_spellings, secret)), _MASK, text)
    return text


def mask_bytes(body: bytes, secrets: Iterable[str]) -> bytes:
    """Return an answer's body as `mask` does; what is no UTF-8 stays as it came.

    A body too large for a message, in which a search for every spelling may take seconds, is searched for the plain
    ones.
    """
    if len(body) > _LARGEST:
        for secret in secrets:
            for spelling in (secret, secret.replace("/", "\\/")):
                body = body.replace(spelling.encode("utf-8"), _MASK.encode("ascii"))
        return body
    return mask(body.decode("utf-8", "surrogateescape"), secrets).encode("utf-8", "surrogateescape")


def _spellings(character: str) -> str:
    """Return a pattern for what may stand for *character*."""
    if character.isascii() and character.isalnum():
        return character  # which nobody escapes
    from html.entities import codepoint2name  # noqa: PLC0415 - a large table, for errors only

    code = ord(character)
    named = codepoint2name.get(code)
    units = character.encode("utf-16-be", "surrogatepass")
    return "(?:{})".format(
        "|".join(
            [
                "".join(rf"{_SLASHES}u{_hex(units[at : at + 2].hex())}" for at in range(0, len(units), 2)),
                "".join(rf"{_SLASHES}x{_hex(f'{byte:02x}')}" for byte in character.encode("utf-8", "surrogatepass")),
                *([rf"{_SLASHES}{re.escape(character)}"] if character in "/\"\\'" else []),
                *([rf"{_AMPERSAND}{named};"] if named else []),
                *([rf"{_AMPERSAND}apos;"] if character == "'" else []),
                rf"{_AMPERSAND}#0*{code};",
                rf"{_AMPERSAND}#[xX]0*{_hex(f'{code:x}')};",
                "".join(f"%{_hex(f'{byte:02x}')}" for byte in character.encode("utf-8", "surrogatepass")),
                *([r"\+"] if character == " " else []),
                re.escape(character),  # the last, or `%` would leave the rest of `%25`
            ]
        )
    )


def _hex(digits: str) -> str:
    """Return a pattern for hexadecimal digits in capitals or not."""
    return "".join(f"[{digit.lower()}{digit.upper()}]" if digit.isalpha() else digit for digit in digits)
