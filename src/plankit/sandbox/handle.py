"""The handle of a running sandbox: addresses, credential, switches, records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self, Unpack, cast

import anyio
import anyio.to_thread

from plankit.sandbox.clock import SYSTEM
from plankit.sandbox.logbook.service import CONTAINER, FOREIGN_CONTAINER
from plankit.sandbox.planbox.initiatives import ORGANIZATION
from plankit.sandbox.playbooks.site import CHANNELS, TEAM_ID, USER_ID, USERS
from plankit.sandbox.process import ProcessBackend
from plankit.sandbox.script import Rule
from plankit.sandbox.settings import Options, Settings
from plankit.sandbox.thread import ThreadBackend

if TYPE_CHECKING:
    from types import TracebackType

    from plankit.sandbox.audit import Audit
    from plankit.sandbox.clock import Clock
    from plankit.sandbox.faults import Fault, Interceptor
    from plankit.sandbox.logbook.logs import Container
    from plankit.sandbox.record import Request
    from plankit.sandbox.script import When
    from plankit.sandbox.wire import JsonObject


class Backend(Protocol):
    """Where the servers run."""

    @property
    def credentials(self) -> dict[str, str]:
        """The accepted credentials, by the names of the settings."""
        ...

    def start(self) -> list[str]:
        """Serve; give the addresses in the order of the services."""
        ...

    def stop(self) -> None:
        """Stop serving."""
        ...

    def call(self, name: str, *arguments: object) -> object:
        """Call a method of the estate."""
        ...


class Sandbox:
    """Local servers of all four services. Enter it by `with` or `async with` (asyncio and trio).

    Its methods may be called from any thread, also while requests are on their way. After the end `audit`
    still answers, and without `process=True` the other readers do too.

    Args:
        settings: How to behave.
        clock: What the servers know of time, in a thread of this process only: limits, windows, token lives, dates and
            the rules of faults go by it. What takes time on the wire (`latency`, stalls, drips) goes by real time.

    Raises:
        ValueError: A clock is to go into another process.

    Attributes:
        admin_url: The address of Admin and of the token endpoint.
        logbook_url: The address of Logbook.
        playbooks_url: The address of the Mattermost site, its path included.
        planbox_url: The address of Planbox.
        planbox_alpha_url: The address of Planbox's alpha interface.
        client_id: The accepted client id of Admin and Logbook.
        client_secret: The accepted client secret of Admin and Logbook.
        playbooks_token: The accepted Mattermost token.
        planbox_email: The accepted e-mail address of Planbox.
        planbox_password: The accepted password of Planbox.
        planbox_token: The Planbox access token, which a login answers too.
    """

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self._settings = settings
        if settings.process and clock is not None:
            message = "a clock cannot reach another process; use sandbox(process=False)"
            raise ValueError(message)
        self._backend: Backend = (
            ProcessBackend(settings) if settings.process else ThreadBackend(settings, clock or SYSTEM)
        )
        self._started = self._serving = False
        self.admin_url: str = ""
        self.logbook_url: str = ""
        self.playbooks_url: str = ""
        self.planbox_url: str = ""
        self.planbox_alpha_url: str = ""
        self.client_id: str = settings.client_id
        self.client_secret: str = settings.client_secret
        self.playbooks_token: str = settings.playbooks_token
        self.planbox_email: str = settings.planbox_email
        self.planbox_password: str = settings.planbox_password
        self.planbox_token: str = settings.planbox_token

    def __repr__(self) -> str:
        places = {
            "admin": self.admin_url,
            "logbook": self.logbook_url,
            "playbooks": self.playbooks_url,
            "planbox": self.planbox_url,
        }
        place = " ".join(f"{name}={url}" for name, url in places.items()) if self.admin_url else "not started"
        return f"<Sandbox {place}>"

    @property
    def settings(self) -> Settings:
        """How the servers behave now; after the end, how they did when it was last asked."""
        if self._serving:
            self._settings = cast("Settings", self._backend.call("settings"))
        return self._settings

    @property
    def token_url(self) -> str:
        """The address of the token endpoint."""
        return f"{self.admin_url}/io/v1/oauth2/token"

    @property
    def region(self) -> str:
        """The region the sandbox says it is."""
        return self._settings.region

    @property
    def container(self) -> JsonObject:
        """The container with the seeded logs, as one entry of an `app_context`."""
        return _context(CONTAINER)

    @property
    def foreign_container(self) -> JsonObject:
        """A container of another customer: Logbook answers INVALID_TENANT to it."""
        return _context(FOREIGN_CONTAINER)

    @property
    def organization_id(self) -> int:
        """The organisation of Planbox's products; there is no other."""
        return ORGANIZATION

    @property
    def team_id(self) -> str:
        """Mattermost's team, the only one."""
        return TEAM_ID

    @property
    def user_id(self) -> str:
        """The Mattermost user whom the accepted token belongs to."""
        return USER_ID

    @property
    def user_ids(self) -> list[str]:
        """Mattermost's users, who can own runs; the one of the token first."""
        return list(USERS)

    @property
    def channel_ids(self) -> list[str]:
        """The channels of Mattermost's team that are there without a run."""
        return [channel.id for channel in CHANNELS]

    def start(self) -> Self:
        """Serve. `with` does it.

        Raises:
            OSError: A port is taken.
            RuntimeError: It was started before, or the servers did not come up.
        """
        if self._started:
            message = "a sandbox starts once; make another one by sandbox(...)"
            raise RuntimeError(message)
        self._started = True
        (
            self.admin_url,
            self.logbook_url,
            site,
            self.planbox_url,
            self.planbox_alpha_url,
        ) = self._backend.start()
        self.playbooks_url = site + self._settings.playbooks_path
        accepted = self._backend.credentials
        self.client_id, self.client_secret = accepted["client_id"], accepted["client_secret"]
        self.playbooks_token = accepted["playbooks_token"]
        self.planbox_password, self.planbox_token = accepted["planbox_password"], accepted["planbox_token"]
        self._serving = True
        return self

    def stop(self) -> None:
        """Close all connections and stop serving. The end of `with` does it."""
        self._serving = False
        self._backend.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    async def __aenter__(self) -> Self:
        try:
            # Shielded: a start that nobody waits for would leave its servers behind.
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(self.start)
            await anyio.lowlevel.checkpoint_if_cancelled()
        except BaseException:
            await self._stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._stop()

    async def _stop(self) -> None:
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(self.stop)

    def set(self, **changes: Unpack[Options]) -> None:
        """Change settings while the servers run; calls that arrive from now on see them.

        Raises:
            ValueError: A setting cannot change any more, or a value is out of range.
            TypeError: There is no setting of that name.
        """
        self._settings = cast("Settings", self._backend.call("set", changes))

    def revoke_tokens(self) -> None:
        """Make every token that Planview's token endpoint issued so far a 401 at once."""
        self._backend.call("revoke_tokens")

    def rotate_planbox_token(self) -> str:
        """Make Planbox's access token wrong at once; a login answers the new one, which is `planbox_token` now."""
        self.planbox_token = cast("str", self._backend.call("rotate_planbox_token"))
        return self.planbox_token

    def consume(self, service: str, amount: int) -> None:
        """Use up `amount` as another integration of the customer would.

        Args:
            service: `admin` (points of the current window), `logbook` (requests of the current second) or
                `playbooks` (requests of Mattermost's burst).
            amount: Points or requests.

        Raises:
            ValueError: There is no such service.
        """
        self._backend.call("consume", service, amount)

    def intercept(self, interceptor: Interceptor) -> None:
        """Put an interceptor around every call (see `plankit.sandbox.faults`), inside those already there.

        Raises:
            RuntimeError: The servers run in another process, where no object of this one can be called.
        """
        if self._settings.process:
            message = "an interceptor cannot reach another process; use sandbox(process=False)"
            raise RuntimeError(message)
        self._backend.call("intercept", interceptor)

    def fault(self, fault: Fault, **when: Unpack[When]) -> int:
        """Add a rule to the script of faults (see `plankit.sandbox.faults`); give its number.

        Rules are asked in the order they were added, and the first that strikes decides. They work in another process,
        too.

        Args:
            fault: What happens.
            **when: To which calls: the other attributes of `plankit.sandbox.script.Rule`.

        Raises:
            ValueError: A number is out of its range, there is no such service or operation, or an `Act` cannot be done.
            TypeError: It is no fault, or an `Act` has too many arguments or too few.
        """
        return cast("int", self._backend.call("fault", Rule(fault=fault, **when)))

    def clear_faults(self) -> None:
        """Forget all rules and interceptors."""
        self._backend.call("clear_faults")

    def fault_hits(self) -> list[int]:
        """How often each rule struck, by its number."""
        return cast("list[int]", self._backend.call("fault_hits"))

    def busy(self) -> int:
        """How many calls are under way: what a client gave up may still be applied.

        Where it tells 0, whatever clients had sent before it was asked has come to its end.
        """
        return cast("int", self._backend.call("busy"))

    def insert_users(self, count: int, at: int = 0) -> None:
        """Add users to Admin as somebody else would, so that pages change while they are walked.

        The audit marks them as `elsewhere`.

        Args:
            count: How many.
            at: Before the one at this position, from 0; at the end if there is none.

        Raises:
            ValueError: *count* is less than 1 or *at* less than 0.
        """
        self._backend.call("insert_users", count, at)

    def remove_users(self, count: int, at: int = 0) -> None:
        """Remove users of Admin as somebody else would; see `insert_users`."""
        self._backend.call("remove_users", count, at)

    def insert_runs(self, count: int, at: int = 0) -> None:
        """Start runs in Playbooks as somebody else would; *at* is a position in the order of creation."""
        self._backend.call("insert_runs", count, at)

    def remove_runs(self, count: int, at: int = 0) -> None:
        """Take runs of Playbooks out of the caller's sight; *at* is a position in the order of creation."""
        self._backend.call("remove_runs", count, at)

    def audit(self) -> Audit:
        """What clients did since the start or the last `reset_log`."""
        return cast("Audit", self._backend.call("audit"))

    def requests(self, service: str | None = None) -> list[Request]:
        """The newest requests in order of arrival (see `Settings.keep`), of one service or of all."""
        return cast("list[Request]", self._backend.call("requests", service))

    def reset_log(self) -> None:
        """Forget requests, counts and writes; the state of the services stays."""
        self._backend.call("reset_log")

    def users(self) -> list[JsonObject]:
        """Admin's users in their order."""
        return cast("list[JsonObject]", self._backend.call("users"))

    def playbooks(self) -> list[JsonObject]:
        """The playbooks of all teams as `GET /playbooks/{id}` shows them, archived ones too."""
        return cast("list[JsonObject]", self._backend.call("playbooks"))

    def runs(self) -> list[JsonObject]:
        """The runs of all teams as `GET /runs/{id}` shows them."""
        return cast("list[JsonObject]", self._backend.call("runs"))

    def products(self) -> list[JsonObject]:
        """Planbox's products as an administrator sees them."""
        return cast("list[JsonObject]", self._backend.call("products"))

    def projects(self) -> list[JsonObject]:
        """Planbox's projects as an administrator sees them."""
        return cast("list[JsonObject]", self._backend.call("projects"))

    def logs(self) -> list[JsonObject]:
        """Logbook's logs of all containers as answers show them, with `app_context`; no deleted ones."""
        return cast("list[JsonObject]", self._backend.call("logs"))


def _context(container: Container) -> JsonObject:
    number, source, kind = container
    return {"container_id": number, "container_source": source, "container_type": kind}


def sandbox(*, clock: Clock | None = None, **settings: Unpack[Options]) -> Sandbox:
    """A sandbox that starts when it is entered.

    Args:
        clock: What the servers know of time (see `Sandbox`); None for this machine's.
        **settings: See `Settings`.

    Raises:
        ValueError: A value is out of range, or a clock is to go into another process.
        TypeError: There is no setting of that name.
    """
    return Sandbox(Settings(**settings), clock)
