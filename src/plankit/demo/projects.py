"""The part of the job on Playbooks and Planbox: a walk over runs while others are created, and what follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
from attrs import define, field

from plankit import Budget, PlanboxClient, PlanboxLogin, PlaybooksClient
from plankit.demo.work import Stage, each

if TYPE_CHECKING:
    from plankit.playbooks import PlaybookRun
    from plankit.sandbox import Sandbox

PER_PAGE = 100
AHEAD = 8
OTHERS = 50.0


@define
class Projects:
    """The walk, the finishing and the reading.

    Attributes:
        walked: Runs met by the walk, by page paging with prefetch; *met* holds their ids.
        finished: Runs finished after it; *ended* holds their names by their ids.
        read: Products and projects read from Planbox.
        created: The names of the runs that were created during the walk.
        walking: Whether the walk goes on.
    """

    sandbox: Sandbox
    walked: Stage
    finished: Stage
    read: Stage
    met: list[str] = field(factory=list[str])
    ended: dict[str, str] = field(factory=dict[str, str])
    created: list[str] = field(factory=list[str])
    walking: bool = True

    async def run(self) -> None:
        """Do it."""
        server = self.sandbox
        async with self._client() as playbooks:
            await self._walk(playbooks)
            await each(lambda run_id: self._finish(playbooks, run_id), iter(self.ended))
        login = PlanboxLogin(server.planbox_email, server.planbox_password)
        async with PlanboxClient(login, base_url=server.planbox_url, alpha_url=server.planbox_alpha_url) as planbox:
            products = await planbox.products.list()
            self.read.step(len(products))
            self.read.step(len(await planbox.projects.list([product.id for product in products if product.id])))

    def _client(self, budget: Budget | None = None) -> PlaybooksClient:
        return PlaybooksClient(base_url=self.sandbox.playbooks_url, token=self.sandbox.playbooks_token, budget=budget)

    async def _walk(self, playbooks: PlaybooksClient) -> None:
        """Walk all runs, while others are created wherever their ids fall."""
        there = {run["id"] for run in await anyio.to_thread.run_sync(self.sandbox.runs)}
        self.walked.begin()
        async with anyio.create_task_group() as group:
            group.start_soon(self._create)
            async with playbooks.runs.walk(per_page=PER_PAGE).prefetch(AHEAD) as pages:
                async for page in pages:
                    for run in page.items:
                        self._meet(run, there)
            self.walking = False

    def _meet(self, run: PlaybookRun, there: set[str]) -> None:
        run_id = str(run.id)
        self.met.append(run_id)
        if run_id not in there:
            return
        self.walked.step()
        mine = run.owner_user_id == self.sandbox.user_id and run.current_status == "InProgress"
        if mine and len(self.ended) < self.finished.total:
            self.ended[run_id] = str(run.name)

    async def _create(self) -> None:
        """Create runs as somebody else would: by a client and a budget of their own."""
        async with self._client(Budget(OTHERS)) as others:
            while self.walking:
                name = f"Follow-up {len(self.created):05}"
                await others.runs.create(self.sandbox.user_id, name=name, team_id=self.sandbox.team_id)
                self.created.append(name)

    async def _finish(self, playbooks: PlaybooksClient, run_id: str) -> None:
        await playbooks.runs.finish(run_id)
        self.finished.step()

    def lost(self) -> int:
        """Runs that the walk should have met and did not, that should be finished and are not, that were not read."""
        finished = {run["id"] for run in self.sandbox.runs() if run["current_status"] == "Finished"}
        not_met = self.walked.total - self.walked.done
        return not_met + self.finished.total - len(finished & self.ended.keys()) + self.read.total - self.read.done

    def doubled(self) -> int:
        """Runs that the walk met twice."""
        return len(self.met) - len(set(self.met))
