"""A sandbox and plain HTTP to talk to it: nothing of the client takes part in these tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from plankit.sandbox import Sandbox, sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Nothing here uses it, but each client would read the certificates of the system again.
_TLS = httpx.create_ssl_context()
FORM = {"grant_type": "client_credentials"}


class Api:
    """The services of a sandbox over httpx, with a token."""

    def __init__(self, s: Sandbox) -> None:
        self.s = s
        self.http = httpx.Client(timeout=10, verify=_TLS)
        self.renew()

    def token(self) -> httpx.Response:
        return self.http.post(self.s.token_url, auth=(self.s.client_id, self.s.client_secret), data=FORM)

    def renew(self) -> str:
        token = self.token().json()["id_token"]
        self.http.headers["authorization"] = f"Bearer {token}"
        return token

    def admin(self, method: str, path: str, **kwargs: Any) -> httpx.Response:
        return self.http.request(method, f"{self.s.admin_url}/public/v1{path}", **kwargs)

    def users(self, **params: Any) -> httpx.Response:
        return self.admin("GET", "/user", params=params)

    def logbook(self, method: str, path: str, **kwargs: Any) -> httpx.Response:
        return self.http.request(method, f"{self.s.logbook_url}/api/rest/v1{path}", **kwargs)

    def log(self, name: str | None = "A log", log_type: int = 18, **fields: Any) -> dict[str, Any]:
        log = {"log_types_id": log_type, "name": name, "app_context": [self.s.container], **fields}
        return {key: value for key, value in log.items() if value is not None}

    def create(self, *logs: dict[str, Any]) -> httpx.Response:
        return self.logbook("POST", "/logs", json={"logs": list(logs)})

    def created(self, *logs: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self.create(*logs).json()["rest_add_log"]
        assert answer["Failed"] == []
        return answer["Data"]

    def listed(self, container: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        context = [container or self.s.container]
        return self.logbook("POST", "/logs/list", json={"app_context": context}).json()["rest_logs_data"]

    def delete(self, identity: object, container: dict[str, Any] | None = None) -> httpx.Response:
        context = {"app_context": [container or self.s.container]}
        return self.logbook("POST", f"/log/delete/{identity}", json=context)

    def update(self, identity: object, container: dict[str, Any] | None = None, **fields: Any) -> httpx.Response:
        context = {"app_context": [container or self.s.container]}
        return self.logbook("PUT", f"/log/{identity}", json={**context, **fields})


class PlanboxApi:
    """Both interfaces of Planbox, with the token of the start."""

    tls = _TLS

    def __init__(self, s: Sandbox) -> None:
        self.s = s
        self.http = httpx.Client(timeout=10, auth=(s.planbox_token, "anything"), verify=_TLS)

    def post(self, call: str, body: str = "", **kwargs: Any) -> httpx.Response:
        """A call with a form as it stands."""
        self.http.cookies.clear()
        headers = {"content-type": "application/x-www-form-urlencoded"}
        return self.http.post(f"{self.s.planbox_url}/api/{call}", content=body, headers=headers, **kwargs)

    def ok(self, call: str, body: str = "") -> Any:
        answer = self.post(call, body)
        assert answer.status_code == 200
        envelope = answer.json()
        assert envelope["code"] == "ok", envelope
        return envelope["content"]

    def error(self, call: str, body: str = "", **kwargs: Any) -> str:
        answer = self.post(call, body, **kwargs)
        assert answer.status_code == 200
        envelope = answer.json()
        assert envelope["code"] == "error", envelope
        assert isinstance(envelope["content"], str)
        return envelope["content"]

    def initiative(self, body: Any, organization: object = 1, **kwargs: Any) -> httpx.Response:
        url = f"{self.s.planbox_alpha_url}/organizations/{organization}/initiatives"
        return self.http.post(url, json=body, **kwargs)


class Site:
    """The Playbooks server of a sandbox over httpx, with its token."""

    def __init__(self, s: Sandbox) -> None:
        self.s = s
        self.modern = s.settings.playbooks_version == "today"
        headers = {"authorization": f"Bearer {s.playbooks_token}"}
        self.http = httpx.Client(timeout=10, headers=headers, verify=_TLS)

    def call(self, method: str, path: str, **kwargs: Any) -> httpx.Response:
        return self.http.request(method, f"{self.s.playbooks_url}/plugins/playbooks/api/v0{path}", **kwargs)

    def get(self, path: str, **params: Any) -> Any:
        answer = self.call("GET", path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def playbook(self, **fields: Any) -> dict[str, Any]:
        required = {"title": "A playbook", "team_id": self.s.team_id, "public": True}
        body = {**required, "reminder_timer_default_seconds": 86400, **fields}
        answer = self.call("POST", "/playbooks", json=body)
        assert answer.status_code == 201, answer.text
        return self.get(f"/playbooks/{answer.json()['id']}")

    def start(self, **fields: Any) -> httpx.Response:
        body = {"name": "A run", "owner_user_id": self.s.user_id, "team_id": self.s.team_id, **fields}
        return self.call("POST", "/runs", json={key: value for key, value in body.items() if value is not None})

    def run(self, **fields: Any) -> dict[str, Any]:
        """A new run, by default one of the first seeded playbook."""
        answer = self.start(**{"playbook_id": self.s.playbooks()[0]["id"], **fields})
        assert answer.status_code == 201, answer.text
        return answer.json()


class Still:
    """Time that stands still: what limits and lives of tokens do within it does not depend on the machine."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now

    def wall(self) -> float:
        return 1_700_000_000.0 + self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def still() -> Still:
    return Still()


@pytest.fixture
def s() -> Iterator[Sandbox]:
    with sandbox() as s:
        yield s


@pytest.fixture
def api(s: Sandbox) -> Iterator[Api]:
    api = Api(s)
    yield api
    api.http.close()


@pytest.fixture
def box(s: Sandbox) -> Iterator[PlanboxApi]:
    box = PlanboxApi(s)
    yield box
    box.http.close()


@pytest.fixture
def box_of():
    """Makes a `PlanboxApi` for a sandbox of the test's own."""
    made: list[PlanboxApi] = []

    def make(s: Sandbox) -> PlanboxApi:
        made.append(PlanboxApi(s))
        return made[-1]

    yield make
    for box in made:
        box.http.close()


@pytest.fixture(params=["1.41", "today"])
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    with sandbox(playbooks_version=request.param) as s:
        site = Site(s)
        yield site
        site.http.close()


@pytest.fixture
def site_of():
    """Makes a `Site` for a sandbox of the test's own."""
    made: list[Site] = []

    def make(s: Sandbox) -> Site:
        made.append(Site(s))
        return made[-1]

    yield make
    for site in made:
        site.http.close()


@pytest.fixture
def api_of():
    """Makes an `Api` for a sandbox of the test's own."""
    made: list[Api] = []

    def make(s: Sandbox) -> Api:
        made.append(Api(s))
        return made[-1]

    yield make
    for api in made:
        api.http.close()
