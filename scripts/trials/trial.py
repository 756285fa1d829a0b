"""Run one trial: a sandbox with faults, and a job in a process of its own that is killed and started again."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import httpx

from plankit.bulk.checking import PROOF, Proof
from plankit.bulk.journal import Journal
from plankit.bulk.rows import State
from plankit.sandbox import sandbox
from plankit.sandbox.environment import variables
from trials.ledger import WRITER, Ledger
from trials.rows import signature_of_log

if TYPE_CHECKING:
    from collections.abc import Generator

    from plankit.bulk.rows import Entry
    from plankit.sandbox import Sandbox
    from trials.ledger import Made
    from trials.plan import Kill, Plan
    from trials.rows import Row, Signature

CHILD = Path(__file__).with_name("child.py")
_MOST_LIVES = 12
_LONGEST_LIFE = 90.0
_TICK = 0.005


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What a trial was.

    Attributes:
        said: What the last life of the job printed; None if it never ended by itself.
        entries: The rows as the journal has them; none of a naive trial.
        proof: What the journal says of the looking for lost answers.
        signatures: What each log of the server looks like, by id.
        made: The logs that were made, in order, by the job and by others.
        lists: When the job last read each list.
        began: When the job's first create for each list was applied.
        kills: How often it was killed.
        lives: How often it was started.
        stall: The longest time in seconds that this process had no processor.
        seconds: How long the trial took.
        trouble: What went wrong with the trial itself.
    """

    said: dict[str, Any] | None
    entries: list[Entry]
    proof: Proof
    signatures: dict[str, Signature]
    made: list[Made]
    lists: dict[str, int]
    began: dict[str, int]
    kills: int
    lives: int
    stall: float
    seconds: float
    trouble: list[str]


def run_trial(trial: Plan) -> Happened:
    """Run a trial in a directory of its own, which goes with it."""
    began = time.monotonic()
    ledger, trouble = Ledger(), list[str]()
    with contextlib.ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="trial-")))
        watch = stack.enter_context(_Watch())
        server = stack.enter_context(
            sandbox(
                users=0,
                playbooks=0,
                runs=0,
                products=0,
                seed=trial.seed,
                shuffle=trial.shuffle,
                attribute_shape=trial.attributes,
            )
        )
        somebody = stack.enter_context(_Somebody(server))
        somebody.create(trial.before)
        server.reset_log()
        server.intercept(ledger)
        for fault, when in trial.script:
            server.fault(fault, **when)
        with somebody.writing(trial.others, ledger):
            said, kills, lives = _live(trial, server, ledger, directory, trouble)
        _quiet(server, trouble)
        entries, proof = _journal(directory / "job.db")
        created = {write.id for write in server.audit().created}
        if created != {made.id for made in ledger.made}:
            trouble.append("the ledger and the audit differ")
        return Happened(
            said=said,
            entries=entries,
            proof=proof,
            signatures={str(log["id"]): signature_of_log(log) for log in server.logs()},
            made=ledger.made,
            lists=ledger.lists,
            began=ledger.began,
            kills=kills,
            lives=lives,
            stall=watch.longest,
            seconds=time.monotonic() - began,
            trouble=trouble,
        )


def _live(
    trial: Plan, server: Sandbox, ledger: Ledger, directory: Path, trouble: list[str]
) -> tuple[dict[str, Any] | None, int, int]:
    """Start the job until it ends by itself; return what it says, and how often it was killed and started."""
    given = {"series": trial.series, "seed": trial.seed, "directory": str(directory), "backend": trial.backend}
    environment = {**os.environ, **variables(server)}
    kills, lives = 0, 0
    while lives < _MOST_LIVES:
        kill = trial.kills[lives] if lives < len(trial.kills) else None
        lives += 1
        with subprocess.Popen(
            [sys.executable, str(CHILD), json.dumps(given)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
        ) as process:
            output, errors = _watched(process, ledger, kill)
        if process.returncode == -signal.SIGKILL:
            kills += kill is not None
            if kill is None:
                trouble.append(f"life {lives} did not end in {_LONGEST_LIFE:g} s")
                break
            continue
        if process.returncode != 0:
            trouble.append(f"life {lives} ended with {process.returncode}: {errors.decode().strip()[-300:]}")
            break
        said: dict[str, Any] = json.loads(output)
        if said["complete"]:
            return said, kills, lives
    return None, kills, lives


def _watched(process: subprocess.Popen[bytes], ledger: Ledger, kill: Kill | None) -> tuple[bytes, bytes]:
    """Wait for the end of a life, and bring it about."""
    limit = _LONGEST_LIFE
    if kill is not None and kill.at == "time":
        limit = kill.seconds
    elif kill is not None:
        ledger.hunt(process, kill)
    try:
        return process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.communicate()
    finally:
        ledger.rest()


def _quiet(server: Sandbox, trouble: list[str]) -> None:
    """Wait until nothing is under way: what the job gave up may still be applied."""
    end = time.monotonic() + 10.0
    while server.busy():
        if time.monotonic() > end:
            trouble.append("the server did not come to rest")
            return
        time.sleep(_TICK)


def _journal(path: Path) -> tuple[list[Entry], Proof]:
    if not path.exists():
        return [], Proof()
    with contextlib.closing(Journal.look(path)) as journal:
        return journal.entries(list(State), limit=10**6), Proof.of(journal.get(PROOF))


class _Somebody:
    """Another writer, who talks to the server without plankit."""

    def __init__(self, server: Sandbox) -> None:
        self._server = server
        self._client = httpx.Client(timeout=2.0)

    def __enter__(self) -> Self:
        server = self._server
        answer = self._client.post(
            server.token_url, data={"grant_type": "client_credentials"}, auth=(server.client_id, server.client_secret)
        )
        token: str = answer.raise_for_status().json()["id_token"]
        self._client.headers.update({"authorization": f"Bearer {token}", WRITER.decode(): "somebody"})
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def create(self, rows: list[Row]) -> None:
        """Create logs, if the server likes it."""
        if not rows:
            return
        with contextlib.suppress(httpx.TransportError):
            self._client.post(f"{self._server.logbook_url}/api/rest/v1/logs", json={"logs": rows})

    @contextlib.contextmanager
    def writing(self, others: list[tuple[int, Row]], ledger: Ledger) -> Generator[None]:
        """Create logs while the job runs, each when the job has made so many creates."""
        done = threading.Event()

        def write() -> None:
            left = sorted(others, key=lambda other: other[0])
            while left and not done.wait(_TICK):
                if ledger.creates >= left[0][0]:
                    self.create([left.pop(0)[1]])

        thread = threading.Thread(target=write, daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()


class _Watch:
    """Notices when this process, the server in it, gets no processor for a while."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _run(self) -> None:
        before = time.monotonic()
        while not self._done.wait(_TICK):
            now = time.monotonic()
            self.longest, before = max(self.longest, now - before), now
