"""What it costs to begin: import, a client, the first call."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile

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
    seconds: dict[str, list[float]] = {"import httpx": [], "httpx": [], "plankit": []}
    optional: set[str] = set()
    with tempfile.TemporaryDirectory() as compiled:
        # An environment that forbids compiled files would have everything compiled at each beginning.
        environment = {
            **os.environ,
            "PYTHONPYCACHEPREFIX": compiled,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        }
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for round_ in range(4 if setting.quick else 15):
            for name, program in zip(seconds, (HTTPX, HTTPX_CALL, PLANKIT), strict=True):
                taken, modules = _begin(program, environment)
                # The first round compiles.
                if round_:
                    seconds[name].append(taken)
                if name == "plankit":
                    optional |= modules.intersection(OPTIONAL)
    least = {name: min(values) * 1e3 for name, values in seconds.items()}
    what = "import, client, first call: CPU beyond `import httpx`"
    floor = least["httpx"] - least["import httpx"]
    numbers = {f"{name}, ms": value for name, value in least.items()}
    return [
        at_most(what, least["plankit"] - least["import httpx"], 80, " ms", **numbers),
        Row("the same with a bare httpx.AsyncClient", f"{floor:.3g} ms", numbers={"value": floor}),
        at_most("optional packages imported by that", len(optional), 0, "", which=", ".join(sorted(optional))),
    ]


def _begin(program: str, environment: dict[str, str]) -> tuple[float, set[str]]:
    done = subprocess.run(
        [sys.executable, "-c", program + TELL], capture_output=True, text=True, check=False, env=environment
    )
    if done.returncode:
        message = f"a first call failed:\n{done.stderr}"
        raise WrongAnswerError(message)
    told = json.loads(done.stdout)
    return float(told["seconds"]), set(told["modules"])
