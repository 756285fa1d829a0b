"""What a sandbox can be told: one frozen `Settings`, and `Options`, the same names as keyword arguments."""

from __future__ import annotations

import dataclasses
import math
import re
from typing import Literal, TypedDict, get_args

AttributeShape = Literal["object", "list"]
LogTypesShape = Literal["array", "object"]
PlaybooksVersion = Literal["1.41", "today"]
PlanboxPermission = Literal["read", "write", "admin"]
PlanboxAuthStatus = Literal[200, 401]
PlanboxLinks = Literal["object", "array"]


_PATH = re.compile(r"(?:/[A-Za-z0-9_-]+)+")


class Options(TypedDict, total=False):
    """The fields of `Settings`, as keyword arguments of `sandbox` and `Sandbox.set`."""

    process: bool
    users: int
    logs: int
    playbooks: int
    runs: int
    products: int
    seed: int
    region: str
    client_id: str
    client_secret: str
    port_admin: int
    port_logbook: int
    port_playbooks: int
    port_planbox: int
    port_planbox_alpha: int
    token_lifetime: float
    token_expires_in: float | None
    token_latency: float
    latency: float
    logbook_limit: int | None
    logbook_retry_after: bool
    admin_points: int | None
    admin_window: float
    admin_cost: int
    max_count: int
    default_count: int
    attribute_shape: AttributeShape
    log_types_shape: LogTypesShape
    shuffle: bool
    playbooks_version: PlaybooksVersion
    playbooks_path: str
    playbooks_token: str
    playbooks_licensed: bool
    playbooks_per_second: float | None
    playbooks_burst: int
    planbox_email: str
    planbox_password: str
    planbox_token: str
    planbox_permission: PlanboxPermission
    planbox_strings: bool
    planbox_auth_status: PlanboxAuthStatus
    planbox_links: PlanboxLinks
    keep: int
    keep_bytes: int
    max_body: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a sandbox behaves.

    Attributes:
        process: Serve from a process of its own instead of a thread. Measure pacing with it: in a thread the
            servers share the interpreter lock with the client and see its requests late and in bunches.
        users: Seeded Admin users.
        logs: Seeded logs in the default container.
        playbooks: Seeded playbooks.
        runs: Seeded runs of playbooks, each fourth one finished.
        products: Seeded Planbox products, each with a few projects.
        seed: Equal seeds give equal data.
        region: The region the sandbox says it is.
        client_id: The accepted client id.
        client_secret: The accepted client secret; empty makes a random one.
        port_admin: The port of Admin and the token endpoint; 0 takes a free one.
        port_logbook: The port of Logbook; 0 takes a free one.
        port_playbooks: The port of the Mattermost site with Playbooks; 0 takes a free one.
        port_planbox: The port of Planbox (work.planbox.com); 0 takes a free one.
        port_planbox_alpha: The port of Planbox's alpha interface (api.planbox.com); 0 takes a free one.
        token_lifetime: Seconds until the servers refuse a token (`expires_in`).
        token_expires_in: What the token endpoint tells instead of the truth; None for the truth.
        token_latency: Seconds until the token endpoint answers.
        latency: Seconds from the arrival of a call (it takes effect at once) to its answer.
        logbook_limit: Requests admitted in any sliding second (facts C2, C-D1); None for no limit.
        logbook_retry_after: Whether Logbook's 429 carries `Retry-After`, which is not documented (facts C2).
        admin_points: Points per window (facts A5); None for no limit and no `X-Rate-Limit-Remaining`.
        admin_window: Seconds of a window, which begins with the first call after the last one ended.
        admin_cost: Points of one call.
        max_count: The largest page of Admin (facts A6).
        default_count: The page of Admin when `count` is not given.
        attribute_shape: Attribute values of answers as `{"values": {...}}` or as a list (facts C-D12).
        log_types_shape: `log_types` as an array or as one object (facts C-D18).
        shuffle: Answer `Data` and `Failed` in another order than the input (facts C-D28).
        playbooks_version: Which Playbooks server this is: plugin v1.41 or today's.
        playbooks_path: The path below which the Mattermost site is, such as `/chat`; empty for none.
        playbooks_token: The accepted Mattermost token; empty makes a random one.
        playbooks_licensed: Whether private playbooks are allowed (an E20 licence).
        playbooks_per_second: Mattermost's rate limit; None switches it off, its headers too.
        playbooks_burst: Mattermost's MaxBurst.
        planbox_email: The accepted e-mail address.
        planbox_password: The accepted password; empty makes a random one.
        planbox_token: The Planbox access token; empty makes a random one.
        planbox_permission: The caller's permission on the seeded products.
        planbox_strings: Whether Planbox's numbers come as strings.
        planbox_auth_status: The status of Planbox's answer to a call without a good token (facts B2).
        planbox_links: `_links` of a new initiative as an object or as a list of objects (facts B-D3).
        keep: Requests kept in the log; the oldest go first. The counts of the audit go on.
        keep_bytes: Bytes of request bodies kept in the log.
        max_body: Bytes of the longest body accepted; beyond it 413.
    """

    process: bool = False
    users: int = 500
    logs: int = 0
    playbooks: int = 3
    runs: int = 12
    products: int = 3
    seed: int = 1
    region: str = "us"
    client_id: str = "sandbox-client"
    client_secret: str = dataclasses.field(default="", repr=False)
    port_admin: int = 0
    port_logbook: int = 0
    port_playbooks: int = 0
    port_planbox: int = 0
    port_planbox_alpha: int = 0
    token_lifetime: float = 3600.0
    token_expires_in: float | None = None
    token_latency: float = 0.0
    latency: float = 0.0
    logbook_limit: int | None = 500
    logbook_retry_after: bool = False
    admin_points: int | None = None
    admin_window: float = 60.0
    admin_cost: int = 1
    max_count: int = 200
    default_count: int = 100
    attribute_shape: AttributeShape = "object"
    log_types_shape: LogTypesShape = "array"
    shuffle: bool = False
    playbooks_version: PlaybooksVersion = "today"
    playbooks_path: str = ""
    playbooks_token: str = dataclasses.field(default="", repr=False)
    playbooks_licensed: bool = False
    playbooks_per_second: float | None = None
    playbooks_burst: int = 100
    planbox_email: str = "ada@example.com"
    planbox_password: str = dataclasses.field(default="", repr=False)
    planbox_token: str = dataclasses.field(default="", repr=False)
    planbox_permission: PlanboxPermission = "admin"
    planbox_strings: bool = False
    planbox_auth_status: PlanboxAuthStatus = 200
    planbox_links: PlanboxLinks = "object"
    keep: int = 200_000
    keep_bytes: int = 128 * 1024 * 1024
    max_body: int = 10 * 1024 * 1024

    def __post_init__(self) -> None:
        """Refuse what no server could do.

        Raises:
            ValueError: A number is out of its range, or a shape is not one of its words.
        """
        at_least: dict[str, float] = {
            "users": 0,
            "logs": 0,
            "playbooks": 0,
            "runs": 0,
            "products": 0,
            "port_admin": 0,
            "port_logbook": 0,
            "port_playbooks": 0,
            "port_planbox": 0,
            "port_planbox_alpha": 0,
            "playbooks_burst": 0,
            "token_lifetime": 0,
            "token_expires_in": 0,
            "token_latency": 0,
            "latency": 0,
            "logbook_limit": 1,
            "admin_points": 0,
            "admin_cost": 0,
            "max_count": 1,
            "default_count": 1,
            "keep": 0,
            "keep_bytes": 0,
            "max_body": 1,
        }
        for name, least in at_least.items():
            value = getattr(self, name)
            if value is not None and not (value >= least and math.isfinite(value)):
                message = f"{name} must be {least} or more, not {value!r}"
                raise ValueError(message)
        if not 0 < self.admin_window < math.inf:
            message = f"admin_window must be more than 0 seconds, not {self.admin_window!r}"
            raise ValueError(message)
        if self.playbooks_per_second is not None and not 0 < self.playbooks_per_second < math.inf:
            message = f"playbooks_per_second must be more than 0, not {self.playbooks_per_second!r}"
            raise ValueError(message)
        if self.playbooks_path and not _PATH.fullmatch(self.playbooks_path):
            message = f"playbooks_path must be like '/chat', not {self.playbooks_path!r}"
            raise ValueError(message)
        words: dict[str, tuple[object, ...]] = {
            "attribute_shape": ("object", "list"),
            "log_types_shape": ("array", "object"),
            "playbooks_version": get_args(PlaybooksVersion),
            "planbox_permission": get_args(PlanboxPermission),
            "planbox_auth_status": get_args(PlanboxAuthStatus),
            "planbox_links": get_args(PlanboxLinks),
        }
        for name, allowed in words.items():
            if getattr(self, name) not in allowed:
                message = f"{name} must be one of {', '.join(map(str, allowed))}, not {getattr(self, name)!r}"
                raise ValueError(message)


#: What is decided when a sandbox starts.
FIXED = frozenset(
    {
        "process",
        "users",
        "logs",
        "playbooks",
        "runs",
        "products",
        "seed",
        "region",
        "client_id",
        "client_secret",
        "port_admin",
        "port_logbook",
        "port_playbooks",
        "port_planbox",
        "port_planbox_alpha",
        "playbooks_version",
        "playbooks_path",
        "playbooks_token",
        "planbox_email",
        "planbox_password",
        "planbox_token",
        "keep",
        "keep_bytes",
    }
)


def changed(settings: Settings, changes: Options) -> Settings:
    """Give `settings` with changes made while the servers run.

    Raises:
        ValueError: A change comes too late, or its value is out of range.
        TypeError: There is no setting of that name.
    """
    late = sorted(FIXED.intersection(changes))
    if late:
        message = f"{', '.join(late)} cannot change while the sandbox runs; give it to sandbox(...)"
        raise ValueError(message)
    return dataclasses.replace(settings, **changes)
