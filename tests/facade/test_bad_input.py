"""What cannot work is refused before anything is sent, and the message says how to mend it."""

from __future__ import annotations

import re

import pytest

import plankit
from plankit import (
    AdminClient,
    Budget,
    ClientCredentials,
    ConfigurationError,
    InvalidArgumentError,
    LogbookClient,
    PlankitError,
    RetryPolicy,
    TokenSource,
)
from plankit.admin import User
from plankit.logbook import AppContext, LogCreate

REFUSED_PATH = r"(would address another path: .*|give the id itself)\. Nothing was sent\."

CONTEXT = AppContext(container_id=1, container_source="a", container_type="b")
GOOD = ClientCredentials("an-id", "a-secret")
each_client = pytest.mark.parametrize("client", [AdminClient, LogbookClient])


@pytest.mark.parametrize(
    ("client_id", "secret", "message"),
    [
        ("", "s", "client_id is empty"),
        ("  ", "s", "client_id is empty"),
        ("i", "", "client_secret is empty"),
        (None, "s", "client_id must be a string"),
        ("i", 7, "client_secret must be a string"),
        ("i:d", "s", "contains a colon"),
        ("i", "s\n", "contains spaces at its ends or control characters"),
        (" i", "s", "contains spaces at its ends"),
        ("i\x00d", "s", "control characters"),
    ],
)
def test_malformed_credentials(client_id, secret, message):
    with pytest.raises(ConfigurationError, match=message) as caught:
        ClientCredentials(client_id, secret)
    assert "OAuth2 credentials" in str(caught.value) or "joined" in str(caught.value)
    assert not secret or str(secret) not in str(caught.value).replace("credentials", "").replace("secret", "").split()


@each_client
@pytest.mark.parametrize("credentials", [None, "id:secret", ("id", "secret"), {"client_id": "x"}, 7])
def test_missing_credentials(client, credentials):
    with pytest.raises(ConfigurationError, match=r"needs credentials=ClientCredentials\(.*from_env\(\)") as caught:
        client(credentials, region="eu")
    assert "secret'" not in str(caught.value)


@each_client
@pytest.mark.parametrize("where", [{}, {"region": "eu", "base_url": "https://x.example.com"}])
def test_either_a_region_or_an_address(client, where):
    with pytest.raises(ConfigurationError, match=r"either region= .* or base_url="):
        client(GOOD, **where)


@each_client
@pytest.mark.parametrize("region", ["", "EU", "de", "eu ", 7, ("eu",)])
def test_unknown_regions(client, region):
    with pytest.raises(ConfigurationError, match=r"give one of us, eu, ap, or base_url="):
        client(GOOD, region=region)


@each_client
@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://x.example.com", "not encrypted.*allow_insecure=True"),
        ("http://localhost.example.com", "not encrypted"),
        ("http://127.0.0.1.example.com", "not encrypted"),
        ("http://0.0.0.0", "not encrypted"),
        ("http://[::2]/", "not encrypted"),
        ("", "not an absolute address"),
        ("x.example.com", "not an absolute address"),
        ("/path", "not an absolute address"),
        ("https://", "not an absolute address"),
        ("ftp://x.example.com", "not an absolute address"),
        ("https://user:pass@x.example.com", "user name, a query or a fragment"),
        ("https://x.example.com?a=1", "user name, a query or a fragment"),
        ("https://x.example.com/?", "user name, a query or a fragment"),
        ("https://x.example.com/#", "user name, a query or a fragment"),
        ("https://x.example.com:port", "is not an address"),
        ("https://x.exa\nmple.com", "is not an address"),
    ],
)
def test_addresses(client, url, message):
    with pytest.raises(ConfigurationError, match=message) as caught:
        client(GOOD, base_url=url)
    assert "pass@" not in str(caught.value)
    with pytest.raises(ConfigurationError, match="token_url="):
        client(GOOD, region="eu", token_url=url or "-")


@each_client
@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://localhost:8080", "http://[::1]:1"])
def test_loopback_may_be_plain(client, url):
    assert client(GOOD, base_url=url, token_url=f"{url}/token").base_url == url


@each_client
def test_insecure_addresses_on_demand(client):
    made = client(
        GOOD, base_url="http://x.example.com/root/", token_url="http://x.example.com/token", allow_insecure=True
    )
    assert made.base_url == "http://x.example.com/root"
    assert repr(made) == f"<{client.__name__} http://x.example.com/root>"


@each_client
@pytest.mark.parametrize("setting", ["timeout", "deadline", "max_wait"])
@pytest.mark.parametrize("value", [-0.1, -1, float("nan"), "5", True, object()])
def test_times_that_leave_none(client, setting, value):
    with pytest.raises(ConfigurationError, match=rf"{setting}=.* is no number of seconds .*Give one, or None"):
        client(GOOD, region="eu", **{setting: value})


@each_client
def test_settings_that_do_not_exist(client):
    with pytest.raises(TypeError, match=r"unexpected keyword argument 'time_out'.*timeout"):
        client(GOOD, region="eu", time_out=3)


def clients(kit):
    forbidden = {"transport": kit.Forbidden(), "unverified": True}
    admin = AdminClient(GOOD, region="eu", **forbidden)
    return admin, LogbookClient(GOOD, region="eu", **forbidden)


@pytest.mark.anyio
@pytest.mark.parametrize("bad", ["", ".", "..", None])
async def test_path_arguments_that_address_something_else(kit, bad):
    admin, logbook = clients(kit)
    for call in (
        lambda: admin.users.get(bad),
        lambda: admin.users.update(bad, role="User"),
        lambda: admin.users.activate(bad),
        lambda: admin.users.deactivate(bad),
        lambda: logbook.logs.update(bad, CONTEXT, name="x"),
        lambda: logbook.logs.delete(bad, CONTEXT),
    ):
        with pytest.raises(InvalidArgumentError, match=REFUSED_PATH):
            await call()
    for call in (lambda: admin.audit.user(bad), lambda: admin.products.users(bad)):
        with pytest.raises(InvalidArgumentError, match=REFUSED_PATH):
            call()


@pytest.mark.parametrize("count", [0, -1])
def test_counts_below_one(kit, count):
    admin, _ = clients(kit)
    for call in (
        lambda: admin.users.list(count=count),
        lambda: admin.audit.user("u", count=count),
        lambda: admin.audit.customer(count=count),
        lambda: admin.products.list(count=count),
        lambda: admin.products.users("p", count=count),
    ):
        with pytest.raises(InvalidArgumentError, match="no whole number of at least 1"):
            call()


@pytest.mark.anyio
async def test_logs_that_cannot_be_created(kit):
    _, logbook = clients(kit)
    log = LogCreate(log_types_id=1, name="x", app_context=[CONTEXT])
    with pytest.raises(InvalidArgumentError, match=r"51 logs.*1 to 50.*create_many\(\) splits them"):
        await logbook.logs.create([log] * 51)
    with pytest.raises(InvalidArgumentError, match="give at least one"):
        await logbook.logs.create([])
    for wrong in ({"name": "x"}, [log, {"name": "x"}], "x", None, 7, [None]):
        for method in (logbook.logs.create, logbook.logs.create_many):
            with pytest.raises(InvalidArgumentError, match="must be LogCreate"):
                await method(wrong)
    for concurrency in (0, -1):
        with pytest.raises(InvalidArgumentError, match="no whole number of at least 1"):
            await logbook.logs.create_many([log], concurrency=concurrency)


@pytest.mark.anyio
@pytest.mark.parametrize("contexts", [[], None, {}, {"container_id": 1}, [None], [CONTEXT, {}], "x", 7])
async def test_containers_that_are_none(kit, contexts):
    _, logbook = clients(kit)
    for call in (
        lambda: logbook.logs.list(contexts),
        lambda: logbook.logs.update(1, contexts, name="x"),
        lambda: logbook.logs.delete(1, contexts),
    ):
        with pytest.raises(InvalidArgumentError, match=r"needs an AppContext\("):
            await call()


@pytest.mark.anyio
@pytest.mark.parametrize("email", ["", "ada", " "])
async def test_addresses_of_users(kit, email):
    admin, _ = clients(kit)
    with pytest.raises(InvalidArgumentError, match="no e-mail address"):
        await admin.users.create(email)


BAD_OPTIONS = [
    ({"headers": {"Authorization": "Bearer x"}}, "may not hold Authorization"),
    ({"headers": {"content-length": "1"}}, "may not hold content-length"),
    ({"headers": {"Host": "x"}}, "may not hold Host"),
    ({"headers": {"X": "a\r\nY: b"}}, "characters that HTTP does not allow"),
    ({"headers": {"X": " a"}}, "characters that HTTP does not allow"),
    ({"headers": {"": "a"}}, "characters that HTTP does not allow"),
    ({"headers": {"X Y": "a"}}, "characters that HTTP does not allow"),
    ({"headers": {"Xä": "a"}}, "characters that HTTP does not allow"),
    ({"extra_query": {"a": {"b": 1}}}, "query parameter a is a dict"),
    ({"extra_query": {"a": [[1]]}}, "query parameter a is a list"),
    ({"extra_query": {"a": b"x"}}, "query parameter a is a bytes"),
    ({"extra_query": {"a": "\ud800"}}, "surrogates not allowed"),
    ({"extra_query": {"a": "x" * 70_000}}, "too long"),
    ({"timeout": 0}, "timeout=0 is no number of seconds above 0"),
    ({"deadline": -1}, "deadline=-1 is no number of seconds above 0"),
    ({"max_wait": -1}, "max_wait=-1 is no number of seconds 0 or more"),
    ({"max_body": 0}, "max_body=0 is no whole number of at least 1"),
]


@pytest.mark.anyio
@pytest.mark.parametrize(("options", "message"), BAD_OPTIONS, ids=[str(number) for number in range(len(BAD_OPTIONS))])
async def test_options_that_cannot_be_sent(kit, options, message):
    admin, logbook = clients(kit)
    for call in (
        lambda: admin.users.get("u", **options),
        lambda: admin.users.create("a@example.com", **options),
        lambda: logbook.logs.list(CONTEXT, **options),
        lambda: logbook.log_types.list(**options),
    ):
        with pytest.raises(InvalidArgumentError, match=re.escape(message)) as caught:
            await call()
        assert "Nothing was sent." in str(caught.value)
        assert caught.value.operation
    with pytest.raises(InvalidArgumentError, match=re.escape(message)):
        admin.users.list(**options)


@pytest.mark.anyio
async def test_options_that_do_not_exist(kit):
    admin, logbook = clients(kit)
    for call in (
        lambda: admin.users.get("u", time_out=1),
        lambda: logbook.logs.list(CONTEXT, time_out=1),
        lambda: logbook.logs.create_many([], time_out=1),
    ):
        if "create_many" in call.__code__.co_names:
            await call()  # No request, nothing to refuse.
            continue
        with pytest.raises(TypeError, match=r"unexpected keyword argument 'time_out'.*extra_query"):
            await call()
    with pytest.raises(TypeError, match="unexpected keyword argument 'role'"):
        admin.users.list(role="User")


@pytest.mark.parametrize("name", ["count", "startIndex"])
def test_query_parameters_that_the_method_sends_itself(kit, name):
    admin, _ = clients(kit)
    with pytest.raises(InvalidArgumentError, match=f"extra_query holds {name}, which the method sends itself"):
        admin.users.list(extra_query={name: 1})


@pytest.mark.anyio
@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", object(), {1, 2}])
async def test_values_that_json_cannot_say(kit, value):
    admin, _ = clients(kit)
    with pytest.raises(InvalidArgumentError, match="Nothing was sent"):
        await admin.users.create("a@example.com", fields={"x": value})


@pytest.mark.anyio
async def test_writes_that_nothing_confirms_need_a_word(kit):
    admin = AdminClient(GOOD, region="eu", transport=kit.Forbidden())
    for call in (
        lambda: admin.users.create("a@example.com"),
        lambda: admin.users.update("u", role="User"),
        lambda: admin.users.activate("u"),
        lambda: admin.users.deactivate("u"),
    ):
        with pytest.raises(ConfigurationError, match=r"unverified=True.*Nothing was sent") as caught:
            await call()
        assert "planview_admin." in str(caught.value)


def test_a_logbook_address_needs_a_token_address(kit):
    with pytest.raises(ConfigurationError, match=r"give token_url= too, or region="):
        LogbookClient(GOOD, base_url="https://x.example.com", transport=kit.Forbidden())


@each_client
@pytest.mark.parametrize(
    ("setting", "value", "advice"),
    [("budget", 500, "Budget(500)"), ("retry", 3, "RetryPolicy(attempts=2)"), ("transport", "httpx", "MockTransport")],
)
def test_settings_of_another_type(client, setting, value, advice):
    with pytest.raises(ConfigurationError, match=re.escape(advice)):
        client(GOOD, region="eu", **{setting: value})


@pytest.mark.parametrize("limit", ["500", True, 0, -1, float("inf"), float("nan")])
def test_limits_that_cannot_be_kept(limit):
    with pytest.raises(ConfigurationError, match="give a number above 0, or None for none"):
        Budget(limit)


@pytest.mark.parametrize("policy", [{"attempts": 0}, {"attempts": "3"}, {"base": -1}, {"cap": "x"}])
def test_retry_policies_that_cannot_be_followed(policy):
    with pytest.raises(ConfigurationError, match=r"is no (whole )?number"):
        RetryPolicy(**policy)


@pytest.mark.anyio
@pytest.mark.parametrize("given", [User(id="u1", email="ada@example.com"), {"id": "u1"}, True, 1.5, None])
async def test_what_is_no_id_does_not_get_into_an_address(kit, given):
    async with AdminClient(GOOD, region="eu", transport=kit.Forbidden()) as admin:
        with pytest.raises(InvalidArgumentError, match="give the id itself") as caught:
            await admin.users.get(given)
    assert "ada@" not in str(caught.value)


@pytest.mark.anyio
async def test_raw_is_given_a_method_and_not_a_call(kit):
    async with LogbookClient(GOOD, region="eu", transport=kit.Forbidden()) as logbook:
        with pytest.raises(ConfigurationError, match="a method and its arguments"):
            await plankit.raw(logbook.log_types.list())


@pytest.mark.anyio
async def test_a_source_without_a_client_says_so():
    with pytest.raises(ConfigurationError, match="not attached to a client"):
        await TokenSource(GOOD).get()


def test_all_of_them_are_plankit_errors_and_value_errors():
    for kind in (ConfigurationError, InvalidArgumentError):
        assert issubclass(kind, PlankitError)
        assert issubclass(kind, ValueError)


@each_client
@pytest.mark.parametrize("share", [False, True])
def test_a_credentials_own_token_address_may_not_be_plain_either(client, share):
    plain = ClientCredentials("i", "s", token_url="http://192.0.2.1/io/v1/oauth2/token")
    with pytest.raises(ConfigurationError, match=r"token_url=.*is not encrypted"):
        client(TokenSource(plain) if share else plain, region="eu")
    assert client(plain, region="eu", allow_insecure=True)


@each_client
@pytest.mark.parametrize("url", ["http://a.localhost", "http://localhost.example.com", "http://0x7f.1"])
def test_names_that_only_look_like_this_machine_are_not_plain(client, url):
    with pytest.raises(ConfigurationError, match="is not encrypted"):
        client(GOOD, base_url=url, token_url="https://x.example.com/token")


@pytest.mark.anyio
async def test_raw_says_how_a_list_is_asked(kit):
    async with kit.canned_admin(200, {"Resources": [], "startIndex": 1, "itemsPerPage": 10}) as admin:
        with pytest.raises(ConfigurationError, match=r"page by page.*pages.__anext__"):
            await plankit.raw(admin.users.list)
        answer = await plankit.raw(admin.users.list().pages().__anext__)
        assert (answer.status, answer.value.items) == (200, [])


@pytest.mark.anyio
@pytest.mark.parametrize("context", [None, {"container_id": 1}, "here"])
async def test_the_containers_of_a_log_are_a_list(kit, context):
    async with kit.canned_logbook() as logbook:
        log = LogCreate(log_types_id=1, name="n", app_context=context)
        for create in (logbook.logs.create, logbook.logs.create_many):
            with pytest.raises(InvalidArgumentError, match=r"app_context=\[workspace\]"):
                await create(log)
