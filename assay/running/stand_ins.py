"""Checks that cannot be collected, because their module or a conftest of theirs cannot be imported.

The golden list knows them. Each gets a stand-in that ends with what the import raised, so that it has a verdict like
any other, the ledger can speak of it, and a comparison shows what it did before.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import pytest

from assay.domain import golden
from assay.running import outcome
from assay.running.check import Check
from assay.running.hooks import CHECK, WORKER, Checks, place_id

_TOLD: dict[str, str] = {}
"""The first check that ended with each cause."""


class StandIn(pytest.Item):
    """Ends as the import of its module did.

    Args:
        error: What the import raised.
        options: What :class:`pytest.Item` takes.
    """

    def __init__(self, *, error: BaseException, **options: Any) -> None:
        super().__init__(**options)
        self._error = error, error.__traceback__

    def runtest(self) -> NoReturn:
        """Raise it."""
        error, traceback = self._error
        raise error.with_traceback(traceback)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> Any:  # type: ignore[override]
        """Its traceback, once for each cause: most checks of a suite can have the same."""
        line = outcome.first_line(excinfo.value)
        first = _TOLD.setdefault(line, self.nodeid)
        return super().repr_failure(excinfo) if first == self.nodeid else f"{line}\n(with the traceback of {first})"

    def reportinfo(self) -> tuple[Path, int, str]:
        """The file, or the folder whose conftest it is, that cannot be imported."""
        return self.path, 0, self.name


class _File(pytest.File):
    """A file of checks below a folder whose conftest cannot be imported, so that a command line can name it.

    Args:
        stand_ins: What its stand-ins are of.
        error: What the import raised.
        options: What :class:`pytest.File` takes.
    """

    def __init__(self, *, stand_ins: list[_Wanted], error: BaseException, **options: Any) -> None:
        super().__init__(**options)
        self._wanted = stand_ins
        self._error = error

    def collect(self) -> Iterator[StandIn]:
        """Its stand-ins."""
        return (wanted.make(self, self._error) for wanted in self._wanted)


@dataclass(frozen=True)
class _Wanted:
    """A stand-in to be made."""

    name: str
    check: Check

    def make(self, parent: pytest.Collector, error: BaseException) -> StandIn:
        item: StandIn = StandIn.from_parent(parent, name=self.name, error=error)
        item.stash[CHECK] = self.check
        return item


class StandIns:
    """Puts stand-ins into the place of what cannot be imported.

    A check's own capabilities are in its module, so only those that its features need are known of.

    Args:
        checks: Knows on which targets and stores features are checked.
    """

    def __init__(self, checks: Checks) -> None:
        self.checks = checks

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Turn a failed import below the suites into its checks' stand-ins, if the golden list has any."""
        report = yield
        call = getattr(report, "call", None)
        worker = collector.config.stash.get(WORKER, None)
        inside = self.checks.suites in collector.path.parents
        if report.outcome != "failed" or call is None or worker is None or not inside:
            return report
        raised = call.excinfo.value
        # pytest wraps some of what an import raises in exceptions of its own.
        error = raised if raised.__cause__ is None or type(raised).__module__[:7] != "_pytest" else raised.__cause__
        if isinstance(error, pytest.UsageError):
            return report
        if found := self._stand_ins(collector):
            worker.imports.note(error)
            if collector.path.is_dir():
                made: list[pytest.Item | pytest.Collector] = [
                    _File.from_parent(collector, path=path, stand_ins=wanted, error=error)
                    for path, wanted in found.items()
                ]
            else:
                made = [wanted.make(collector, error) for wanted in found[collector.path]]
            report.outcome, report.longrepr, report.result = "passed", None, made
            del report.call
        return report

    def _stand_ins(self, collector: pytest.Collector) -> dict[Path, list[_Wanted]]:
        """By file, one for each check of the golden list that is at or below a collector, and each place of it."""
        found: dict[Path, list[_Wanted]] = {}
        features: dict[str, list[str]] = {}
        own = collector.path.relative_to(self.checks.suites).as_posix()
        for feature, check in sorted(golden.load(self.checks.suites / "golden.txt")):
            if check.startswith((f"{own}::", f"{own}/")) and feature in self.checks.catalogue:
                features.setdefault(check, []).append(feature)
        for check, proved in features.items():
            file, _, rest = check.partition("::")
            function, _, parameters = rest.removesuffix("]").partition("[")
            for target, store in self.checks.places(proved):
                kept = tuple(f for f in proved if self.checks.concerns(f, store))
                name = f"{function}[{'-'.join(filter(None, (place_id(target, store), parameters)))}]"
                needs = tuple(dict.fromkeys(n for f in kept for n in self.checks.catalogue[f].needs))
                wanted = _Wanted(name, Check(kept, check, target, needs, store))
                found.setdefault(self.checks.suites / file, []).append(wanted)
        return found
