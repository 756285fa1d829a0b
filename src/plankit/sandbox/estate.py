"""All services of one sandbox and what can be asked of them, whatever thread or process they run in."""

from __future__ import annotations

import copy
import secrets
import threading
import time
from typing import TYPE_CHECKING

from plankit.sandbox.admin import Admin
from plankit.sandbox.audit import Audit
from plankit.sandbox.logbook import Logbook
from plankit.sandbox.recorder import Recorder
from plankit.sandbox.service import Common
from plankit.sandbox.settings import Options, changed
from plankit.sandbox.tokens import Tokens

if TYPE_CHECKING:
    from plankit.sandbox.faults import Interceptor
    from plankit.sandbox.record import Request
    from plankit.sandbox.service import Service
    from plankit.sandbox.settings import Settings
    from plankit.sandbox.wire import JsonObject

SERVICES = ("admin", "logbook")
_THROTTLED = 429


class Estate:
    """The services, their state and their records; every method may be called from any thread.

    Args:
        settings: How to behave.
    """

    def __init__(self, settings: Settings) -> None:
        self.client_id: str = settings.client_id
        self.client_secret: str = settings.client_secret or secrets.token_urlsafe(24)
        self._lock = threading.RLock()
        self._common = Common(
            settings,
            self._lock,
            time.monotonic,
            time.time,
            Recorder(settings.keep, settings.keep_bytes, SERVICES),
            Tokens(self.client_id, self.client_secret),
        )
        self._admin = Admin(self._common)
        self._logbook = Logbook(self._common)

    def applications(self) -> list[tuple[Service, int]]:
        """Each service with the port it should listen at."""
        settings = self._common.settings
        return [(self._admin, settings.port_admin), (self._logbook, settings.port_logbook)]

    def set(self, changes: Options) -> Settings:
        """Change settings; calls that arrive from now on see them."""
        with self._lock:
            self._common.settings = changed(self._common.settings, changes)
            return self._common.settings

    def revoke_tokens(self) -> None:
        """Make every token issued so far a 401."""
        with self._lock:
            self._common.tokens.revoke()

    def consume(self, service: str, amount: int) -> None:
        """Use points of Admin's window, or requests of Logbook's second, as another integration would."""
        with self._lock:
            now = self._common.clock()
            if service == "admin":
                self._admin.points.use(now, self._common.settings.admin_window, amount)
            elif service == "logbook":
                self._logbook.window.use(now, amount)
            else:
                message = f"service must be one of {', '.join(SERVICES)}, not {service!r}"
                raise ValueError(message)

    def intercept(self, interceptor: Interceptor) -> None:
        """Put an interceptor around every call, inside those already there."""
        with self._lock:
            self._common.interceptors = [*self._common.interceptors, interceptor]

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
        return [call.request(self.client_secret.encode()) for call in calls]

    def reset_log(self) -> None:
        """Forget requests, counts and writes; the state of the services stays."""
        with self._lock:
            self._common.recorder.reset()

    def users(self) -> list[JsonObject]:
        """Admin's users in their order."""
        with self._lock:
            return copy.deepcopy(self._admin.users.rows)

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
