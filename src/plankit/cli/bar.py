"""Progress on a terminal: a bar, and a line of facts below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn
from rich.text import Text

if TYPE_CHECKING:
    from plankit.cli.view import View

_WIDTH = 30


class Bar:
    """Shows a bar on stderr until it is closed. Colours go by NO_COLOR, as rich does."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False)
        self._progress = Progress(
            SpinnerColumn(), BarColumn(bar_width=_WIDTH), TextColumn("{task.fields[count]}"), console=self._console
        )
        self._task = self._progress.add_task("", total=None, count="")
        self._text = Text("")
        self._live = Live(self._drawn(), console=self._console, refresh_per_second=8)
        self._started = False

    def _drawn(self) -> Group:
        return Group(self._progress, self._text)

    def show(self, view: View) -> None:
        """Draw a moment."""
        of = "" if view.total is None else f"/{view.total:,}"
        share = "" if not view.total else f" {100 * view.done // view.total}%"
        self._progress.update(self._task, total=view.total, completed=view.done, count=f"{view.done:,}{of}{share}")
        self._text = Text("  " + ", ".join((view.doing, *view.facts)), overflow="ellipsis", no_wrap=True)
        self._live.update(self._drawn())
        if not self._started:
            self._started = True
            self._live.start()

    def note(self, text: str) -> None:
        """Print *text* above the bar."""
        self._console.print(text, markup=False, soft_wrap=True)

    def close(self) -> None:
        """Leave the last moment on the screen."""
        if self._started:
            self._live.stop()
