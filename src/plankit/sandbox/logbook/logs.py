"""The logs of a sandbox: which exist, where they belong and what became of them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, TypeAlias

from plankit.sandbox.logbook import attributes
from plankit.sandbox.wire import bad_request, dump, need_int, need_list, need_object, need_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plankit.sandbox.logbook.attributes import Kind
    from plankit.sandbox.wire import JsonObject

Container: TypeAlias = tuple[int, str, str]

_EPOCH = dt.datetime(2024, 1, 12, 9, 25, 37, 853187, tzinfo=dt.UTC)
_FIRST_ID = 1001
_FIRST_VALUE_ID = 3165


def contexts(value: object) -> tuple[Container, ...]:
    """The containers of an `app_context`: an array of at least one (facts C4, C-D7).

    Raises:
        RefusedError: 400, it is malformed.
    """
    found: list[Container] = []
    for item in need_list(value, "app_context"):
        context = need_object(item, "Each of app_context")
        found.append(
            (
                need_int(context.get("container_id"), "container_id"),
                need_text(context.get("container_source"), "container_source"),
                need_text(context.get("container_type"), "container_type"),
            )
        )
    if not found:
        message = "app_context must not be empty"
        raise bad_request(message)
    return tuple(found)


def stamp(seconds: float) -> str:
    """A time as Logbook writes it: six decimals and no offset (facts C-D21)."""
    moment = dt.datetime.fromtimestamp(seconds, dt.UTC)
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds")


class Log:
    """One log.

    Args:
        identity: The id.
        containers: Where it belongs.
        fields: `name`, `log_type` and `created_at`.
        values: The attribute values by kind and key.
    """

    __slots__ = ("_json", "containers", "deleted", "fields", "identity", "values")

    def __init__(
        self,
        identity: int,
        containers: tuple[Container, ...],
        fields: JsonObject,
        values: dict[Kind, dict[str, JsonObject]],
    ) -> None:
        self.identity: int = identity
        self.containers: tuple[Container, ...] = containers
        self.fields: JsonObject = fields
        self.values: dict[Kind, dict[str, JsonObject]] = values
        self.deleted: bool = False
        self._json: tuple[str, bytes] | None = None

    @property
    def transferred(self) -> bool:
        """Whether it became a log of another type, which leaves it read-only (facts C4)."""
        return "transferred_to" in self.fields

    def touch(self) -> None:
        """Say that the log has changed."""
        self._json = None

    def show(self, shape: str) -> JsonObject:
        """The log as `LogResponse`."""
        shown = {"id": self.identity, **self.fields}
        for kind, name in attributes.FIELDS.items():
            shown[name] = attributes.show(self.values[kind], shape)
        return shown

    def dump(self, shape: str) -> bytes:
        """The log as JSON, made once per change."""
        if self._json is None or self._json[0] != shape:
            self._json = (shape, dump(self.show(shape)))
        return self._json[1]


def mark(
    containers: Sequence[Container], log_type: int, name: str, values: dict[Kind, dict[str, JsonObject]]
) -> object:
    """What makes two creates the same: container, log type, name and attributes."""
    plain = {kind: {key: entry["value"] for key, entry in entries.items()} for kind, entries in values.items()}
    return (containers, log_type, name, plain)


class Logs:
    """All logs by id and by container."""

    def __init__(self) -> None:
        self._logs: dict[str, Log] = {}
        self._contents: dict[Container, dict[str, Log]] = {}
        self._next_id = _FIRST_ID
        self._next_value_id = _FIRST_VALUE_ID

    def __iter__(self) -> Iterator[Log]:
        return iter(self._logs.values())

    def add(
        self,
        containers: tuple[Container, ...],
        name: str,
        log_type: JsonObject,
        created_at: str,
        values: dict[Kind, dict[str, JsonObject]],
    ) -> Log:
        """Make a log with the next id."""
        self.number(values["system"])
        fields: JsonObject = {
            "name": name,
            "log_type": log_type,
            "created_at": created_at,
            # In no document: readers must keep it.
            "revision": 1,
        }
        log = Log(self._next_id, containers, fields, values)
        self._next_id += 1
        self._logs[str(log.identity)] = log
        for container in containers:
            self._contents.setdefault(container, {})[str(log.identity)] = log
        return log

    def number(self, values: dict[str, JsonObject], known: dict[str, JsonObject] | None = None) -> None:
        """Give system values the ids of those they replace, and new ids to new ones (facts C-D15)."""
        for key, entry in values.items():
            if known is not None and key in known:
                entry["id"] = known[key]["id"]
            else:
                entry["id"] = self._next_value_id
                self._next_value_id += 1

    def seed(self, count: int, container: Container, log_type: JsonObject) -> None:
        """Fill a container with plain logs, one a minute."""
        for number in range(1, count + 1):
            created_at = stamp((_EPOCH + dt.timedelta(minutes=number)).timestamp())
            self.add((container,), f"Log {number:06d}", log_type, created_at, {"custom": {}, "system": {}})

    def get(self, identity: str) -> Log | None:
        """The log of this id, deleted ones too."""
        return self._logs.get(identity)

    def remove(self, log: Log) -> None:
        """Delete a log: it is no longer listed, but its id is remembered."""
        log.deleted = True
        for container in log.containers:
            del self._contents[container][str(log.identity)]

    def within(self, containers: Sequence[Container]) -> list[Log]:
        """The logs of these containers, oldest first, each once."""
        if len(containers) == 1:
            return list(self._contents.get(containers[0], {}).values())
        found: dict[str, Log] = {}
        for container in containers:
            found.update(self._contents.get(container, {}))
        return sorted(found.values(), key=lambda log: log.identity)
