"""Planview Logbook: the five operations of its document (facts C)."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

from plankit.sandbox.limits import SlidingSecond
from plankit.sandbox.logbook import attributes, logtypes
from plankit.sandbox.logbook.logs import Logs, contexts, mark, stamp
from plankit.sandbox.service import Service
from plankit.sandbox.wire import (
    Answer,
    Operation,
    RefusedError,
    bad_request,
    dump,
    load_object,
    need_int,
    need_list,
    need_object,
    need_text,
)

if TYPE_CHECKING:
    from plankit.sandbox.logbook.attributes import Kind
    from plankit.sandbox.logbook.logs import Container, Log
    from plankit.sandbox.record import Call
    from plankit.sandbox.service import Common
    from plankit.sandbox.wire import Headers, JsonObject

#: Logs per create request (facts C2; public, but not in the given document).
MOST_PER_CREATE = 50

CONTAINER: Container = (4711, "portfolios", "work")
#: Belongs to another customer; naming it is answered with INVALID_TENANT.
FOREIGN_CONTAINER: Container = (9999, "portfolios", "work")

_INVALID_TENANT = RefusedError(401, "INVALID_TENANT", "The log does not belong to the provided tenant_group")
_TYPE_FIELDS = (
    "id",
    "type_name",
    "description",
    "is_published",
    "log_type_categories_id",
    "allow_email_notification",
)


class _RejectedError(Exception):
    """One log of a create request is not made; the others are."""


class Logbook(Service):
    """The logs of one customer in one region.

    Args:
        common: What the services share.
    """

    def __init__(self, common: Common) -> None:
        root = "/api/rest/v1"
        super().__init__(
            "logbook",
            common,
            [
                Operation("listLogs", "POST", f"{root}/logs/list", self._list),
                Operation("createLogs", "POST", f"{root}/logs", self._create),
                Operation("deleteLog", "POST", f"{root}/log/delete/{{log_id}}", self._delete),
                Operation("updateLog", "PUT", f"{root}/log/{{log_id}}", self._update),
                Operation("listLogTypes", "GET", f"{root}/log-types-with-configs", self._log_types),
            ],
        )
        settings = common.settings
        self.window: SlidingSecond = SlidingSecond()
        self.logs: Logs = Logs()
        self._source = random.Random(f"{settings.seed} logbook")
        self._types = logtypes.log_types()
        self._attributes = {entry["id"]: attributes.attributes_of(entry) for entry in self._types}
        self._shown = {
            entry["id"]: {name: entry["log_types"][0][name] for name in _TYPE_FIELDS} for entry in self._types
        }
        as_objects = [{**entry, "log_types": entry["log_types"][0]} for entry in self._types]
        self._types_json = {
            "array": dump({"rest_log_types_with_configs": self._types}),
            "object": dump({"rest_log_types_with_configs": as_objects}),
        }
        self._usable = {
            entry["id"]
            for entry in self._types
            if entry["log_types"][0]["is_published"] and not entry["log_types"][0]["is_deleted"]
        }
        self.logs.seed(settings.logs, CONTAINER, self._shown[logtypes.DECISION])

    def admit(self, call: Call) -> Answer | None:
        """500 requests in any second (facts C2); `Retry-After` only on demand, as it is not documented."""
        settings = self.common.settings
        if self.window.admit(call.at, settings.logbook_limit):
            return None
        headers: Headers = ()
        if settings.logbook_retry_after:
            headers = ((b"retry-after", str(max(1, math.ceil(self.window.wait(call.at)))).encode()),)
        return RefusedError(429, "TOO_MANY_REQUESTS", "Too Many Requests", headers).answer()

    def containers(self, value: object) -> tuple[Container, ...]:
        """The containers of an `app_context`, all of this customer."""
        found = contexts(value)
        if FOREIGN_CONTAINER in found:
            raise _INVALID_TENANT
        return found

    def _list(self, call: Call) -> Answer:
        containers = self.containers(load_object(call).get("app_context"))
        shape = self.common.settings.attribute_shape
        items = b",".join([log.dump(shape) for log in self.logs.within(containers)])
        return Answer(200, b'{"rest_logs_data":[%b]}' % items)

    def _create(self, call: Call) -> Answer:
        """Each log is made or fails on its own, in HTTP 200 (C-D27); malformed input fails as a whole."""
        items = need_list(load_object(call).get("logs"), "logs")
        if not 1 <= len(items) <= MOST_PER_CREATE:
            message = f"logs must hold 1 to {MOST_PER_CREATE} logs"
            raise bad_request(message)
        drafts = [_Draft(self, need_object(item, "Each of logs")) for item in items]
        made: list[Log] = []
        failed: list[JsonObject] = []
        created_at = stamp(self.common.wall())
        for draft in drafts:
            try:
                made.append(self._make(call, draft, created_at))
            except _RejectedError as error:
                failed.append({"failed_message": str(error), **draft.given})
        settings = self.common.settings
        if settings.shuffle:
            self._source.shuffle(made)
            self._source.shuffle(failed)
        data = b",".join([log.dump(settings.attribute_shape) for log in made])
        return Answer(200, b'{"rest_add_log":{"Data":[%b],"Failed":%b}}' % (data, dump(failed)))

    def _make(self, call: Call, draft: _Draft, created_at: str) -> Log:
        log_type, name = draft.log_type, draft.name
        if log_type is None or log_type not in self._shown:
            message = "The log type does not exist"
            raise _RejectedError(message)
        if log_type not in self._usable:
            message = "The log type is not active"
            raise _RejectedError(message)
        if name is None or not name.strip():
            message = "The name is missing"
            raise _RejectedError(message)
        if draft.containers is None:
            message = "The app_context is missing"
            raise _RejectedError(message)
        for kind, known in self._attributes[log_type].items():
            wrong = attributes.problem(known, draft.values[kind], complete=True)
            if wrong is not None:
                raise _RejectedError(wrong)
        source = self._source_of(draft)
        made_of = mark(draft.containers, log_type, name, draft.values)
        log = self.logs.add(draft.containers, name, self._shown[log_type], created_at, draft.values)
        if source is not None:
            log.fields["transferred_from"] = {"id": source.identity, "name": source.fields["name"]}
            source.fields["transferred_to"] = [{"id": log.identity, "name": name}]
            source.touch()
        self.common.recorder.wrote(call, "create", str(log.identity), name, made_of)
        return log

    def _source_of(self, draft: _Draft) -> Log | None:
        if draft.transferred_from is None:
            return None
        source = self.logs.get(str(draft.transferred_from))
        if source is None or source.deleted or not set(source.containers).intersection(draft.containers or ()):
            message = "The log to transfer does not exist"
            raise _RejectedError(message)
        if source.transferred:
            message = "The log has already been transferred"
            raise _RejectedError(message)
        return source

    def _delete(self, call: Call) -> Answer:
        containers = self.containers(load_object(call).get("app_context"))
        log = self._find(call.arguments[0], containers, "delete")
        self.logs.remove(log)
        name: str = log.fields["name"]
        self.common.recorder.wrote(call, "delete", str(log.identity), name, str(log.identity))
        return Answer(200, dump({"rest_delete_log": {"deleted_id": str(log.identity)}}))

    def _update(self, call: Call) -> Answer:
        """Only what is given changes (facts C-D32)."""
        body = load_object(call)
        containers = self.containers(body.get("app_context"))
        name = need_text(body["name"], "name") if "name" in body else None
        values: dict[Kind, dict[str, JsonObject]] = {
            kind: attributes.parse(kind, body[field]) for kind, field in attributes.FIELDS.items() if field in body
        }
        log = self._find(call.arguments[0], containers, "update")
        if name is not None and not name.strip():
            message = "The name must not be empty"
            raise bad_request(message)
        known = self._attributes[log.fields["log_type"]["id"]]
        for kind, entries in values.items():
            wrong = attributes.problem(known[kind], entries, complete=False)
            if wrong is not None:
                raise bad_request(wrong, "INVALID_ATTRIBUTE")
        for kind, entries in values.items():
            if kind == "system":
                self.logs.number(entries, log.values[kind])
            log.values[kind].update(entries)
        if name is not None:
            log.fields["name"] = name
        log.fields["revision"] += 1
        log.touch()
        made_of = mark(log.containers, log.fields["log_type"]["id"], log.fields["name"], log.values)
        self.common.recorder.wrote(call, "update", str(log.identity), log.fields["name"], made_of)
        return Answer(200, b'{"rest_modify_log":%b}' % log.dump(self.common.settings.attribute_shape))

    def _find(self, identity: str, containers: tuple[Container, ...], verb: str) -> Log:
        """The log to change, or the documented errors of delete (facts C3), which update shares here."""
        log = self.logs.get(identity)
        if log is None:
            message = "The log does not exist in the system"
            raise bad_request(message, "LOG_DOES_NOT_EXIST")
        if not set(log.containers).intersection(containers):
            message = "The log does not exist in the provided container in app_context"
            raise RefusedError(401, "INVALID_CONTAINER", message)
        if log.deleted:
            message = f"The log you are trying to {verb} is already deleted"
            raise bad_request(message, "LOG_DELETED")
        if log.transferred:
            message = f"Can not {verb} a log which already been transferred to another type"
            raise bad_request(message, "LOG_TRANSFERRED")
        return log

    def _log_types(self, _call: Call) -> Answer:
        return Answer(200, self._types_json[self.common.settings.log_types_shape])


class _Draft:
    """One log of a create request, its fields of the right type or absent.

    Raises:
        RefusedError: 400, a field has another type; 401, a container belongs to another customer.
    """

    __slots__ = ("containers", "given", "log_type", "name", "transferred_from", "values")

    def __init__(self, logbook: Logbook, given: JsonObject) -> None:
        self.given = given
        self.log_type = need_int(given["log_types_id"], "log_types_id") if "log_types_id" in given else None
        self.name = need_text(given["name"], "name") if "name" in given else None
        source = given.get("transferred_from_id")
        self.transferred_from = None if source is None else need_int(source, "transferred_from_id")
        self.containers = logbook.containers(given["app_context"]) if "app_context" in given else None
        self.values: dict[Kind, dict[str, JsonObject]] = {
            kind: attributes.parse(kind, given[field]) if field in given else {}
            for kind, field in attributes.FIELDS.items()
        }
