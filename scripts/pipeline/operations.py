"""The operations of a document, and the module that tells the client of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from openapi_python_client.strings import PythonIdentifier

from pipeline.errors import PipelineError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.values import Document

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
SAFETIES = ("read", "idempotent", "unsafe")
PREFIX = "field_"

_SAFETY_OF_METHOD = {"get": "read", "head": "read", "put": "idempotent", "delete": "idempotent"}


class Operation(NamedTuple):
    """An operation of a document."""

    id: str
    method: str
    path: str
    tag: str
    content: dict[str, Any]

    @property
    def module(self) -> str:
        """The name of its module."""
        return str(PythonIdentifier(self.id, PREFIX))

    @property
    def package(self) -> str:
        """The name of the package its module is in."""
        return str(PythonIdentifier(self.tag, "tag"))

    @property
    def where(self) -> str:
        """What messages call it."""
        return f"{self.method.upper()} {self.path}"


def operations(document: Document) -> Iterator[Operation]:
    """Walk through the operations of a document, in its order.

    Args:
        document: The document.

    Raises:
        PipelineError: An operation has no operationId.
    """
    for path, item in document["paths"].items():
        for method in METHODS:
            if method not in item:
                continue
            content = item[method]
            id_ = content.get("operationId")
            if not id_:
                message = f"{method.upper()} {path}: has no operationId: add one by the overlay"
                raise PipelineError(message)
            yield Operation(id_, method, path, (content.get("tags") or ["default"])[0], content)


def safety(operation: Operation) -> str:
    """Tell whether repeating a call can do harm, from `x-plankit-safety` or else the method."""
    given = operation.content.get("x-plankit-safety")
    if given is None:
        return _SAFETY_OF_METHOD.get(operation.method, "unsafe")
    if given not in SAFETIES:
        message = f"{operation.where}: x-plankit-safety is {given!r}, not one of {', '.join(SAFETIES)}"
        raise PipelineError(message)
    return str(given)


def final(operation: Operation) -> list[int]:
    """Read the statuses after which a repetition answers the same, from `x-plankit-final`."""
    given: list[Any] = operation.content.get("x-plankit-final", [])
    if not all(isinstance(status, int) and 400 <= status < 600 for status in given):  # noqa: PLR2004 - error statuses
        message = f"{operation.where}: x-plankit-final is {given!r}, not a list of statuses from 400 to 599"
        raise PipelineError(message)
    return sorted(given)


def module(service: str, document: Document) -> str:
    """Write the module `operations.py` of a package.

    Args:
        service: The service.
        document: Its document.

    Returns:
        Python source.
    """
    lines = [
        '"""The operations of this service, by name and by operationId."""',
        "",
        "from __future__ import annotations",
        "",
        "from typing import Final",
        "",
        "from .. import Operation",
        "",
    ]
    table = ["", "OPERATIONS: Final[dict[str, Operation]] = {"]
    for operation in operations(document):
        unverified = operation.content.get("x-unverified", False)
        ground = operation.content.get("x-unverified-ground")
        if not isinstance(unverified, bool):
            unverified, ground = True, ground or str(unverified)
        lines += [
            f"{operation.module}: Final = Operation(",
            f"    service={service!r},",
            f"    id={operation.id!r},",
            f"    method={operation.method.upper()!r},",
            f"    path={operation.path!r},",
            f"    safety={safety(operation)!r},",
            f"    unverified={unverified!r},",
            f"    ground={ground!r},",
            *(f"    final=frozenset({{{', '.join(map(str, found))}}})," for found in [final(operation)] if found),
            ")",
        ]
        table.append(f"    {operation.id!r}: {operation.module},")
    return "\n".join([*lines, *table, "}", ""])
