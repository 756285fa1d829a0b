"""The command in processes of its own, with and without a terminal, and the secret that nobody may see."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

PROGRAM = [sys.executable, "-W", "error", "-m", "plankit.cli"]
SECRET = "s3cret-that-nobody-may-see"
CONTAINER = "4711:portfolios:work"
LOGS = ["--map", "name=Title", "--set", "log_type=Decision", "--set", f"container={CONTAINER}"]
_ESCAPES = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|[=>])")
# A new session's first terminal: what is typed there is a signal to the command.
_LEADER = "import fcntl,os,sys,termios\nfcntl.ioctl(0, termios.TIOCSCTTY, 0)\nos.execv(sys.argv[1], sys.argv[1:])"


class Done:
    """How a command ended."""

    def __init__(self, code: int, out: str, err: str = "") -> None:
        self.code = code
        self.out = out
        self.err = err
        assert SECRET not in out + err

    @property
    def text(self) -> str:
        return self.out + self.err

    @property
    def last(self) -> str:
        """The last line that was printed."""
        return _ESCAPES.sub("", self.err or self.out).replace("\r", "").strip().splitlines()[-1]


class Terminal:
    """A command in a terminal of its own."""

    def __init__(self, arguments: list[str], environment: Mapping[str, str], place: Path) -> None:
        self._master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        command = [sys.executable, "-c", _LEADER, *PROGRAM, *arguments]
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, cwd=place, env=environment, start_new_session=True
        )
        os.close(slave)
        self._seen = b""

    @property
    def raw(self) -> str:
        return self._seen.decode("utf-8", "replace")

    @property
    def text(self) -> str:
        """What is on the screen, without what steers it."""
        return _ESCAPES.sub("", self.raw).replace("\r", "\n")

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return True
        try:
            piece = os.read(self._master, 65536)
        except OSError:
            return False  # The other side is closed.
        self._seen += piece
        return bool(piece)

    def wait_for(self, what: str, seconds: float = 60.0) -> None:
        """Read until *what* is on the screen."""
        end = time.monotonic() + seconds
        while not re.search(what, self.text):
            assert time.monotonic() < end, f"{what!r} did not come:\n{self.text}"
            assert self._read(0.1), f"{what!r} did not come:\n{self.text}"

    def press(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def end(self, seconds: float = 90.0) -> Done:
        """Read until the command ends."""
        end = time.monotonic() + seconds
        while self._read(0.1) and time.monotonic() < end:
            pass
        code = self.process.wait(max(end - time.monotonic(), 1.0))
        return Done(code, self.text)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._master)


class Shell:
    """Runs the command in a directory of its own, against the sandbox."""

    def __init__(self, environment: dict[str, str], place: Path) -> None:
        self.environment = environment
        self.place = place
        self._terminals: list[Terminal] = []
        self._processes: list[subprocess.Popen[str]] = []

    def run(self, *arguments: str, **changes: str | None) -> Done:
        """Run the command without a terminal, in a changed environment."""
        done = subprocess.run(
            [*PROGRAM, *arguments],
            cwd=self.place,
            env=self.changed(changes),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            stdin=subprocess.DEVNULL,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def again(self, line: str) -> Done:
        """Run a printed command as a shell does."""
        assert line.startswith("plankit "), line
        with self.on_path() as environment:
            done = subprocess.run(
                ["/bin/sh", "-c", line],
                cwd=self.place,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
                timeout=60,
            )
        return Done(done.returncode, done.stdout, done.stderr)

    @contextlib.contextmanager
    def on_path(self) -> Iterator[dict[str, str]]:
        """The environment with the command on the path."""
        folder = self.place / ".bin"
        folder.mkdir(exist_ok=True)
        script = folder / "plankit"
        script.write_text(f'#!/bin/sh\nexec {" ".join(PROGRAM)} "$@"\n', "utf-8")
        script.chmod(0o755)
        yield {**self.environment, "PATH": f"{folder}{os.pathsep}{self.environment['PATH']}"}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start the command without a terminal."""
        process = subprocess.Popen(
            [*PROGRAM, *arguments],
            cwd=self.place,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._processes.append(process)
        return process

    def terminal(self, *arguments: str, **changes: str | None) -> Terminal:
        """Start the command in a terminal."""
        terminal = Terminal(list(arguments), self.changed(changes), self.place)
        self._terminals.append(terminal)
        return terminal

    def changed(self, changes: Mapping[str, str | None]) -> dict[str, str]:
        found = {**self.environment, **{name: value for name, value in changes.items() if value is not None}}
        return {name: value for name, value in found.items() if changes.get(name, "") is not None}

    def rows(self, count: int, name: str = "logs.csv") -> str:
        """Write a file of so many rows."""
        lines = ["No,Title,Status", *(f"{number},row {number},Open" for number in range(count))]
        (self.place / name).write_text("\n".join(lines) + "\n", "utf-8")
        return name

    def close(self) -> None:
        for terminal in self._terminals:
            terminal.close()
        for process in self._processes:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.communicate()
