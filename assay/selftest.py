"""The self-test: every feature's checks have to fail on a planted defect, and to pass without it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from assay.backends import TARGETS
from assay.backends import target as _target
from assay.catalogue import Catalogue
from assay.hooks import CHECK, WORKER, Checks, place_id
from assay.planted import Defect, all_defects
from assay.selection import Selection
from assay.stores import STORES
from assay.stores.base import Store
from assay.verdicts import Verdict

if TYPE_CHECKING:
    from pluggy import Result as HookResult

FAILED_ON_CLAIM = "caught"
HELD = "held"
BROKE = "broke"
WITHOUT = "without"


class SelfTest(Checks):
    """Runs each check without a defect and with each defect of its features, and keeps score.

    Args:
        catalogue: The catalogue.
        selection: What was asked for; defects on other targets are left out.
        suites: The folder of the checks.
        owner: Whether this process owns the run, and so keeps the score.
    """

    def __init__(self, catalogue: Catalogue, selection: Selection, suites: Path, owner: bool) -> None:
        super().__init__(catalogue, selection, suites)
        self.defects = all_defects()
        self.owner = owner
        self.outcomes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self.problems: list[str] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Give each check its defects, and their targets once more without."""
        if self.suites not in metafunc.definition.path.parents:
            return
        features = self.features_of(metafunc)
        defects = [d for d in self.defects if set(d.features) & set(features) and self.selection.has(_target(d.target))]
        targets = dict.fromkeys(d.target for d in defects) or dict.fromkeys([self.home(features)])
        usable = self.stores_for(metafunc, features)
        cases: list[tuple[Any, Store | None, Defect | None]] = []
        for place in [(name, None) for name in targets if name] + [(d.target, d) for d in defects]:
            wanted = place[1].store if place[1] else ""
            if usable is None:
                cases.append((_target(place[0]), None, place[1]))
                continue
            stores = [s for s in usable if wanted in {"", s.id}]
            cases += [(_target(place[0]), s, place[1]) for s in stores[: 1 if place[1] else None]]
        if usable:  # without a defect: on each store that one of the defects needs, or else on the first
            needed = {s for _, s, d in cases if d} or {usable[0]}
            cases = [c for c in cases if c[2] or c[1] in needed]
        ids = [f"{place_id(t, s)}-{d.name if d else WITHOUT}" for t, s, d in cases]
        if usable is None:
            metafunc.parametrize(("target", "planted"), [(t, d) for t, _, d in cases], ids=ids, indirect=True)
        else:
            metafunc.parametrize(("target", "store", "planted"), cases, ids=ids, indirect=True)

    def stores_for(self, metafunc: pytest.Metafunc, features: tuple[str, ...]) -> list[Store] | None:
        """The selected stores that can run a check, cheapest first; None if it needs none."""
        chosen = [s for f in features for s in self.catalogue[f].stores(STORES)]
        if not chosen:
            return None
        marker = metafunc.definition.get_closest_marker("proves")
        needs = {*(marker.kwargs.get("needs", ()) if marker else ())}
        needs |= {n for f in features for n in self.catalogue[f].needs}
        able = [
            s
            for s in STORES
            if s in chosen
            and s in self.selection.stores
            and all(s.capability(n).present for n in needs if n in s.product.capabilities)
        ]
        return sorted(able, key=lambda s: s.product.image_key is not None)

    @pytest.fixture(autouse=True)
    def planted(self, request: pytest.FixtureRequest) -> Iterator[Defect | None]:
        """The defect that is in place while the check runs."""
        defect: Defect | None = request.param
        with defect.plant() if defect else nullcontext():
            yield defect

    def home(self, features: tuple[str, ...]) -> str:
        """Where a check without any defect is tried; empty if that is not selected."""
        for target in self.catalogue[features[0]].targets(TARGETS):
            if self.selection.has(target):
                return target.id
        return ""

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[Any]
    ) -> Generator[None, HookResult[pytest.TestReport], None]:
        """Keep what came of the check, and let pytest count it as passed: the score decides."""
        result = yield
        check = item.stash.get(CHECK, None)
        worker = item.config.stash.get(WORKER, None)
        if check is None or worker is None:
            return
        report = result.get_result()
        error = call.excinfo.value if call.excinfo is not None else None
        worker.note(check, call.when, error, report.longreprtext if error is not None else "")
        report.outcome = "passed"
        report.longrepr = None
        if call.when == "teardown":
            defect: Defect | None = item.callspec.params["planted"]  # type: ignore[attr-defined]
            report.selftest = {  # type: ignore[attr-defined]
                "defect": defect.name if defect else "",
                "check": item.nodeid,
                "features": list(check.features),
                "outcome": _outcome(check.verdict, check.failure.type if check.failure else ""),
                "verdict": check.verdict.value,
                "reason": next((r for _, r, _ in check.verdicts.values() if r), ""),
            }

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Keep score."""
        said = getattr(report, "selftest", None)
        if not self.owner or said is None:
            if self.owner and report.when == "???":
                self.problems.append(f"{report.nodeid}: the worker process died")
            return
        if not said["defect"]:
            if said["verdict"] in {Verdict.FAIL.value, Verdict.ERROR.value, Verdict.FIXED.value, Verdict.NOT_RUN.value}:
                self.problems.append(f"{said['check']}: {said['verdict']} without any defect: {said['reason']}")
            for feature in said["features"]:
                self.outcomes[feature][WITHOUT].append(said["verdict"])
            return
        defect = next(d for d in self.defects if d.name == said["defect"])
        for feature in set(said["features"]) & set(defect.features):
            text = said["outcome"] if said["outcome"] != BROKE else f"{BROKE}: {said['reason']}"
            self.outcomes[feature][defect.name].append(text)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """The self-test fails below 100 %."""
        if self.owner and (self.problems or self.unproved or not self.outcomes):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @property
    def unproved(self) -> dict[str, str]:
        """The features whose checks have not shown that they can fail, with the reason."""
        return {f: why for f, cases in self.scored.items() if (why := _why_unproved(cases))}

    @property
    def scored(self) -> dict[str, dict[str, list[str]]]:
        """The outcomes, without the features whose defects are all on targets that were not selected."""
        elsewhere = {f for d in self.defects for f in d.features if not self.selection.has(_target(d.target))}
        return {f: cases for f, cases in self.outcomes.items() if set(cases) != {WITHOUT} or f not in elsewhere}

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Print the score."""
        if not self.owner:
            return
        unproved = self.unproved
        terminalreporter.section("Assay self-test")
        for feature, why in sorted(unproved.items()):
            terminalreporter.write_line(f"unproved  {feature}: {why}")
        for problem in self.problems:
            terminalreporter.write_line(f"problem   {problem}")
        total = len(self.scored)
        planted = len({name for cases in self.scored.values() for name in cases if name != WITHOUT})
        share = 100 * (total - len(unproved)) // total if total else 0
        terminalreporter.write_line(
            f"{total - len(unproved)} features proved / {total} features with checks: {share} %"
            f" ({planted} planted defects)"
        )


def _outcome(verdict: Verdict, error_type: str) -> str:
    if verdict is Verdict.FAIL and error_type == "AssertionError":
        return FAILED_ON_CLAIM
    return HELD if verdict in {Verdict.PASS, Verdict.FIXED} else BROKE


def _why_unproved(cases: dict[str, list[str]]) -> str:
    planted = {name: outcomes for name, outcomes in cases.items() if name != WITHOUT}
    if not planted:
        # A check that fails on the library as it is has shown that it can fail.
        if Verdict.KNOWN.value in cases[WITHOUT]:
            return ""
        return "no planted defect breaks it"
    for name, outcomes in planted.items():
        if FAILED_ON_CLAIM not in outcomes:
            return f"{name} is planted, and no check fails on the claim: {'; '.join(sorted(set(outcomes)))}"
    return ""
