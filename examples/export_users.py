"""Export all users of Planview Admin as JSON lines, resumable: run it again after it was stopped.

Reads what `AdminClient.from_env()` reads; `make sandbox` prints fitting values.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from pathlib import Path

from plankit import AdminClient


async def main(target: Path) -> None:
    """Append the users that are not in *target* yet; the place is kept beside it."""
    place = target.with_suffix(".resume")
    resume = place.read_text(encoding="utf-8") if place.exists() else None
    async with AdminClient.from_env() as admin:
        pager = admin.users.list(resume=resume)
        with target.open("a", encoding="utf-8") as file:
            async for page in pager.pages():
                file.writelines(json.dumps(user.to_dict(), ensure_ascii=False) + "\n" for user in page.items)
                file.flush()
                place.write_text(pager.token, encoding="utf-8")
    place.unlink(missing_ok=True)
    print("exported to", target)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path, nargs="?", default=Path("users.jsonl"))
    asyncio.run(main(parser.parse_args().target))
