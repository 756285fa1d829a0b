"""The lists that `plankit export` knows, each as something that is walked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from plankit.errors import InvalidArgumentError
from plankit.page import Page
from plankit.paging import Pager

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

_PARTS = 3
_SECRET = frozenset(("token", "pr_token"))
"""What Planbox shows administrators of a product: who has them may write to it. No file gets them."""


@frozen(kw_only=True)
class Choice:
    """What of a list is wanted: see the options of `plankit export`."""

    containers: Sequence[str] = ()
    products: Sequence[str] = ()
    team: str | None = None
    user: str | None = None
    verify: bool = False
    size: int | None = None
    query: Mapping[str, str] | None = None

    def paged(self, size: str) -> dict[str, Any]:
        """Return the arguments of a list that has pages; *size* is what it calls their size."""
        found: dict[str, Any] = {"verify": self.verify, **self.called()}
        return found if self.size is None else {**found, size: self.size}

    def called(self) -> dict[str, Any]:
        """Return the options of each call."""
        return {"extra_query": dict(self.query)} if self.query else {}

    def one(self, option: str, values: Sequence[str] | str | None) -> str:
        """Return the one value of an option that this list needs.

        Raises:
            InvalidArgumentError: There is none, or several.
        """
        given = [values] if isinstance(values, str) else list(values or ())
        if len(given) != 1:
            msg = f"This list needs --{option}, once."
            raise InvalidArgumentError(msg)
        return given[0]


def pager_of(service: str, collection: str, client: Any, choice: Choice) -> Pager[Any]:
    """Return what walks a list.

    Raises:
        InvalidArgumentError: The service has no such list, or an option is missing or none of this list.
    """
    found = COLLECTIONS[service].get(collection)
    if found is None:
        msg = f"{service} has no collection {collection!r}. It has: {', '.join(COLLECTIONS[service])}."
        raise InvalidArgumentError(msg)
    make, takes = found
    for option, value in (
        ("container", choice.containers),
        ("product", choice.products),
        ("team", choice.team),
        ("user", choice.user),
        ("verify", choice.verify),
        ("page-size", choice.size),
    ):
        if value and option not in takes:
            msg = f"{service} {collection} takes no --{option}. It takes: {', '.join(f'--{name}' for name in takes)}."
            raise InvalidArgumentError(msg)
    return make(client, choice)


def _logs(client: Any, choice: Choice) -> Pager[Any]:
    from plankit.logbook import AppContext  # noqa: PLC0415 - that service's models only when it is asked for

    contexts: list[Any] = []
    for text in choice.containers:
        parts = [part.strip() for part in text.split(":")]
        if len(parts) != _PARTS or not all(parts) or not (parts[0].isascii() and parts[0].isdigit()):
            msg = f"--container {text!r}: write it as id:source:type, such as 4711:portfolios:work."
            raise InvalidArgumentError(msg)
        contexts.append(AppContext(container_id=int(parts[0]), container_source=parts[1], container_type=parts[2]))
    if not contexts:
        msg = "This list needs --container, as id:source:type, such as 4711:portfolios:work."
        raise InvalidArgumentError(msg)
    return client.logs.walk(contexts, **choice.called())  # type: ignore[no-any-return]


def _projects(client: Any, choice: Choice) -> Pager[Any]:
    if not choice.products or not all(one.isascii() and one.isdigit() for one in choice.products):
        msg = "This list needs --product, the number of a product; several for several."
        raise InvalidArgumentError(msg)
    ids = [int(one) for one in choice.products]
    return _whole(
        "planbox.getProjects", lambda: client.projects.list(ids, **choice.called()), {"products": ids}, client
    )


def _products(client: Any, choice: Choice) -> Pager[Any]:
    return _whole("planbox.getProducts", lambda: client.products.list(**choice.called()), {}, client)


def _whole(
    name: str, read: Callable[[], Awaitable[list[Any]]], arguments: Mapping[str, Any], client: Any
) -> Pager[Any]:
    """Return a list that comes in one answer as something that is walked."""

    async def fetch(position: int) -> Page[Any]:
        items = [item.to_dict() for item in await read()]
        return Page(
            [{name: value for name, value in item.items() if name not in _SECRET} for item in items], position, None
        )

    def key(item: Any) -> Any:
        return item.get("id")

    return Pager(fetch, name=name, first=0, arguments={"base_url": client.base_url, **arguments}, key=key, anew=True)


_PAGED = ("verify", "page-size")

COLLECTIONS: Mapping[str, Mapping[str, tuple[Callable[[Any, Choice], Pager[Any]], tuple[str, ...]]]] = {
    "admin": {
        "users": (lambda client, choice: client.users.list(**choice.paged("count")), _PAGED),
        "products": (lambda client, choice: client.products.list(**choice.paged("count")), _PAGED),
        "audit": (lambda client, choice: client.audit.customer(**choice.paged("count")), _PAGED),
        "user-audit": (
            lambda client, choice: client.audit.user(choice.one("user", choice.user), **choice.paged("count")),
            ("user", *_PAGED),
        ),
        "product-users": (
            lambda client, choice: client.products.users(
                choice.one("product", choice.products), **choice.paged("count")
            ),
            ("product", *_PAGED),
        ),
    },
    "logbook": {"logs": (_logs, ("container",))},
    "playbooks": {
        "runs": (
            lambda client, choice: client.runs.walk(team_id=choice.team, **choice.paged("per_page")),
            ("team", *_PAGED),
        ),
        "playbooks": (
            lambda client, choice: client.playbooks.list(choice.one("team", choice.team), **choice.paged("per_page")),
            ("team", *_PAGED),
        ),
    },
    "planbox": {"products": (_products, ()), "projects": (_projects, ("product",))},
}
"""What makes each list, and the options that it takes, by service and collection."""
