"""What it costs to begin: import, a client, the first call."""

from __future__ import annotations

import json
import subprocess
import sys

from bench.report import Row, Setting, WrongAnswerError, at_most

HTTPX = """
import time
import httpx
"""
PLANKIT = """
import asyncio
import time
import httpx
from plankit import AdminClient, ClientCredentials

def answer(request):
    if request.method == "POST":
        return httpx.Response(200, json={"id_token": "t", "expires_in": 3600})
    return httpx.Response(200, json={"id": "u-1", "email": "ada@example.com"})

async def main():
    async with AdminClient(
        ClientCredentials("id", "secret"), base_url="http://127.0.0.1:9", transport=httpx.MockTransport(answer)
    ) as admin:
        assert (await admin.users.get("u-1")).id == "u-1"

asyncio.run(main())
"""
TELL = """
import json, sys
print(json.dumps({"seconds": time.process_time(), "modules": sorted(sys.modules)}))
"""
OPTIONAL = ("httptools", "orjson", "plankit.sandbox", "pydantic", "trio", "uvicorn")


def run(setting: Setting) -> list[Row]:
    """Measure, each beginning in a process of its own."""
    httpx: list[float] = []
    plankit: list[float] = []
    optional: set[str] = set()
    for round_ in range(4 if setting.quick else 15):
        plain, _ = _begin(HTTPX)
        ours, modules = _begin(PLANKIT)
        optional |= modules.intersection(OPTIONAL)
        # The first round compiles what is not compiled yet.
        if round_:
            httpx.append(plain)
            plankit.append(ours)
    added = (min(plankit) - min(httpx)) * 1e3
    numbers = {"httpx, s": min(httpx), "plankit, s": min(plankit)}
    return [
        at_most("import, client, first call: CPU beyond `import httpx`", added, 80, " ms", **numbers),
        at_most("optional packages imported by that", len(optional), 0, "", which=", ".join(sorted(optional))),
    ]


def _begin(program: str) -> tuple[float, set[str]]:
    done = subprocess.run(
        [sys.executable, "-c", program + TELL], capture_output=True, text=True, check=False
    )
    if done.returncode:
        message = f"a first call failed:\n{done.stderr}"
        raise WrongAnswerError(message)
    told = json.loads(done.stdout)
    return float(told["seconds"]), set(told["modules"])
