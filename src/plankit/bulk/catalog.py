"""What a service tells of the methods of its client, so that a bulk job can repeat any of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, Self

from attrs import field, frozen

from plankit.bulk.write import Record, Records
from plankit.errors import InvalidArgumentError, PageDriftError, ProtocolError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from types import ModuleType

    from plankit.bulk.rows import Payload
    from plankit.paging import Pager
    from plankit.transport.call import OperationInfo


class Shown(Records, Protocol):
    """Records that can be read from the answer of the method itself, too."""

    def shown(self, value: Any) -> Record | None:
        """Return what a method returned as a record; None if it shows none."""
        ...


@frozen
class Catalog:
    """What a service tells of the methods of its client.

    Attributes:
        operations: What the generated code knows of each operation, by operationId.
        methods: The method of each operation: `users.update`.
        models: The module of the service's models.
        unset: What stands for an argument that is not given.
        groups: What makes each group of methods that write (`users`) for a client.
        short: Further methods, each with the one that it is short for.
        instead: Methods that take no single row, each with what to use instead.
        records: What shows the effect of a method, by method, made for a client.
        identities: The arguments that name what a method changes, the most exact first.
        gone: For methods that delete: the codes of errors which say that it was done before.
    """

    operations: Mapping[str, OperationInfo]
    methods: Mapping[str, str]
    models: ModuleType
    unset: object
    groups: Mapping[str, Callable[[Any], object]]
    short: Mapping[str, str] = field(factory=dict[str, str])
    instead: Mapping[str, str] = field(factory=dict[str, str])
    records: Mapping[str, Callable[[Any], Shown]] = field(factory=dict[str, "Callable[[Any], Shown]"])
    identities: tuple[str, ...] = ()
    gone: Mapping[str, frozenset[str]] = field(factory=dict[str, frozenset[str]])

    def operation(self, path: str) -> OperationInfo | None:
        """Return what is known of the operation behind the method *path*; None if there is no such method."""
        named = self.short.get(path, path)
        ids = [identity for identity, method in self.methods.items() if method == named]
        return self.operations[ids[0]] if ids else None

    @property
    def paths(self) -> list[str]:
        """The methods of groups, those that read too."""
        return sorted({path for path in (*self.methods.values(), *self.short, *self.instead) if "." in path})

    @property
    def writes(self) -> list[str]:
        """The methods that a bulk job repeats row by row."""
        known = ((path, self.operation(path)) for path in self.paths if path not in self.instead)
        return [path for path, info in known if info is not None and info.safety != "read"]


class Listed:
    """The items of a list as records.

    Args:
        pager: The list.
        shown: Makes a record of an item.
        what: What the items are, for messages.
    """

    def __init__(self, pager: Pager[Any], shown: Callable[[Any], Record | None], what: str) -> None:
        self._pager = pager
        self._shown = shown
        self._what = what
        self._items: AsyncIterator[Any] | None = None

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Record:
        """Return the next record.

        Raises:
            ProtocolError: An item has no id, so that it cannot be told from others.
            PageDriftError: The list was not met whole.
            PlankitError: A page could not be had.
        """
        if self._items is None:
            self._items = aiter(self._pager)
        try:
            item = await anext(self._items)
        except StopAsyncIteration:
            if self._pager.missed:
                msg = (
                    f"The list of {self._what} has {self._pager.missed} more than a whole walk met: what is not found "
                    "in it may be there nevertheless."
                )
                raise PageDriftError(msg) from None
            raise
        return known(self._shown(item), self._what)


def record_of(identity: object, fields: Mapping[str, Any]) -> Record | None:
    """Return the record with an id that a server sent; None if that is no id."""
    usable = isinstance(identity, int | str) and not isinstance(identity, bool) and identity != ""
    return Record(str(identity), fields) if usable else None


def known(record: Record | None, what: str) -> Record:
    """Return *record*.

    Raises:
        ProtocolError: It is none: what could not be told apart would be taken for absent.
    """
    if record is None:
        msg = f"The list of {what} holds an entry without an id: what is not found in it may be there nevertheless."
        raise ProtocolError(msg)
    return record


def labelled(payload: Payload, argument: str) -> None:
    """Check that a row has a name of its own, without which a lost answer could never be looked up.

    Raises:
        InvalidArgumentError: It has none.
    """
    label: object = payload.get(argument)
    if not isinstance(label, str) or not label.strip():
        msg = (
            f"a row of a bulk job needs a {argument}: where the service chooses one, nobody can find out what became "
            "of a row whose answer was lost. Nothing was sent."
        )
        raise InvalidArgumentError(msg)
