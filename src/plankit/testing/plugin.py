"""The pytest plugin: a sandbox and its services as plain synchronous fixtures.

They serve tests without an event loop as well as those that pytest-asyncio, anyio or pytest-trio run. Nothing of
plankit is loaded before a test asks for a fixture.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any, NoReturn, cast

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from plankit.sandbox import Options, Sandbox, Settings
    from plankit.testing.clock import FastClock
    from plankit.testing.services import AdminService, LogbookService, PlanboxService, PlaybooksService

_MARKER = (
    "plankit(**settings): how the test's sandbox behaves, as arguments of plankit.sandbox.sandbox(); clock=True makes "
    "it and its clients go by the fixture plankit_clock."
)
_PATIENCE = 2.0
_MOMENT = 0.005
_SEED = "the seed of the sandboxes' data and faults"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--plankit-seed` and `plankit_seed` of the configuration."""
    parser.getgroup("plankit").addoption("--plankit-seed", type=int, default=None, metavar="N", help=_SEED)
    parser.addini("plankit_seed", _SEED, default="1")


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", _MARKER)


def pytest_report_header(config: pytest.Config) -> str | None:
    """Tell a seed that was given."""
    return None if config.getoption("plankit_seed") is None else f"plankit: seed {_seed(config)}"


@pytest.fixture(scope="session")
def plankit_settings() -> Options:
    """Settings of all sandboxes; override it in conftest.py. Those of the marker go before."""
    return {}


@pytest.fixture
def plankit_clock() -> FastClock:
    """A clock that skips every pause. Clients and sandbox go by it with `@pytest.mark.plankit(clock=True)`."""
    from plankit.testing.clock import FastClock  # noqa: PLC0415 - not before a test wants it

    return FastClock()


@pytest.fixture
def plankit_sandbox(request: pytest.FixtureRequest, plankit_settings: Options) -> Iterator[Sandbox]:
    """A running sandbox of this test alone, as its marker wants it.

    To share one, override it in conftest.py: `def plankit_sandbox(plankit_shared_sandbox): return
    plankit_shared_sandbox`.
    """
    from plankit.sandbox import Sandbox  # noqa: PLC0415 - not before a test wants it

    settings = _settings(request, plankit_settings, _marked(request))
    try:
        made = Sandbox(settings, _clock(request))
    except ValueError as error:
        _refuse(error)
    with made as running:
        yield running


@pytest.fixture(scope="session")
def plankit_session_sandbox(request: pytest.FixtureRequest, plankit_settings: Options) -> Iterator[Sandbox]:
    """A running sandbox for the whole session. Tests that share it want `plankit_shared_sandbox`."""
    from plankit.sandbox import Sandbox  # noqa: PLC0415 - not before a test wants it

    with Sandbox(_settings(request, plankit_settings)) as running:
        yield running


@pytest.fixture
def plankit_shared_sandbox(
    request: pytest.FixtureRequest, plankit_settings: Options, plankit_session_sandbox: Sandbox
) -> Sandbox:
    """The session's sandbox without faults, with an empty log, and with those settings of the marker that can change.

    What tests before this one made in it is still there.
    """
    from plankit.sandbox.settings import FIXED  # noqa: PLC0415 - not before a test wants it

    if _clock(request) is not None:
        _refuse("clock=True needs a sandbox of the test's own: the session's goes by real time")
    shared = plankit_session_sandbox
    shared.clear_faults()
    # What a client of the last test gave up may still be applied.
    patience = time.monotonic() + _PATIENCE
    while shared.busy() and time.monotonic() < patience:
        time.sleep(_MOMENT)
    started = _settings(request, plankit_settings)
    changeable = {name: getattr(started, name) for name in started.__dataclass_fields__ if name not in FIXED}
    try:
        shared.set(**cast("Options", {**changeable, **_marked(request)}))
    except (TypeError, ValueError) as error:
        _refuse(error)
    shared.reset_log()
    return shared


@pytest.fixture
def plankit_admin(request: pytest.FixtureRequest, plankit_sandbox: Sandbox) -> AdminService:
    """Admin of the sandbox: `client()`, `fault()`, `requests()`, `audit()`."""
    from plankit.testing.services import AdminService  # noqa: PLC0415 - not before a test wants it

    return AdminService(plankit_sandbox, _clock(request))


@pytest.fixture
def plankit_logbook(request: pytest.FixtureRequest, plankit_sandbox: Sandbox) -> LogbookService:
    """Logbook of the sandbox: `client()`, `fault()`, `requests()`, `audit()`."""
    from plankit.testing.services import LogbookService  # noqa: PLC0415 - not before a test wants it

    return LogbookService(plankit_sandbox, _clock(request))


@pytest.fixture
def plankit_playbooks(request: pytest.FixtureRequest, plankit_sandbox: Sandbox) -> PlaybooksService:
    """Playbooks of the sandbox: `client()`, `fault()`, `requests()`, `audit()`."""
    from plankit.testing.services import PlaybooksService  # noqa: PLC0415 - not before a test wants it

    return PlaybooksService(plankit_sandbox, _clock(request))


@pytest.fixture
def plankit_planbox(request: pytest.FixtureRequest, plankit_sandbox: Sandbox) -> PlanboxService:
    """Planbox of the sandbox: `client()`, `fault()`, `requests()`, `audit()`."""
    from plankit.testing.services import PlanboxService  # noqa: PLC0415 - not before a test wants it

    return PlanboxService(plankit_sandbox, _clock(request))


@pytest.fixture
def plankit_environment(plankit_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The variables PLANKIT_*, set so that `from_env()` finds the sandbox; all others of that name are hidden."""
    from plankit.sandbox.environment import variables  # noqa: PLC0415 - not before a test wants it

    made = variables(plankit_sandbox)
    for name in [name for name in os.environ if name.startswith("PLANKIT_")]:
        monkeypatch.delenv(name)
    for name, value in made.items():
        monkeypatch.setenv(name, value)
    return made


def _seed(config: pytest.Config) -> int:
    given: int | None = config.getoption("plankit_seed")
    if given is not None:
        return given
    text: str = config.getini("plankit_seed")
    try:
        return int(text)
    except ValueError:
        msg = f"plankit_seed must be a whole number, not {text!r}"
        raise pytest.UsageError(msg) from None


def _arguments(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The arguments of the test's markers; those of the nearest go before."""
    found: dict[str, Any] = {}
    # A fixture's node is that of the test: these here are all of function scope.
    for mark in reversed(list(cast("pytest.Item", request.node).iter_markers("plankit"))):
        if mark.args:
            _refuse("it takes keyword arguments only")
        found.update(mark.kwargs)
    return found


def _marked(request: pytest.FixtureRequest) -> dict[str, Any]:
    return {name: value for name, value in _arguments(request).items() if name != "clock"}


def _clock(request: pytest.FixtureRequest) -> FastClock | None:
    clocked = _arguments(request).get("clock", False)
    if not isinstance(clocked, bool):
        _refuse(f"clock must be True or False, not {clocked!r}; the fixture plankit_clock is the clock")
    return cast("FastClock", request.getfixturevalue("plankit_clock")) if clocked else None


def _settings(request: pytest.FixtureRequest, common: Options, own: Mapping[str, Any] | None = None) -> Settings:
    from plankit.sandbox import Settings  # noqa: PLC0415 - not before a test wants it

    settings: dict[str, Any] = {"seed": _seed(request.config), **common, **(own or {})}
    try:
        return Settings(**settings)
    except (TypeError, ValueError) as error:
        _refuse(error)


def _refuse(reason: object) -> NoReturn:
    msg = f"plankit's sandbox cannot be made so: {reason}"
    raise pytest.fail.Exception(msg, pytrace=False) from None
