"""The general write: one method of a client, called once for each row."""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Callable, Coroutine, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn, cast

from plankit.bulk.catalog import Catalog
from plankit.bulk.encoding import Encoding
from plankit.bulk.write import Done
from plankit.errors import InvalidArgumentError, NotFoundError
from plankit.shapes import names
from plankit.transport.base import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plankit.bulk.catalog import Shown
    from plankit.bulk.rows import Payload
    from plankit.bulk.write import Answered, Records
    from plankit.client import ServiceClient
    from plankit.errors import PlankitError
    from plankit.operation import CallOptions, Operation


class Calls:
    """Repeats a method: each row is a mapping of the method's own arguments by name.

    Args:
        client: The client.
        method: A method of it that writes (`admin.users.update`), or its path as text (`users.update`).

    Attributes:
        name: As `service.group.method`: `planview_admin.users.update`.
        client: The client.
        most: 1: each row is a request of its own.
        repeatable: Whether sending a row again does no harm.
        records: How to look whether a row took effect; None if nothing shows it.

    Example:
        `Calls(admin, admin.users.update)`, with rows such as `{"user_id": "7", "active": False}`.

    Raises:
        InvalidArgumentError: No method of this client, or one that a bulk job cannot repeat; the message says why.
        ConfigurationError: The client was not built for the method: `unverified=True`.
    """

    most: int = 1

    def __init__(self, client: ServiceClient, method: Callable[..., Any] | str) -> None:
        catalog = _catalog_of(client)
        path = _path_of(client, catalog, method)
        info = catalog.operation(path)
        if path in catalog.instead or info is None or info.safety == "read":
            raise _not_repeated(path, catalog)
        client._check_verified(info)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - refused once, not for each row
        self.name: str = f"{info.service}.{path}"
        self.client: ServiceClient = client
        self.repeatable: bool = info.safety == "idempotent"
        self._shown: Shown | None = catalog.records[path](client) if path in catalog.records else None
        self.records: Records | None = self._shown
        group, own_name = path.split(".")
        self._method = _resolved(client, path)
        self._rehearsed: Callable[..., Any] = getattr(catalog.groups[group](_Rehearsal()), own_name)
        parameters = inspect.signature(self._method).parameters.values()
        own = [parameter for parameter in parameters if parameter.kind is not inspect.Parameter.VAR_KEYWORD]
        self._required = [parameter.name for parameter in own if parameter.default is inspect.Parameter.empty]
        self._optional = [parameter.name for parameter in own if parameter.name not in self._required]
        self._known = frozenset((*self._required, *self._optional))
        self._encoding = Encoding(catalog.models, catalog.unset)
        self._identities = catalog.identities
        self._gone = catalog.gone.get(path, frozenset[str]())

    def __repr__(self) -> str:
        return f"<Calls {self.name}>"

    def encode(self, row: object) -> Payload:
        """Return the arguments in *row* as JSON, once the method has taken them: all but the sending is tried.

        Raises:
            InvalidArgumentError: It is no mapping, an argument is unknown, missing or of a kind that no journal can
                hold, or the method refuses it.
        """
        if not isinstance(row, Mapping):
            msg = f"{self.name}: a row is a {type(row).__name__}, not the method's arguments by name. {self._takes()}"
            raise InvalidArgumentError(msg, operation=self.name)
        given = cast("Mapping[object, object]", row)
        self._check_names(given)
        try:
            payload = {name: self._encoding.encode(value, name) for name, value in cast("Payload", row).items()}
            self._rehearse(self._arguments(payload))
            if self.records is not None:
                self.records.scope(payload)
        except InvalidArgumentError as refused:
            if refused.operation is None:
                msg = f"{self.name}: {refused}"
                raise InvalidArgumentError(msg, operation=self.name) from None
            raise
        return payload

    async def prepare(self) -> None:
        """Read nothing: what a row can be held against before it is sent, `encode` has done."""

    def target(self, payload: Payload) -> bytes:
        """Return a mark of the id that the row names: rows with the same id change the same thing."""
        if not self.repeatable:
            return b""
        for name in self._identities:
            # Some methods take the whole thing, which has its id.
            found = _identity(self._encoding.decode(payload[name])) if name in payload else None
            if found is not None:
                return hashlib.blake2b(json.dumps([name, found]).encode("utf-8"), digest_size=8).digest()
        return b""

    async def send(self, payloads: Sequence[Payload]) -> Sequence[Answered]:
        """Call the method with one row.

        Raises:
            PlankitError: What the method raises.
        """
        [payload] = payloads
        self._check_names(payload)
        arguments = self._arguments(payload)
        value = await self._method(**arguments)
        record = None if self._shown is None or value is None else self._shown.shown(value)
        return [Done(self._id(value, arguments), value, None if record is None else record.fields)]

    def settled(self, error: PlankitError) -> bool:
        """Return whether *error* says that what the row was to delete is gone."""
        return isinstance(error, NotFoundError) and error.code in self._gone

    def _arguments(self, payload: Payload) -> dict[str, Any]:
        return {name: self._encoding.decode(value) for name, value in payload.items()}

    def _check_names(self, row: Mapping[Any, object]) -> None:
        unknown = [str(name) for name in row if name not in self._known]
        missing = [name for name in self._required if name not in row]
        if unknown or missing:
            problems = [f"it does not take {names(unknown)}"] if unknown else []
            problems += [f"it needs {', '.join(missing)}"] if missing else []
            msg = f"{self.name}: {' and '.join(problems)}. {self._takes()}"
            raise InvalidArgumentError(msg, operation=self.name)

    def _takes(self) -> str:
        needed = [f"{name} (needed)" for name in self._required]
        return f"A row may hold: {', '.join((*needed, *self._optional))}. Nothing was sent."

    def _rehearse(self, arguments: dict[str, Any]) -> None:
        """Call the method without a client, for all that it refuses before it sends."""
        coroutine: Coroutine[Any, Any, Any] = self._rehearsed(**arguments)
        try:
            coroutine.send(None)
        except _BuiltError:
            return
        except InvalidArgumentError:
            raise
        except (AttributeError, TypeError, ValueError) as problem:
            msg = f"{self.name}: the method cannot take these arguments: {str(problem).rstrip('.')}. Nothing was sent."
            raise InvalidArgumentError(msg, operation=self.name) from problem
        finally:
            coroutine.close()

    def _id(self, value: Any, arguments: Mapping[str, Any]) -> str | None:
        """Return the id of what was made or changed: as the answer says, or as the row says."""
        told = (getattr(value, "id", None), *(arguments.get(name) for name in self._identities))
        return next((found for each in told if (found := _identity(each)) is not None), None)


def _identity(value: object) -> str | None:
    """Return an id as text: *value* itself, or that of a model; None if it is none."""
    found: object = getattr(value, "id", value)
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else None


class _BuiltError(Exception):
    """The request could be built."""


class _Rehearsal:
    """Stands in for a client: builds the request and stops there."""

    async def call(self, operation: Operation[Any], options: CallOptions, *args: Any, **arguments: Any) -> NoReturn:
        operation.request(NOWHERE, options, *args, **arguments)
        raise _BuiltError


def _catalog_of(client: ServiceClient) -> Catalog:
    """Return what the client's class tells of its methods, loaded when it is first needed.

    Raises:
        InvalidArgumentError: It tells nothing.
    """
    module: object = getattr(client, "_catalog", None)
    found: object = getattr(import_module(module), "CATALOG", None) if isinstance(module, str) else None
    if not isinstance(found, Catalog):
        msg = f"A {type(client).__name__} has no methods that a bulk job could repeat: give one of plankit's clients."
        raise InvalidArgumentError(msg)
    return found


def _resolved(client: ServiceClient, path: str) -> Callable[..., Any]:
    group, name = path.split(".")
    found: Callable[..., Any] = getattr(getattr(client, group), name)
    return found


def _path_of(client: ServiceClient, catalog: Catalog, method: object) -> str:
    """Return the path of *method* in *client*.

    Raises:
        InvalidArgumentError: There is none.
    """
    if isinstance(method, str):
        if method in catalog.paths:
            return method
        shown = f"no method {method[:60]!r}"
    else:
        # Bound methods are equal if they are the same function of the same object.
        found = [path for path in catalog.paths if _resolved(client, path) == method]
        if found:
            return found[0]
        shown = f"no method that is this {type(method).__name__} (one of another client?)"
    msg = f"{type(client).__name__} has {shown}. Those that a bulk job repeats: {', '.join(catalog.writes)}."
    raise InvalidArgumentError(msg)


def _not_repeated(path: str, catalog: Catalog) -> InvalidArgumentError:
    advice = catalog.instead.get(path)
    if advice is not None:
        return InvalidArgumentError(f"{path} takes no single row: {advice}")
    msg = (
        f"{path} only reads, and a bulk job repeats writes: plankit.bulk.export() reads a list into a file. Those that "
        f"write: {', '.join(catalog.writes)}."
    )
    return InvalidArgumentError(msg)
