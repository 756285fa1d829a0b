"""All services of one sandbox and what can be asked of them, whatever thread or process they run in."""

from __future__ import annotations

import copy
import inspect
import secrets
import threading
from typing import TYPE_CHECKING

from plankit.sandbox.admin.service import Admin
from plankit.sandbox.admin.tokens import Tokens
from plankit.sandbox.audit import Audit
from plankit.sandbox.clock import SYSTEM
from plankit.sandbox.faults import Act
from plankit.sandbox.logbook.service import Logbook
from plankit.sandbox.planbox.alpha import PlanboxAlpha
from plankit.sandbox.planbox.service import Planbox
from plankit.sandbox.playbooks.service import Playbooks
from plankit.sandbox.ranges import one_of, whole
from plankit.sandbox.recorder import Recorder
from plankit.sandbox.service import Common
from plankit.sandbox.settings import Options, changed

if TYPE_CHECKING:
    from plankit.sandbox.clock import Clock
    from plankit.sandbox.faults import Interceptor
    from plankit.sandbox.record import Request
    from plankit.sandbox.script import Rule
    from plankit.sandbox.service import Service
    from plankit.sandbox.settings import Settings
    from plankit.sandbox.wire import JsonObject

_CONSUMED = ("admin", "logbook", "playbooks")
SERVICES = ("admin", "logbook", "playbooks", "planbox", "planbox_alpha")
_THROTTLED = 429


class Estate:
    """The services, their state and their records; every method may be called from any thread.

    Args:
        settings: How to behave.
        clock: What they know of time.
    """

    def __init__(self, settings: Settings, clock: Clock = SYSTEM) -> None:
        client_secret = settings.client_secret or secrets.token_urlsafe(24)
        self.credentials: dict[str, str] = {
            "client_id": settings.client_id,
            "client_secret": client_secret,
            "playbooks_token": settings.playbooks_token or secrets.token_hex(13),
            "planbox_email": settings.planbox_email,
            "planbox_password": settings.planbox_password or secrets.token_urlsafe(18),
            "planbox_token": settings.planbox_token or secrets.token_hex(20),
        }
        self._secrets = tuple(
            self.credentials[name].encode()
            for name in ("client_secret", "playbooks_token", "planbox_password", "planbox_token")
        )
        self._lock = threading.RLock()
        self._common = Common(
            settings,
            self._lock,
            clock.monotonic,
            clock.wall,
            Recorder(settings.keep, settings.keep_bytes, SERVICES),
            Tokens(settings.client_id, client_secret),
        )
        self._common.act = self._act
        self._admin = Admin(self._common)
        self._logbook = Logbook(self._common)
        self._playbooks = Playbooks(self._common, self.credentials["playbooks_token"])
        self._planbox = Planbox(
            self._common,
            email=settings.planbox_email,
            password=self.credentials["planbox_password"],
            token=self.credentials["planbox_token"],
        )
        self._planbox_alpha = PlanboxAlpha(self._common, self._planbox)

    def applications(self) -> list[tuple[Service, int]]:
        """Each service with the port it should listen at."""
        settings = self._common.settings
        return [
            (self._admin, settings.port_admin),
            (self._logbook, settings.port_logbook),
            (self._playbooks, settings.port_playbooks),
            (self._planbox, settings.port_planbox),
            (self._planbox_alpha, settings.port_planbox_alpha),
        ]

    def set(self, changes: Options) -> Settings:
        """Change settings; calls that arrive from now on see them."""
        with self._lock:
            self._common.settings = changed(self._common.settings, changes)
            return self._common.settings

    def revoke_tokens(self) -> None:
        """Make every token that Planview's token endpoint issued so far a 401."""
        with self._lock:
            self._common.tokens.revoke()

    def rotate_planbox_token(self) -> str:
        """Refuse Planbox's access token from now on and accept a new one, which is given back."""
        with self._lock:
            token = secrets.token_hex(20)
            self.credentials["planbox_token"] = self._planbox.token = token
            self._secrets = (*self._secrets, token.encode())
            return token

    def consume(self, service: str, amount: int) -> None:
        """Use points of Admin's window, or requests of Logbook's second, as another integration would."""
        with self._lock:
            now = self._common.clock()
            if service == "admin":
                self._admin.points.use(now, self._common.settings.admin_window, amount)
            elif service == "logbook":
                self._logbook.window.use(now, amount)
            elif service == "playbooks":
                self._playbooks.limit.use(now, amount)
            else:
                one_of("service", service, _CONSUMED)

    def insert_users(self, count: int, at: int = 0) -> None:
        """Add users to Admin before the one at a position, as somebody else would."""
        _check_rows(count, at)
        with self._lock:
            self._admin.insert_users(count, at)

    def remove_users(self, count: int, at: int = 0) -> None:
        """Remove users from Admin, from a position on, as somebody else would."""
        _check_rows(count, at)
        with self._lock:
            self._admin.remove_users(count, at)

    def insert_runs(self, count: int, at: int = 0) -> None:
        """Start runs before the one at a position in the order of creation, as somebody else would."""
        _check_rows(count, at)
        with self._lock:
            self._playbooks.board.insert_runs(count, at)

    def remove_runs(self, count: int, at: int = 0) -> None:
        """Take runs out of the caller's sight, from a position in the order of creation on."""
        _check_rows(count, at)
        with self._lock:
            self._playbooks.board.remove_runs(count, at)

    def intercept(self, interceptor: Interceptor) -> None:
        """Put an interceptor around every call, inside those already there."""
        with self._lock:
            self._common.interceptors = [*self._common.interceptors, interceptor]

    def fault(self, rule: Rule) -> int:
        """Add a rule to the script of faults; give its number."""
        with self._lock:
            self._check(rule)
            return self._common.script.add(rule, self._common.clock())

    def _check(self, rule: Rule) -> None:
        """Refuse a rule that would never strike, or whose act would fail when it does."""
        services = {service.name: service.operations for service, _ in self.applications()}
        if rule.service is not None:
            one_of("service", rule.service, SERVICES)
            services = {rule.service: services[rule.service]}
        if rule.operation is not None and not any(rule.operation in known for known in services.values()):
            where = f"of {rule.service} " if rule.service else ""
            message = f"no operation {where}is called {rule.operation!r}; see the operationIds of the documents"
            raise ValueError(message)
        if isinstance(rule.fault, Act):
            method, arguments = getattr(self, rule.fault.method), rule.fault.arguments
            given = inspect.signature(method).bind(*arguments).arguments
            if rule.fault.method == "set":
                changed(self._common.settings, given["changes"])
            elif "count" in given:
                _check_rows(given["count"], given.get("at", 0))
            elif "service" in given:
                one_of("service", given["service"], _CONSUMED)

    def clear_faults(self) -> None:
        """Forget the script of faults, and the interceptors."""
        with self._lock:
            self._common.script.clear()
            self._common.interceptors = []

    def fault_hits(self) -> list[int]:
        """How often each rule struck."""
        with self._lock:
            return [line.hits for line in self._common.script.lines]

    def busy(self) -> int:
        """Calls under way."""
        with self._lock:
            return self._common.busy

    def settings(self) -> Settings:
        """How the servers behave now."""
        return self._common.settings

    def _act(self, act: Act) -> None:
        arguments: tuple[object, ...] = act.arguments
        getattr(self, act.method)(*arguments)

    def audit(self) -> Audit:
        """The truth so far."""
        with self._lock:
            recorder = self._common.recorder
            requests = dict(recorder.operations)
            statuses = {name: dict(counts) for name, counts in recorder.statuses.items()}
            tokens_issued, busiest, writes = recorder.tokens_issued, recorder.busiest(), recorder.writes()
        # Outside the lock: for a great many writes this takes a while, and the servers should go on.
        return Audit(
            requests=requests,
            statuses=statuses,
            tokens_issued=tokens_issued,
            throttled={name: counts.get(_THROTTLED, 0) for name, counts in statuses.items()},
            max_per_second=busiest,
            writes=[written.write() for written in writes],
        )

    def requests(self, service: str | None) -> list[Request]:
        """The kept requests in order of arrival."""
        with self._lock:
            calls = self._common.recorder.calls(service)
        return [call.request(self._secrets) for call in calls]

    def reset_log(self) -> None:
        """Forget requests, counts and writes; the state of the services stays."""
        with self._lock:
            self._common.recorder.reset()

    def users(self) -> list[JsonObject]:
        """Admin's users in their order."""
        with self._lock:
            return copy.deepcopy(self._admin.users.rows)

    def playbooks(self) -> list[JsonObject]:
        """The playbooks of all teams, archived ones too."""
        with self._lock:
            return copy.deepcopy(self._playbooks.all_playbooks())

    def runs(self) -> list[JsonObject]:
        """The runs of all teams."""
        with self._lock:
            return copy.deepcopy(self._playbooks.all_runs())

    def products(self) -> list[JsonObject]:
        """Planbox's products as an administrator sees them."""
        with self._lock:
            return copy.deepcopy(self._planbox.all_products())

    def projects(self) -> list[JsonObject]:
        """Planbox's projects as an administrator sees them."""
        with self._lock:
            return copy.deepcopy(self._planbox.all_projects())

    def logs(self) -> list[JsonObject]:
        """Logbook's logs of all containers as answers show them, with `app_context`; no deleted ones."""
        with self._lock:
            shape = self._common.settings.attribute_shape
            return [
                copy.deepcopy(
                    {
                        **log.show(shape),
                        "app_context": [
                            {"container_id": number, "container_source": source, "container_type": kind}
                            for number, source, kind in log.containers
                        ],
                    }
                )
                for log in self._logbook.logs
                if not log.deleted
            ]


def _check_rows(count: int, at: int) -> None:
    whole("count", count)
    if not isinstance(at, int) or isinstance(at, bool) or at < 0:  # pyright: ignore[reportUnnecessaryIsInstance]
        message = f"at must be a position, 0 or more, not {at!r}"
        raise ValueError(message)
