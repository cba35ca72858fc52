"""The hooks of a process that collects and runs checks: they tie items to targets, and judge what they end with."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from assay.domain import golden
from assay.domain.capabilities import capability
from assay.domain.catalogue import Catalogue
from assay.domain.errors import UsageError
from assay.domain.object_stores import Store
from assay.domain.targets import Target
from assay.domain.verdicts import Verdict
from assay.products.registry import STORES, TARGETS
from assay.results.lines import Item, encodable
from assay.running import former_names, half_mapped, outcome
from assay.running.check import Check, check_name
from assay.running.collected import Collected
from assay.running.needed_files import LeftOut
from assay.running.schedule import arrange
from assay.running.selection import Selection
from assay.running.worker import Worker, encoded

if TYPE_CHECKING:
    from pluggy import Result as HookResult

    from assay.running.run import Run


CHECK = pytest.StashKey[Check]()
WORKER = pytest.StashKey[Worker]()
RUN: pytest.StashKey[Run] = pytest.StashKey()

JUDGE = pytest.StashKey["Judge"]()
"""What takes the place of :class:`Verdicts` and the record of the run, if anything does."""

NO_TARGET = "NOTSET"
"""What pytest calls the value of a parameter that has none to take."""

TOLD = "errors of a cause that is told"
"""What pytest counts errors of ours as whose cause was told for another check."""
_LETTERS = {Verdict.KNOWN: "k", Verdict.UNSUPPORTED: "u", Verdict.NOT_RUN: "n"}
"""For the verdicts that pytest has no word for."""


def place_id(target: Target, store: Store | None) -> str:
    """What pytest calls where a check runs: ``sqlite-aiosqlite``, or ``sqlite-aiosqlite-s3``."""
    return target.id if store is None else f"{target.id}-{store.id}"


Parametrize: TypeAlias = Callable[[pytest.Metafunc, tuple[str, ...]], None]


class Checks:
    """Collects checks, and ties them to targets and stores.

    Args:
        catalogue: The catalogue.
        selection: What was asked for.
        suites: The folder of the checks, as pytest spells it.
        complete: Whether the command line takes in all of it.
        report_dir: Where the run of this process writes; None if it has none.
    """

    def __init__(
        self, catalogue: Catalogue, selection: Selection, suites: Path, complete: bool, report_dir: Path | None
    ) -> None:
        self.catalogue = catalogue
        self.selection = selection
        self.suites = suites
        self.complete = complete
        self.report_dir = report_dir
        self.left_out = LeftOut(suites)
        """What is not imported."""
        self.parametrize: Parametrize = self._everywhere
        """Gives a check of these features what it runs on; a self-test has its own."""
        self._places: dict[tuple[str, ...], list[tuple[Target, Store | None]]] = {}
        self._stores: dict[str, list[Store]] = {}
        self._inside: dict[Path, bool] = {}
        self._collected = Collected([], False)
        self.former: set[former_names.Former] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Generator[None, object, object]:
        """Collect without garbage collection: thousands of items are made, and all of them stay."""
        gc.disable()
        try:
            return (yield)
        finally:
            gc.freeze()
            gc.enable()

    @pytest.hookimpl(tryfirst=True)
    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Give each check the targets that its features vary over."""
        if not self.inside(metafunc.definition.path):
            return
        self.parametrize(metafunc, self.features_of(metafunc))

    def _everywhere(self, metafunc: pytest.Metafunc, features: tuple[str, ...]) -> None:
        """Its targets, and stores."""
        chosen = self.places(features)
        ids = [place_id(t, s) for t, s in chosen]
        if any(self.catalogue[name].stores(STORES) for name in features):
            metafunc.parametrize(("target", "store"), chosen, ids=ids, indirect=True)
        else:
            metafunc.parametrize("target", [t for t, _ in chosen], ids=ids, indirect=True)

    def inside(self, path: Path) -> bool:
        """Whether a file, or a folder, is below that of the checks: each item asks, and few files have all of them."""
        if path not in self._inside:
            self._inside[path] = self.suites in path.parents
        return self._inside[path]

    def places(self, features: Iterable[str]) -> list[tuple[Target, Store | None]]:
        """The selected targets and stores that a check of these features runs on, in order."""
        key = (*features,)
        if key not in self._places:
            places = {p for name in key for p in self.catalogue[name].places(TARGETS, STORES)}
            rank = {store: position for position, store in enumerate((None, *STORES))}
            order = {target: position for position, target in enumerate(TARGETS)}
            chosen = [(target, store) for target, store in places if self.selection.has(target, store)]
            self._places[key] = sorted(chosen, key=lambda place: (order[place[0]], rank[place[1]]))
        return self._places[key]

    def concerns(self, feature: str, store: Store | None) -> bool:
        """Whether a check of several features says something of this one on a store."""
        if store is None:
            return True
        if feature not in self._stores:
            self._stores[feature] = self.catalogue[feature].stores(STORES)
        return store in (self._stores[feature] or [store])

    def features_of(self, metafunc: pytest.Metafunc) -> tuple[str, ...]:
        """The features that a test function names.

        Raises:
            pytest.UsageError: It names none, one that is not in the catalogue, or a capability that there is not.
        """
        marker = metafunc.definition.get_closest_marker("proves")
        where = f"{metafunc.definition.path}::{metafunc.function.__name__}"
        if marker is None or not marker.args:
            raise pytest.UsageError(f'{where}: names no feature; add @proves("feature.id")')
        unknown = [name for name in marker.args if name not in self.catalogue]
        if unknown:
            raise pytest.UsageError(f"{where}: unknown feature {unknown[0]!r}: it is not in the catalogue")
        for name in marker.kwargs.get("needs", ()):
            try:
                capability(name)
            except UsageError as error:
                raise pytest.UsageError(f"{where}: {error}") from None
        return tuple(marker.args)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Note what was collected, drop what was not selected, and order the rest by target."""
        checks = [item for item in items if self._attach(item)]
        found = [
            Item(feature, check.name, check.target.id, item.nodeid, check.store.id if check.store else "")
            for item, check in ((item, item.stash[CHECK]) for item in checks)
            for feature in check.features
        ]
        own = [item for item in items if self.inside(item.path)]
        pairs, self.former = {*self._pairs(own)}, former_names.declared(own, self.suites, self.catalogue)
        pairs |= self.left_out.pairs
        self.former |= self.left_out.former
        self._collected = Collected(found, self.complete, pairs, former=self.former)
        if self.selection.features is not None:
            dropped = [i for i in checks if not self.selection.features & set(i.stash[CHECK].features)]
            if dropped:
                config.hook.pytest_deselected(items=dropped)
            gone = {*dropped}
            checks = [item for item in checks if item not in gone]
        others = [item for item in items if not self.inside(item.path)]
        items[:] = others + arrange(checks, lambda item: item.stash[CHECK].target)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Tell the owner of the run what was collected, and what of it is to run."""
        directory = self.report_dir
        worker = session.config.stash.get(WORKER, None)
        if worker is None or directory is None:
            return
        kept = {item.nodeid for item in session.items}
        collected = self._collected
        collected.planned = [n for n, item in enumerate(collected.items) if item.nodeid in kept]
        try:
            collected.save(Collected.path(directory, worker.run_id))
        except OSError as error:  # the owner of the run finds that nobody has told it, which fails the run
            sys.stderr.write(f"assay: {directory}: what was collected cannot be written: {error.strerror}\n")

    def _pairs(self, items: Iterable[pytest.Item]) -> Iterator[golden.Pair]:
        """Features with their checks, those too that run on no selected target or store.

        Raises:
            pytest.UsageError: A test among the checks names no feature.
        """
        for item in items:
            if (check := item.stash.get(CHECK, None)) is not None and item.get_closest_marker("proves") is None:
                yield from ((feature, check.name) for feature in check.features)  # a stand-in
                continue
            marker, callspec = item.get_closest_marker("proves"), getattr(item, "callspec", None)
            if marker is None or callspec is None:
                raise pytest.UsageError(f"{item.nodeid}: is no check: write it as a function with @proves(...)")
            if check is None:  # pytest makes one item of what has no place to run
                own = "-".join(part for part in callspec._idlist if part != NO_TARGET)
                name = check_name(item.path, self.suites, getattr(item, "originalname", None) or item.name, own)
            else:
                name = check.name
            yield from ((feature, name) for feature in marker.args)

    def _attach(self, item: pytest.Item) -> bool:
        """Tie an item to its features and target; False if it is not a check with a target."""
        if CHECK in item.stash:  # a stand-in
            return True
        if not isinstance(item, pytest.Function) or not self.inside(item.path):
            return False
        marker = item.get_closest_marker("proves")
        callspec = getattr(item, "callspec", None)
        if marker is None or callspec is None or "target" not in callspec.params:
            return False
        target = callspec.params["target"]
        if not isinstance(target, Target):  # none of its targets is selected
            return False
        needs = [*marker.kwargs.get("needs", ())]
        needs += [n for feature in marker.args for n in self.catalogue[feature].needs if n not in needs]
        # The self-test adds the defect to the target's part.
        own = "-".join(part for part in callspec._idlist if part != target.id and not part.startswith(f"{target.id}-"))
        name = check_name(item.path, self.suites, item.originalname or item.name, own)
        store = callspec.params.get("store")
        kept = store if isinstance(store, Store) else None
        features = tuple(f for f in marker.args if self.concerns(f, kept))
        item.stash[CHECK] = Check(features, name, target, tuple(needs), kept)
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """End a check here that cannot run."""
        worker = item.config.stash.get(WORKER, None)
        if worker is not None and CHECK in item.stash:
            worker.prepare(item.stash[CHECK], space=isinstance(item, pytest.Function))


def note(item: pytest.Item, call: pytest.CallInfo[Any], report: pytest.TestReport) -> tuple[Check, Worker] | None:
    """Let the worker judge what a phase of a check ended with; gives both, or None for what is no check."""
    check, worker = item.stash.get(CHECK, None), item.config.stash.get(WORKER, None)
    if check is None or worker is None:
        return None
    error = call.excinfo.value if call.excinfo is not None else None
    refused = error is not None or report.failed
    worker.note(check, call.when, error, report.longreprtext if refused else "")
    return check, worker


class Verdicts:
    """Turns what the phases of a check end with into verdicts, and shows them."""

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[Any]
    ) -> Generator[None, HookResult[pytest.TestReport], None]:
        """Turn what a phase ended with into a verdict, and attach the result lines to the last report."""
        result = yield
        if CHECK not in item.stash or WORKER not in item.config.stash:
            return
        report = _report(result, item, call)
        item.stash[CHECK].seconds += call.duration
        noted = note(item, call, report)
        if noted is None:
            return
        check, worker = noted
        if call.excinfo is not None or report.failed or (call.when == "call" and check.verdict is not Verdict.PASS):
            _show(report, check)
            if isinstance(report.longrepr, str) or report.failed:
                # What pytest prints of a failure shows the values of variables, URLs among them.
                shorter = worker.repeated.shorten(check) if report.failed else ""
                report.assay_told = bool(shorter) and check.verdict is Verdict.ERROR  # type: ignore[attr-defined]
                report.longrepr = encodable(shorter or worker.mask(report.longreprtext))
            report.sections = [(name, worker.mask(text)) for name, text in report.sections]
        report.sections = [(name, encodable(text)) for name, text in report.sections]
        if call.excinfo is not None:
            half_mapped.let_go(call.excinfo.value)
        if call.when == "teardown":
            worker.repeated.ended(check)
            report.assay = encoded(worker.results(check, item.nodeid))  # type: ignore[attr-defined]

    def pytest_report_teststatus(self, report: Any) -> tuple[str, str, str] | None:
        """Show the verdicts that pytest has no word for."""
        if getattr(report, "assay_told", False):
            # In a category of its own, what was told is neither shown at length again nor a line of pytest's summary.
            return TOLD, "E", "ERROR"
        word = getattr(report, "assay_verdict", "")
        return (word, _LETTERS[Verdict(word)], word.upper()) if word else None


def _report(result: HookResult[pytest.TestReport], item: pytest.Item, call: pytest.CallInfo[Any]) -> pytest.TestReport:
    """What pytest made of a phase; a bare report if that failed, which would end the run.

    Python 3.11 before 3.11.8 cannot parse the sources for two tracebacks in two threads (python/cpython#106905), and
    an application logs its own meanwhile.
    """
    try:
        return result.get_result()
    except Exception as error:
        if call.excinfo is None or call.when == "collect":
            raise
        text = f"{outcome.first_line(call.excinfo.value)}\n(no traceback: {outcome.first_line(error)})"
        report = pytest.TestReport(
            item.nodeid, item.location, {}, "failed", text, call.when, (), call.duration, call.start, call.stop
        )
        result.force_result(report)
        return report


def _show(report: pytest.TestReport, check: Check) -> None:
    """Make pytest count and show a report as its verdict."""
    reason = check.worst.reason
    if check.verdict in _LETTERS:
        report.outcome = "skipped"
        report.longrepr = (str(report.location[0]), report.location[1] or 0, encodable(reason))
        report.assay_verdict = check.verdict.value  # type: ignore[attr-defined]
    else:
        report.outcome = "failed"
        if check.verdict is Verdict.FIXED or not report.longrepr or check.not_begun:
            report.longrepr = encodable(reason)


Judge: TypeAlias = Callable[[Checks, bool], object]
"""Makes the plugin that judges checks otherwise; the second argument says whether this process owns the run."""
