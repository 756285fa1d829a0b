"""One call of every operation, and the type that it promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
from attrs import frozen
from plankit_clients.planview_admin.models import AuditEntry, Product, ProductUser, User
from plankit_clients.playbooks import Client
from plankit_clients.playbooks.api.internal import (
    create_run_from_dialog,
    finish_run_from_dialog,
    list_checklist_autocomplete,
)
from plankit_clients.playbooks.models import PlaybookRunDialog
from plankit_clients.playbooks.types import Response

from plankit import AdminClient, Budget, ClientCredentials, LogbookClient, PlanboxClient, PlaybooksClient, RetryPolicy
from plankit.logbook import AppContext, CreateResult, Log, LogCreate, LogTypeConfiguration
from plankit.planbox import Initiative, PlanboxLogin, Project
from plankit.planbox import Product as PlanboxProduct
from plankit.playbooks import (
    ListedPlaybook,
    OwnerInfo,
    Playbook,
    PlaybookCreated,
    PlaybookRun,
    PlaybookRunMetadata,
)
from plankit.transport.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Callable

    from plankit.client import ServiceClient

ID = "mx3xyzdojfgyfdx8sc8of1gdme"
CONTEXT = AppContext(container_id="1", container_source="ppm", container_type="project")
LOGS = [LogCreate(log_types_id=18, name=name, app_context=[CONTEXT]) for name in ("a", "a", "b")]
PLAYBOOK = Playbook.from_dict(
    {
        "id": ID,
        "title": "A title",
        "team_id": ID,
        "public": True,
        "members": [],
        "checklists": [],
        "reminder_timer_default_seconds": 5,
        "channel_mode": "create_new_channel",
        **dict.fromkeys(("default_owner_id", "message_on_join"), ""),
        **dict.fromkeys(
            (
                "status_update_enabled",
                "invite_users_enabled",
                "default_owner_enabled",
                "broadcast_enabled",
                "webhook_on_creation_enabled",
                "webhook_on_status_update_enabled",
                "retrospective_enabled",
            ),
            False,
        ),
        "invited_user_ids": [],
        "broadcast_channel_ids": [],
        "webhook_on_creation_urls": [],
        "webhook_on_status_update_urls": [],
    }
)


@frozen
class Recipe:
    """How an operation is called, and what it promises: a type, `[type]` for a list, a pager of a type."""

    call: Callable[..., Any]
    kind: Any
    pages: bool = False


async def _low_level(client: Any, module: Any, *args: Any, **arguments: Any) -> Any:
    """Call a generated function over the client's whole stack."""
    low = Client(base_url=client.base_url)
    # Not entered: leaving it would close what the client still uses; httpx's transports are closed with the client.
    low.set_async_httpx_client(httpx.AsyncClient(base_url=client.base_url, transport=client.transport, trust_env=False))
    return await module.asyncio_detailed(*args, client=low, **arguments)


async def _token(client: ServiceClient, **_: Any) -> Token:
    return await client.token()


ADMIN = {
    "createToken": Recipe(_token, Token),
    "listUsers": Recipe(lambda c, **o: c.users.list(**o), User, pages=True),
    "getUser": Recipe(lambda c, **o: c.users.get("7", **o), User),
    "createUser": Recipe(lambda c, **o: c.users.create("a@example.com", **o), User | None),
    "updateUser": Recipe(lambda c, **o: c.users.update("7", active=False, **o), User | None),
    "listUserAuditEntries": Recipe(lambda c, **o: c.audit.user("7", **o), AuditEntry, pages=True),
    "listCustomerAuditEntries": Recipe(lambda c, **o: c.audit.customer(**o), AuditEntry, pages=True),
    "listProducts": Recipe(lambda c, **o: c.products.list(**o), Product, pages=True),
    "listProductUsers": Recipe(lambda c, **o: c.products.users("7", **o), ProductUser, pages=True),
}
LOGBOOK = {
    "listLogs": Recipe(lambda c, **o: c.logs.list(CONTEXT, **o), [Log]),
    "createLogs": Recipe(lambda c, **o: c.logs.create(LOGS, **o), CreateResult),
    "updateLog": Recipe(lambda c, **o: c.logs.update(7, CONTEXT, name="b", **o), Log),
    "deleteLog": Recipe(lambda c, **o: c.logs.delete(7, CONTEXT, **o), str),
    "listLogTypes": Recipe(lambda c, **o: c.log_types.list(**o), [LogTypeConfiguration]),
}
PLANBOX = {
    "authenticate": Recipe(_token, Token),
    "getProduct": Recipe(lambda c, **o: c.products.get(7, **o), PlanboxProduct),
    "getProducts": Recipe(lambda c, **o: c.products.list(**o), [PlanboxProduct]),
    "getProject": Recipe(lambda c, **o: c.projects.get(7, 8, **o), Project),
    "getProjects": Recipe(lambda c, **o: c.projects.list([7, 8], **o), [Project]),
    "addProject": Recipe(lambda c, **o: c.projects.add(7, name="a", **o), Project),
    "createInitiative": Recipe(lambda c, **o: c.initiatives.create(7, "a", **o), Initiative),
}
PLAYBOOKS = {
    "listRuns": Recipe(lambda c, **o: c.runs.list(**o), PlaybookRun, pages=True),
    "createRun": Recipe(lambda c, **o: c.runs.create(ID, name="a", team_id=ID, **o), PlaybookRun),
    "listRunOwners": Recipe(lambda c, **o: c.runs.owners(ID, **o), [OwnerInfo]),
    "listRunChannels": Recipe(lambda c, **o: c.runs.channels(ID, **o), [str]),
    "getRunByChannel": Recipe(lambda c, **o: c.runs.get_by_channel(ID, **o), PlaybookRun),
    "getRun": Recipe(lambda c, **o: c.runs.get(ID, **o), PlaybookRun),
    "updateRun": Recipe(lambda c, **o: c.runs.update(ID, name="a", **o), PlaybookRun | None),
    "getRunMetadata": Recipe(lambda c, **o: c.runs.metadata(ID, **o), PlaybookRunMetadata),
    "updateRunStatus": Recipe(lambda c, **o: c.runs.update_status(ID, "a", 60, **o), None),
    "finishRun": Recipe(lambda c, **o: c.runs.finish(ID, **o), None),
    "restoreRun": Recipe(lambda c, **o: c.runs.restore(ID, **o), None),
    "changeRunOwner": Recipe(lambda c, **o: c.runs.change_owner(ID, ID, **o), None),
    "addChecklistItem": Recipe(lambda c, **o: c.items.add(ID, 0, "a", **o), None),
    "moveChecklistItem": Recipe(lambda c, **o: c.items.move(ID, 0, 0, 0, 1, **o), None),
    "updateChecklistItem": Recipe(
        lambda c, **o: c.items.update(ID, 0, 0, title="a", command="", description="", **o), None
    ),
    "deleteChecklistItem": Recipe(lambda c, **o: c.items.delete(ID, 0, 0, **o), None),
    "setChecklistItemState": Recipe(lambda c, **o: c.items.set_state(ID, 0, 0, "closed", **o), None),
    "setChecklistItemAssignee": Recipe(lambda c, **o: c.items.set_assignee(ID, 0, 0, ID, **o), None),
    "runChecklistItem": Recipe(lambda c, **o: c.items.run(ID, 0, 0, **o), object),
    "listPlaybooks": Recipe(lambda c, **o: c.playbooks.list(ID, **o), ListedPlaybook, pages=True),
    "createPlaybook": Recipe(lambda c, **o: c.playbooks.create("a", ID, public=True, **o), PlaybookCreated),
    "getPlaybook": Recipe(lambda c, **o: c.playbooks.get(ID, **o), Playbook),
    "updatePlaybook": Recipe(lambda c, **o: c.playbooks.update(PLAYBOOK, **o), None),
    "deletePlaybook": Recipe(lambda c, **o: c.playbooks.delete(ID, **o), None),
    "listAutofollows": Recipe(lambda c, **o: c.playbooks.autofollows(ID, **o), [str]),
    "deleteTimelineEvent": Recipe(lambda c, **o: c.timeline.delete(ID, ID, **o), None),
    # Without a method: the generated functions, over the same stack.
    "createRunFromDialog": Recipe(
        lambda c, **_: _low_level(c, create_run_from_dialog, body=PlaybookRunDialog.from_dict({})), Response
    ),
    "finishRunFromDialog": Recipe(lambda c, **_: _low_level(c, finish_run_from_dialog, ID), Response),
    "listChecklistAutocomplete": Recipe(
        lambda c, **_: _low_level(c, list_checklist_autocomplete, channel_id=ID), Response
    ),
}
RECIPES: dict[str, dict[str, Recipe]] = {
    "planview_admin": ADMIN,
    "logbook": LOGBOOK,
    "planbox": PLANBOX,
    "playbooks": PLAYBOOKS,
}
TOKENS = ("createToken", "authenticate")
ONCE = RetryPolicy(attempts=2, base=0, cap=0)


def client_of(service: str, wire: httpx.AsyncBaseTransport, clock: Any) -> Any:
    """Make a client with the budget that users get, on time that passes by itself."""
    settings: dict[str, Any] = {"transport": wire, "clock": clock, "retry": ONCE, "unverified": True, "deadline": 60.0}
    credentials = ClientCredentials("an-id", "a-secret")
    match service:
        case "planview_admin":
            return AdminClient(credentials, region="eu", **settings)
        case "logbook":
            return LogbookClient(credentials, region="eu", **settings)
        case "planbox":
            return PlanboxClient(PlanboxLogin("a@example.com", "a-password"), **settings, budget=Budget(clock=clock))
        case _:
            return PlaybooksClient("https://chat.example.com", "a-token", **settings)
