"""The last lines of a run: its verdict, the causes, and where its report is; whatever pytest says stands above."""

from __future__ import annotations

import atexit
from collections.abc import Generator
from typing import Any

import pytest

from assay.process.quiet import quiet
from assay.reporting.screen import fitting
from assay.running.run import Run

_BY_DEFAULT = "fE"
"""What pytest's short summary has if nobody says otherwise: lines that the causes say shorter, and once each."""
_ADVICE = 4000
"""Characters of one piece of advice."""
_DRAFT = "[[issue]]"
"""What a draft of a ledger entry begins with."""


class LastLines:
    """Prints the report of the run, in the process that owns it, when pytest has said all that it has to say.

    Args:
        run: The run.
        config: Pytest's.
    """

    def __init__(self, run: Run, config: pytest.Config) -> None:
        self.run = run
        self._config = config

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Leave out pytest's short summary, unless one was asked for with ``-r``."""
        if self._config.option.reportchars == _BY_DEFAULT:
            terminalreporter.reportchars = "".join(c for c in terminalreporter.reportchars if c not in _BY_DEFAULT)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self) -> Generator[None, object, object]:
        """Print the answer, the table, and at the end the verdict, however the session ends."""
        try:
            return (yield)
        finally:
            self._print(self._config.pluginmanager.get_plugin("terminalreporter"))
            quiet()  # while what is left is closed
            atexit.register(quiet)  # pytest gives some of it back before

    def _print(self, reporter: Any) -> None:
        if reporter is None or self.run.report is None:
            return
        from assay.reporting import terminal  # not above: it takes long, and a run of one check waits for it

        reporter.ensure_newline()
        reporter.section("Assay")
        writer = reporter._tw
        advice = [_shortened(text) for text in (*self.run.available, *self.run.advice)]
        shown = terminal.render(
            self.run.report,
            self.run.report_dir,
            writer.fullwidth,
            writer.hasmarkup,
            advice=advice,
            unwritten=self.run.unwritten,
        )
        writer.write(fitting(shown, writer._file))
        writer.flush()


def _shortened(advice: str) -> str:
    """Advice that fits a terminal: of many drafts those that have room, and how many more there are."""
    if len(advice) <= _ADVICE:
        return advice
    head, *drafts = advice.split(_DRAFT)
    while drafts and len(_DRAFT.join((head, *drafts))) > _ADVICE:
        drafts.pop()
    left = advice.count(_DRAFT) - len(drafts)
    return f"{_DRAFT.join((head, *drafts)).rstrip()}\n\nand {left} more" if left else advice[:_ADVICE]
