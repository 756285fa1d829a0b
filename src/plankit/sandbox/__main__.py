"""`python -m plankit.sandbox`: serve until Ctrl-C, then print the audit."""

from __future__ import annotations

import argparse
import dataclasses
import json
import shlex
import signal
import sys
import threading
from typing import TYPE_CHECKING, cast, get_args

from plankit.sandbox import Settings, sandbox
from plankit.sandbox.environment import variables
from plankit.sandbox.settings import PlaybooksVersion

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

    from plankit.sandbox import Audit, Options, Sandbox


_SHOWN = 20


def _limit(text: str) -> int | None:
    return None if text.lower() in {"none", "off"} else int(text)


def _rate(text: str) -> float | None:
    return None if text.lower() in {"none", "off"} else float(text)


def _parser() -> argparse.ArgumentParser:
    default = Settings()
    parser = argparse.ArgumentParser(
        prog="python -m plankit.sandbox",
        description="Local servers of the four services. Ctrl-C stops them and prints the audit.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    numbers: list[tuple[str, type, str]] = [
        ("users", int, "seeded users"),
        ("logs", int, "seeded logs in the default container"),
        ("playbooks", int, "seeded playbooks"),
        ("runs", int, "seeded runs of playbooks"),
        ("products", int, "seeded Planbox products"),
        ("seed", int, "equal seeds give equal data"),
        ("port-admin", int, "port of Admin, 0 for a free one"),
        ("port-logbook", int, "port of Logbook, 0 for a free one"),
        ("port-playbooks", int, "port of the Mattermost site with Playbooks, 0 for a free one"),
        ("port-planbox", int, "port of Planbox, 0 for a free one"),
        ("port-planbox-alpha", int, "port of Planbox's alpha interface, 0 for a free one"),
        ("latency", float, "seconds until a call is answered"),
        ("token-latency", float, "seconds until the token endpoint answers"),
        ("token-lifetime", float, "seconds until a token is refused"),
        ("admin-window", float, "seconds of a window of Admin's points"),
    ]
    for name, kind, text in numbers:
        value = getattr(default, name.replace("-", "_"))
        parser.add_argument(f"--{name}", type=kind, default=value, metavar="N", help=text)
    limits = {
        "logbook-limit": "Logbook requests in any second, or none",
        "admin-points": "Admin points a window, or none",
    }
    for name, text in limits.items():
        value = getattr(default, name.replace("-", "_"))
        parser.add_argument(f"--{name}", type=_limit, default=value, metavar="N", help=text)
    versions = get_args(PlaybooksVersion)
    parser.add_argument(
        "--playbooks-version", choices=versions, default=default.playbooks_version, help="which Playbooks server it is"
    )
    parser.add_argument(
        "--playbooks-rate",
        dest="playbooks_per_second",
        type=_rate,
        default=default.playbooks_per_second,
        metavar="N",
        help="Mattermost's requests a second, or none",
    )
    parser.add_argument("--client-id", default=default.client_id, help="the accepted client id")
    for name in ("client-secret", "playbooks-token", "planbox-token", "planbox-password"):
        value = getattr(default, name.replace("-", "_"))
        parser.add_argument(f"--{name}", default=value, metavar="TEXT", help="empty for a random one")
    parser.add_argument("--json", action="store_true", help="print one JSON object at the start and one at the end")
    return parser


def _opening(s: Sandbox, *, as_json: bool) -> str:
    if as_json:
        facts = {
            "admin_url": s.admin_url,
            "logbook_url": s.logbook_url,
            "token_url": s.token_url,
            "playbooks_url": s.playbooks_url,
            "planbox_url": s.planbox_url,
            "planbox_alpha_url": s.planbox_alpha_url,
            "client_id": s.client_id,
            "client_secret": s.client_secret,
            "region": s.region,
            "container": s.container,
            "team_id": s.team_id,
            "user_id": s.user_id,
            "environment": variables(s),
        }
        return json.dumps(facts)
    exports = "\n".join(f"export {name}={shlex.quote(value)}" for name, value in variables(s).items())
    return (
        f"Admin    {s.admin_url}\nLogbook  {s.logbook_url}\nToken    {s.token_url}\n"
        f"Playbooks {s.playbooks_url}\nTeam {s.team_id}  User {s.user_id}\n"
        f"Planbox  {s.planbox_url}\nAlpha    {s.planbox_alpha_url}\n"
        f"Container {json.dumps(s.container)}\n\n{exports}\n\nServing until Ctrl-C."
    )


def _closing(audit: Audit, *, as_json: bool) -> str:
    duplicated = [write.key for write in audit.duplicated()]
    if as_json:
        return json.dumps({"audit": {**dataclasses.asdict(audit), "duplicated": duplicated}})
    kinds = ((audit.created, "created"), (audit.updated, "updated"), (audit.deleted, "deleted"))
    lines = [
        "Audit",
        *(f"  {name}: {count}" for name, count in sorted(audit.requests.items())),
        f"  tokens issued: {audit.tokens_issued}",
        f"  {', '.join(f'{len(writes)} {kind}' for writes, kind in kinds)}",
        f"  created more than once: {len(duplicated)}",
        *(f"    {key}" for key in duplicated[:_SHOWN]),
    ]
    for service, statuses in audit.statuses.items():
        answers = ", ".join(f"{count} x {status}" for status, count in sorted(statuses.items())) or "none"
        lines.append(f"  {service}: answers {answers}; busiest second {audit.max_per_second[service]}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until Ctrl-C or SIGTERM; give the exit code.

    Args:
        arguments: The command line without the program; None takes the one of the process.
    """
    parser = _parser()
    options = vars(parser.parse_args(arguments))
    as_json: bool = options.pop("json")
    stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    try:
        made = sandbox(**cast("Options", options))
        with made as s:
            _print(_opening(s, as_json=as_json))
            stopped.wait()
    except (ValueError, OSError) as error:
        parser.error(str(error))
    _print(_closing(made.audit(), as_json=as_json))
    return 0


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
