"""What a command says, and where: results on stdout, everything else on stderr."""

from __future__ import annotations

import json
import os
import sys
import time
from typing import TYPE_CHECKING, Any, Literal, Protocol

from plankit.cli.wording import as_options, clean, command, cut

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from plankit.cli.codes import Exit
    from plankit.cli.view import View

Shown = Literal["auto", "bar", "lines", "json", "none"]
"""How progress is shown."""

_ANEW = ("--restart",)

EVERY = 5.0
"""Seconds between two lines."""


class Display(Protocol):
    """Shows progress."""

    def show(self, view: View) -> None:
        """Show a moment."""
        ...

    def note(self, text: str) -> None:
        """Say something in between."""
        ...

    def close(self) -> None:
        """Show the last moment, and end."""
        ...


class Lines:
    """One line at intervals: for what is no terminal.

    Args:
        as_json: Whether each line is a JSON object.
        every: Seconds between two lines.
        silent: Whether there are none.
    """

    def __init__(self, *, as_json: bool = False, every: float = EVERY, silent: bool = False) -> None:
        self._as_json = as_json
        self._every = every
        self._silent = silent
        self._last: View | None = None
        self._shown: View | None = None
        self._at = time.monotonic()

    def show(self, view: View) -> None:
        """Keep a moment, and print it when it is time."""
        self._last = view
        if time.monotonic() - self._at >= self._every:
            self.close()

    def note(self, text: str) -> None:
        """Print *text*."""
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()

    def close(self) -> None:
        """Print the last moment, unless it was."""
        if self._last is None or self._last == self._shown or self._silent:
            return
        self._shown, self._at = self._last, time.monotonic()
        line = json.dumps({"doing": self._last.doing, **self._last.data}) if self._as_json else self._last.line()
        self.note(line)


class Output:
    """What a command says.

    Args:
        name: The command.
        arguments: Its command line without the program: what resumes it.
        as_json: Whether stdout gets one JSON object and nothing else.
        progress: How progress is shown.

    Attributes:
        arguments: The command line without the program.
        as_json: Whether stdout gets one JSON object and nothing else.
    """

    def __init__(self, name: str, arguments: Sequence[str], *, as_json: bool = False, progress: Shown = "auto") -> None:
        self._name = name
        self.arguments: Sequence[str] = arguments
        self.as_json: bool = as_json
        if progress == "auto":
            live = sys.stderr.isatty() and os.environ.get("TERM", "") not in ("", "dumb")
            progress = "bar" if live else "lines"
        self._progress: Shown = progress
        self._display: Display | None = None

    @property
    def display(self) -> Display:
        """What shows progress."""
        if self._display is None:
            if self._progress == "bar":
                from plankit.cli.bar import Bar  # noqa: PLC0415 - rich is loaded where there is a terminal

                self._display = Bar()
            else:
                self._display = Lines(as_json=self._progress == "json", silent=self._progress == "none")
        return self._display

    def show(self, view: View) -> None:
        """Show progress."""
        self.display.show(view)

    def note(self, text: str) -> None:
        """Say something on stderr."""
        display: Display = self._display or Lines()
        display.note(clean(text))

    def close(self) -> None:
        """End the display of progress."""
        display, self._display = self._display, None
        if display is not None:
            display.close()

    def result(self, code: Exit, facts: Mapping[str, Any], text: str) -> Exit:
        """Say the result on stdout, and return *code*."""
        self.close()
        if self.as_json:
            text = json.dumps({"command": self._name, "exit": int(code), **facts})
        sys.stdout.write((text if self.as_json else cut(clean(text))) + "\n" * bool(text))
        sys.stdout.flush()
        return code

    def failed(self, code: Exit, error: BaseException) -> Exit:
        """Say what went wrong, and return *code*."""
        self.close()
        notes: list[str] = getattr(error, "__notes__", [])
        message = as_options(". ".join([str(error).rstrip("."), *(note.rstrip(".") for note in notes)]) + ".")
        self.note(cut(f"Error: {message}"))
        if self.as_json:
            facts = {"error": {"kind": type(error).__name__, "message": message}}
            self.result(code, facts, "")
        return code

    def again(self, instead: Sequence[str] | None = None) -> str:
        """Return the command that goes on: this one, without what begins anew, or another."""
        return command(
            [argument for argument in self.arguments if argument not in _ANEW] if instead is None else instead
        )

    def resume(self, instead: Sequence[str] | None = None) -> None:
        """Say how to go on: the last line is the command."""
        self.close()
        self.note(f"To go on, run:\n{self.again(instead)}")
