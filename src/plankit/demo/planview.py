"""The part of the job on Planview: an export from Admin, then writes to Logbook, while the token and limits suffer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread
from attrs import define, field

from plankit import AdminClient, Budget, ClientCredentials, LogbookClient
from plankit.demo.work import Stage, each, until
from plankit.logbook import AppContext, LogCreate

if TYPE_CHECKING:
    from pathlib import Path

    from plankit.sandbox import Sandbox

LIMIT = 500


@define
class Planview:
    """The export and the writes.

    Attributes:
        users: Users exported to the file *users_at*.
        creates: Logs created, by the names *names*.
        updates: Logs updated; *renamed* holds their new names by their ids.
    """

    sandbox: Sandbox
    users: Stage
    creates: Stage
    updates: Stage
    users_at: Path
    renamed: dict[str, str] = field(factory=dict[str, str])

    @property
    def names(self) -> list[str]:
        """The names of the logs to create."""
        return [f"Decision {number:05}" for number in range(self.creates.total)]

    async def run(self) -> None:
        """Do it."""
        credentials = ClientCredentials(self.sandbox.client_id, self.sandbox.client_secret)
        async with AdminClient(credentials, base_url=self.sandbox.admin_url) as admin:
            await self._export(admin)
            # One token for both services: the Logbook client is given the source of the Admin client.
            async with LogbookClient(
                admin.token_source, base_url=self.sandbox.logbook_url, budget=Budget(LIMIT)
            ) as logbook:
                await self._write(logbook)

    async def _export(self, admin: AdminClient) -> None:
        with self.users_at.open("w", encoding="utf-8") as file:
            async for user in admin.users.list():
                file.write(json.dumps(user.to_dict(), ensure_ascii=False) + "\n")
                self.users.step()
                if self.users.done == self.users.total // 2:
                    await anyio.to_thread.run_sync(self.sandbox.consume, "admin", 1_000_000)

    async def _write(self, logbook: LogbookClient) -> None:
        context = AppContext(**self.sandbox.container)
        log_types = await logbook.log_types.list()
        logs = await logbook.logs.list(context)
        self.renamed = {str(log.id): f"{log.name}, reviewed" for log in logs[: self.updates.total]}

        async def create(name: str) -> None:
            result = await logbook.logs.create(
                LogCreate(log_types_id=log_types[0].id, name=name, app_context=[context])
            )
            result.raise_for_failed()
            self.creates.step()

        async def update(item: tuple[str, str]) -> None:
            await logbook.logs.update(item[0], context, name=item[1])
            self.updates.step()

        async with anyio.create_task_group() as group:
            group.start_soon(each, create, iter(self.names))
            group.start_soon(each, update, iter(self.renamed.items()))
            group.start_soon(self._disturb)

    async def _disturb(self) -> None:
        """Revoke the token and use up part of the limit, each once, while the writes are under way."""
        writes = self.creates.total + self.updates.total
        await until(lambda: self.creates.done + self.updates.done > writes // 4)
        await anyio.to_thread.run_sync(self.sandbox.revoke_tokens)
        await until(lambda: self.creates.done + self.updates.done > writes // 2)
        await anyio.to_thread.run_sync(self.sandbox.consume, "logbook", LIMIT)
