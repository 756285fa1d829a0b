"""What it costs to begin: import, a client, the first call."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from typing import Any

from bench import meter
from bench.meter import Spread
from bench.report import Row, Setting, WrongAnswerError, at_most

HTTPX = """
import time
import httpx
"""
HTTPX_CALL = """
import asyncio
import time
import httpx

async def main():
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json={"id": "u-1"}))
    async with httpx.AsyncClient(base_url="http://127.0.0.1:9", transport=transport) as client:
        assert (await client.get("/public/v1/user/u-1")).json()["id"] == "u-1"

asyncio.run(main())
"""
PLANKIT = """
import asyncio
import time
import httpx
import plankit

HERE = "http://127.0.0.1:9"

def answer(request):
    if request.url.path.endswith("/token"):
        return httpx.Response(200, json={"id_token": "t", "expires_in": 3600})
    return httpx.Response(200, json=ANSWER)

async def main():
    grant, wire = plankit.ClientCredentials("id", "secret"), httpx.MockTransport(answer)
    async with CLIENT as client:
        WARM
        before = time.process_time()
        result = await client.CALL
        assert CHECK
        return time.process_time() - before

first = asyncio.run(main())
"""
# How each client is made, what is called, what is answered, and what the result must be.
CLIENTS: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "plankit": (
        "plankit.AdminClient(grant, base_url=HERE, transport=wire)",
        "users.get('u-1')",
        {"id": "u-1", "email": "ada@example.com"},
        "result.id == 'u-1'",
    ),
    "plankit, Logbook": (
        "plankit.LogbookClient(grant, token_url=f'{HERE}/token', base_url=HERE, transport=wire)",
        "log_types.list()",
        {"rest_log_types_with_configs": [{}]},
        "len(result) == 1",
    ),
    "plankit, Planbox": (
        "plankit.PlanboxClient('a-token', base_url=HERE, transport=wire)",
        "projects.list(1)",
        {"code": "ok", "content": [{"id": 3, "name": "x"}]},
        "result[0].id == 3",
    ),
    "plankit, Playbooks": (
        "plankit.PlaybooksClient(HERE, 'a-token', transport=wire)",
        "runs.get('a' * 26)",
        {"id": "a" * 26, "name": "one", "checklists": [{"title": "a", "items": [{"title": "b"}]}]},
        "result.checklists[0].items[0].title == 'b'",
    ),
}
TELL = """
import json, sys
told = {"seconds": time.process_time(), "first": globals().get("first", 0.0), "modules": sorted(sys.modules)}
print(json.dumps(told))
"""


def _program(made: str, call: str, answer: dict[str, Any], check: str, *, warm: bool = False) -> str:
    words = {"ANSWER": repr(answer), "CALL": call, "CHECK": check, "CLIENT": made}
    program = PLANKIT.replace("WARM", "await client.warm_up()" if warm else "")
    for word, text in words.items():
        program = program.replace(word, text)
    return program


PROGRAMS = {
    "import httpx": HTTPX,
    "httpx": HTTPX_CALL,
    **{name: _program(*client) for name, client in CLIENTS.items()},
    "plankit, warmed up": _program(*CLIENTS["plankit"], warm=True),
}
OPTIONAL = ("aiohttp", "click", "httptools", "plankit.sandbox", "pydantic", "rich", "starlette", "trio", "uvicorn")


def run(setting: Setting) -> list[Row]:
    """Measure, each beginning in a process of its own.

    It is the same work each time, and so short that whatever else the machine does adds up to half of it again: the
    least of the rounds is what is held against the budget, with the quartiles of them all beside it.
    """
    left_out = [name for name in CLIENTS if name != "plankit"] if setting.quick else []
    programs = {name: program for name, program in PROGRAMS.items() if name not in left_out}
    seconds: dict[str, list[float]] = {name: [] for name in programs}
    first: dict[str, list[float]] = {name: [] for name in programs}
    optional: set[str] = set()
    by_httpx: set[str] = set()
    with tempfile.TemporaryDirectory() as compiled:
        # An environment that forbids compiled files would have everything compiled at each beginning.
        environment = {
            **os.environ,
            "PYTHONPYCACHEPREFIX": compiled,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        }
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for round_ in range(5 if setting.quick else 22):
            for name, program in programs.items():
                told = _begin(program, environment)
                # The first round compiles.
                if round_:
                    seconds[name].append(told["seconds"] * 1e3)
                    first[name].append(told["first"] * 1e3)
                if name == "httpx":
                    # httpx imports what its own command needs, where that is installed.
                    by_httpx = set(told["modules"])
                if name in CLIENTS:
                    optional |= set(OPTIONAL).intersection(told["modules"]) - by_httpx
    numbers = {f"{name}, ms": Spread.of(values).median for name, values in seconds.items()}
    floor = meter.differences(seconds["httpx"], seconds["import httpx"])
    rows = [
        *(_beyond(name, seconds[name], seconds["import httpx"], numbers) for name in CLIENTS if name in programs),
        Row("the same with a bare httpx.AsyncClient, median", f"{floor.median:.3g} ms", spread=floor),
        at_most(
            "optional packages imported by that, beyond those of httpx itself",
            len(optional),
            0,
            "",
            which=", ".join(sorted(optional)),
        ),
    ]
    for name in programs:
        if name in {"plankit", "plankit, warmed up"}:
            of = Spread.of(first[name])
            when = " after `await client.warm_up()`" if "warmed" in name else ""
            told_ = f"{of.median:.3g} ms"
            rows.append(Row(f"the first call alone{when}: CPU", told_, numbers={"value": of.median}, spread=of))
    return rows


def _beyond(name: str, taken: list[float], httpx: list[float], numbers: dict[str, float]) -> Row:
    """Return the line of a client that has *taken* so many milliseconds, where `import httpx` alone took *httpx*."""
    client = name.partition(", ")[2] or "Planview Admin"
    what = f"import, client of {client}, first call: CPU beyond `import httpx`, least of {len(taken)}"
    line = at_most(what, min(taken) - min(httpx), 80, " ms", **numbers)
    return replace(line, spread=meter.differences(taken, httpx))


def _begin(program: str, environment: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", program + TELL],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        timeout=meter.LONGEST,
    )
    if done.returncode:
        message = f"a first call failed:\n{done.stderr}"
        raise WrongAnswerError(message)
    told: dict[str, Any] = json.loads(done.stdout)
    return told
