"""Creating logs in bulk: what a bulk job must know of `logs.create` and of the list that shows what it made."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from attrs import evolve
from plankit_clients.logbook import models

from plankit.bulk.looks import same
from plankit.bulk.rows import Reason
from plankit.bulk.write import Done, Doubt, Record, Refused
from plankit.errors import InvalidArgumentError, ProtocolError
from plankit.logbook.attributes import attributes
from plankit.logbook.checks import Checker
from plankit.logbook.logtypes import LogTypes
from plankit.shapes import is_object, is_several

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence

    from plankit_clients.logbook.models import AppContext, Log

    from plankit.bulk.rows import Payload
    from plankit.bulk.write import Answered, Records
    from plankit.client import ServiceClient
    from plankit.errors import PlankitError
    from plankit.logbook.logs import Logs
    from plankit.logbook.matching import CreateResult

_FIELDS = frozenset(
    (
        "log_types_id",
        "name",
        "app_context",
        "transferred_from_id",
        "custom_attribute_values",
        "system_attribute_values",
    )
)
_NOT_SAID = Reason("The answer does not say what became of it.")
_ANY = "one of several rows that look alike in the answer: the id may be that of another of them"
_WHICH = Reason(
    "Of rows with the same log type and name some were created and some refused, and the answer does not tell which."
)


class LogRecords:
    """Reads logs back: the list of a log's containers shows it.

    Args:
        logs: The client's logs.
    """

    def __init__(self, logs: Logs) -> None:
        self._logs = logs

    def scope(self, payload: Payload) -> str:
        """Return the containers of a log as text."""
        return json.dumps(payload["app_context"], sort_keys=True)

    def existing(self, scope: str) -> AsyncIterator[Record]:
        """Read all logs of these containers."""
        return _Records(self._logs, [models.AppContext.from_dict(context) for context in json.loads(scope)])

    def fields(self, payload: Payload) -> dict[str, Any]:
        """Return what a log is told by: its type, its name, its attribute values by their keys."""
        return asked_for(payload)


class _Records:
    """Walks the logs of some containers as records."""

    def __init__(self, logs: Logs, contexts: list[AppContext]) -> None:
        self._items = aiter(logs.walk(contexts))

    def __aiter__(self) -> _Records:
        return self

    async def __anext__(self) -> Record:
        log = await anext(self._items)
        identity = _id(log)
        if identity is None:
            msg = "the list shows a log without an id: nothing can be looked for in it."
            raise ProtocolError(msg, operation="logbook.listLogs")
        return Record(identity, fields_of(log))


def asked_for(payload: Payload) -> dict[str, Any]:
    """Return the fields that a payload asks for, under the names of `LogRecords.fields`."""
    found = {"kind": payload["log_types_id"], "label": payload["name"]}
    for value in payload.get("custom_attribute_values") or ():
        found[f"custom {value['ca_config_id']}"] = value.get("value")
    for value in payload.get("system_attribute_values") or ():
        found[f"system {value['sa_id']}"] = value.get("value")
    return found


def fields_of(log: Log) -> dict[str, Any]:
    """Return the fields of a log as the server shows it, under the names of `LogRecords.fields`."""
    found = {"kind": getattr(log.log_type, "id", None), "label": log.name}
    for attribute in attributes(log):
        found[f"{attribute.kind} {attribute.key}"] = attribute.value
    return found


class CreateLogs:
    """The write of `logs.bulk_create`: up to 50 logs a request, each with its own outcome.

    Args:
        client: The client.
        logs: Its logs.
        most: The most logs of one request.
    """

    name: str = "logbook.logs.create"
    repeatable: bool = False

    def __init__(self, client: ServiceClient, logs: Logs, most: int) -> None:
        self.client: ServiceClient = client
        self.most: int = most
        self.records: Records | None = LogRecords(logs)
        self._logs = logs

    def encode(self, row: object) -> Payload:
        """Return a `LogCreate`, or a mapping with its fields, as JSON.

        Raises:
            InvalidArgumentError: It is no log.
        """
        if isinstance(row, models.LogCreate):
            payload = row.to_dict()
        elif is_object(row):
            strange = sorted(map(str, row.keys() - _FIELDS))
            if strange:
                msg = f"A log has no field {', '.join(strange[:5])}; there are {', '.join(sorted(_FIELDS))}."
                raise InvalidArgumentError(msg, operation=self.name)
            payload = models.LogCreate.from_dict(row).to_dict()
        else:
            msg = f"A log to create is a LogCreate or a mapping with its fields, not a {type(row).__name__}."
            raise InvalidArgumentError(msg, operation=self.name)
        return _checked(payload, self.name)

    def target(self, payload: Payload) -> bytes:  # noqa: ARG002 - each row makes a log of its own
        """Return nothing: the order of creates does not matter."""
        return b""

    async def send(self, payloads: Sequence[Payload]) -> Sequence[Answered]:
        """Create 1 to 50 logs.

        Raises:
            PlankitError: The request failed as a whole.
        """
        result = await self._logs.create([models.LogCreate.from_dict(payload) for payload in payloads])
        return answers(payloads, result)

    async def prepare(self) -> Callable[[Payload], Sequence[str]]:
        """Read the tenant's log types, and return what finds the problems of a log."""
        checker = Checker(await LogTypes(self.client).list())
        return lambda payload: checker.check(models.LogCreate.from_dict(payload))

    def settled(self, error: PlankitError) -> bool:  # noqa: ARG002 - no error of a create says that it had been done
        """Return False: no error of a create says that it had been done before."""
        return False


def answers(payloads: Sequence[Payload], result: CreateResult) -> list[Answered]:
    """Return what became of each log, where the answer leaves no doubt."""
    found: list[Answered] = [Doubt(_NOT_SAID) for _ in payloads]
    for made in result.created:
        if made.index is not None:
            found[made.index] = Done(_id(made.log), made.log, fields_of(made.log))
    for refused in result.failed:
        if refused.index is not None:
            found[refused.index] = Refused(Reason(refused.message, 200))
    # What became of look-alikes is known if the same became of all of them; which it was else is a guess.
    for group in _guesses(payloads, result):
        done = {at: answer for at in group if isinstance(answer := found[at], Done)}
        if len(done) == len(group):
            found[:] = (_told_apart(payloads, done).get(at, answer) for at, answer in enumerate(found))
        elif done or any(isinstance(found[at], Doubt) for at in group):
            for at in group:
                found[at] = Doubt(_WHICH)
    return found


def _told_apart(payloads: Sequence[Payload], done: dict[int, Done]) -> dict[int, Done]:
    """Give each of some look-alikes the log that shows its values: under another row they would seem to have changed.

    If that does not come out even, the server has changed something, and whose is which is not known.
    """
    first, *others = (payloads[at] for at in done)
    if all(payload == first for payload in others):
        return done
    left = list(done.values())
    found: dict[int, Done] = {}
    for at in done:
        asked = asked_for(payloads[at])
        mine = next((answer for answer in left if _shows(answer.seen or {}, asked)), None)
        if mine is None:
            return {at: evolve(answer, why=_ANY) for at, answer in done.items()}
        left.remove(mine)
        found[at] = mine
    return found


def _shows(seen: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
    return all(same(asked.get(name), seen.get(name)) for name in {*seen, *asked})


def _guesses(payloads: Sequence[Payload], result: CreateResult) -> list[set[int]]:
    """Return the rows, in groups, whose entries of the answer may belong to another row of the group."""
    told = [
        (made.index, made.match, (str(getattr(made.log.log_type, "id", None)), str(made.log.name)))
        for made in result.created
    ] + [(entry.index, entry.match, (str(entry.echo.log_types_id), str(entry.echo.name))) for entry in result.failed]
    guessed = {index for index, match, _ in told if index is not None and match == "ambiguous"}
    keys = {_alike(payloads[index]) for index in guessed}
    groups = [{at for at, payload in enumerate(payloads) if _alike(payload) == key} for key in keys]
    renamed = [index for index, _, key in told if index is None or key != _alike(payloads[index])]
    if None in renamed or guessed.intersection(renamed):
        # Under another name than those that were sent, it may be any of the rows that no other entry fits.
        groups.append({*(index for index in renamed if index is not None), *result.unreported})
    return groups


def _id(log: Log) -> str | None:
    # What servers send is only promised.
    identity: object = cast("object", log.id)
    return None if identity is None else str(identity)


def _alike(payload: Payload) -> tuple[str, str]:
    return str(payload["log_types_id"]), str(payload["name"])


def _checked(payload: Payload, name: str) -> Payload:
    """Return a payload with what every log needs.

    Raises:
        InvalidArgumentError: Something is missing, or no JSON.
    """
    contexts = payload.get("app_context")
    if is_object(contexts):
        payload["app_context"] = contexts = [contexts]
    if not is_several(contexts) or not contexts or not all(map(is_object, contexts)):
        msg = "A log to create has a list of containers: app_context=[AppContext(...)]."
        raise InvalidArgumentError(msg, operation=name)
    if payload.get("log_types_id") is None or not isinstance(payload.get("name"), str):
        msg = "A log to create has log_types_id= and a name= that is a text."
        raise InvalidArgumentError(msg, operation=name)
    try:
        json.dumps(payload, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as problem:
        msg = f"A log to create is JSON: {problem}."
        raise InvalidArgumentError(msg, operation=name) from problem
    return payload
