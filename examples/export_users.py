"""Export all users of Planview Admin as JSON lines, resumable: run it again after it was stopped.

While the export is under way, its place is kept beside it (`users.jsonl.place`): the resume token, and how long the
file was then. A run after the export has ended starts a new one.

Reads what `AdminClient.from_env()` reads; `make sandbox` prints fitting values.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from pathlib import Path

from plankit import AdminClient


async def main(target: Path) -> None:
    """Write all users to *target*, or go on where the last run was stopped."""
    place = target.with_name(target.name + ".place")
    written, resume = 0, None
    if place.exists() and target.exists():
        written, resume = json.loads(place.read_text(encoding="utf-8"))
    async with AdminClient.from_env() as admin:
        pager = admin.users.list(resume=resume)
        with target.open("r+b" if resume else "wb") as file:
            file.seek(written)
            file.truncate()  # What was written after the place was kept comes again.
            async for page in pager.pages():
                for user in page.items:
                    file.write(json.dumps(user.to_dict(), ensure_ascii=False).encode("utf-8") + b"\n")
                file.flush()
                keep(place, [file.tell(), pager.token])
    place.unlink(missing_ok=True)
    print("exported to", target)


def keep(place: Path, where: list[int | str]) -> None:
    """Write the place as a whole or not at all."""
    new = place.with_name(place.name + ".new")
    new.write_text(json.dumps(where), encoding="utf-8")
    new.replace(place)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path, nargs="?", default=Path("users.jsonl"))
    asyncio.run(main(parser.parse_args().target))
