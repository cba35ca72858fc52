"""How far a run is, while it goes on: one live line where there is a terminal, and a line now and then elsewhere.

It stands in the place of pytest's letters, in runs of the command. With ``-v`` pytest names each check instead.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable
from typing import TYPE_CHECKING, Any, TextIO

import pytest

from assay.domain.verdicts import Verdict, worst
from assay.reporting.screen import is_live, live_console, printable

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from assay.results.lines import Result

PLUGIN = "assay-progress"
"""What it is called among pytest's plugins."""
_SHOWN = (Verdict.FAIL, Verdict.ERROR, Verdict.FIXED, Verdict.KNOWN, Verdict.NOT_RUN)
"""What is counted, from harm to harmless."""
_ENOUGH = 10
"""Checks after which the time left can be guessed."""
_LIVE_SECONDS = 0.1
_SHARE = 0.1
_LEAST_SECONDS = 5.0
_MOST_SECONDS = 60.0
"""How often a live line is drawn; how much more is done until there is another plain one, and after how long."""


class State:
    """What is known of a run that goes on.

    Args:
        clock: Gives the time in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.total = 0
        self.done = 0
        self.target = ""
        self.counts: Counter[Verdict] = Counter()
        self._clock = clock
        self._began = clock()

    def begin(self, total: int) -> None:
        """The checks begin now: so many."""
        self.total = total
        self._began = self._clock()

    def take(self, lines: Iterable[Result]) -> None:
        """A check has ended, with these result lines."""
        found = [*lines]
        self.done += 1
        self.target = found[-1].target if found else self.target
        self.counts[worst(line.verdict for line in found)] += 1

    @property
    def counted(self) -> str:
        """What did not simply hold: ``2 fail, 12 known``."""
        return ", ".join(f"{self.counts[verdict]} {verdict.value}" for verdict in _SHOWN if self.counts[verdict])

    @property
    def left(self) -> str:
        """How long it is about to take; empty if that cannot be guessed yet."""
        if self.done < _ENOUGH or self.done >= self.total:
            return ""
        seconds = (self._clock() - self._began) * (self.total - self.done) / self.done
        minutes, seconds = divmod(round(seconds), 60)
        if minutes >= 60:
            return f"{minutes // 60} h {minutes % 60:02} min left"
        return f"{minutes} min {seconds:02} s left" if minutes else f"{seconds} s left"

    @property
    def line(self) -> str:
        """All of it in one line."""
        share = f" ({100 * self.done // self.total} %)" if self.total else ""
        of = f" of {self.total}" if self.total else ""
        return ", ".join(filter(None, (f"{self.done}{of} checks{share}", self.target, self.counted, self.left)))


class LiveLine:
    """A line of a terminal that is drawn over itself.

    Args:
        stream: The terminal, on a file of its own: pytest captures what goes to standard output.
        total: How many checks there are.
    """

    def __init__(self, stream: TextIO, total: int) -> None:
        from rich.progress import BarColumn, Progress, TextColumn  # not above: where nobody looks nothing is drawn

        self._console = live_console(stream)
        self._bar: Bar = Progress(
            TextColumn("{task.fields[target]}", markup=False),
            BarColumn(bar_width=None),
            TextColumn("{task.completed}/{task.total}"),
            TextColumn("{task.fields[counted]}", style="bold", markup=False),
            TextColumn("{task.fields[left]}", markup=False),
            console=self._console,
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task: TaskID = self._bar.add_task("", total=total, target="", counted="", left="")
        self._bar.start()
        self._drawn = 0.0

    def show(self, state: State) -> None:
        """Draw it, unless it was drawn just now."""
        now = time.monotonic()
        if now - self._drawn < _LIVE_SECONDS and state.done < state.total:
            return
        self._drawn = now
        said: dict[str, Any] = {"target": printable(state.target), "counted": state.counted, "left": state.left}
        self._bar.update(self._task, total=state.total or None, completed=state.done, **said)
        self._bar.refresh()

    def above(self, text: str) -> None:
        """Write a line above it."""
        self._console.print(printable(text), soft_wrap=True)

    def end(self) -> None:
        """Take it away."""
        self._bar.stop()


class PlainLines:
    """A line now and then, as a log has them.

    Args:
        write: Writes a line.
        clock: Gives the time in seconds.
    """

    def __init__(self, write: Callable[[str], object], clock: Callable[[], float] = time.monotonic) -> None:
        self._write = write
        self._clock = clock
        self._last = clock()
        self._share = 0.0

    def show(self, state: State) -> None:
        """Write a line, if enough has been done or time has passed since the last one."""
        now, share = self._clock(), state.done / state.total if state.total else 0.0
        waited = now - self._last
        if waited >= _MOST_SECONDS or (waited >= _LEAST_SECONDS and share - self._share >= _SHARE):
            self._last, self._share = now, share
            self._write(printable(state.line))

    def above(self, text: str) -> None:
        """Write a line."""
        self._write(text)

    def end(self) -> None:
        """There is nothing to take away."""


class Progress:
    """Shows it: a pytest plugin of the process that owns a run.

    Args:
        reporter: Gives pytest's terminal reporter; None if it has none.
        write: Writes a line through it.
    """

    def __init__(self, reporter: Callable[[], Any], write: Callable[[str], object]) -> None:
        self._reporter = reporter
        self._write = write
        self.state = State()
        self._shown: LiveLine | PlainLines | None = None

    def begin(self, total: int) -> None:
        """The checks begin; pytest's own letters give way."""
        reporter = self._reporter()
        if self._shown is not None or not total or reporter is None:
            return
        self.state.begin(total)
        reporter.showfspath = False
        reporter._show_progress_info = False
        stream = reporter._tw._file
        if is_live(stream):
            reporter.ensure_newline()
            reporter._tw.flush()
            # A file of its own, that stays open: pytest captures the others while a check runs in this process.
            copy = os.fdopen(os.dup(stream.fileno()), "w", encoding=stream.encoding, errors="replace")
            self._shown = LiveLine(copy, total)
        else:
            self._shown = PlainLines(self._write)

    def take(self, lines: Iterable[Result]) -> None:
        """A check has ended."""
        self.state.take(lines)
        if self._shown is not None:
            self._shown.show(self.state)

    def above(self, text: str) -> bool:
        """Write a line of news above the live one; whether there is one."""
        if not isinstance(self._shown, LiveLine):
            return False
        self._shown.above(text)
        return True

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_report_teststatus(self) -> Generator[None, Any, Any]:
        """Count a report, and show no letter of it, as long as the progress is shown."""
        status = yield
        return (status[0], "", "") if self._shown is not None and status else status

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        """The checks have ended: what follows is pytest's and the report's."""
        if self._shown is not None:
            self._shown.end()
            self._shown = None

    def pytest_unconfigure(self) -> None:
        """Leave the terminal as it was, however pytest ends."""
        self.pytest_sessionfinish()
