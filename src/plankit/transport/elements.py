"""The elements of a list inside a JSON object, one by one, in bounded memory. Synchronous, for worker threads."""

from __future__ import annotations

import codecs
import json
import re
from itertools import islice
from typing import TYPE_CHECKING, Any, NoReturn

from plankit.shapes import TooDeepError, names, too_deep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PIECE = 256 * 1024
"""Bytes that are read at a time."""
LONGEST = 16 * 1024 * 1024
"""Characters of one element, or of what stands beside the list."""

_SPACE = re.compile(r"[ \t\n\r]*")
_MOST_KEYS = 1000


class ElementsError(ValueError):
    """The text is not a JSON object that holds the list; says what it is instead, to follow "the answer is"."""


class Elements:
    """Reads the list that stands under *key* of a JSON object, wherever the key stands.

    It agrees with `json.loads` of the whole in what it reads and in what it refuses, but for three things: a key that
    stands there twice is refused, and so is what is longer than `LONGEST`; and what follows the list is seen to be
    wrong only when it is read, after the elements before it were handed out.

    Args:
        read: Returns the next bytes, at most as many as it is asked for; none at the end.
        key: Where the list is; null counts as an empty list.
        piece: Bytes to read at a time.
        longest: Characters of the longest element.
    """

    def __init__(self, read: Callable[[int], bytes], key: str, *, piece: int = PIECE, longest: int = LONGEST) -> None:
        self._read = read
        self._key = key
        self._piece = piece
        self._longest = longest
        self._decoder: codecs.IncrementalDecoder | None = None
        self._head = b""
        self._text = ""
        self._at = 0
        self._ended = False
        self._scan = json.JSONDecoder().raw_decode
        self._keys: set[str] = set()
        self._elements = self._walk()

    def take(self, most: int) -> list[dict[str, Any]]:
        """Return the next elements, at most so many; none at the end, when all of the text was read and is right.

        Raises:
            TooDeepError: Something is nested too deeply.
            ElementsError: The text is not what it should be.
        """
        try:
            found = list(islice(self._elements, most))
        except UnicodeDecodeError as error:
            msg = "not text in the encoding of JSON"
            raise ElementsError(msg) from error
        # A list in a list, as in the whole: the levels count alike.
        if too_deep([found]):
            raise TooDeepError
        return found

    def _walk(self) -> Iterator[dict[str, Any]]:
        if self._next() != "{":
            self._fail("not a JSON object")
        self._at += 1
        mark = self._next()
        while mark != "}" or self._keys:
            key = self._value() if mark == '"' else None
            if not isinstance(key, str):
                self._broken()
            self._remember(key)
            self._expect(":")
            yield from self._list() if key == self._key else self._skipped()
            mark = self._next()
            self._at += 1
            if mark == "}":
                break
            if mark != ",":
                self._broken()
            mark = self._next()
        else:
            self._at += 1
        if self._next():
            self._broken()
        if self._key not in self._keys:
            self._fail(f"without {self._key} (it has: {names(self._keys)})")

    def _remember(self, key: str) -> None:
        if key == self._key and key in self._keys:
            self._fail(f"one with {key} twice")
        if len(self._keys) < _MOST_KEYS or key == self._key:
            self._keys.add(key)

    def _skipped(self) -> Iterator[dict[str, Any]]:
        # A list around it, as the object is around it in the whole.
        if too_deep([self._value()]):
            raise TooDeepError
        return iter(())

    def _list(self) -> Iterator[dict[str, Any]]:
        if self._next() != "[":
            if self._value() is not None:
                self._fail(f"one whose {self._key} is not a list of objects")
            return
        self._at += 1
        if self._next() == "]":
            self._at += 1
            return
        while True:
            if self._next() != "{":
                self._value()
                self._fail(f"one whose {self._key} is not a list of objects")
            element: dict[str, Any] = self._value()
            yield element
            mark = self._next()
            self._at += 1
            if mark == "]":
                return
            if mark != ",":
                self._broken()

    def _expect(self, mark: str) -> None:
        if self._next() != mark:
            self._broken()
        self._at += 1

    def _next(self) -> str:
        """Move to the next character that is no space and return it; nothing at the end."""
        while True:
            found = _SPACE.match(self._text, self._at)
            assert found is not None  # noqa: S101 - it matches nothing, too
            self._at = found.end()
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _value(self) -> Any:
        """Read the value that begins at the next character that is no space."""
        if not self._next():
            self._broken()
        size = self._piece
        while True:
            try:
                value, end = self._scan(self._text, self._at)
            except RecursionError:
                raise TooDeepError from None
            except ValueError:
                # It may be cut by the end of what was read, or be wrong: more tells.
                pass
            else:
                # A number may go on, after two more characters: 1e+9.
                if end < len(self._text) - 2:
                    self._at = end
                    return value
            if len(self._text) - self._at > self._longest:
                self._fail(f"one with an element of more than {self._longest} characters")
            if not self._more(size):
                break
            size = min(2 * size, self._longest)
        try:
            value, self._at = self._scan(self._text, self._at)
        except ValueError:
            self._fail("not JSON, or cut off")
        return value

    def _more(self, size: int | None = None) -> bool:
        """Read on, and forget what was read before the place; return whether there was more."""
        while not self._ended:
            piece = self._read(size or self._piece)
            self._ended = not piece
            text = self._decode(piece)
            if text:
                self._text = self._text[self._at :] + text
                self._at = 0
                return True
        return False

    def _decode(self, piece: bytes) -> str:
        if self._decoder is None:
            # As json does: by the first four bytes.
            self._head += piece
            if len(self._head) < 4 and not self._ended:  # noqa: PLR2004 - as the comment says
                return ""
            piece, self._head = self._head, b""
            self._decoder = codecs.getincrementaldecoder(json.detect_encoding(piece))("surrogatepass")
        return self._decoder.decode(piece, final=self._ended)

    def _broken(self) -> NoReturn:
        self._fail("not JSON" if self._next() else "cut off: it ends before its JSON does")

    def _fail(self, problem: str) -> NoReturn:
        self._text = ""
        self._at = 0
        self._ended = True
        raise ElementsError(problem)
