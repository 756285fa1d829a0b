"""Arguments of methods as JSON that can be turned back into them. Pure.

Texts, whole numbers, finite numbers, booleans, null, lists and objects stay what they are. What JSON has no word for is
an object with one key, a tag: `{"$date": "2025-05-23"}`, and for models and enumerations of the service the name of the
class: `{"$AppContext": {...}}`. An object of the caller's with such a key is wrapped in `{"$map": ...}`.
"""

from __future__ import annotations

import datetime as dt
import math
import uuid
from collections.abc import Callable, Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any, cast

from plankit.errors import InvalidArgumentError
from plankit.shapes import DEEPEST, is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

_LONGEST_KEY = 40
_SCALARS = (str, int, float, bool)


class Encoding:
    """Turns arguments of one service's methods into JSON and back.

    Args:
        models: The module of the service's models: no other class is ever made from what a journal holds.
        unset: What stands for an argument that is not given.
    """

    def __init__(self, models: ModuleType, unset: object) -> None:
        self._models = models
        self._names = frozenset[str](models.__all__)
        self._unset = unset

    def encode(self, value: object, name: str) -> Any:
        """Return *value* as JSON that `decode` turns back into an equal value.

        Args:
            value: The argument.
            name: What to call it in messages. The value itself is never shown: it may be a secret.

        Raises:
            InvalidArgumentError: It holds what no journal can.
        """
        return self._encoded(value, name, DEEPEST)

    def decode(self, value: Any) -> Any:
        """Return what was encoded as *value*.

        Raises:
            InvalidArgumentError: It was not made by `encode`.
        """
        if is_list(value):
            return [self.decode(item) for item in value]
        if not is_object(value):
            return value
        if len(value) == 1:
            [(key, inner)] = value.items()
            if key.startswith("$"):
                return self._untagged(key[1:], inner)
        return {key: self.decode(item) for key, item in value.items()}

    def _encoded(self, value: object, where: str, deepest: int) -> Any:
        if deepest < 0:
            raise _refused(where, f"is nested more than {DEEPEST} levels deep: flatten it")
        if value is self._unset:
            return {"$unset": True}
        if isinstance(value, Enum):
            if self._knows(type(value)):
                return {f"${type(value).__name__}": value.value}
            return self._encoded(value.value, where, deepest - 1)
        if value is None or isinstance(value, _SCALARS):
            return _scalar(value, where)
        if isinstance(value, Mapping):
            return self._object(cast("Mapping[object, object]", value), where, deepest)
        if isinstance(value, list | tuple):
            items = cast("Iterable[object]", value)
            encoded = [self._encoded(item, f"{where}[{at}]", deepest - 1) for at, item in enumerate(items)]
            return {"$tuple": encoded} if isinstance(value, tuple) else encoded
        return self._tagged(value, where, deepest)

    def _tagged(self, value: object, where: str, deepest: int) -> Any:
        if self._knows(type(value)):
            return {f"${type(value).__name__}": _plain(_written(value, where), where, deepest - 1)}
        for tag, (kind, write, _) in _TAGS.items():
            if type(value) is kind:
                return {f"${tag}": write(value)}
        raise _refused(where, _advice(value))

    def _object(self, value: Mapping[object, object], where: str, deepest: int) -> Any:
        encoded = {
            _key(key, where): self._encoded(item, f"{where}[{str(key)[:_LONGEST_KEY]!r}]", deepest - 1)
            for key, item in value.items()
        }
        return {"$map": encoded} if any(key.startswith("$") for key in encoded) else encoded

    def _knows(self, kind: type) -> bool:
        """Return whether *kind* itself is a class of the service: a subclass means something that would be lost."""
        return kind.__name__ in self._names and getattr(self._models, kind.__name__) is kind

    def _untagged(self, tag: str, inner: Any) -> Any:
        try:
            if tag == "map":
                return {key: self.decode(item) for key, item in inner.items()}
            if tag == "tuple":
                return tuple(self.decode(item) for item in inner)
            if tag == "unset":
                return self._unset
            if tag in _TAGS:
                return _TAGS[tag][2](inner)
            if tag in self._names:
                kind = getattr(self._models, tag)
                return kind(inner) if issubclass(kind, Enum) else kind.from_dict(inner)
        except (AttributeError, TypeError, ValueError, OverflowError) as problem:
            shown = tag[:_LONGEST_KEY]
            msg = f"The row holds a {shown!r} that cannot be read: was the journal changed? Nothing was sent."
            raise InvalidArgumentError(msg) from problem
        msg = (
            f"The row holds a {tag[:_LONGEST_KEY]!r}, which this service does not have: was the journal made by "
            "another version of plankit? Nothing was sent."
        )
        raise InvalidArgumentError(msg)


def scalars(payload: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Return those arguments of an encoded row that are given and plain, under other names.

    Args:
        payload: The row.
        names: The name of each field to return, with the argument that holds it.
    """
    found = {field: payload.get(argument) for field, argument in names.items()}
    return {field: value for field, value in found.items() if isinstance(value, _SCALARS)}


def _refused(where: str, what: str) -> InvalidArgumentError:
    return InvalidArgumentError(f"{where} {what}. Nothing was sent.")


def _scalar(value: str | float | None, where: str) -> str | float | None:
    """Return *value* as exactly what JSON reads back: subclasses are made plain."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        text = str.__str__(value)
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            raise _refused(where, "holds half of a surrogate pair, which no text in UTF-8 can: remove it") from None
        return text
    if isinstance(value, int):
        return int(value)
    if not math.isfinite(value):
        raise _refused(where, "is no finite number, for which JSON has no word: give a number, or None") from None
    return float(value)


def _key(key: object, where: str) -> str:
    if not isinstance(key, str):
        raise _refused(where, f"has a key that is a {type(key).__name__}: the keys of an object are texts")
    return cast("str", _scalar(key, where))


def _written(model: Any, where: str) -> Any:
    try:
        return model.to_dict()
    except RecursionError:
        raise _refused(where, "holds itself: take that out") from None


def _plain(value: Any, where: str, deepest: int) -> Any:
    """Return what a model wrote, if it is JSON."""
    if deepest < 0:
        raise _refused(where, f"is nested more than {DEEPEST} levels deep: flatten it")
    if is_object(value):
        return {_key(key, where): _plain(item, f"{where}.{key}", deepest - 1) for key, item in value.items()}
    if is_list(value):
        return [_plain(item, f"{where}[{at}]", deepest - 1) for at, item in enumerate(value)]
    if value is None or isinstance(value, _SCALARS):
        return _scalar(value, where)
    raise _refused(where, _advice(value))


def _advice(value: object) -> str:
    name = type(value).__name__
    if hasattr(value, "to_dict"):
        return f"is a {name}, no model of this service that can be sent: give a model that `get` returned or you made"
    if isinstance(value, dt.date):
        return f"is a {name}: give a plain datetime or date, or its ISO text"
    if isinstance(value, set | frozenset):
        return f"is a {name}, which has no order: give a list"
    return f"is a {name}, which cannot be written as JSON: give texts, numbers, booleans, None, lists or dicts"


def _span(parts: Any) -> dt.timedelta:
    days, seconds, microseconds = parts
    return dt.timedelta(days, seconds, microseconds)


def _iso(value: Any) -> str:
    text: str = value.isoformat()
    return text


_TAGS: dict[str, tuple[type, Callable[[Any], Any], Callable[[Any], Any]]] = {
    "datetime": (dt.datetime, _iso, dt.datetime.fromisoformat),
    "date": (dt.date, _iso, dt.date.fromisoformat),
    "time": (dt.time, _iso, dt.time.fromisoformat),
    "timedelta": (dt.timedelta, lambda value: [value.days, value.seconds, value.microseconds], _span),
    "uuid": (uuid.UUID, str, uuid.UUID),
}
