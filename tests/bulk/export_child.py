"""A program that exports a list of a sandbox until it is done or killed: `export_child.py URL ID SECRET TO PREFETCH`."""

from __future__ import annotations

import asyncio
import sys

from plankit import AdminClient, Budget, ClientCredentials, RetryPolicy
from plankit.bulk import export


def tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


async def main(url: str, client_id: str, secret: str, to: str, prefetch: str) -> None:
    retry = RetryPolicy(attempts=8, base=0.001, cap=0.01)
    async with AdminClient(ClientCredentials(client_id, secret), base_url=url, budget=Budget(), retry=retry) as admin:
        tell("ready")
        report = await export(admin.users.list(count=20), to, prefetch=int(prefetch))
        tell(f"{report.items} {report.certificate.resumes}")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
