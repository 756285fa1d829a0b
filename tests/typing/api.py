"""The public interface as users write it. Never executed: type checkers read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_type

import httpx

from plankit import (
    UNSET,
    AccessToken,
    AdminClient,
    Answer,
    APIError,
    Attempt,
    Budget,
    BudgetState,
    CallOptions,
    ClientCredentials,
    ClientSettings,
    LogbookClient,
    NotFoundError,
    Outcome,
    Page,
    Pager,
    PartialFailureError,
    PlanboxClient,
    PlanboxLogin,
    PlankitError,
    PlaybooksClient,
    RetryPolicy,
    Token,
    TokenSource,
    Unset,
    raw,
)
from plankit.admin import AuditEntry, Product, ProductUser, User
from plankit.logbook import (
    AppContext,
    Attribute,
    Created,
    CreateResult,
    Failed,
    Log,
    LogCreate,
    LogTypeConfiguration,
    LogTypeWithSections,
    attributes,
    custom_value,
    system_value,
    types_of,
)
from plankit.planbox import (
    Initiative,
    InitiativeProject,
    Iteration,
    Project,
    as_date,
    as_datetime,
)
from plankit.planbox import Product as PlanboxProduct
from plankit.playbooks import (
    ChecklistItemState,
    ListedPlaybook,
    OwnerInfo,
    Playbook,
    PlaybookChecklistCreate,
    PlaybookChecklistItemCreate,
    PlaybookCreated,
    PlaybookMember,
    PlaybookRun,
    PlaybookRunMetadata,
    PlaybookRunSort,
    PlaybookRunStatus,
    RunFilters,
    WebhookOnCreationPayload,
    WebhookOnStatusUpdatePayload,
    parse_run_created,
    parse_status_updated,
    to_datetime,
    to_milliseconds,
    to_timedelta,
)

if TYPE_CHECKING:
    import datetime as dt


def clients(transport: httpx.AsyncBaseTransport) -> None:
    """Every way to make a client."""
    credentials = ClientCredentials("id", "secret", token_url=None)
    source = TokenSource(credentials, timeout=10.0)
    budget = Budget(500, in_flight=50)
    settings: ClientSettings = {"timeout": 5.0, "deadline": None, "max_wait": 1.0}
    assert_type(AdminClient(credentials, region="eu"), AdminClient)
    assert_type(AdminClient(source, base_url="https://x.example.com", **settings), AdminClient)
    LogbookClient(credentials=source, region="us", budget=budget, retry=RetryPolicy(attempts=2), transport=transport)
    LogbookClient(credentials, region="ap", token_url="https://x.example.com", system_attribute_shape="values")
    assert_type(AdminClient.from_env(budget=Budget.learned(10.0, ceiling=100.0)), AdminClient)
    assert_type(LogbookClient.from_env(allow_insecure=True), LogbookClient)
    assert_type(budget.state(), BudgetState)
    AdminClient(credentials, region="mars")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    AdminClient(credentials, region="eu", time_out=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    AdminClient(("id", "secret"), region="eu")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


async def admin_methods(admin: AdminClient) -> None:
    """Every method of Admin."""
    async with admin as entered:
        assert_type(entered, AdminClient)
    assert_type(await admin.token(), Token)
    assert_type(admin.base_url, str)
    assert_type(admin.token_source, TokenSource)
    assert_type(admin.budget, Budget)
    assert_type(admin.transport, httpx.AsyncBaseTransport)
    assert_type(admin.users.list(count=100, verify=True), Pager[User])
    assert_type(admin.users.list(resume="token", extra_query={"role": ["User", "x"], "n": 1, "b": True}), Pager[User])
    async for user in admin.users.list():
        assert_type(user, User)
        assert_type(user.email, str | None)
        assert_type(user["department"], Any)
    user = await admin.users.get("id", timeout=1.0, deadline=None, max_wait=0.5, headers={"X": "y"}, max_body=10)
    assert_type(user, User)
    created = await admin.users.create("a@example.com", first_name="A", user_name=None, fields={"x": [1]})
    assert_type(created, User | None)
    assert_type(await admin.users.update("id", active=False, role=UNSET), User | None)
    assert_type(await admin.users.activate("id"), User | None)
    assert_type(await admin.users.deactivate("id", deadline=5.0), User | None)
    assert_type(admin.audit.user("id"), Pager[AuditEntry])
    assert_type(admin.audit.customer(count=5), Pager[AuditEntry])
    assert_type(admin.products.list(), Pager[Product])
    assert_type(admin.products.users("id"), Pager[ProductUser])
    await admin.users.get(7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await admin.users.get("id", role="User")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    maybe: str | Unset = UNSET
    await admin.users.update("id", email=maybe)
    await admin.aclose()


async def logbook_methods(logbook: LogbookClient, context: AppContext, when: dt.date) -> None:
    """Every method of Logbook."""
    assert_type(await logbook.logs.list(context), list[Log])
    assert_type(await logbook.logs.list([context, context]), list[Log])
    log = LogCreate(log_types_id=1, name="x", app_context=[context])
    result = await logbook.logs.create(log)
    assert_type(result, CreateResult)
    assert_type(await logbook.logs.create([log]), CreateResult)
    assert_type(await logbook.logs.create_many((log for _ in range(99)), concurrency=4), CreateResult)
    assert_type(result.created, list[Created])
    assert_type(result.failed, list[Failed])
    assert_type(result.unreported, list[int])
    assert_type(result.created[0].index, int | None)
    assert_type(result.created[0].log, Log)
    assert_type(result.ok, bool)
    assert_type(await logbook.logs.update(7, context, name="y", custom_attribute_values=[]), Log)
    assert_type(await logbook.logs.update("7", [context], system_attribute_values=UNSET), Log)
    assert_type(await logbook.logs.delete("7", context), str)
    types = await logbook.log_types.list()
    assert_type(types, list[LogTypeConfiguration])
    for configuration in types[0].system_attribute_log_types or []:
        log.system_attribute_values = [system_value(configuration, when)]
    assert_type(types_of(types[0]), list[LogTypeWithSections])
    for section in types_of(types[0])[0].log_types_section or []:
        for place in section.section_custom_attribute or []:
            log.custom_attribute_values = [custom_value(place, "x")]
    found = attributes(result.created[0].log)
    assert_type(found, list[Attribute])
    assert_type(found[0].date, "dt.date | None")
    assert_type(found[0].labels, list[str])
    await logbook.logs.create([{"name": "x"}])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]


async def planbox_methods(source: TokenSource, transport: httpx.AsyncBaseTransport) -> None:
    """Every way to make a client of Planbox, and every method."""
    assert_type(PlanboxClient("token"), PlanboxClient)
    PlanboxClient(AccessToken("token"), base_url="https://x.example.com", alpha_url="https://y.example.com")
    PlanboxClient(source, budget=Budget(in_flight=2), timeout=5.0, unverified=True, transport=transport)
    assert_type(PlanboxClient.from_env(deadline=None), PlanboxClient)
    PlanboxClient(7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    PlanboxClient("token", region="eu")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    async with PlanboxClient(credentials=PlanboxLogin("ada@example.com", password="password")) as planbox:
        assert_type(await planbox.token(), Token)
        assert_type(planbox.alpha_url, str)
        assert_type(planbox.alpha_transport, httpx.AsyncBaseTransport)
        products = await planbox.products.list(deadline=5.0)
        assert_type(products, list[PlanboxProduct])
        product = await planbox.products.get(products[0].id, extra_query={"n": 1})
        assert_type(product, PlanboxProduct)
        assert_type(product.id, int)
        assert_type(product.iterations, list[Iteration] | None)
        assert_type(as_date(product.iteration_start), "dt.date | None")
        assert_type(as_datetime(product.created_on), "dt.datetime | None")
        assert_type(await planbox.projects.list(product.id), list[Project])
        assert_type(await planbox.projects.list(one.id for one in products), list[Project])
        assert_type(await planbox.projects.get(product.id, 7), Project)
        added = await planbox.projects.add(product.id, name="x", alias=None, from_project_id=7, max_wait=0)
        assert_type(added, Project)
        chosen = [InitiativeProject(name="x", alias="y")]
        made = await planbox.initiatives.create(1, "x", projects=chosen, template=True, fields={"x": 1})
        assert_type(made, Initiative)
        assert_type(await raw(planbox.projects.get, 1, 2), Answer[Project])
        await planbox.projects.get("1", 2)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        await planbox.projects.add(1, "x")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
        await planbox.initiatives.create(1, "x", projects=[{}])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]


def playbooks_clients(source: TokenSource, transport: httpx.AsyncBaseTransport) -> None:
    """Every way to make a client of Playbooks, and what needs none."""
    assert_type(PlaybooksClient("https://x.example.com", "token"), PlaybooksClient)
    PlaybooksClient("https://x.example.com", AccessToken("token"), budget=Budget(50), transport=transport)
    PlaybooksClient(base_url="https://x.example.com/chat", token=source, timeout=5.0)
    assert_type(PlaybooksClient.from_env(deadline=None), PlaybooksClient)
    PlaybooksClient("https://x.example.com", 7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    PlaybooksClient("https://x.example.com", "t", region="eu")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    payload = parse_run_created(b"{}", most_bytes=1000)
    assert_type(payload, WebhookOnCreationPayload)
    assert_type(payload.id, str)
    assert_type(parse_status_updated({"id": "x"}), WebhookOnStatusUpdatePayload)
    assert_type(to_datetime(payload.create_at), "dt.datetime | None")
    assert_type(to_timedelta(payload.previous_reminder), "dt.timedelta | None")


async def playbooks_runs(playbooks: PlaybooksClient, moment: dt.datetime, reminder: dt.timedelta) -> None:
    """Every method on runs, items and timelines."""
    assert_type(to_milliseconds(moment), int)
    runs = playbooks.runs.list(team_id="t", sort="name", statuses=None, active_gte=moment, active_lt=7, types=["x"])
    assert_type(runs, Pager[PlaybookRun])
    playbooks.runs.list(sort=PlaybookRunSort.ID, statuses=[PlaybookRunStatus.FINISHED, "InProgress"], per_page=5)
    filters: RunFilters = {"playbook_id": "p", "started_gte": moment, "deadline": 5.0}
    assert_type(playbooks.runs.walk(per_page=10, verify=True, **filters), Pager[PlaybookRun])
    playbooks.runs.walk(sort="id")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    run = await playbooks.runs.get("r", timeout=1.0)
    assert_type(run, PlaybookRun)
    assert_type(await playbooks.runs.get_by_channel(run.channel_id), PlaybookRun)
    assert_type(await playbooks.runs.metadata(run.id), PlaybookRunMetadata)
    assert_type(await playbooks.runs.owners(run.team_id), list[OwnerInfo])
    assert_type(await playbooks.runs.channels(run.team_id, statuses=["Finished"]), list[str])
    made = await playbooks.runs.create(run.owner_user_id, name="n", team_id=run.team_id, summary="s", fields={"x": 1})
    assert_type(made, PlaybookRun)
    assert_type(await playbooks.runs.update(made.id, name="n"), PlaybookRun | None)
    await playbooks.runs.update_status(made.id, "m", 60, finish_run=True)
    await playbooks.runs.update_status(made.id, "m", reminder=reminder)
    await playbooks.runs.change_owner(made.id, run.owner_user_id)
    for change in (playbooks.runs.finish, playbooks.runs.end, playbooks.runs.restore, playbooks.runs.restart):
        await change(made.id, max_wait=1.0)
    await playbooks.items.add(made.id, 0, "t", state=ChecklistItemState.SKIPPED)
    await playbooks.items.move(made.id, 0, 0, 1, 0)
    await playbooks.items.reorder(made.id, 0, 0, 1)
    await playbooks.items.update(made.id, 0, 0, title="t", command="", description="")
    await playbooks.items.set_state(made.id, 0, 0, "closed")
    await playbooks.items.set_assignee(made.id, 0, 0, "")
    assert_type(await playbooks.items.run(made.id, 0, 0), str | None)
    await playbooks.items.delete(made.id, 0, 0)
    for event in made.timeline_events or []:
        await playbooks.timeline.delete(made.id, event.id)
    for checklist in made.checklists or []:
        for item in checklist.items or []:
            assert_type(item.state, ChecklistItemState | str | None)
    await playbooks.runs.update_status(made.id, "m")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await playbooks.items.update(made.id, 0, 0, title="t", command="")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


async def playbooks_playbooks(playbooks: PlaybooksClient) -> None:
    """Every method on playbooks."""
    listed = playbooks.playbooks.list("t", sort="runs", with_archived=True)
    assert_type(listed, Pager[ListedPlaybook])
    steps = [PlaybookChecklistItemCreate(title="x", command="/x")]
    created = await playbooks.playbooks.create(
        "t",
        "team",
        public=True,
        checklists=[PlaybookChecklistCreate(title="c", items=steps)],
        members=[PlaybookMember(user_id="u", roles=["playbook_member"])],
        webhook_on_creation_urls=("https://x.example.com",),
    )
    assert_type(created, PlaybookCreated)
    playbook = await playbooks.playbooks.get(created.id)
    assert_type(playbook, Playbook)
    await playbooks.playbooks.update(playbook, deadline=5.0)
    assert_type(await playbooks.playbooks.autofollows(playbook.id), list[str])
    await playbooks.playbooks.delete(playbook.id)
    assert_type(await raw(playbooks.playbooks.get, "p"), Answer[Playbook])
    await playbooks.playbooks.create("t", "team")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


async def paging(pager: Pager[User]) -> None:
    """Every way to walk."""
    assert_type(pager.token, str)
    assert_type(pager.duplicates, int)
    async for page in pager.pages():
        assert_type(page, Page[User])
        assert_type(page.items, list[User])
        assert_type(page.next, int | None)
    async with pager.prefetch(8) as pages:
        async for page in pages:
            assert_type(page, Page[User])


async def raw_access(admin: AdminClient, logbook: LogbookClient) -> None:
    """What came with a result."""
    answer = await raw(admin.users.get, "id", timeout=3.0)
    assert_type(answer, Answer[User])
    assert_type(answer.value, User)
    assert_type(answer.status, int)
    assert_type(answer.headers, httpx.Headers)
    assert_type(answer.attempts, tuple[Attempt, ...])
    assert_type(await raw(logbook.log_types.list), Answer[list[LogTypeConfiguration]])
    page = await raw(admin.users.list().pages().__anext__)
    assert_type(page.value, Page[User])
    await raw(admin.users.get)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


async def errors(admin: AdminClient, options: CallOptions) -> None:
    """What errors know."""
    try:
        await admin.users.get("id", **options)
    except NotFoundError as error:
        assert_type(error.status, int)
        assert_type(error.code, str | None)
        assert_type(error.headers, dict[str, str])
    except APIError as error:
        assert_type(error.outcome, Outcome | None)
    except PartialFailureError as error:
        assert_type(list(error.unknown), list[int])
    except PlankitError as error:
        assert_type(error.attempts, tuple[Attempt, ...])
        assert_type(error.resume_token, str | None)
