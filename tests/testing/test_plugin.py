"""The pytest plugin in projects of its users: found by itself, lazy, seeded, on every kind of test."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import plankit
import plankit.sandbox.environment
import plankit.testing

# pytester forgets the modules that a run in this process loads, and they would be there twice: load them all before.
for module in (plankit, plankit.testing):
    for name in module.__all__:
        getattr(module, name)

pytest_plugins = ["pytester"]
pytestmark = pytest.mark.socket

INI = "[pytest]\nasyncio_default_fixture_loop_scope = function\nfilterwarnings = error\naddopts = --strict-markers --strict-config -p no:cacheprovider\n"


@pytest.fixture
def project(pytester):
    """A project of a user; `project(file)` runs its tests and gives the result."""

    def run(test, *arguments, conftest="", ini=INI, apart=False, **outcomes):
        pytester.makepyfile(test_it=test)
        if conftest:
            pytester.makeconftest(conftest)
        (pytester.path / "pytest.ini").write_text(ini, "utf-8")
        # A process of its own takes seconds, most of them for the plugins of this project's environment.
        result = (pytester.runpytest_subprocess if apart else pytester.runpytest_inprocess)(*arguments)
        result.assert_outcomes(**(outcomes or {"passed": 1}))
        return result

    return run


def test_it_is_found_without_a_word_and_loads_nothing(project):
    project(
        """
        import sys

        def test_nothing_is_loaded(pytestconfig):
            assert pytestconfig.pluginmanager.hasplugin("plankit")
            assert {name for name in sys.modules if name.startswith("plankit")} == {
                "plankit", "plankit.version", "plankit.testing", "plankit.testing.plugin"
            }
        """,
        apart=True,
    )


def test_importing_it_loads_nothing_but_pytest():
    code = """
import sys, json, pytest
before = set(sys.modules)
import plankit.testing.plugin
print(json.dumps(sorted(set(sys.modules) - before)))
"""
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == ["plankit", "plankit.testing", "plankit.testing.plugin", "plankit.version"]


def test_the_public_names():
    assert set(plankit.testing.__all__) <= set(dir(plankit.testing))
    for name in plankit.testing.__all__:
        assert getattr(plankit.testing, name).__name__ == name
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        _ = plankit.testing.Nothing


FIXTURES = ("admin", "clock", "environment", "logbook", "planbox", "playbooks", "sandbox", "shared_sandbox")


@pytest.mark.parametrize(
    ("argument", "lines"),
    [
        ("--fixtures", [f"plankit_{name} -- *" for name in FIXTURES]),
        ("--fixtures", [f"plankit_{name} ?session scope? -- *" for name in ("session_sandbox", "settings")]),
        ("--markers", ["@pytest.mark.plankit(?*settings): *clock=True*"]),
        ("--help", ["*--plankit-seed=N*"]),
    ],
)
def test_what_it_has_is_told(pytester, argument, lines):
    pytester.makeini(INI)
    pytester.runpytest_inprocess(argument).stdout.fnmatch_lines_random(lines)


ALL = """
    async def use(admin, logbook, playbooks, planbox):
        async with admin.client(unverified=True) as a, logbook.client(a.token_source) as l:
            async with playbooks.client() as p, planbox.client(planbox.login) as b:
                assert len([user async for user in a.users.list()]) == 3
                assert await l.log_types.list()
                assert len([run async for run in p.runs.walk()]) == 2
                assert len(await b.products.list()) == 1
        assert [request.operation for request in logbook.requests()] == ["listLogTypes"]
        assert len(admin.requests("createToken")) == 1
        assert {request.service for request in planbox.requests()} == {"planbox"}
        assert admin.audit().tokens_issued == 2  # a login is one, too
        for service in (admin, logbook, playbooks, planbox):
            assert service.url.startswith("http://127.0.0.1:")
            assert service.url in repr(service)
"""
SETTINGS = "pytestmark = pytest.mark.plankit(users=3, runs=2, products=1)"


@pytest.mark.parametrize(
    ("mark", "call", "passed"),
    [
        ("", "def test_it({names}): asyncio.run(use({values}))", 1),
        ("", "def test_it({names}): trio.run(use, {values})", 1),
        ("@pytest.mark.asyncio", "async def test_it({names}): await use({values})", 1),
        ("@pytest.mark.anyio", "async def test_it({names}): await use({values})", 2),
    ],
    ids=["asyncio", "trio", "pytest-asyncio", "anyio"],
)
def test_the_services_serve_every_kind_of_test(project, mark, call, passed):
    values = "plankit_admin, plankit_logbook, plankit_playbooks, plankit_planbox"
    test = f"""
    import asyncio
    import pytest
    import trio
    {SETTINGS}
    {ALL}
    {mark}
    {call.format(names=values, values=values)}
    """
    project(test, passed=passed)


def test_in_automatic_mode_of_pytest_asyncio(project):
    test = """
    async def test_it(plankit_admin):
        async with plankit_admin.client() as admin:
            assert [user async for user in admin.users.list()]
    """
    project(test, "--asyncio-mode=auto")


def test_faults_of_a_service_are_its_own_and_seeded(project):
    test = """
    import httpx
    import pytest
    from plankit import Outcome, PlankitError, RetryPolicy
    from plankit.sandbox.faults import page

    def test_only_that_service(plankit_admin, plankit_logbook):
        assert plankit_logbook.fault(page(503)) == 0
        assert httpx.get(plankit_logbook.url).status_code == 503
        assert httpx.get(plankit_admin.url).status_code == 404

    @pytest.mark.anyio
    @pytest.mark.parametrize("operation", ["getProducts", "createInitiative"])
    async def test_planbox_finds_its_interface(plankit_planbox, operation):
        plankit_planbox.fault(page(503), operation=operation, times=1)
        async with plankit_planbox.client(unverified=True, retry=RetryPolicy(attempts=1)) as planbox:
            with pytest.raises(PlankitError, match="503"):
                if operation == "getProducts":
                    await planbox.products.list()
                else:
                    await planbox.initiatives.create(plankit_planbox.sandbox.organization_id, "new")
        assert [request.status for request in plankit_planbox.requests(operation)] == [503]

    def test_seeds(plankit_admin):
        plankit_admin.fault(page(503), probability=0.5)
        with httpx.Client() as http:
            found = "".join("x" if http.get(plankit_admin.url).status_code == 503 else "." for _ in range(30))
        print(f"\\nfaults {found} user {plankit_admin.sandbox.users()[7]}")
    """

    def told(result):
        return next(line for line in result.stdout.lines if line.startswith("faults "))

    first = told(project(test, "-s", passed=6))
    assert told(project(test, "-s", "-k", "seeds")) == first
    assert told(project(test, "-s", "-k", "seeds", "--plankit-seed", "1")) == first
    other = project(test, "-s", "-k", "seeds", "--plankit-seed", "2")
    other.stdout.fnmatch_lines(["plankit: seed 2"])
    assert told(other) != first
    configured = project(test, "-s", "-k", "seeds", ini=INI + "plankit_seed = 2\n")
    assert told(configured) == told(other)


def test_a_seed_that_is_none(project):
    result = project("def test_it(plankit_sandbox): pass", ini=INI + "plankit_seed = many\n", errors=1)
    result.stdout.fnmatch_lines(["*plankit_seed must be a whole number, not 'many'*"])


def test_the_nearest_marker_goes_before_and_before_common_settings(project):
    project(
        """
        import pytest

        pytestmark = pytest.mark.plankit(users=5, runs=1)

        def test_of_the_module(plankit_sandbox):
            settings = plankit_sandbox.settings
            assert (settings.users, settings.runs, settings.products) == (5, 1, 0)

        @pytest.mark.plankit(users=2)
        def test_of_its_own(plankit_sandbox):
            settings = plankit_sandbox.settings
            assert (settings.users, settings.runs, settings.products) == (2, 1, 0)
        """,
        conftest="""
        import pytest

        @pytest.fixture(scope="session")
        def plankit_settings():
            return {"users": 9, "products": 0}
        """,
        passed=2,
    )


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        ("user=3", "*unexpected keyword argument 'user'*"),
        ("users=-1", "*users must be 0 or more, not -1*"),
        ("3", "*it takes keyword arguments only*"),
        ("clock=3", "*clock must be True or False, not 3*"),
        ("clock=True, process=True", "*a clock cannot reach another process*"),
    ],
)
def test_a_wrong_marker_is_told_in_one_line(project, marker, message):
    test = f"""
    import pytest

    @pytest.mark.plankit({marker})
    def test_it(plankit_sandbox):
        pass
    """
    result = project(test, errors=1)
    result.stdout.fnmatch_lines([f"plankit's sandbox cannot be made so: {message}"])
    assert "Traceback" not in result.stdout.str()
    assert "another exception" not in result.stdout.str()


def test_the_clock_reaches_servers_and_clients(project):
    project(
        """
        import time
        import pytest

        @pytest.mark.anyio
        @pytest.mark.plankit(users=250, admin_points=1, admin_window=60, clock=True)
        async def test_it(plankit_clock, plankit_admin):
            began = time.monotonic()
            assert plankit_admin.clock is plankit_clock
            async with plankit_admin.client() as admin:
                assert len([user async for user in admin.users.list(count=50)]) == 250
            assert plankit_clock.slept >= 4 * 60 - (time.monotonic() - began)
        """,
        passed=2,
    )


def test_the_environment_leads_to_the_sandbox_and_to_nothing_else(project, monkeypatch):
    monkeypatch.setenv("PLANKIT_REGION", "eu")
    monkeypatch.setenv("PLANKIT_ADMIN_CLIENT_ID", "of somebody")
    monkeypatch.setenv("PLANKIT_ADMIN_CLIENT_SECRET", "a real one")
    project(
        """
        import os
        import pytest
        from plankit import AdminClient, LogbookClient, PlanboxClient, PlaybooksClient

        @pytest.mark.anyio
        async def test_inside(plankit_environment, plankit_sandbox):
            assert {name for name in os.environ if name.startswith("PLANKIT_")} == plankit_environment.keys()
            async with AdminClient.from_env() as admin, LogbookClient.from_env() as logbook:
                assert await admin.token()
                assert await logbook.log_types.list()
            async with PlaybooksClient.from_env() as playbooks, PlanboxClient.from_env() as planbox:
                assert [run async for run in playbooks.runs.walk()]
                assert await planbox.products.list()

        def test_outside():
            assert os.environ["PLANKIT_ADMIN_CLIENT_SECRET"] == "a real one"
            assert "PLANKIT_ADMIN_URL" not in os.environ
        """,
        passed=3,
    )


def test_a_shared_sandbox_is_clean_for_each_test(project):
    project(
        """
        import httpx
        import pytest
        from plankit.sandbox import Answer
        from plankit.sandbox.faults import Late, page

        class Refusing:
            def before(self, call):
                return Answer(503, b"")

            def after(self, call, answer):
                return answer

        URLS = set()

        @pytest.fixture(scope="session")
        def application(plankit_session_sandbox):
            return plankit_session_sandbox.admin_url

        def token(s):
            auth = (s.client_id, s.client_secret)
            return httpx.post(s.token_url, data={"grant_type": "client_credentials"}, auth=auth).status_code

        @pytest.mark.parametrize("time", [1, 2])
        def test_spoilt_each_time(application, plankit_admin, plankit_sandbox, plankit_session_sandbox, time):
            s = plankit_session_sandbox
            assert plankit_sandbox is s
            assert s.admin_url == application == plankit_admin.url
            assert s.settings.latency == 0
            assert s.settings.token_lifetime == 50
            assert (token(s), s.audit().tokens_issued, s.fault_hits()) == (200, 1, [])
            URLS.add(application)
            assert len(URLS) == 1
            s.set(latency=0.01, token_lifetime=7)
            s.fault(page(503), operation="listUsers")
            s.intercept(Refusing())
            assert token(s) == 503

        @pytest.mark.plankit(latency=0.01, admin_points=3)
        def test_with_settings_of_its_own(plankit_admin):
            settings = plankit_admin.sandbox.settings
            assert (settings.latency, settings.admin_points) == (0.01, 3)

        def test_without_them(plankit_admin):
            settings = plankit_admin.sandbox.settings
            assert (settings.latency, settings.admin_points) == (0, None)
            plankit_admin.fault(Late(0.1), operation="createToken")
            with pytest.raises(httpx.ReadTimeout):
                s = plankit_admin.sandbox
                httpx.post(s.token_url, auth=(s.client_id, s.client_secret), timeout=0.05, data={"grant_type": "x"})

        def test_what_was_late_is_over(plankit_admin):
            assert plankit_admin.requests() == []
            assert plankit_admin.sandbox.busy() == 0

        @pytest.mark.plankit(users=3)
        def test_too_late(plankit_admin):
            pass

        @pytest.mark.plankit(clock=True)
        def test_another_time(plankit_admin):
            pass
        """,
        conftest="""
        import pytest

        @pytest.fixture(scope="session")
        def plankit_settings():
            return {"token_lifetime": 50}

        @pytest.fixture
        def plankit_sandbox(plankit_shared_sandbox):
            return plankit_shared_sandbox
        """,
        passed=5,
        errors=2,
    ).stdout.fnmatch_lines_random(
        [
            "plankit's sandbox cannot be made so: users cannot change while the sandbox runs*",
            "plankit's sandbox cannot be made so: clock=True needs a sandbox of the test's own*",
        ]
    )


def test_without_the_extra_the_message_says_what_to_install(project):
    result = project(
        "def test_it(plankit_sandbox): pass",
        conftest="import sys\nsys.modules['uvicorn'] = None\n",
        apart=True,
        errors=1,
    )
    result.stdout.fnmatch_lines(["*pip install 'plankit?sandbox?'*"])


def test_a_sandbox_ends_with_its_test(project):
    project(
        """
        import threading

        OTHERS = threading.enumerate()  # a sandbox of the session that runs this, say

        def alive():
            found = [thread for thread in threading.enumerate() if thread.name == "plankit-sandbox"]
            return [thread for thread in found if thread not in OTHERS]

        def test_one(plankit_admin, plankit_logbook):
            assert len(alive()) == 1

        def test_none():
            assert alive() == []
        """,
        passed=2,
    )
