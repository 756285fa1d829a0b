"""What the generated packages share."""

from __future__ import annotations

import datetime
import gc
import re
import sys
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from enum import Enum
from operator import itemgetter
from typing import IO, Any, Final, Generic, Self, TypeVar
from urllib.parse import quote

import httpx
from attrs import define, field

from . import UNSET

T = TypeVar("T")

EMPTY: Final[frozenset[str]] = frozenset()

_MOST_SHAPES = 1024
_DEEPEST = 100
_SECRET: Final = re.compile(
    r"(?i)(?:.*[_-])?(?:token|secret)|.*[_-]key|.*password|apikey|.*(?-i:[a-z0-9](?:Token|Secret|Key))"
)
_SAID: Final = frozenset((str, int, float, bool, type(None)))
_ABSENT: dict[frozenset[str], frozenset[str]] = {EMPTY: EMPTY}


def _interned(names: frozenset[str]) -> frozenset[str]:
    """Give one object for equal sets: many objects of one kind lack the same fields."""
    if len(_ABSENT) < _MOST_SHAPES:
        return _ABSENT.setdefault(names, names)
    return _ABSENT.get(names, names)


_Shape = tuple[frozenset[str], tuple[str, ...], Callable[[Any], Any]]


class Fields:
    """The fields of a model, and what is remembered of the keys its objects came with.

    Servers send objects of few shapes, so that one look-up replaces a test for every field. What is remembered is
    bounded, since keys may be data.

    Attributes:
        names: The Python name of each JSON key.
        shapes: For the keys of an object, in their order: the names of the fields it lacks, its unknown keys, and
            what reads the values of all fields.
    """

    __slots__ = ("keys", "names", "shapes")

    def __init__(self, names: dict[str, str]) -> None:
        self.names = names
        self.keys = tuple(names)
        self.shapes: dict[tuple[str, ...], _Shape] = {}

    def learn(self, source: Mapping[str, Any]) -> _Shape:
        """Find the shape of an object and remember it."""
        shape = (
            _interned(frozenset(name for key, name in self.names.items() if key not in source)),
            tuple(key for key in source if key not in self.names),
            self._reader(source),
        )
        if len(self.shapes) < _MOST_SHAPES:
            self.shapes[tuple(source)] = shape
        return shape

    def unset(self, **values: object) -> frozenset[str]:
        """Give the names of the arguments that were not given."""
        return _interned(frozenset(name for name, value in values.items() if value is UNSET))

    def _reader(self, source: Mapping[str, Any]) -> Callable[[Any], Any]:
        if len(self.keys) == 1:
            return self._read
        if all(key in source for key in self.keys):
            return itemgetter(*self.keys)
        # By places among the values, the last of which stands for what is absent: half the time of one look-up a key.
        places = {key: place for place, key in enumerate(source)}
        pick = itemgetter(*(places.get(key, len(places)) for key in self.keys))
        return lambda source: pick((*source.values(), None))

    def _read(self, source: Mapping[str, Any]) -> Iterable[Any]:
        return map(source.get, self.keys)


class Later(list[Any]):
    """What came where a model or several are declared; after the first reading, also what was made of it."""

    __slots__ = ()


LATER: Final[Any] = Later
"""`Later`, for where what is made of it is declared."""


def nested(model: type, /, **makers: Callable[[Any], Any]) -> None:
    """Let fields of a model make what they hold when they are first read: most of a long list never is.

    Args:
        model: The class of the model.
        makers: What each field makes of a JSON value; never raises.
    """
    for name, make in makers.items():
        setattr(model, name, _made_when_read(getattr(model, name), make))


def _made_when_read(slot: Any, make: Callable[[Any], Any]) -> property:
    get, put = slot.__get__, slot.__set__

    def read(model: Any) -> Any:
        value = get(model)
        if type(value) is Later:
            value.append(make(value[0]))
            # Threads that read at the same time all get what was made first.
            value = value[1]
            put(model, value)
        return value

    return property(read, put, slot.__delete__)


class Model(Generic[T]):
    """The base of every model: fields the document does not know are reached by their keys.

    An absent field reads as None and is left out again when written; assign a value to write it, `UNSET` to leave it
    out, and `model["key"] = None` to write null where the field was absent. To change a copy, use `copy.copy` and
    assign: `attrs.evolve` would turn absent fields into null and lose unknown ones.

    Nested objects are made when they are first read, of the JSON value that the model was made of: that value belongs to
    the model and must not be changed.
    """

    __slots__ = ("_extra",)

    _extra: dict[str, T] | None

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object."""
        raise NotImplementedError

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object."""
        raise NotImplementedError

    @property
    def additional_properties(self) -> dict[str, T]:
        """The fields the document does not know; made when first asked for, since most objects have none."""
        if self._extra is None:
            self._extra = {}
        return self._extra

    @additional_properties.setter
    def additional_properties(self, value: dict[str, T]) -> None:
        self._extra = value

    @property
    def additional_keys(self) -> list[str]:
        """The keys of the fields the document does not know."""
        return list(self._extra or ())

    def __getitem__(self, key: str) -> T:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: T) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in (self._extra or ())


def plain(value: Any) -> Any:
    """Turn models, enum members and moments inside a value into what JSON can say."""
    if type(value) in _SAID:  # As most values are.
        return value
    if isinstance(value, Model):
        return value.to_dict()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if item is not UNSET}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    uuid = sys.modules.get("uuid")  # It takes long to import, and who has a UUID has imported it.
    if uuid is not None and isinstance(value, uuid.UUID):
        return str(value)
    return value


def or_none(value: dict[str, Any] | None) -> dict[str, Any] | None:
    """Make no unknown fields equal to none asked for."""
    return value or None


def masked(value: Mapping[str, Any] | None) -> str:
    """Show unknown fields, but not what their names call a secret, however deep inside them."""
    return repr(_masked(value or {}, _DEEPEST))


def _masked(value: Any, deepest: int) -> Any:
    if not isinstance(value, Mapping | list | tuple):
        return value
    if not deepest:
        return ...
    if isinstance(value, Mapping):
        fields: Mapping[Any, Any] = value
        return {
            key: "***" if _SECRET.fullmatch(str(key)) else _masked(item, deepest - 1)
            for key, item in fields.items()
        }
    items: Iterable[Any] = value
    return [_masked(item, deepest - 1) for item in items]


def path_segment(name: str, value: object) -> str:
    """Encode a path argument as exactly one segment.

    Args:
        name: The argument's name, for the message.
        value: Its value.

    Raises:
        ValueError: It is None, empty, "." or "..", which would address something else.
    """
    text = str(plain(value)) if value is not None else ""
    if text in {"", ".", ".."}:
        message = (
            f"path argument {name!r} is {value!r}, which would address another path: "
            f"pass the {name!r} the service gave you"
        )
        raise ValueError(message)
    return quote(text, safe="")


def query_value(value: Any) -> Any:
    """Give the value of a query parameter as httpx writes it."""
    return plain(value)


def query_list(value: Iterable[Any]) -> list[Any]:
    """Give the values of a repeated query parameter; one text is one value, not its letters."""
    return [value] if isinstance(value, str) else [plain(item) for item in value]


def json_or_none(response: httpx.Response) -> Any:
    """Read a body as JSON; None for a proxy's HTML page, an empty body, one nested too deeply and the like."""
    try:
        value = response.json()
    except (ValueError, RecursionError):
        return None
    level = [value]
    for _ in range(_DEEPEST + 1):
        level = gc.get_referents(*level)
        if not level:
            return value
    return None


@define
class File:
    """A file to be sent."""

    payload: IO[bytes]
    file_name: str | None = None
    mime_type: str | None = None


@define
class Response(Generic[T]):
    """An answer as it came, and what it says if that is what the document declares."""

    status_code: int
    content: bytes = field(repr=False)
    headers: MutableMapping[str, str] = field(repr=False)
    parsed: T | None


class UnexpectedStatus(Exception):
    """The status is not documented, and `raise_on_unexpected_status` is set."""

    def __init__(
        self, status_code: int, content: bytes, headers: MutableMapping[str, str] | None = None
    ) -> None:
        self.status_code = status_code
        self.content = content
        self.headers = headers
        super().__init__(f"Unexpected status code: {status_code}; the body has {len(content)} bytes")

    def __reduce__(self) -> tuple[type[Self], tuple[int, bytes, MutableMapping[str, str] | None]]:
        return type(self), (self.status_code, self.content, self.headers)
